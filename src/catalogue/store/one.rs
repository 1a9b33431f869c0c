//! One listing or firm with everything its page shows of it.

use diesel::prelude::*;

use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::schema::{firms, industries, needs, pictures, products, view_counts};
use crate::db::{self, Conn, Kind};
use crate::firms::store::FirmRow;
use crate::firms::{FirmId, Verification};
use crate::listings::ListingState;
use crate::needs::store::NeedRow;
use crate::products::ProductId;
use crate::products::store::Stated;
use crate::units::Decimal;

/// What a listing's page shows of its firm.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct FirmShown {
    /// Its key.
    pub id: FirmId,
    /// Its code.
    pub code: String,
    /// Its short name.
    pub name: String,
    /// Its registered name, or empty.
    pub full_name: String,
    /// Whether an official has verified it.
    pub verification: Verification,
    /// Code of its division.
    pub division_code: Option<String>,
    /// Its tags, separated by `;`.
    pub tags: String,
    /// Its street address, or empty.
    pub address: String,
    /// Head count.
    pub employees: Option<i64>,
}

impl FirmShown {
    /// Whether an official has verified it.
    pub fn is_verified(&self) -> bool {
        self.verification == Verification::Verified
    }
}

/// What a product's page shows of its row: half of the columns, and one time instead of four, which SQLite keeps as
/// texts.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct ProductShown {
    /// Its key.
    pub id: ProductId,
    /// Its code.
    pub code: String,
    /// Its firm.
    pub firm_id: FirmId,
    /// What it is called.
    pub name: String,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// Free text.
    pub description: String,
    /// `key=value;…`.
    pub specs: String,
    /// Unit of price, order and capacity.
    pub unit: String,
    /// Its price, to be shown as the viewer may see it.
    pub price: Stated,
    /// Smallest order, in units.
    pub min_order: Option<Decimal>,
    /// Capacity a month, in units.
    pub capacity_per_month: Option<Decimal>,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
    /// `name@expiry;…`.
    pub certificates: String,
    /// Where it stands.
    pub state: ListingState,
    /// When its firm has last confirmed it.
    pub confirmed_at: Option<Moment>,
}

/// A listing with its firm and how often it was looked at.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Whole<T> {
    /// The listing.
    pub row: T,
    /// Its firm.
    pub firm: FirmShown,
    /// Views, as far as they have been added up.
    pub views: Option<i64>,
}

/// The columns of [`FirmShown`].
type ShownColumns = (
    firms::id,
    firms::code,
    firms::name,
    firms::full_name,
    firms::verification,
    firms::division_code,
    firms::tags,
    firms::address,
    firms::employees,
);
const SHOWN: ShownColumns = (
    firms::id,
    firms::code,
    firms::name,
    firms::full_name,
    firms::verification,
    firms::division_code,
    firms::tags,
    firms::address,
    firms::employees,
);

/// The product of that code, in whatever state.
///
/// # Errors
/// Those of the database.
pub fn product(conn: &mut Conn, code: &str) -> QueryResult<Option<Whole<ProductShown>>> {
    let shown = (
        products::id,
        products::code,
        products::firm_id,
        products::name,
        products::category_id,
        products::description,
        products::specs,
        products::unit,
        (products::price_from, products::price_to, products::price_visibility, products::tax_included),
        products::min_order,
        products::capacity_per_month,
        products::lead_days,
        products::certificates,
        products::state,
        products::confirmed_at,
    );
    let views = view_counts::kind.eq(Kind::Product).and(view_counts::subject_id.eq(products::id));
    let whole = products::table
        .inner_join(firms::table)
        .left_join(view_counts::table.on(views))
        .filter(products::code.eq(code))
        .select((shown, SHOWN, view_counts::views.nullable()));
    db::first(conn, whole)
}

/// The need of that code, in whatever state.
///
/// # Errors
/// Those of the database.
pub fn need(conn: &mut Conn, code: &str) -> QueryResult<Option<Whole<NeedRow>>> {
    let views = view_counts::kind.eq(Kind::Need).and(view_counts::subject_id.eq(needs::id));
    let whole = needs::table
        .inner_join(firms::table)
        .left_join(view_counts::table.on(views))
        .filter(needs::code.eq(code))
        .select((needs::all_columns, SHOWN, view_counts::views.nullable()));
    db::first(conn, whole)
}

/// A firm with the names around it and how often it was looked at.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct FirmWhole {
    /// The firm.
    pub row: FirmRow,
    /// Name of its industry.
    pub industry: Option<String>,
    /// Views, as far as they have been added up.
    pub views: Option<i64>,
}

/// The firm of that code, verified or not.
///
/// # Errors
/// Those of the database.
pub fn firm(conn: &mut Conn, code: &str) -> QueryResult<Option<FirmWhole>> {
    let views = view_counts::kind.eq(Kind::Firm).and(view_counts::subject_id.eq(firms::id));
    let whole = firms::table
        .left_join(industries::table.on(industries::code.nullable().eq(firms::industry_code)))
        .left_join(view_counts::table.on(views))
        .filter(firms::code.eq(code))
        .select((firms::all_columns, industries::name.nullable(), view_counts::views.nullable()));
    db::first(conn, whole)
}

/// The keys of a product's pictures in order, with width and height in pixels.
///
/// # Errors
/// Those of the database.
pub fn picture_ids(conn: &mut Conn, product: &ProductId) -> QueryResult<Vec<(String, i64, i64)>> {
    let shown = pictures::table
        .filter(pictures::product_id.eq(product))
        .order((pictures::position, pictures::id))
        .select((pictures::id, pictures::width, pictures::height))
        .limit(24);
    db::load(conn, shown)
}

/// How many published products and needs a firm has.
///
/// # Errors
/// Those of the database.
pub fn listing_counts(conn: &mut Conn, firm: &FirmId) -> QueryResult<(i64, i64)> {
    let state = ListingState::Published;
    let makes = products::table.filter(products::firm_id.eq(firm)).filter(products::state.eq(state));
    let wants = needs::table.filter(needs::firm_id.eq(firm)).filter(needs::state.eq(state));
    Ok((makes.count().get_result(conn)?, wants.count().get_result(conn)?))
}

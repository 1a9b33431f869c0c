//! Products with what lists and pages show beside them.

use diesel::prelude::*;

use super::{CHUNK, ProductRow};
use crate::db::schema::{categories, firms, products};
use crate::db::{self, Conn};
use crate::firms::Verification;
use crate::geo::Point;
use crate::ids::FirmId;
use crate::listings::{self, ListingState};
use crate::products::{PriceVisibility, ProductId};
use crate::units::Decimal;

/// A product with its firm and the name of its category.
pub type Card = listings::Card<ProductRow>;

/// What a firm has stated of a price, for those who read no more of the product's row. It shows nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq, Queryable)]
pub struct Stated {
    pub(in crate::products) from: Option<Decimal>,
    pub(in crate::products) to: Option<Decimal>,
    pub(in crate::products) visibility: PriceVisibility,
    pub(in crate::products) tax_included: Option<bool>,
}

/// What the matcher reads of a product to weigh it: of most products it weighs, no more is ever shown.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Offer {
    /// The product.
    pub id: ProductId,
    /// Where it stands.
    pub state: ListingState,
    /// What it is called.
    pub name: String,
    /// `key=value;…`.
    pub specs: String,
    /// Its price.
    pub price: Stated,
    /// Smallest order, in units.
    pub min_order: Option<Decimal>,
    /// Capacity a month, in units.
    pub capacity_per_month: Option<Decimal>,
    /// Unit of price, order and capacity.
    pub unit: String,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
    /// `name@expiry;…`.
    pub certificates: String,
    /// Share of the firm's revenue, 0 to 1.
    pub revenue_share: Option<f64>,
    /// Its firm.
    pub firm: Seller,
}

/// What the matcher reads of a product's firm.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Seller {
    /// Its key.
    pub id: FirmId,
    /// How far an official has got with it.
    pub verification: Verification,
    lat: Option<f64>,
    lon: Option<f64>,
}

impl Seller {
    /// Where it is, if it says so.
    pub fn place(&self) -> Option<Point> {
        Point::new(self.lat?, self.lon?)
    }
}

/// The joined tables that a [`Card`] is read from, and its columns.
macro_rules! cards {
    () => {
        products::table.inner_join(firms::table).left_join(categories::table).select((
            products::all_columns,
            (firms::code, firms::name, firms::verification, firms::division_code),
            categories::name.nullable(),
        ))
    };
}

/// The product of that code with what a page shows beside it.
///
/// # Errors
/// Those of the database.
pub fn card_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<Card>> {
    db::first(conn, cards!().filter(products::code.eq(code)))
}

/// Those of the products that exist, in no order; for search hits and the feed.
///
/// # Errors
/// Those of the database.
pub fn cards(conn: &mut Conn, ids: &[&str]) -> QueryResult<Vec<Card>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        found.extend(db::load::<Card, _>(conn, cards!().filter(db::among(products::id, ids)))?);
    }
    Ok(found)
}

/// The same products, with what weighing them takes.
///
/// # Errors
/// Those of the database.
pub fn offers(conn: &mut Conn, ids: &[&str]) -> QueryResult<Vec<Offer>> {
    let mut found = Vec::with_capacity(ids.len());
    let price = (products::price_from, products::price_to, products::price_visibility, products::tax_included);
    for ids in ids.chunks(CHUNK) {
        let offers = products::table.inner_join(firms::table).filter(db::among(products::id, ids)).select((
            products::id,
            products::state,
            products::name,
            products::specs,
            price,
            products::min_order,
            products::capacity_per_month,
            products::unit,
            products::lead_days,
            products::certificates,
            products::revenue_share,
            (firms::id, firms::verification, firms::lat, firms::lon),
        ));
        found.extend(db::load::<Offer, _>(conn, offers)?);
    }
    Ok(found)
}

/// Up to `limit` products behind the key `after`, in the order of their keys (the first ones behind an empty text);
/// for work on all of them.
///
/// # Errors
/// Those of the database.
pub fn after_id(conn: &mut Conn, after: &str, limit: i64) -> QueryResult<Vec<Card>> {
    cards!().filter(products::id.gt(after)).order(products::id).limit(limit).load(conn)
}

/// Up to `limit` products behind the code `after`, in the order of their codes, of one firm or of all; for exports.
///
/// # Errors
/// Those of the database.
pub fn after_code(conn: &mut Conn, firm: Option<&FirmId>, after: &str, limit: i64) -> QueryResult<Vec<Card>> {
    let behind = cards!().filter(products::code.gt(after)).order(products::code).limit(limit);
    match firm {
        Some(firm) => behind.filter(products::firm_id.eq(firm)).load(conn),
        None => behind.load(conn),
    }
}

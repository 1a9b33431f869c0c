//! The short lists beside a listing, and firms by key.

use chrono::NaiveDate;
use diesel::dsl::{count, count_star};
use diesel::prelude::*;

use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::schema::{firms, needs, products};
use crate::db::{self, Conn};
use crate::firms::{FirmId, Verification};
use crate::listings::ListingState;
use crate::needs::Period;
use crate::products::ProductId;
use crate::products::store::Stated;
use crate::units::Decimal;

/// A product as the lists beside a page show it: a third of its columns, since these lists are most of what the page
/// reads.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct ProductLine {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Its firm.
    pub firm_id: FirmId,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// Unit of the price.
    pub unit: String,
    /// Its price, to be shown as the viewer may see it.
    pub price: Stated,
    /// When its firm has last confirmed it.
    pub confirmed_at: Option<Moment>,
}

/// Code, name and division code of a listing's firm.
pub type Beside = (String, String, Option<String>);
/// A product with what stands beside it.
pub type OfFirm = (ProductLine, Beside);

/// The columns of a [`ProductLine`].
macro_rules! product_line {
    () => {
        (
            products::code,
            products::name,
            products::firm_id,
            products::category_id,
            products::unit,
            (products::price_from, products::price_to, products::price_visibility, products::tax_included),
            products::confirmed_at,
        )
    };
}

/// Some other published products of a firm, without `but`; in no order, so that the first rows of the index will do.
///
/// # Errors
/// Those of the database.
pub fn more_of_firm(conn: &mut Conn, firm: &FirmId, but: &ProductId, limit: i64) -> QueryResult<Vec<ProductLine>> {
    let more = products::table
        .filter(products::firm_id.eq(firm))
        .filter(products::state.eq(ListingState::Published))
        .filter(products::id.ne(but))
        .select(product_line!())
        .limit(limit);
    db::load(conn, more)
}

/// Some public products of a category that are not of the firm `but`, with code, name and division of their firms; in
/// no order, as [`more_of_firm`].
///
/// # Errors
/// Those of the database.
pub fn others_of_category(
    conn: &mut Conn,
    category: &CategoryId,
    but: &FirmId,
    limit: i64,
) -> QueryResult<Vec<OfFirm>> {
    let others = products::table
        .inner_join(firms::table)
        .filter(products::category_id.eq(category))
        .filter(products::state.eq(ListingState::Published))
        .filter(products::firm_id.ne(but))
        .filter(firms::verification.eq(Verification::Verified))
        .select((product_line!(), (firms::code, firms::name, firms::division_code)))
        .limit(limit);
    db::load(conn, others)
}

/// The latest products that everyone may see, newest first.
///
/// # Errors
/// Those of the database.
pub fn newest_products(conn: &mut Conn, limit: i64) -> QueryResult<Vec<OfFirm>> {
    let newest = products::table
        .inner_join(firms::table)
        .filter(products::state.eq(ListingState::Published))
        .filter(products::published_at.is_not_null())
        .filter(firms::verification.eq(Verification::Verified))
        .order((products::published_at.desc(), products::id.desc()))
        .select((product_line!(), (firms::code, firms::name, firms::division_code)))
        .limit(limit);
    db::load(conn, newest)
}

/// A need as a list shows it.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct NeedLine {
    /// Its code.
    pub code: String,
    /// Its words.
    pub text: String,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// How much, in units per period.
    pub quantity: Option<Decimal>,
    /// Unit of the quantity.
    pub unit: String,
    /// How often.
    pub period: Period,
    /// Wanted by this day.
    pub needed_by: Option<NaiveDate>,
    /// First publication.
    pub published_at: Option<Moment>,
    /// When its firm has last confirmed it.
    pub confirmed_at: Option<Moment>,
}

/// The latest needs that everyone may see, newest first, with code, name and division code of their firms.
///
/// # Errors
/// Those of the database.
pub fn newest_needs(conn: &mut Conn, limit: i64) -> QueryResult<Vec<(NeedLine, Beside)>> {
    let line = (
        needs::code,
        needs::text,
        needs::category_id,
        needs::quantity,
        needs::unit,
        needs::period,
        needs::needed_by,
        needs::published_at,
        needs::confirmed_at,
    );
    let newest = needs::table
        .inner_join(firms::table)
        .filter(needs::state.eq(ListingState::Published))
        .filter(needs::published_at.is_not_null())
        .filter(firms::verification.eq(Verification::Verified))
        .order((needs::published_at.desc(), needs::id.desc()))
        .select((line, (firms::code, firms::name, firms::division_code)))
        .limit(limit);
    db::load(conn, newest)
}

/// What a list says of a firm.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct FirmLine {
    /// Its key.
    pub id: FirmId,
    /// Its code.
    pub code: String,
    /// Its short name.
    pub name: String,
    /// Its division.
    pub division_code: Option<String>,
    /// Its tags, separated by `;`.
    pub tags: String,
}

/// The verified firms that have published products in these categories, those with the most first, and how many each
/// has. Reads every such product, so the caller sees to it that they are not too many.
///
/// # Errors
/// Those of the database.
pub fn makers(conn: &mut Conn, categories: &[CategoryId], limit: i64, offset: i64) -> QueryResult<Vec<(FirmId, i64)>> {
    products::table
        .inner_join(firms::table)
        .filter(products::category_id.eq_any(categories))
        .filter(products::state.eq(ListingState::Published))
        .filter(firms::verification.eq(Verification::Verified))
        .group_by(products::firm_id)
        .select((products::firm_id, count_star()))
        .order((count_star().desc(), products::firm_id))
        .limit(limit)
        .offset(offset)
        .load(conn)
}

/// How many firms [`makers`] knows.
///
/// # Errors
/// Those of the database.
pub fn count_makers(conn: &mut Conn, categories: &[CategoryId]) -> QueryResult<i64> {
    products::table
        .inner_join(firms::table)
        .filter(products::category_id.eq_any(categories))
        .filter(products::state.eq(ListingState::Published))
        .filter(firms::verification.eq(Verification::Verified))
        .select(count(products::firm_id).aggregate_distinct())
        .get_result(conn)
}

/// Those of the firms that are verified, in no order.
///
/// # Errors
/// Those of the database.
pub fn firms_by_ids(conn: &mut Conn, ids: &[FirmId]) -> QueryResult<Vec<FirmLine>> {
    let lines = firms::table
        .filter(firms::id.eq_any(ids))
        .filter(firms::verification.eq(Verification::Verified))
        .select((firms::id, firms::code, firms::name, firms::division_code, firms::tags));
    db::load(conn, lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::db::testing::TestDb;
    use crate::firms::testing::member_of;
    use crate::needs::store::NeedRow;
    use crate::needs::{NeedFields, NeedId};
    use crate::products::ProductFields;
    use crate::products::store::ProductRow;
    use chrono::Duration;

    fn product(firm: &str, code: &str, state: ListingState, age: i64) -> ProductRow {
        let (fields, at) = (ProductFields::empty(), clock::now() - Duration::days(age));
        ProductRow::new(ProductId::new(), code.into(), FirmId(firm.into()), fields, None, state, at)
    }

    fn need(firm: &str, code: &str, state: ListingState, age: i64) -> NeedRow {
        let (fields, at) = (NeedFields::empty(), clock::now() - Duration::days(age));
        NeedRow::new(NeedId::new(), code.into(), FirmId(firm.into()), fields, None, state, at)
    }

    #[test]
    fn the_newest_are_published_and_of_verified_firms() {
        use ListingState::{Draft, Published};
        let test = TestDb::new();
        let conn = &mut *test.db.writer().unwrap();
        member_of(conn, "known", true);
        member_of(conn, "new", false);
        let all = [("known", "old", Published, 1), ("known", "a", Published, 0), ("known", "b", Draft, 0)];
        let all = all.into_iter().chain([("new", "c", Published, 0)]);
        let rows: Vec<ProductRow> =
            all.clone().map(|(firm, code, state, age)| product(firm, code, state, age)).collect();
        crate::products::store::insert_many(conn, &rows).unwrap();
        let rows: Vec<NeedRow> = all.map(|(firm, code, state, age)| need(firm, code, state, age)).collect();
        crate::needs::store::insert_many(conn, &rows).unwrap();
        let products = newest_products(conn, 10).unwrap();
        let found: Vec<(&str, &str)> = products.iter().map(|(line, firm)| (&*line.code, &*firm.0)).collect();
        assert_eq!(found, [("a", "known"), ("old", "known")]);
        let needs = newest_needs(conn, 10).unwrap();
        assert_eq!(needs.iter().map(|(line, _)| &*line.code).collect::<Vec<_>>(), ["a", "old"]);
    }
}

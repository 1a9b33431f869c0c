//! The short lists beside a listing, and firms by key.

use diesel::dsl::{count, count_star};
use diesel::prelude::*;

use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::schema::{firms, products};
use crate::db::{self, Conn};
use crate::firms::{FirmId, Verification};
use crate::products::store::Stated;
use crate::products::{ListingState, ProductId};

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

/// A product with code, name and division code of its firm.
pub type OfFirm = (ProductLine, (String, String, Option<String>));

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

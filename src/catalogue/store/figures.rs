//! What the front page counts. Each is a scan of an index or of a small table, and [`Board`](crate::catalogue::Board)
//! sees to it that they are not run for each visit.

use std::collections::HashMap;

use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{categories, chain_edges, divisions, firms, needs, products, view_counts};
use crate::firms::Verification;
use crate::listings::ListingState;

/// How many listings stand in each category; those without one under `None`.
pub type ByCategory = Vec<(Option<CategoryId>, i64)>;

/// Public products by category.
///
/// # Errors
/// Those of the database.
pub fn products_by_category(conn: &mut Conn) -> QueryResult<ByCategory> {
    // By state too, which makes this a walk along one index; filtered by state, SQLite would look up every row.
    let counted = products::table
        .group_by((products::category_id, products::state))
        .select((products::category_id, products::state, count_star()))
        .load(conn)?;
    // Asking each of a million products for its firm would take seconds; the few that are hidden are taken off.
    let hidden = products::table
        .filter(products::firm_id.eq_any(hidden_firms()))
        .filter(products::state.eq(ListingState::Published))
        .group_by(products::category_id)
        .select((products::category_id, count_star()))
        .load(conn)?;
    Ok(published(counted, hidden))
}

/// Public needs by category, counted as [`products_by_category`] does.
///
/// # Errors
/// Those of the database.
pub fn needs_by_category(conn: &mut Conn) -> QueryResult<ByCategory> {
    let counted = needs::table
        .group_by((needs::category_id, needs::state))
        .select((needs::category_id, needs::state, count_star()))
        .load(conn)?;
    let hidden = needs::table
        .filter(needs::firm_id.eq_any(hidden_firms()))
        .filter(needs::state.eq(ListingState::Published))
        .group_by(needs::category_id)
        .select((needs::category_id, count_star()))
        .load(conn)?;
    Ok(published(counted, hidden))
}

/// The firms whose listings are not shown.
#[diesel::dsl::auto_type]
fn hidden_firms() -> _ {
    let hidden: [Verification; 2] = [Verification::Pending, Verification::Rejected];
    firms::table.filter(firms::verification.eq_any(hidden)).select(firms::id)
}

fn published(counted: Vec<(Option<CategoryId>, ListingState, i64)>, hidden: ByCategory) -> ByCategory {
    let hidden: HashMap<Option<CategoryId>, i64> = hidden.into_iter().collect();
    let counted = counted.into_iter().filter(|(_, state, _)| *state == ListingState::Published);
    counted.map(|(category, _, count)| (category.clone(), count - hidden.get(&category).unwrap_or(&0))).collect()
}

/// Verified firms by the code of their division; those without one under `None`.
///
/// # Errors
/// Those of the database.
pub fn firms_by_division(conn: &mut Conn) -> QueryResult<Vec<(Option<String>, i64)>> {
    firms::table
        .filter(firms::verification.eq(Verification::Verified))
        .group_by(firms::division_code)
        .select((firms::division_code, count_star()))
        .load(conn)
}

/// All views together.
///
/// # Errors
/// Those of the database.
pub fn views(conn: &mut Conn) -> QueryResult<i64> {
    // PostgreSQL sums BIGINT to NUMERIC, SQLite to INTEGER.
    let total = diesel::dsl::sql::<BigInt>("COALESCE(CAST(SUM(views) AS BIGINT), 0)");
    view_counts::table.select(total).get_result(conn)
}

/// What differs when the chain graph or the divisions have changed.
pub type GraphMark = (i64, Option<Moment>, i64, Option<Moment>, i64, Option<Moment>);

/// The present mark of graph and divisions.
///
/// # Errors
/// Those of the database.
pub fn graph_mark(conn: &mut Conn) -> QueryResult<GraphMark> {
    let (nodes, node) = categories::table.select((count_star(), max(categories::updated_at))).get_result(conn)?;
    let (edges, edge) = chain_edges::table.select((count_star(), max(chain_edges::updated_at))).get_result(conn)?;
    let (places, place) = divisions::table.select((count_star(), max(divisions::updated_at))).get_result(conn)?;
    Ok((nodes, node, edges, edge, places, place))
}

//! What an import asks of other domains' tables, in bulk.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::chain::CategoryId;
use crate::db::schema::{categories, chain_edges, divisions, firms, industries, needs, products, view_counts};
use crate::db::{Conn, Kind};
use crate::engine::dirty;
use crate::firms::FirmId;
use crate::imports::sheets::Sheet;

/// Values of one statement.
const CHUNK: usize = 500;

/// Whether a table of the bundle holds nothing.
///
/// # Errors
/// Those of the database.
pub fn is_empty(conn: &mut Conn, sheet: Sheet) -> QueryResult<bool> {
    let one = match sheet {
        Sheet::Divisions => divisions::table.select(divisions::code).first::<String>(conn),
        Sheet::Industries => industries::table.select(industries::code).first(conn),
        Sheet::Chain => chain_edges::table.select(chain_edges::to_id).first(conn),
        Sheet::Firms => firms::table.select(firms::code).first(conn),
        Sheet::Products => products::table.select(products::code).first(conn),
        Sheet::Needs => needs::table.select(needs::code).first(conn),
    };
    Ok(one.optional()?.is_none())
}

/// Whether there is nothing yet that can be found: neither firms nor listings.
///
/// # Errors
/// Those of the database.
pub fn is_untouched(conn: &mut Conn) -> QueryResult<bool> {
    for sheet in [Sheet::Firms, Sheet::Products, Sheet::Needs] {
        if !is_empty(conn, sheet)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// All categories by name: the graph is small enough to be held, here as in the search.
///
/// # Errors
/// Those of the database.
pub fn category_names(conn: &mut Conn) -> QueryResult<Vec<(String, CategoryId)>> {
    categories::table.select((categories::name, categories::id)).load(conn)
}

/// Names of divisions by code.
///
/// # Errors
/// Those of the database.
pub fn division_names(conn: &mut Conn) -> QueryResult<HashMap<String, String>> {
    let all: Vec<(String, String)> = divisions::table.select((divisions::code, divisions::name)).load(conn)?;
    Ok(all.into_iter().collect())
}

/// Names of industries by code.
///
/// # Errors
/// Those of the database.
pub fn industry_names(conn: &mut Conn) -> QueryResult<HashMap<String, String>> {
    let all: Vec<(String, String)> = industries::table.select((industries::code, industries::name)).load(conn)?;
    Ok(all.into_iter().collect())
}

/// Keys of firms by code, of those that exist.
///
/// # Errors
/// Those of the database.
pub fn firm_ids(conn: &mut Conn, codes: &[&str]) -> QueryResult<Vec<(String, FirmId)>> {
    let mut found = Vec::with_capacity(codes.len());
    for codes in codes.chunks(CHUNK) {
        let known = firms::table.filter(firms::code.eq_any(codes.iter().copied())).select((firms::code, firms::id));
        found.extend(known.load::<(String, FirmId)>(conn)?);
    }
    Ok(found)
}

/// Marks the listings of these firms in the search.
///
/// # Errors
/// Those of the database.
pub fn mark_listings_of(conn: &mut Conn, firm_ids: &[&str]) -> QueryResult<()> {
    for firm_ids in firm_ids.chunks(CHUNK) {
        let of_firms = products::table.filter(products::firm_id.eq_any(firm_ids.iter().copied()));
        let ids = of_firms.select(products::id).load(conn)?;
        mark(conn, Kind::Product, ids)?;
    }
    for firm_ids in firm_ids.chunks(CHUNK) {
        let of_firms = needs::table.filter(needs::firm_id.eq_any(firm_ids.iter().copied()));
        let ids = of_firms.select(needs::id).load(conn)?;
        mark(conn, Kind::Need, ids)?;
    }
    Ok(())
}

fn mark(conn: &mut Conn, kind: Kind, ids: Vec<String>) -> QueryResult<()> {
    dirty::mark_many(conn, kind, &ids.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Gives new subjects the views that they begin with.
///
/// # Errors
/// Those of the database.
pub fn insert_views(conn: &mut Conn, kind: Kind, views: &[(String, i64)]) -> QueryResult<()> {
    let row = |(id, views): &(String, i64)| {
        (view_counts::kind.eq(kind), view_counts::subject_id.eq(id.clone()), view_counts::views.eq(*views))
    };
    let rows: Vec<_> = views.iter().map(row).collect();
    crate::insert_all!(conn, view_counts::table, rows)
}

/// Names of categories for a list to choose from, by name.
///
/// # Errors
/// Those of the database.
pub fn listed_categories(conn: &mut Conn, limit: i64) -> QueryResult<Vec<String>> {
    categories::table.order(categories::name).select(categories::name).limit(limit).load(conn)
}

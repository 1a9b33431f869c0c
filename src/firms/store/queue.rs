//! What the desk asks of the table: the queue, doubles, and what a firm has prepared.

use diesel::prelude::*;

use super::FirmRow;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::firms::dsl;
use crate::db::schema::{needs, products};
use crate::firms::verification::Shelf;
use crate::firms::{FirmId, Verification};

/// How many doubles are named.
const MOST_DOUBLES: i64 = 20;

/// Which firms the desk lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Waiting, verified, sent back, or all.
    pub shelf: Shelf,
    /// Only firms of these divisions; none for the whole city, firms without a division included.
    pub divisions: Option<Vec<String>>,
}

/// Adds the conditions of a selection to a query; a macro, because the types of diesel's queries have no short name.
macro_rules! select {
    ($query:expr, $selection:expr) => {{
        let mut query = $query.into_boxed();
        query = match $selection.shelf {
            Shelf::Waiting => query.filter(dsl::waiting_since.is_not_null()),
            Shelf::Verified => query.filter(dsl::verification.eq(Verification::Verified)),
            Shelf::Rejected => query.filter(dsl::verification.eq(Verification::Rejected)),
            Shelf::All => query,
        };
        match &$selection.divisions {
            Some(codes) => query.filter(dsl::division_code.eq_any(codes.clone())),
            None => query,
        }
    }};
}

/// How many firms are selected.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn, selection: &Selection) -> QueryResult<i64> {
    select!(dsl::firms, selection).count().get_result(conn)
}

/// One page of the selected firms: those that wait by their waiting, the others newest first.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, selection: &Selection, offset: i64, limit: i64) -> QueryResult<Vec<FirmRow>> {
    let page = select!(dsl::firms, selection).offset(offset).limit(limit);
    match selection.shelf {
        Shelf::Waiting => page.order((dsl::waiting_since.asc(), dsl::id.asc())).load(conn),
        _ => page.order((dsl::created_at.desc(), dsl::id.desc())).load(conn),
    }
}

/// Since when the longest waiting of the selected firms waits.
///
/// # Errors
/// Those of the database.
pub fn longest_waiting(conn: &mut Conn, selection: &Selection) -> QueryResult<Option<Moment>> {
    let first = select!(dsl::firms, selection).filter(dsl::waiting_since.is_not_null()).select(dsl::waiting_since);
    Ok(first.order(dsl::waiting_since.asc()).first::<Option<Moment>>(conn).optional()?.flatten())
}

/// Other firms whose name comes down to one of `keys`; at most 20.
///
/// # Errors
/// Those of the database.
pub fn doubles(conn: &mut Conn, id: &FirmId, keys: &[&str]) -> QueryResult<Vec<FirmRow>> {
    dsl::firms
        .filter(dsl::name_key.eq_any(keys.iter().copied()).and(dsl::name_key.ne("")).and(dsl::id.ne(id)))
        .order(dsl::code)
        .limit(MOST_DOUBLES)
        .load(conn)
}

/// What a firm has prepared, published or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prepared {
    /// Its products.
    pub products: i64,
    /// Its needs.
    pub needs: i64,
}

/// Counts the listings of a firm, withdrawn ones left out.
///
/// # Errors
/// Those of the database.
pub fn prepared(conn: &mut Conn, id: &FirmId) -> QueryResult<Prepared> {
    let products = products::table.filter(products::firm_id.eq(id).and(products::state.ne("withdrawn"))).count();
    let needs = needs::table.filter(needs::firm_id.eq(id).and(needs::state.ne("withdrawn"))).count();
    Ok(Prepared { products: products.get_result(conn)?, needs: needs.get_result(conn)? })
}

/// Keys of the firm's published products, then of its published needs.
///
/// # Errors
/// Those of the database.
pub fn published(conn: &mut Conn, id: &FirmId) -> QueryResult<(Vec<String>, Vec<String>)> {
    let products = products::table.filter(products::firm_id.eq(id).and(products::state.eq("published")));
    let needs = needs::table.filter(needs::firm_id.eq(id).and(needs::state.eq("published")));
    Ok((products.select(products::id).load(conn)?, needs.select(needs::id).load(conn)?))
}

/// How many firms stand on each shelf, for the tabs of the desk: waiting, verified, sent back.
///
/// # Errors
/// Those of the database.
pub fn counts(conn: &mut Conn, divisions: Option<&[String]>) -> QueryResult<[i64; 3]> {
    let on = |shelf| Selection { shelf, divisions: divisions.map(<[String]>::to_vec) };
    Ok([count(conn, &on(Shelf::Waiting))?, count(conn, &on(Shelf::Verified))?, count(conn, &on(Shelf::Rejected))?])
}

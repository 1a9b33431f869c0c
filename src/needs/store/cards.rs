//! Products with what lists and pages show beside them.

use diesel::prelude::*;

use super::{CHUNK, NeedRow};
use crate::db::schema::{categories, firms, needs};
use crate::db::{self, Conn};
use crate::firms::Verification;
use crate::ids::FirmId;
use crate::listings::{self, ListingState};

/// A need with its firm and the name of its category.
pub type Card = listings::Card<NeedRow>;

/// The joined tables that a [`Card`] is read from, and its columns.
macro_rules! cards {
    () => {
        needs::table.inner_join(firms::table).left_join(categories::table).select((
            needs::all_columns,
            (firms::code, firms::name, firms::verification, firms::division_code),
            categories::name.nullable(),
        ))
    };
}

/// The need of that code with what a page shows beside it.
///
/// # Errors
/// Those of the database.
pub fn card_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<Card>> {
    db::first(conn, cards!().filter(needs::code.eq(code)))
}

/// Those of the needs that exist, in no order; for search hits and the feed.
///
/// # Errors
/// Those of the database.
pub fn cards(conn: &mut Conn, ids: &[&str]) -> QueryResult<Vec<Card>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        found.extend(db::load::<Card, _>(conn, cards!().filter(db::among(needs::id, ids)))?);
    }
    Ok(found)
}

/// The latest needs that everyone may see, newest first.
///
/// # Errors
/// Those of the database.
pub fn newest(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Card>> {
    let newest = cards!()
        .filter(needs::state.eq(ListingState::Published))
        .filter(needs::published_at.is_not_null())
        .filter(firms::verification.eq(Verification::Verified))
        .order((needs::published_at.desc(), needs::id.desc()))
        .limit(limit);
    db::load(conn, newest)
}

/// Up to `limit` needs behind the key `after`, in the order of their keys (the first ones behind an empty text);
/// for work on all of them.
///
/// # Errors
/// Those of the database.
pub fn after_id(conn: &mut Conn, after: &str, limit: i64) -> QueryResult<Vec<Card>> {
    cards!().filter(needs::id.gt(after)).order(needs::id).limit(limit).load(conn)
}

/// Up to `limit` needs behind the code `after`, in the order of their codes, of one firm or of all; for exports.
///
/// # Errors
/// Those of the database.
pub fn after_code(conn: &mut Conn, firm: Option<&FirmId>, after: &str, limit: i64) -> QueryResult<Vec<Card>> {
    let behind = cards!().filter(needs::code.gt(after)).order(needs::code).limit(limit);
    match firm {
        Some(firm) => behind.filter(needs::firm_id.eq(firm)).load(conn),
        None => behind.load(conn),
    }
}

/// How many needs there are, in any state.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    needs::table.count().get_result(conn)
}

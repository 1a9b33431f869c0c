//! A firm's list of its own needs.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{CHUNK, NeedRow};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::needs::dsl;
use crate::ids::FirmId;
use crate::listings::{Counts, Filter, ListingState};
use crate::needs::NeedId;

diesel::define_sql_function!(fn lower(text: Text) -> Text);

/// The published needs of a firm, newest first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn published_of(conn: &mut Conn, firm: &FirmId, offset: u64, limit: u64) -> QueryResult<(Vec<NeedRow>, u64)> {
    own(conn, firm, &Filter { state: Some(ListingState::Published), ..Filter::default() }, offset, limit)
}

/// A firm's own needs, the last changed first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn own(
    conn: &mut Conn,
    firm: &FirmId,
    filter: &Filter,
    offset: u64,
    limit: u64,
) -> QueryResult<(Vec<NeedRow>, u64)> {
    let pattern = filter.pattern();
    let wanted = dsl::needs
        .filter(dsl::firm_id.eq(firm))
        .filter(dsl::state.eq_any(filter.states()))
        .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(filter.before())))
        .filter(lower(dsl::text).like(&pattern).escape('\\').or(lower(dsl::code).like(&pattern).escape('\\')));
    let total: i64 = wanted.clone().count().get_result(conn)?;
    let page = wanted.order((dsl::updated_at.desc(), dsl::id.desc())).limit(limit as i64).offset(offset as i64);
    Ok((page.load(conn)?, total as u64))
}

/// Counts a firm's needs; those confirmed before `stale_before` are stale.
///
/// # Errors
/// Those of the database.
pub fn counts(conn: &mut Conn, firm: &FirmId, stale_before: Moment) -> QueryResult<Counts> {
    let by_state: Vec<(ListingState, i64)> = dsl::needs
        .filter(dsl::firm_id.eq(firm))
        .group_by(dsl::state)
        .select((dsl::state, diesel::dsl::count_star()))
        .load(conn)?;
    let stale = dsl::needs
        .filter(dsl::firm_id.eq(firm))
        .filter(dsl::state.eq(ListingState::Published))
        .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(stale_before)))
        .count()
        .get_result(conn)?;
    Ok(Counts::new(&by_state, stale))
}

/// Confirms every stale need of a firm at once; returns how many there were.
///
/// # Errors
/// Those of the database.
pub fn confirm_stale(conn: &mut Conn, firm: &FirmId, stale_before: Moment, now: Moment) -> QueryResult<Vec<NeedId>> {
    let stale = dsl::needs
        .filter(dsl::firm_id.eq(firm))
        .filter(dsl::state.eq(ListingState::Published))
        .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(stale_before)));
    let ids: Vec<NeedId> = stale.select(dsl::id).load(conn)?;
    let set = (dsl::confirmed_at.eq(Some(now)), dsl::updated_at.eq(now));
    for ids in ids.chunks(CHUNK) {
        diesel::update(dsl::needs.filter(dsl::id.eq_any(ids))).set(set).execute(conn)?;
    }
    Ok(ids)
}

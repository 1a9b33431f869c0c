//! The tables of shortlists. Every query of a list names its owner.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{ItemKind, ShortlistId};
use crate::clock::Moment;
use crate::db::schema::{shortlist_items as items, shortlists as lists};
use crate::db::{Both, Conn};

/// A list as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = lists)]
pub struct ShortlistRow {
    /// Its key.
    pub id: ShortlistId,
    /// Whose it is: `firm:ID`, `user:ID` or `key:ID`.
    pub owner: String,
    /// Who made it.
    pub made_by: String,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub created_at: Moment,
    /// When something was put on it last.
    pub updated_at: Moment,
}

/// A thing on a list.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = items)]
pub struct ItemRow {
    /// The list.
    pub shortlist_id: ShortlistId,
    /// What it is.
    pub kind: ItemKind,
    /// Its key.
    pub subject_id: String,
    /// When it was put there.
    pub added_at: Moment,
}

/// The lists of `owner`, those last put on first.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, owner: &str) -> QueryResult<Vec<ShortlistRow>> {
    lists::table.filter(lists::owner.eq(owner)).order((lists::updated_at.desc(), lists::id.desc())).load(conn)
}

/// The list of that key, if it is `owner`'s.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, owner: &str, id: &str) -> QueryResult<Option<ShortlistRow>> {
    lists::table.filter(lists::id.eq(id).and(lists::owner.eq(owner))).first(conn).optional()
}

/// Keeps a list.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &ShortlistRow) -> QueryResult<()> {
    diesel::insert_into(lists::table).values(row).execute(conn).map(drop)
}

/// Calls a list something else.
///
/// # Errors
/// Those of the database.
pub fn rename(conn: &mut Conn, id: &ShortlistId, name: &str) -> QueryResult<()> {
    diesel::update(lists::table.find(id)).set(lists::name.eq(name)).execute(conn).map(drop)
}

/// Takes a list away with all that is on it.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: &ShortlistId) -> QueryResult<()> {
    diesel::delete(items::table.filter(items::shortlist_id.eq(id))).execute(conn)?;
    diesel::delete(lists::table.find(id)).execute(conn).map(drop)
}

/// Puts a thing on a list; says whether it was not there yet.
///
/// # Errors
/// Those of the database.
pub fn put(conn: &mut Conn, row: &ItemRow) -> QueryResult<bool> {
    let insert = diesel::insert_into(items::table).values(row);
    let of_key = (items::shortlist_id, items::kind, items::subject_id);
    let added = Both(insert.on_conflict(of_key).do_nothing()).execute(conn)? == 1;
    let list = lists::table.find(&row.shortlist_id);
    diesel::update(list).set(lists::updated_at.eq(row.added_at)).execute(conn)?;
    Ok(added)
}

/// Takes a thing off a list; says whether it was there.
///
/// # Errors
/// Those of the database.
pub fn take_off(conn: &mut Conn, id: &ShortlistId, kind: ItemKind, subject: &str) -> QueryResult<bool> {
    Ok(diesel::delete(items::table.find((id, kind, subject))).execute(conn)? == 1)
}

/// What is on a list, the last first.
///
/// # Errors
/// Those of the database.
pub fn items(conn: &mut Conn, id: &ShortlistId) -> QueryResult<Vec<ItemRow>> {
    let of = items::table.filter(items::shortlist_id.eq(id));
    of.order((items::added_at.desc(), items::subject_id.desc())).load(conn)
}

/// How many things are on a list.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn, id: &ShortlistId) -> QueryResult<i64> {
    items::table.filter(items::shortlist_id.eq(id)).count().get_result(conn)
}

/// How many things are on each of some lists; none for an empty one.
///
/// # Errors
/// Those of the database.
pub fn sizes(conn: &mut Conn, ids: &[&ShortlistId]) -> QueryResult<HashMap<ShortlistId, i64>> {
    use diesel::dsl::count_star;
    let of = items::table.filter(items::shortlist_id.eq_any(ids.iter().copied()));
    Ok(of.group_by(items::shortlist_id).select((items::shortlist_id, count_star())).load(conn)?.into_iter().collect())
}

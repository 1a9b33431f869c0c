//! Rows of `saved_searches`. Every query names the owner, so that nobody reaches another's.

use diesel::prelude::*;

use super::Cadence;
use crate::accounts::UserId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{saved_searches as saved, users};

/// A search that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = saved)]
pub struct SavedRow {
    /// Its key.
    pub id: String,
    /// Whose it is.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// The query of its address.
    pub search: String,
    /// When it was kept.
    pub created_at: Moment,
    /// How often it tells of what is new.
    pub cadence: Cadence,
    /// When it was looked at last for that.
    pub looked_at: Option<Moment>,
    /// Keys of what was there then, as JSON.
    pub seen: String,
}

impl SavedRow {
    /// Keys of what was there at the last look.
    pub fn seen(&self) -> Vec<String> {
        serde_json::from_str(&self.seen).unwrap_or_default()
    }
}

/// Somebody's searches, newest first.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, user: &UserId) -> QueryResult<Vec<SavedRow>> {
    saved::table.filter(saved::user_id.eq(user)).order((saved::created_at.desc(), saved::id.desc())).load(conn)
}

/// One of somebody's searches.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, user: &UserId, id: &str) -> QueryResult<Option<SavedRow>> {
    saved::table.filter(saved::user_id.eq(user).and(saved::id.eq(id))).first(conn).optional()
}

/// Keeps a search.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &SavedRow) -> QueryResult<()> {
    diesel::insert_into(saved::table).values(row).execute(conn).map(|_| ())
}

/// Gives one of somebody's searches another name; says whether there was one.
///
/// # Errors
/// Those of the database.
pub fn rename(conn: &mut Conn, user: &UserId, id: &str, name: &str) -> QueryResult<bool> {
    let own = saved::table.filter(saved::user_id.eq(user).and(saved::id.eq(id)));
    diesel::update(own).set(saved::name.eq(name)).execute(conn).map(|rows| rows > 0)
}

/// Takes one of somebody's searches away.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, user: &UserId, id: &str) -> QueryResult<()> {
    let own = saved::table.filter(saved::user_id.eq(user).and(saved::id.eq(id)));
    diesel::delete(own).execute(conn).map(|_| ())
}

/// How often one of somebody's searches tells of what is new; says whether there was one. What was seen before counts
/// no longer: the next look begins anew.
///
/// # Errors
/// Those of the database.
pub fn set_cadence(conn: &mut Conn, user: &UserId, id: &str, cadence: Cadence) -> QueryResult<bool> {
    let own = saved::table.filter(saved::user_id.eq(user).and(saved::id.eq(id)));
    let anew = (saved::cadence.eq(cadence), saved::looked_at.eq(None::<Moment>), saved::seen.eq("[]"));
    diesel::update(own).set(anew).execute(conn).map(|rows| rows > 0)
}

/// All searches that tell their owners of what is new, those looked at longest ago first; people who may not sign in any
/// more are told nothing.
///
/// # Errors
/// Those of the database.
pub fn with_digest(conn: &mut Conn) -> QueryResult<Vec<SavedRow>> {
    let joined = saved::table.inner_join(users::table.on(users::id.eq(saved::user_id)));
    let wanted = joined.filter(saved::cadence.ne(Cadence::Never).and(users::disabled_at.is_null()));
    wanted.order((saved::looked_at, saved::id)).select(saved::all_columns).load(conn)
}

/// Notes a look at a search, unless it was looked at or changed since it was read; says whether it was noted.
///
/// # Errors
/// Those of the database.
pub fn note_look(conn: &mut Conn, row: &SavedRow, seen: &str, now: Moment) -> QueryResult<bool> {
    let same = saved::table.filter(saved::id.eq(&row.id).and(saved::cadence.eq(row.cadence)));
    let look = (saved::looked_at.eq(now), saved::seen.eq(seen));
    let changed = match row.looked_at {
        Some(at) => diesel::update(same.filter(saved::looked_at.eq(at))).set(look).execute(conn)?,
        None => diesel::update(same.filter(saved::looked_at.is_null())).set(look).execute(conn)?,
    };
    Ok(changed == 1)
}

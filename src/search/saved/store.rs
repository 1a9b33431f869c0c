//! Rows of `saved_searches`. Every query names the owner, so that nobody reaches another's.

use diesel::prelude::*;

use crate::accounts::UserId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::saved_searches as saved;

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

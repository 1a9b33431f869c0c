//! Rows of `synonyms`: few, written by hand.

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::Mark;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::synonyms;

/// A pair of words that mean the same.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = synonyms)]
pub struct SynonymRow {
    /// Its key.
    pub id: String,
    /// One word.
    pub word: String,
    /// The other one.
    pub other: String,
    /// Why, or where it is said; may be empty.
    pub note: String,
    /// When it was added.
    pub created_at: Moment,
}

/// The present mark.
///
/// # Errors
/// Those of the database.
pub fn mark(conn: &mut Conn) -> QueryResult<Mark> {
    synonyms::table.select((count_star(), max(synonyms::created_at))).get_result(conn)
}

/// All pairs, newest first.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<SynonymRow>> {
    synonyms::table.order((synonyms::created_at.desc(), synonyms::id.desc())).load(conn)
}

/// One page of the pairs, newest first.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, offset: i64, limit: i64) -> QueryResult<Vec<SynonymRow>> {
    synonyms::table.order((synonyms::created_at.desc(), synonyms::id.desc())).offset(offset).limit(limit).load(conn)
}

/// How many pairs there are.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    synonyms::table.count().get_result(conn)
}

/// The pair with that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &str) -> QueryResult<Option<SynonymRow>> {
    synonyms::table.find(id).first(conn).optional()
}

/// Adds a pair.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &SynonymRow) -> QueryResult<()> {
    diesel::insert_into(synonyms::table).values(row).execute(conn).map(|_| ())
}

/// Takes a pair away.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: &str) -> QueryResult<()> {
    diesel::delete(synonyms::table.find(id)).execute(conn).map(|_| ())
}

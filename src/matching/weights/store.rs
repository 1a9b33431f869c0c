//! Rows of `match_weights`.

use anyhow::Context;
use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::match_weights;
use crate::http::AppResult;
use crate::matching::reasons::Weights;

/// One version.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = match_weights)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// The weights as JSON.
    pub weights: String,
    /// Why it was made.
    pub note: String,
    /// By whom.
    pub author: String,
    /// When.
    pub created_at: Moment,
}

impl Version {
    /// The weights.
    ///
    /// # Errors
    /// When what is stored are no weights.
    pub fn weights(&self) -> AppResult<Weights> {
        let read = serde_json::from_str(&self.weights);
        Ok(read.with_context(|| format!("version {} of the weights cannot be read", self.version))?)
    }
}

/// The version in force; none before the first change.
///
/// # Errors
/// Those of the database.
pub(super) fn last(conn: &mut Conn) -> QueryResult<Option<Version>> {
    match_weights::table.order(match_weights::version.desc()).first(conn).optional()
}

/// All versions, the last one first.
///
/// # Errors
/// Those of the database.
pub(super) fn all(conn: &mut Conn) -> QueryResult<Vec<Version>> {
    match_weights::table.order(match_weights::version.desc()).load(conn)
}

/// Adds a version.
///
/// # Errors
/// Those of the database.
pub(super) fn insert(conn: &mut Conn, version: &Version) -> QueryResult<()> {
    diesel::insert_into(match_weights::table).values(version).execute(conn).map(drop)
}

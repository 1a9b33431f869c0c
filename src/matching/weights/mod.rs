//! The weights as a setting: every version is kept with who made it and why, the last one is in force.

pub mod actions;
mod store;
pub mod web;

pub use store::Version;

use crate::db::Conn;
use crate::http::AppResult;
use crate::matching::reasons::Weights;

/// The weights in force.
///
/// # Errors
/// Those of the database.
pub fn now(conn: &mut Conn) -> AppResult<Weights> {
    Ok(store::last(conn)?.map(|version| version.weights()).transpose()?.unwrap_or_default())
}

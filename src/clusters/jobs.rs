//! The worker's part: keeping the present quarter.

use super::actions;
use crate::clock;
use crate::db::Db;

/// The name of the job; it has no payload.
pub const NAME: &str = "clusters.snapshot";

/// Counts the present quarter and keeps it. May run twice.
///
/// # Errors
/// Those of the database, after which it may be tried again.
pub fn run(db: &Db, _: &str) -> anyhow::Result<()> {
    Ok(actions::keep(db, clock::now())?)
}

//! The worker's part of a plan.

use super::{PlanId, actions};
use crate::db::Db;

/// The name of the job; its payload is the key of a plan.
pub const NAME: &str = "plan";

/// Makes a plan that waits. May run twice.
///
/// # Errors
/// Those of the database, after which it may be tried again.
pub fn run(db: &Db, plan: &str) -> anyhow::Result<()> {
    Ok(actions::make(db, &PlanId(plan.to_owned()))?)
}

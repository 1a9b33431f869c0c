//! Jobs kept in a table: written in the transaction of the action that causes them, claimed by a worker thread, tried
//! again when they fail. The queue knows no domain; `serve` hands the worker the list of jobs that it can run.
//!
//! A job may run twice (a worker that dies leaves its claim to run out), so a job reads the state it finds and acts on
//! that, and does nothing where nothing is left to do.

pub mod store;
mod worker;

pub use worker::{Handler, Worker};

use diesel::QueryResult;

use crate::clock::Moment;
use crate::db::Conn;

crate::text_enum! {
    /// Where a job stands.
    State {
        /// Waits for its time and a worker.
        Waiting = "waiting",
        /// A worker has claimed it.
        Running = "running",
        /// Finished.
        Done = "done",
        /// Given up after [`MOST_ATTEMPTS`].
        Failed = "failed",
    }
}

/// How often a job is tried before it is given up and shown to the operator.
pub const MOST_ATTEMPTS: i64 = 5;

/// Enqueues job `name` with `payload`, in the caller's transaction.
///
/// # Errors
/// When the insert fails.
pub fn enqueue(conn: &mut Conn, name: &str, payload: &str, now: Moment) -> QueryResult<()> {
    store::insert(conn, name, payload, now, now)
}

/// [`enqueue`], not to be run before `run_at`.
///
/// # Errors
/// When the insert fails.
pub fn enqueue_at(conn: &mut Conn, name: &str, payload: &str, run_at: Moment, now: Moment) -> QueryResult<()> {
    store::insert(conn, name, payload, run_at, now)
}

/// Seconds before try number `attempts` + 1: 10 s, 40 s, 90 s, ….
fn backoff_seconds(attempts: i64) -> i64 {
    10 * attempts * attempts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_lie_further_and_further_apart() {
        let waits: Vec<i64> = (1..MOST_ATTEMPTS).map(backoff_seconds).collect();
        assert_eq!(waits, [10, 40, 90, 160]);
    }
}

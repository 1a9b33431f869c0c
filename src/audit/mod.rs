//! The audit log: what officials and operators changed, with the value before and after.
//!
//! Each entry's hash covers its fields and the hash of the entry before it, so a line that is altered, removed from
//! the middle or put in later breaks the chain at that place, and [`verify`] names it. What a chain alone cannot
//! show is a cut-off tail; keep a note of the last number and hash elsewhere if that matters. Entries are never
//! deleted by the program.

mod entry;
mod store;

pub use entry::{Entry, Head};

use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::AppResult;

/// Whoever can be written into the log. The accounts come after the log, so all it asks of them is a name.
pub trait Author {
    /// `user:ID`, `key:ID`, `cli` or the like.
    fn author(&self) -> String;
}

/// Writes one entry in the caller's transaction.
///
/// Call it last: on PostgreSQL it takes a lock that other writers of the log wait for until this transaction ends.
///
/// # Errors
/// Those of the database.
#[allow(clippy::too_many_arguments)]
pub fn record(
    conn: &mut Conn,
    author: &impl Author,
    action: &str,
    subject_kind: &str,
    subject_id: &str,
    old: Option<&str>,
    new: Option<&str>,
    now: Moment,
) -> AppResult<()> {
    store::lock(conn)?;
    let head = store::head(conn)?;
    let mut entry = Entry {
        seq: head.seq + 1,
        at: clock::cut(now),
        actor: author.author(),
        action: action.into(),
        subject_kind: subject_kind.into(),
        subject_id: subject_id.into(),
        old_value: old.map(Into::into),
        new_value: new.map(Into::into),
        previous_hash: head.hash,
        hash: String::new(),
    };
    entry.hash = entry.right_hash();
    Ok(store::insert(conn, &entry)?)
}

/// How far the chain was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The last entry found right; the place to go on from.
    pub head: Head,
    /// Number of the first entry that does not fit, if there is one.
    pub broken_at: Option<i64>,
}

impl Chain {
    /// Whether nothing in it was altered, as far as it was followed.
    pub fn is_whole(&self) -> bool {
        self.broken_at.is_none()
    }
}

impl std::fmt::Display for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.broken_at {
            None => write!(f, "audit log: {} entries, the chain is whole", self.head.seq),
            Some(seq) => write!(f, "audit log: broken at entry {seq}; {} entries before it are whole", self.head.seq),
        }
    }
}

/// Entries looked at per query.
const BATCH: i64 = 1_000;

/// Follows the whole chain, some entries at a time.
///
/// # Errors
/// Those of the database.
pub fn verify(conn: &mut Conn) -> AppResult<Chain> {
    verify_from(conn, Head::default(), i64::MAX)
}

/// Follows the chain on from `head`, which was found right earlier, for at most `limit` entries (rounded up to a
/// batch).
///
/// # Errors
/// Those of the database.
pub fn verify_from(conn: &mut Conn, mut head: Head, limit: i64) -> AppResult<Chain> {
    let start = head.seq;
    loop {
        let batch = store::after(conn, head.seq, BATCH)?;
        for entry in &batch {
            match entry.follows(&head) {
                true => head = entry.as_head(),
                false => return Ok(Chain { broken_at: Some(entry.seq), head }),
            }
        }
        let is_last = i64::try_from(batch.len()).is_ok_and(|n| n < BATCH);
        if is_last || head.seq - start >= limit {
            return Ok(Chain { head, broken_at: None });
        }
    }
}

/// How many entries there are.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> AppResult<u64> {
    Ok(u64::try_from(store::count(conn)?).unwrap_or(0))
}

/// One page of the log, newest first.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, offset: u64, limit: u64) -> AppResult<Vec<Entry>> {
    Ok(store::newest(conn, offset, limit)?)
}

#[cfg(test)]
mod tests;

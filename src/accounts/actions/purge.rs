//! Forgetting what is over.

use chrono::Duration;

use crate::accounts::rules;
use crate::accounts::store::{resets, sessions};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::mail;

/// A used or expired link is remembered for this long, for whoever asks what became of it.
const KEEP_RESETS: Duration = Duration::days(7);

/// What was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purged {
    /// Sessions that had ended.
    pub sessions: usize,
    /// Links to set a password.
    pub resets: usize,
    /// Mails whose link had run out and whose text was emptied.
    pub mails: usize,
}

/// Deletes sessions and links that are over and empties the mails that held them. Meant for once an hour.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, now: Moment) -> AppResult<Purged> {
    Ok(Purged {
        sessions: sessions::delete_over(conn, now, now - rules::IDLE)?,
        resets: resets::delete_over(conn, now - KEEP_RESETS)?,
        mails: mail::purge(conn, now)?,
    })
}

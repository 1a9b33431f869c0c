//! Mail: written as a row in the transaction of whatever causes it, sent afterwards in the background.
//!
//! Without a mail server nothing is lost: the link of each mail goes to the log, and operators find it on
//! `/desk/mails` to pass on by hand. A body that holds a live link is emptied as soon as it has been sent, used, or
//! has run out, so that neither a backup nor a curious reader can open an account with it.

mod sending;
mod store;

pub use sending::{Mailer, send_waiting};
pub use store::MailRow;

use chrono::Duration;

use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;

/// After so many failures a mail is not tried again.
pub const MOST_ATTEMPTS: i64 = 8;
/// A mail that could not be sent for so long is of no use to its reader any more.
pub const OLDEST: Duration = Duration::days(7);

/// A mail to be written.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// Its key: that of the thing its link opens, so that using the thing can empty the mail; else a new one.
    pub id: &'a str,
    /// Address to send it to.
    pub recipient: &'a str,
    /// Subject line.
    pub subject: &'a str,
    /// Plain text.
    pub body: &'a str,
    /// Until when the body holds a live link; none when it holds none.
    pub secret_until: Option<Moment>,
}

/// How far a mail has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The mail server took it.
    Sent,
    /// Will be tried, or waits for somebody to pass it on.
    Waiting,
    /// Was refused so often that it is not tried again.
    Failed,
    /// Its link has been used or has run out.
    Over,
}

/// Writes a mail in the caller's transaction.
///
/// # Errors
/// Those of the database.
pub fn write(conn: &mut Conn, draft: &Draft<'_>, now: Moment) -> AppResult<()> {
    let row = MailRow {
        id: draft.id.into(),
        recipient: draft.recipient.into(),
        subject: draft.subject.into(),
        body: draft.body.into(),
        created_at: now,
        sent_at: None,
        failure: None,
        attempts: 0,
        retry_at: now,
        secret_until: draft.secret_until,
    };
    Ok(store::insert(conn, &row)?)
}

/// Empties the mail of this key, if there is one: its link has been used or revoked.
///
/// # Errors
/// Those of the database.
pub fn blank(conn: &mut Conn, id: &str) -> AppResult<()> {
    Ok(store::blank(conn, id)?)
}

/// Empties every mail whose link has run out. Returns how many.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, now: Moment) -> AppResult<usize> {
    Ok(store::blank_over(conn, now)?)
}

/// How many mails there are.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> AppResult<u64> {
    Ok(u64::try_from(store::count(conn)?).unwrap_or(0))
}

/// One page of mails, newest first.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, offset: u64, limit: u64) -> AppResult<Vec<MailRow>> {
    Ok(store::newest(conn, offset, limit)?)
}

impl MailRow {
    /// How far it has got.
    pub fn state(&self, now: Moment) -> State {
        let is_over = self.body.is_empty() || self.secret_until.is_some_and(|until| until <= now);
        match () {
            () if self.sent_at.is_some() => State::Sent,
            () if is_over => State::Over,
            () if self.attempts >= MOST_ATTEMPTS || self.created_at <= now - OLDEST => State::Failed,
            () => State::Waiting,
        }
    }
}

/// How long to wait after the `attempts`th failure: one minute, then four times as long each time, at most a day.
fn pause(attempts: i64) -> Duration {
    let steps = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    Duration::minutes(4_i64.pow(steps)).min(Duration::days(1))
}

#[cfg(test)]
mod tests;

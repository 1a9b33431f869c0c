//! Mail: a parcel of the [`outbox`], written in the transaction of whatever causes it, sent afterwards in the
//! background.
//!
//! Without a mail server nothing is lost: the link of each mail goes to the log, and operators find it on
//! `/desk/mails` to pass on by hand. A body that holds a live link is emptied as soon as it has been sent, used, or
//! has run out, so that neither a backup nor a curious reader can open an account with it.

mod sending;
pub mod stopping;

pub use crate::outbox::{MOST_ATTEMPTS, OLDEST, Parcel as MailRow, State};
pub use sending::{Mailer, send_waiting};

use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::outbox::{self, Way};

/// A mail to be written.
#[derive(Debug, Clone, Default)]
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
    /// Not to be sent before this moment; none for at once.
    pub not_before: Option<Moment>,
    /// What its link to stop such mails stops, as [`stopping`] signs it; none for a mail that somebody asked for.
    pub stops: Option<&'a str>,
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
        retry_at: draft.not_before.unwrap_or(now),
        secret_until: draft.secret_until,
        way: Way::Mail,
        stops: draft.stops.map(Into::into),
        status: None,
    };
    Ok(outbox::store::insert(conn, &row)?)
}

/// Empties the mail of this key, if there is one: its link has been used or revoked.
///
/// # Errors
/// Those of the database.
pub fn blank(conn: &mut Conn, id: &str) -> AppResult<()> {
    Ok(outbox::store::blank(conn, id)?)
}

/// Empties every mail whose key is `key` with a number behind it, as letters to all of a firm are.
///
/// # Errors
/// Those of the database.
pub fn blank_all(conn: &mut Conn, key: &str) -> AppResult<()> {
    Ok(outbox::store::blank_all(conn, key)?)
}

/// Empties every mail whose link has run out. Returns how many.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, now: Moment) -> AppResult<usize> {
    Ok(outbox::store::blank_over(conn, now)?)
}

/// How many mails there are.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> AppResult<u64> {
    Ok(u64::try_from(outbox::store::count_mails(conn)?).unwrap_or(0))
}

/// One page of mails, newest first.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, offset: u64, limit: u64) -> AppResult<Vec<MailRow>> {
    Ok(outbox::store::mails(conn, offset, limit)?)
}

#[cfg(test)]
mod tests;

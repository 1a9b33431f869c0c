//! Rows of `mails`.

use diesel::prelude::*;

use super::{MOST_ATTEMPTS, OLDEST};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::mails;

/// A mail in full.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = mails)]
pub struct MailRow {
    /// Its key.
    pub id: String,
    /// Address to send it to.
    pub recipient: String,
    /// Subject line.
    pub subject: String,
    /// Plain text; empty once its link is dead.
    pub body: String,
    /// When it was written.
    pub created_at: Moment,
    /// When the mail server took it.
    pub sent_at: Option<Moment>,
    /// Why it could not be sent the last time.
    pub failure: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// Not to be tried before this moment.
    pub retry_at: Moment,
    /// Until when the body holds a live link.
    pub secret_until: Option<Moment>,
}

/// Adds a mail.
pub fn insert(conn: &mut Conn, row: &MailRow) -> QueryResult<()> {
    diesel::insert_into(mails::table).values(row).execute(conn).map(|_| ())
}

/// Empties one mail.
pub fn blank(conn: &mut Conn, id: &str) -> QueryResult<()> {
    diesel::update(mails::table.find(id)).set(mails::body.eq("")).execute(conn).map(|_| ())
}

/// Empties the mails whose link has run out.
pub fn blank_over(conn: &mut Conn, now: Moment) -> QueryResult<usize> {
    let over = mails::table.filter(mails::secret_until.le(now).and(mails::body.ne("")));
    diesel::update(over).set(mails::body.eq("")).execute(conn)
}

/// Mails that are due, oldest first.
pub fn due(conn: &mut Conn, now: Moment, limit: i64) -> QueryResult<Vec<MailRow>> {
    mails::table
        .filter(mails::sent_at.is_null().and(mails::retry_at.le(now)).and(mails::created_at.gt(now - OLDEST)))
        .filter(mails::attempts.lt(MOST_ATTEMPTS).and(mails::body.ne("")))
        .filter(mails::secret_until.is_null().or(mails::secret_until.gt(now)))
        .order((mails::created_at.asc(), mails::id.asc()))
        .limit(limit)
        .load(conn)
}

/// Takes a due mail for this process by moving its next try to `until`; false when another process was quicker.
pub fn claim(conn: &mut Conn, mail: &MailRow, until: Moment) -> QueryResult<bool> {
    let unchanged = mails::table.filter(mails::id.eq(&mail.id).and(mails::retry_at.eq(mail.retry_at)));
    let claim = (mails::retry_at.eq(until), mails::attempts.eq(mail.attempts + 1));
    diesel::update(unchanged).set(claim).execute(conn).map(|n| n == 1)
}

/// Notes that the mail server took it; a live link in its body is emptied.
pub fn sent(conn: &mut Conn, mail: &MailRow, now: Moment) -> QueryResult<()> {
    let row = mails::table.find(&mail.id);
    diesel::update(row).set((mails::sent_at.eq(now), mails::failure.eq(None::<String>))).execute(conn)?;
    if mail.secret_until.is_some() { blank(conn, &mail.id) } else { Ok(()) }
}

/// Notes why it was not sent.
pub fn failed(conn: &mut Conn, id: &str, why: &str, retry_at: Moment) -> QueryResult<()> {
    let notes = (mails::failure.eq(why), mails::retry_at.eq(retry_at));
    diesel::update(mails::table.find(id)).set(notes).execute(conn).map(|_| ())
}

/// Mails that nobody has been told of in the log, oldest first.
pub fn untold(conn: &mut Conn, limit: i64) -> QueryResult<Vec<MailRow>> {
    mails::table
        .filter(mails::sent_at.is_null().and(mails::failure.is_null()).and(mails::body.ne("")))
        .order((mails::created_at.asc(), mails::id.asc()))
        .limit(limit)
        .load(conn)
}

/// Notes that the mail waits for somebody to pass it on; that is not an attempt.
pub fn told(conn: &mut Conn, id: &str, why: &str) -> QueryResult<bool> {
    let row = mails::table.filter(mails::id.eq(id).and(mails::failure.is_null()));
    diesel::update(row).set(mails::failure.eq(why)).execute(conn).map(|n| n == 1)
}

/// How many mails there are.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    mails::table.count().get_result(conn)
}

/// A page of mails, newest first.
pub fn newest(conn: &mut Conn, offset: u64, limit: u64) -> QueryResult<Vec<MailRow>> {
    let (offset, limit) = (i64::try_from(offset).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    mails::table.order((mails::created_at.desc(), mails::id.desc())).offset(offset).limit(limit).load(conn)
}

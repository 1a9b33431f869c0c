//! Rows of `outbox`.

use diesel::prelude::*;

use super::{MOST_ATTEMPTS, OLDEST, Way};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::outbox;

/// A parcel in full.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = outbox)]
pub struct Parcel {
    /// Its key, and what a receiver tells it from others by.
    pub id: String,
    /// Address of a mail; key of a hook.
    pub recipient: String,
    /// Subject line.
    pub subject: String,
    /// Plain text of a mail, an event for a hook; empty once its link is dead.
    pub body: String,
    /// When it was written.
    pub created_at: Moment,
    /// When its receiver took it.
    pub sent_at: Option<Moment>,
    /// Why it could not be carried the last time.
    pub failure: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// Not to be tried before this moment.
    pub retry_at: Moment,
    /// Until when the body holds a live link.
    pub secret_until: Option<Moment>,
    /// How it leaves.
    pub way: Way,
    /// What the link to stop such mails stops, if it has one.
    pub stops: Option<String>,
    /// Status of the last HTTP answer.
    pub status: Option<i64>,
}

/// Adds a parcel.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &Parcel) -> QueryResult<()> {
    diesel::insert_into(outbox::table).values(row).execute(conn).map(|_| ())
}

/// Empties one parcel.
///
/// # Errors
/// Those of the database.
pub fn blank(conn: &mut Conn, id: &str) -> QueryResult<()> {
    diesel::update(outbox::table.find(id)).set(outbox::body.eq("")).execute(conn).map(|_| ())
}

/// Empties the parcels whose keys are `key`, a hyphen, and a number of two digits at most.
///
/// # Errors
/// Those of the database.
pub fn blank_all(conn: &mut Conn, key: &str) -> QueryResult<()> {
    let keys: Vec<String> = (0..100).map(|n| format!("{key}-{n}")).collect();
    diesel::update(outbox::table.filter(outbox::id.eq_any(keys))).set(outbox::body.eq("")).execute(conn).map(|_| ())
}

/// Empties the parcels whose link has run out.
///
/// # Errors
/// Those of the database.
pub fn blank_over(conn: &mut Conn, now: Moment) -> QueryResult<usize> {
    let over = outbox::table.filter(outbox::secret_until.le(now).and(outbox::body.ne("")));
    diesel::update(over).set(outbox::body.eq("")).execute(conn)
}

#[diesel::dsl::auto_type]
fn is_due(now: Moment) -> _ {
    let (oldest, most): (Moment, i64) = (now - OLDEST, MOST_ATTEMPTS);
    let is_waiting = outbox::sent_at.is_null().and(outbox::retry_at.le(now)).and(outbox::created_at.gt(oldest));
    let is_alive = outbox::secret_until.is_null().or(outbox::secret_until.gt(now));
    is_waiting.and(outbox::attempts.lt(most)).and(outbox::body.ne("")).and(is_alive)
}

/// Parcels of these ways that are due, oldest first.
///
/// # Errors
/// Those of the database.
pub fn due(conn: &mut Conn, ways: &[Way], now: Moment, limit: i64) -> QueryResult<Vec<Parcel>> {
    outbox::table
        .filter(is_due(now).and(outbox::way.eq_any(ways)))
        .order((outbox::created_at.asc(), outbox::id.asc()))
        .limit(limit)
        .load(conn)
}

/// The parcels that are due for the receiver of `parcel`, that one left out, oldest first.
///
/// # Errors
/// Those of the database.
pub fn due_beside(conn: &mut Conn, parcel: &Parcel, now: Moment, limit: i64) -> QueryResult<Vec<Parcel>> {
    outbox::table
        .filter(outbox::recipient.eq(&parcel.recipient).and(outbox::id.ne(&parcel.id)))
        .filter(is_due(now))
        .order((outbox::created_at.asc(), outbox::id.asc()))
        .limit(limit)
        .load(conn)
}

/// Clears what was sent before that moment. Returns how many parcels went.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, before: Moment) -> QueryResult<usize> {
    diesel::delete(outbox::table.filter(outbox::sent_at.lt(before))).execute(conn)
}

/// Takes a due parcel for this process by moving its next try to `until`; false when another process was quicker.
///
/// # Errors
/// Those of the database.
pub fn claim(conn: &mut Conn, parcel: &Parcel, until: Moment) -> QueryResult<bool> {
    let unchanged = outbox::table.filter(outbox::id.eq(&parcel.id).and(outbox::retry_at.eq(parcel.retry_at)));
    let claim = (outbox::retry_at.eq(until), outbox::attempts.eq(parcel.attempts + 1));
    diesel::update(unchanged).set(claim).execute(conn).map(|n| n == 1)
}

/// Moves the next try of a parcel on, without counting one.
///
/// # Errors
/// Those of the database.
pub fn postpone(conn: &mut Conn, parcel: &Parcel, until: Moment) -> QueryResult<bool> {
    let unchanged = outbox::table.filter(outbox::id.eq(&parcel.id).and(outbox::retry_at.eq(parcel.retry_at)));
    diesel::update(unchanged).set(outbox::retry_at.eq(until)).execute(conn).map(|n| n == 1)
}

/// Notes that its receiver took it; a live link in its body is emptied.
///
/// # Errors
/// Those of the database.
pub fn sent(conn: &mut Conn, parcel: &Parcel, status: Option<i64>, now: Moment) -> QueryResult<()> {
    let noted = (outbox::sent_at.eq(now), outbox::failure.eq(None::<String>), outbox::status.eq(status));
    diesel::update(outbox::table.find(&parcel.id)).set(noted).execute(conn)?;
    if parcel.secret_until.is_some() { blank(conn, &parcel.id) } else { Ok(()) }
}

/// Notes why it was not carried.
///
/// # Errors
/// Those of the database.
pub fn failed(conn: &mut Conn, id: &str, status: Option<i64>, why: &str, retry_at: Moment) -> QueryResult<()> {
    let notes = (outbox::failure.eq(why), outbox::retry_at.eq(retry_at), outbox::status.eq(status));
    diesel::update(outbox::table.find(id)).set(notes).execute(conn).map(|_| ())
}

/// Notes why it is not tried again.
///
/// # Errors
/// Those of the database.
pub fn give_up(conn: &mut Conn, id: &str, why: &str) -> QueryResult<()> {
    let notes = (outbox::failure.eq(why), outbox::attempts.eq(MOST_ATTEMPTS));
    diesel::update(outbox::table.find(id)).set(notes).execute(conn).map(|_| ())
}

/// Makes a parcel due again, as if it had never been tried.
///
/// # Errors
/// Those of the database.
pub fn renew(conn: &mut Conn, id: &str, now: Moment) -> QueryResult<()> {
    let fresh = (
        outbox::sent_at.eq(None::<Moment>),
        outbox::failure.eq(None::<String>),
        outbox::attempts.eq(0_i64),
        outbox::retry_at.eq(now),
        outbox::created_at.eq(now),
    );
    diesel::update(outbox::table.find(id)).set(fresh).execute(conn).map(|_| ())
}

/// One parcel.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &str) -> QueryResult<Option<Parcel>> {
    outbox::table.find(id).first(conn).optional()
}

/// Mails that nobody has been told of in the log, oldest first.
///
/// # Errors
/// Those of the database.
pub fn untold(conn: &mut Conn, now: Moment, limit: i64) -> QueryResult<Vec<Parcel>> {
    outbox::table
        .filter(outbox::sent_at.is_null().and(outbox::failure.is_null()).and(outbox::body.ne("")))
        .filter(outbox::way.eq(Way::Mail).and(outbox::retry_at.le(now)))
        .order((outbox::created_at.asc(), outbox::id.asc()))
        .limit(limit)
        .load(conn)
}

/// Notes that the mail waits for somebody to pass it on; that is not an attempt.
///
/// # Errors
/// Those of the database.
pub fn told(conn: &mut Conn, id: &str, why: &str) -> QueryResult<bool> {
    let row = outbox::table.filter(outbox::id.eq(id).and(outbox::failure.is_null()));
    diesel::update(row).set(outbox::failure.eq(why)).execute(conn).map(|n| n == 1)
}

/// How many mails there are.
///
/// # Errors
/// Those of the database.
pub fn count_mails(conn: &mut Conn) -> QueryResult<i64> {
    outbox::table.filter(outbox::way.eq(Way::Mail)).count().get_result(conn)
}

/// A page of mails, newest first.
///
/// # Errors
/// Those of the database.
pub fn mails(conn: &mut Conn, offset: u64, limit: u64) -> QueryResult<Vec<Parcel>> {
    let (offset, limit) = (i64::try_from(offset).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    outbox::table
        .filter(outbox::way.eq(Way::Mail))
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .offset(offset)
        .limit(limit)
        .load(conn)
}

/// How many parcels there are for a hook.
///
/// # Errors
/// Those of the database.
pub fn count_of(conn: &mut Conn, recipient: &str) -> QueryResult<i64> {
    outbox::table.filter(outbox::recipient.eq(recipient)).count().get_result(conn)
}

/// A page of the parcels for a hook, newest first.
///
/// # Errors
/// Those of the database.
pub fn page_of(conn: &mut Conn, recipient: &str, offset: i64, limit: i64) -> QueryResult<Vec<Parcel>> {
    outbox::table
        .filter(outbox::recipient.eq(recipient))
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .offset(offset)
        .limit(limit)
        .load(conn)
}

/// The moments at which the last `limit` messages for a hook arrived, newest first; parcels that went in one message have
/// one moment.
///
/// # Errors
/// Those of the database.
pub fn last_sent(conn: &mut Conn, recipient: &str, limit: i64) -> QueryResult<Vec<Option<Moment>>> {
    outbox::table
        .filter(outbox::recipient.eq(recipient).and(outbox::sent_at.is_not_null()))
        .order(outbox::sent_at.desc())
        .select(outbox::sent_at)
        .distinct()
        .limit(limit)
        .load(conn)
}

/// Gives up whatever still waits for a hook.
///
/// # Errors
/// Those of the database.
pub fn give_up_all(conn: &mut Conn, recipient: &str, why: &str) -> QueryResult<usize> {
    let waiting = outbox::table.filter(outbox::recipient.eq(recipient).and(outbox::sent_at.is_null()));
    diesel::update(waiting).set((outbox::failure.eq(why), outbox::attempts.eq(MOST_ATTEMPTS))).execute(conn)
}

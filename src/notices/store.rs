//! Rows of `notices`, `notice_wishes` and `notice_hours`. Every query of a person's page names the person, so that nobody
//! reaches another's.

use diesel::dsl::max;
use diesel::prelude::*;

use super::rules::Hours;
use super::{Cadence, Topic};
use crate::accounts::UserId;
use crate::clock::Moment;
use crate::db::schema::{notice_hours as hours, notice_wishes as wishes, notices};
use crate::db::{Both, Conn};

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = notices)]
pub struct NoticeRow {
    /// Its key.
    pub id: String,
    /// Who is told.
    pub user_id: UserId,
    /// What it is about.
    pub topic: Topic,
    /// What has happened, in Chinese.
    pub title_zh: String,
    /// The same in English.
    pub title_en: String,
    /// Path of the matter's page.
    pub path: String,
    /// When it was told.
    pub created_at: Moment,
    /// When it was read.
    pub read_at: Option<Moment>,
    /// When the letter that names it is due; none when none is to.
    pub mail_due_at: Option<Moment>,
    /// When a letter that names it was written.
    pub mailed_at: Option<Moment>,
}

/// Adds a notice.
pub fn insert(conn: &mut Conn, row: &NoticeRow) -> QueryResult<()> {
    diesel::insert_into(notices::table).values(row).execute(conn).map(|_| ())
}

/// How many notices a person has.
pub fn count(conn: &mut Conn, user: &UserId) -> QueryResult<i64> {
    notices::table.filter(notices::user_id.eq(user)).count().get_result(conn)
}

/// A page of a person's notices, newest first.
pub fn page(conn: &mut Conn, user: &UserId, offset: i64, limit: i64) -> QueryResult<Vec<NoticeRow>> {
    notices::table
        .filter(notices::user_id.eq(user))
        .order((notices::created_at.desc(), notices::id.desc()))
        .offset(offset)
        .limit(limit)
        .load(conn)
}

/// One notice of a person.
pub fn find(conn: &mut Conn, user: &UserId, id: &str) -> QueryResult<Option<NoticeRow>> {
    notices::table.filter(notices::user_id.eq(user).and(notices::id.eq(id))).first(conn).optional()
}

/// Marks one notice, or all of a person, as read; what is read needs no letter. Returns how many were not.
pub fn read(conn: &mut Conn, user: &UserId, id: Option<&str>, now: Moment) -> QueryResult<usize> {
    let read = (notices::read_at.eq(now), notices::mail_due_at.eq(None::<Moment>));
    let unread = notices::table.filter(notices::user_id.eq(user).and(notices::read_at.is_null()));
    match id {
        Some(id) => diesel::update(unread.filter(notices::id.eq(id))).set(read).execute(conn),
        None => diesel::update(unread).set(read).execute(conn),
    }
}

/// When a person was last written to.
pub fn last_mailed(conn: &mut Conn, user: &UserId) -> QueryResult<Option<Moment>> {
    notices::table.filter(notices::user_id.eq(user)).select(max(notices::mailed_at)).first(conn)
}

/// People for whom a letter is due.
pub fn due_people(conn: &mut Conn, now: Moment, limit: i64) -> QueryResult<Vec<UserId>> {
    notices::table
        .filter(notices::mail_due_at.le(now).and(notices::mailed_at.is_null()))
        .select(notices::user_id)
        .distinct()
        .limit(limit)
        .load(conn)
}

/// Takes a person's due notices into a letter: marks them as mailed at `now` and returns them, oldest first. Of two
/// processes at the same time one gets them all and the other none.
pub fn take_due(conn: &mut Conn, user: &UserId, now: Moment) -> QueryResult<Vec<NoticeRow>> {
    let own = notices::table.filter(notices::user_id.eq(user));
    let due = own.filter(notices::mail_due_at.le(now).and(notices::mailed_at.is_null()));
    if diesel::update(due).set(notices::mailed_at.eq(now)).execute(conn)? == 0 {
        return Ok(vec![]);
    }
    notices::table
        .filter(notices::user_id.eq(user).and(notices::mailed_at.eq(now)).and(notices::mail_due_at.le(now)))
        .order((notices::created_at.asc(), notices::id.asc()))
        .load(conn)
}

/// What a person has chosen, topic by topic; what is not there is as usual.
pub fn wishes(conn: &mut Conn, user: &UserId) -> QueryResult<Vec<(Topic, Cadence)>> {
    wishes::table.filter(wishes::user_id.eq(user)).select((wishes::topic, wishes::cadence)).load(conn)
}

/// How often a person wants mail about a topic.
pub fn cadence(conn: &mut Conn, user: &UserId, topic: Topic) -> QueryResult<Cadence> {
    let chosen = wishes::table.filter(wishes::user_id.eq(user).and(wishes::topic.eq(topic)));
    Ok(chosen.select(wishes::cadence).first(conn).optional()?.unwrap_or(Cadence::AtOnce))
}

/// Stores a choice.
pub fn put_wish(conn: &mut Conn, user: &UserId, topic: Topic, cadence: Cadence) -> QueryResult<()> {
    let row = (wishes::user_id.eq(user), wishes::topic.eq(topic), wishes::cadence.eq(cadence));
    let put = diesel::insert_into(wishes::table).values(row).on_conflict((wishes::user_id, wishes::topic));
    Both(put.do_update().set(wishes::cadence.eq(cadence))).execute(conn).map(|_| ())
}

/// Takes notices of a topic out of the letter that they wait for.
pub fn unplan(conn: &mut Conn, user: &UserId, topic: Topic) -> QueryResult<()> {
    let waiting = notices::table.filter(notices::user_id.eq(user).and(notices::topic.eq(topic)));
    let waiting = waiting.filter(notices::mailed_at.is_null());
    diesel::update(waiting).set(notices::mail_due_at.eq(None::<Moment>)).execute(conn).map(|_| ())
}

/// A person's quiet hours.
pub fn hours(conn: &mut Conn, user: &UserId) -> QueryResult<Hours> {
    let stored: Option<(i64, i64)> =
        hours::table.find(user).select((hours::quiet_from, hours::quiet_to)).first(conn).optional()?;
    let minute = |n: i64| u32::try_from(n).unwrap_or(0);
    Ok(stored.map_or_else(Hours::default, |(from, to)| Hours { from: minute(from), to: minute(to) }))
}

/// Stores a person's quiet hours.
pub fn put_hours(conn: &mut Conn, user: &UserId, new: Hours) -> QueryResult<()> {
    let (from, to) = (hours::quiet_from.eq(i64::from(new.from)), hours::quiet_to.eq(i64::from(new.to)));
    let put = diesel::insert_into(hours::table).values((hours::user_id.eq(user), from, to));
    Both(put.on_conflict(hours::user_id).do_update().set((from, to))).execute(conn).map(|_| ())
}

/// Clears what was read before that moment. Returns how many notices went.
pub fn purge(conn: &mut Conn, before: Moment) -> QueryResult<usize> {
    diesel::delete(notices::table.filter(notices::read_at.lt(before))).execute(conn)
}

//! Rows of matters, their levels, replies, posts and notices.

mod standing;
pub mod tasks;
mod views;

pub use standing::{Subject, facts, solved, unopened};
pub use tasks::closed_gaps;
pub use views::{Selection, counts, page};

use diesel::prelude::*;

use super::{Level, MatterId, MatterKind};
use crate::clock::Moment;
use crate::db::schema::{alert_levels, alert_matters, alert_notices, alert_posts, alert_replies};
use crate::db::{Both, Conn};

/// A matter as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = alert_matters)]
pub struct MatterRow {
    /// Its key.
    pub id: MatterId,
    /// What kind of thing stands still.
    pub kind: MatterKind,
    /// The key of that thing.
    pub subject_id: String,
    /// Its code, or that of its firm.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// The division that answers for it; none where the firm states none.
    pub division_code: Option<String>,
    /// When its clock began.
    pub started_at: Moment,
    /// The highest level that has fallen due.
    pub level: Option<Level>,
    /// When the next one does; none behind the last.
    pub next_at: Option<Moment>,
    /// When it ended.
    pub cleared_at: Option<Moment>,
}

/// A level that has fallen due.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = alert_levels)]
pub struct LevelRow {
    /// The matter.
    pub matter_id: MatterId,
    /// The level.
    pub level: Level,
    /// When.
    pub due_at: Moment,
    /// When its post was told.
    pub told_at: Option<Moment>,
    /// The division of that post; empty for the city's.
    pub told_to: Option<String>,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = alert_replies)]
pub struct ReplyRow {
    /// Its key.
    pub id: String,
    /// The matter.
    pub matter_id: MatterId,
    /// In words; empty where the site saw that the matter is solved.
    pub text: String,
    /// Whether it ended the matter.
    pub is_end: bool,
    /// `user:ID`, or `site`.
    pub author: String,
    /// When.
    pub at: Moment,
}

/// Who hears of a level in a division.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = alert_posts)]
pub struct PostRow {
    /// The division; empty for the city.
    pub division_code: String,
    /// The level.
    pub level: Level,
    /// To whom it is sent.
    pub email: String,
}

/// The matter of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &MatterId) -> QueryResult<Option<MatterRow>> {
    alert_matters::table.find(id).first(conn).optional()
}

/// Adds matters.
///
/// # Errors
/// Those of the database.
pub fn insert_matters(conn: &mut Conn, rows: &[MatterRow]) -> QueryResult<()> {
    crate::insert_all!(conn, alert_matters::table, rows)
}

/// Open matters of which a level falls due by `now`.
///
/// # Errors
/// Those of the database.
pub fn to_raise(conn: &mut Conn, now: Moment, limit: i64) -> QueryResult<Vec<MatterRow>> {
    let open = alert_matters::table.filter(alert_matters::cleared_at.is_null());
    open.filter(alert_matters::next_at.le(now)).order(alert_matters::next_at).limit(limit).load(conn)
}

/// Notes how far a matter has run over, and when it does further.
///
/// # Errors
/// Those of the database.
pub fn raise(conn: &mut Conn, id: &MatterId, level: Option<Level>, next: Option<Moment>) -> QueryResult<()> {
    let changes = (alert_matters::level.eq(level), alert_matters::next_at.eq(next));
    diesel::update(alert_matters::table.find(id)).set(changes).execute(conn).map(drop)
}

/// Has every open matter looked at anew, since the calendar has changed.
///
/// # Errors
/// Those of the database.
pub fn look_again(conn: &mut Conn, now: Moment) -> QueryResult<()> {
    let open = alert_matters::table.filter(alert_matters::cleared_at.is_null());
    diesel::update(open).set(alert_matters::next_at.eq(Some(now))).execute(conn).map(drop)
}

/// Notes a level, once.
///
/// # Errors
/// Those of the database.
pub fn insert_level(conn: &mut Conn, row: &LevelRow) -> QueryResult<()> {
    let key = (alert_levels::matter_id, alert_levels::level);
    let insert = diesel::insert_into(alert_levels::table).values(row).on_conflict(key).do_nothing();
    Both(insert).execute(conn).map(drop)
}

/// Ends a matter that is open; says whether it was.
///
/// # Errors
/// Those of the database.
pub fn clear(conn: &mut Conn, id: &MatterId, now: Moment) -> QueryResult<bool> {
    let open = alert_matters::table.filter(alert_matters::id.eq(id).and(alert_matters::cleared_at.is_null()));
    Ok(diesel::update(open).set(alert_matters::cleared_at.eq(Some(now))).execute(conn)? == 1)
}

/// Adds what somebody wrote.
///
/// # Errors
/// Those of the database.
pub fn insert_reply(conn: &mut Conn, row: &ReplyRow) -> QueryResult<()> {
    diesel::insert_into(alert_replies::table).values(row).execute(conn).map(drop)
}

/// What was written of a matter, in its order.
///
/// # Errors
/// Those of the database.
pub fn replies(conn: &mut Conn, id: &MatterId) -> QueryResult<Vec<ReplyRow>> {
    let of = alert_replies::table.filter(alert_replies::matter_id.eq(id));
    of.order((alert_replies::at, alert_replies::id)).load(conn)
}

/// The levels of a matter that have fallen due, in their order.
///
/// # Errors
/// Those of the database.
pub fn levels(conn: &mut Conn, id: &MatterId) -> QueryResult<Vec<LevelRow>> {
    alert_levels::table.filter(alert_levels::matter_id.eq(id)).order(alert_levels::due_at).load(conn)
}

/// Levels of open matters of which nobody was told.
///
/// # Errors
/// Those of the database.
pub fn untold(conn: &mut Conn) -> QueryResult<Vec<(LevelRow, MatterRow)>> {
    alert_levels::table
        .inner_join(alert_matters::table)
        .filter(alert_levels::told_at.is_null().and(alert_matters::cleared_at.is_null()))
        .order((alert_levels::due_at, alert_levels::matter_id))
        .select((alert_levels::all_columns, alert_matters::all_columns))
        .load(conn)
}

/// Levels that posts were told of since then, with the kind of their matter.
///
/// # Errors
/// Those of the database.
pub fn told_since(conn: &mut Conn, since: Moment) -> QueryResult<Vec<(LevelRow, MatterKind)>> {
    alert_levels::table
        .inner_join(alert_matters::table)
        .filter(alert_levels::told_at.ge(since))
        .select((alert_levels::all_columns, alert_matters::kind))
        .load(conn)
}

/// Notes that the post of `division` was told of a level.
///
/// # Errors
/// Those of the database.
pub fn told(conn: &mut Conn, id: &MatterId, level: Level, division: &str, now: Moment) -> QueryResult<()> {
    let row = alert_levels::table.filter(alert_levels::matter_id.eq(id).and(alert_levels::level.eq(level)));
    let told = (alert_levels::told_at.eq(Some(now)), alert_levels::told_to.eq(Some(division)));
    diesel::update(row).set(told).execute(conn).map(drop)
}

/// All posts, by division and level.
///
/// # Errors
/// Those of the database.
pub fn posts(conn: &mut Conn) -> QueryResult<Vec<PostRow>> {
    alert_posts::table.order((alert_posts::division_code, alert_posts::level)).load(conn)
}

/// Sets who hears of a level, or, with an empty address, that nobody does.
///
/// # Errors
/// Those of the database.
pub fn put_post(conn: &mut Conn, row: &PostRow) -> QueryResult<()> {
    let of = alert_posts::table.filter(alert_posts::division_code.eq(&row.division_code));
    diesel::delete(of.filter(alert_posts::level.eq(row.level))).execute(conn)?;
    if row.email.is_empty() {
        return Ok(());
    }
    diesel::insert_into(alert_posts::table).values(row).execute(conn).map(drop)
}

/// The notices that operators brought, by year.
///
/// # Errors
/// Those of the database.
pub fn notices(conn: &mut Conn) -> QueryResult<Vec<(i64, String)>> {
    alert_notices::table.order(alert_notices::year).load(conn)
}

/// Puts a notice in the place of that of its year.
///
/// # Errors
/// Those of the database.
pub fn put_notice(conn: &mut Conn, year: i64, text: &str) -> QueryResult<()> {
    diesel::delete(alert_notices::table.find(year)).execute(conn)?;
    let row = (alert_notices::year.eq(year), alert_notices::text.eq(text));
    diesel::insert_into(alert_notices::table).values(row).execute(conn).map(drop)
}

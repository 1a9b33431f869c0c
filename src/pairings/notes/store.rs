//! Rows of `match_dirty` and `match_runs`.

use diesel::prelude::*;

use super::{About, Note, Run};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::db::schema::{match_dirty, match_runs};
use crate::ids::new_id;

/// Notes that this is to be looked at.
///
/// # Errors
/// Those of the database.
pub fn write(conn: &mut Conn, about: About, id: &str) -> QueryResult<()> {
    diesel::delete(match_dirty::table.find((about, id))).execute(conn)?;
    let row = (match_dirty::kind.eq(about), match_dirty::subject_id.eq(id), match_dirty::mark.eq(new_id()));
    diesel::insert_into(match_dirty::table).values(row).execute(conn).map(drop)
}

/// Up to `limit` notes, the oldest first.
///
/// # Errors
/// Those of the database.
pub fn waiting(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Note>> {
    match_dirty::table.order(match_dirty::mark).limit(limit).load(conn)
}

/// Takes notes away, except those that were written again since.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, notes: &[Note]) -> QueryResult<()> {
    let marks: Vec<&str> = notes.iter().map(|note| note.mark.as_str()).collect();
    diesel::delete(match_dirty::table.filter(match_dirty::mark.eq_any(marks))).execute(conn).map(drop)
}

/// Asks for a working out of all needs, unless one is asked for that has not begun.
///
/// # Errors
/// Those of the database.
pub fn ask_all(conn: &mut Conn) -> QueryResult<()> {
    let waits = match_runs::table.filter(match_runs::finished_at.is_null()).filter(match_runs::done.eq(0));
    if diesel::select(diesel::dsl::exists(waits.select(match_runs::id))).get_result(conn)? {
        return Ok(());
    }
    let row = (match_runs::id.eq(new_id()), match_runs::asked_at.eq(clock::now()));
    diesel::insert_into(match_runs::table).values(row).execute(conn).map(drop)
}

/// The working out that is to be gone on with: the one that has begun, else the one that waits.
///
/// # Errors
/// Those of the database.
pub fn unfinished(conn: &mut Conn) -> QueryResult<Option<Run>> {
    match_runs::table.filter(match_runs::finished_at.is_null()).order(match_runs::id).first(conn).optional()
}

/// The last working out that was finished.
///
/// # Errors
/// Those of the database.
pub fn last_finished(conn: &mut Conn) -> QueryResult<Option<Run>> {
    let finished = match_runs::table.filter(match_runs::finished_at.is_not_null());
    finished.order(match_runs::finished_at.desc()).first(conn).optional()
}

/// Notes how far a working out has come, and whether that is its end.
///
/// # Errors
/// Those of the database.
pub fn advance(conn: &mut Conn, run: &Run) -> QueryResult<()> {
    let reached = (
        match_runs::after_need.eq(&run.after_need),
        match_runs::done.eq(run.done),
        match_runs::finished_at.eq(run.finished_at),
    );
    diesel::update(match_runs::table.find(&run.id)).set(reached).execute(conn).map(drop)
}

/// Forgets workings out that were finished before `moment`, but not the last one.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, moment: Moment) -> QueryResult<()> {
    let Some(last) = last_finished(conn)? else { return Ok(()) };
    let old = match_runs::table.filter(match_runs::finished_at.lt(moment)).filter(match_runs::id.ne(last.id));
    diesel::delete(old).execute(conn).map(drop)
}

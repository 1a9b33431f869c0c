//! The notes that say which pairings have to be worked out anew.
//!
//! The search feed hands on what it has brought into the index ([`hand_on`]): single changes as notes of their own, a
//! backlog as one working out of all needs ([`ask_all`]), which is cheaper than following each of its changes.

use diesel::prelude::*;

use crate::clock::{self, Moment};
use crate::db::schema::{match_dirty, match_runs};
use crate::db::{Conn, Kind};
use crate::engine::dirty;
use crate::ids::new_id;
use crate::needs::NeedId;

crate::text_enum! {
    /// What a note is about.
    About {
        /// A product of which something changed.
        Product = "product",
        /// A need of which something changed.
        Need = "need",
        /// A category whose place in the chain graph changed.
        Category = "category",
    }
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Note {
    /// What it is about.
    pub about: About,
    /// The key of that.
    pub subject_id: String,
    /// Differs each time it is written.
    pub mark: String,
}

/// A working out of all needs.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Run {
    /// Its key.
    pub id: String,
    /// When it was asked for.
    pub asked_at: Moment,
    /// The last need that is done.
    pub after_need: NeedId,
    /// How many are done.
    pub done: i64,
    /// When it was finished.
    pub finished_at: Option<Moment>,
}

/// Hands on what the index has seen. Call it in the transaction that settles these notes.
///
/// # Errors
/// Those of the database.
pub fn hand_on(conn: &mut Conn, notes: &[dirty::Note]) -> QueryResult<()> {
    let (backlog, single): (Vec<_>, Vec<_>) = notes.iter().partition(|note| note.is_of_backlog());
    for note in single {
        match note.kind {
            Kind::Product => write(conn, About::Product, &note.subject_id)?,
            Kind::Need => write(conn, About::Need, &note.subject_id)?,
            // Its listings were noted with it.
            Kind::Firm => {}
        }
    }
    if backlog.is_empty() { Ok(()) } else { ask_all(conn) }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::TestDb;

    #[test]
    fn single_changes_are_notes_and_a_backlog_is_one_run() {
        let test_db = TestDb::new();
        let conn = &mut *test_db.db.writer().unwrap();
        dirty::mark(conn, Kind::Product, "p").unwrap();
        dirty::mark(conn, Kind::Need, "n").unwrap();
        let handed = dirty::waiting(conn, 10).unwrap();
        hand_on(conn, &handed).unwrap();
        let first = waiting(conn, 10).unwrap();
        let about: Vec<(About, &str)> = first.iter().map(|note| (note.about, note.subject_id.as_str())).collect();
        assert_eq!(about.len(), 2);
        assert!(about.contains(&(About::Product, "p")) && about.contains(&(About::Need, "n")));
        write(conn, About::Need, "n").unwrap();
        settle(conn, &first).unwrap();
        assert_eq!(waiting(conn, 10).unwrap().len(), 1, "what was noted again stays");

        assert_eq!(unfinished(conn).unwrap(), None);
        dirty::mark_everything(conn).unwrap();
        let ids: Vec<String> = (0..300).map(|n| format!("{n:03}")).collect();
        dirty::mark_many(conn, Kind::Product, &ids.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        let backlog: Vec<_> = dirty::waiting(conn, 400).unwrap();
        hand_on(conn, &backlog).unwrap();
        hand_on(conn, &backlog).unwrap();
        let run = unfinished(conn).unwrap().expect("one is asked for");
        let begun = Run { after_need: NeedId("x".into()), done: 5, ..run };
        advance(conn, &begun).unwrap();
        ask_all(conn).unwrap();
        assert_eq!(unfinished(conn).unwrap(), Some(begun.clone()), "what has begun is finished first");
        advance(conn, &Run { finished_at: Some(clock::now()), ..begun }).unwrap();
        assert_eq!(unfinished(conn).unwrap().map(|run| run.done), Some(0));
    }
}

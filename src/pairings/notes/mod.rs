//! The notes that say which pairings have to be worked out anew.
//!
//! The search feed hands on what it has brought into the index ([`hand_on`]): single changes as notes of their own, a
//! backlog as one working out of all needs ([`ask_all`]), which is cheaper than following each of its changes.

mod store;

pub use store::{advance, ask_all, last_finished, purge, settle, unfinished, waiting, write};

use diesel::{QueryResult, Queryable};

use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::dirty;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
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

//! What the accounts keep in memory, one per process: notes of who was seen, not yet written down.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::clock::Moment;

/// Who was in use: a session by its token's hash, or an API key by its key in the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Seen {
    /// A session.
    Session(String),
    /// An API key.
    Key(String),
}

/// Notes that wait for the next write, and whether somebody is writing.
#[derive(Debug, Default)]
struct Notes {
    waiting: HashMap<Seen, Moment>,
    is_writing: bool,
}

/// The memory of the accounts; `serve` makes one and hands it to every worker.
#[derive(Debug, Default)]
pub struct Gate {
    notes: Mutex<Notes>,
}

impl Gate {
    /// A gate that has seen nobody.
    pub fn new() -> Gate {
        Gate::default()
    }

    /// Notes a use. True when the caller is to write the notes down: one writer at a time, so that a long import
    /// that holds the database does not gather a crowd of waiting threads.
    pub(super) fn note(&self, who: Seen, at: Moment) -> bool {
        let mut notes = self.notes.lock().expect("no holder panics");
        notes.waiting.insert(who, at);
        !std::mem::replace(&mut notes.is_writing, true)
    }

    /// Takes the notes to write; none are left when the writer may stop.
    pub(super) fn take_notes(&self) -> Vec<(Seen, Moment)> {
        let mut notes = self.notes.lock().expect("no holder panics");
        let taken: Vec<_> = notes.waiting.drain().collect();
        notes.is_writing = !taken.is_empty();
        taken
    }

    /// The writer failed and stops; the notes it held are lost, which the next use mends.
    pub(super) fn give_up(&self) {
        self.notes.lock().expect("no holder panics").is_writing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_at_a_time_takes_all_notes() {
        let (gate, now) = (Gate::new(), crate::clock::now());
        assert!(gate.note(Seen::Session("a".into()), now));
        assert!(!gate.note(Seen::Key("b".into()), now));
        assert_eq!(gate.take_notes().len(), 2);
        assert!(!gate.note(Seen::Session("a".into()), now), "the writer is still at work");
        assert_eq!(gate.take_notes().len(), 1);
        assert!(gate.take_notes().is_empty());
        assert!(gate.note(Seen::Session("a".into()), now));
    }
}

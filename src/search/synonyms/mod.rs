//! Synonyms: pairs of words that mean the same in this city, kept by the operators. What a plant calls a thing and what
//! its buyers call it need not be in any chain graph.
//!
//! A pair counts both ways and one step far: of a = b and b = c, a search for a looks for b and not for c.

pub mod actions;
pub mod preview;
pub mod rules;
pub mod store;
pub mod web;

use std::collections::HashMap;

use super::lexicon::key;
use crate::clock::Moment;

/// Differs when the pairs have changed.
pub type Mark = (i64, Option<Moment>);

/// The pairs, ready to be asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Synonyms(HashMap<String, Vec<String>>);

impl Synonyms {
    /// These pairs.
    pub fn new<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Synonyms {
        let mut all = Synonyms::default();
        pairs.for_each(|(word, other)| all.add(word, other));
        all
    }

    /// The same with one pair more.
    pub fn with(&self, word: &str, other: &str) -> Synonyms {
        let mut all = self.clone();
        all.add(word, other);
        all
    }

    fn add(&mut self, word: &str, other: &str) {
        for (from, to) in [(word, other), (other, word)] {
            self.0.entry(key(from)).or_default().push(to.to_owned());
        }
    }

    /// What else a word, folded to its letters, is called.
    pub fn of(&self, letters: &str) -> &[String] {
        self.0.get(letters).map_or(&[], Vec::as_slice)
    }
}

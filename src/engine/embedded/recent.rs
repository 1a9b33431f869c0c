//! Answers that many people ask for and that cost a pass over much of the index: the front page, a whole division.
//! They belong to one state of the index and go with it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::engine::{Hits, Query};

/// Answers kept.
const MOST: usize = 128;
/// An answer with fewer hits is found anew as quickly.
const COSTLY: u64 = 2_000;
/// Seconds that pass unnoticed: what goes stale sinks so much later.
const MOMENT: i64 = 60;

#[derive(Default)]
pub(super) struct Recent(Mutex<HashMap<String, Hits>>);

/// The question as a key; none where keeping the answer could not pay.
pub(super) fn key(query: &Query) -> Option<String> {
    // A long text is asked by one person.
    (query.text.len() <= 64).then(|| format!("{:?}", Query { now: query.now / MOMENT, ..query.clone() }))
}

impl Recent {
    pub(super) fn find(&self, key: &Option<String>) -> Option<Hits> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key.as_ref()?).cloned()
    }

    pub(super) fn keep(&self, key: Option<String>, hits: &Hits) {
        let Some(key) = key else { return };
        let counted = hits.facets.iter().flat_map(|(_, counts)| counts).map(|(_, count)| *count).max();
        if hits.total.max(counted.unwrap_or(0)) < COSTLY {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, hits.clone());
    }
}

//! The writing end of an index: one in this process, and one among all processes.

use std::collections::HashSet;
use std::sync::Arc;
use std::thread::available_parallelism;

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexWriter, TantivyError, Term};

use super::live::{KnownKeys, Live};
use super::schema::key;
use crate::db::Kind;
use crate::engine::{Doc, EngineError, Result};

/// Memory for documents on their way to the disk, whatever the number of threads.
const BUDGET: usize = 96 << 20;

/// Takes the right to write `index`.
///
/// # Errors
/// [`EngineError::Busy`] when somebody else has it.
pub(super) fn writer(index: &Index) -> Result<IndexWriter> {
    let threads = available_parallelism().map_or(1, usize::from).clamp(1, 4);
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(BUDGET / threads)
        .num_merge_threads(1)
        .build();
    let writer = index.writer_with_options(options).map_err(|why| match why {
        TantivyError::LockFailure(..) => EngineError::Busy,
        why => EngineError::Failed(why.into()),
    })?;
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(0.2);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

/// The pen of one process; it takes the lock with the first change.
#[derive(Default)]
pub(super) struct Pen {
    open: Option<Open>,
    /// Changes were dropped with an index that was replaced.
    lost: bool,
}

struct Open {
    live: Arc<Live>,
    writer: IndexWriter,
    /// The keys of documents put in since the last commit.
    fresh: HashSet<String>,
    changed: bool,
}

impl Pen {
    /// Puts changes into `live`.
    pub(super) fn apply(&mut self, live: Arc<Live>, delete: &[(Kind, String)], add: Vec<Doc>) -> Result<()> {
        let open = self.on(live)?;
        let known = open.live.known_keys()?;
        open.changed |= !delete.is_empty() || !add.is_empty();
        for (kind, id) in delete {
            open.delete(&known, &key(*kind, id))?;
        }
        for doc in add {
            let key = key(doc.kind, &doc.id);
            open.delete(&known, &key)?;
            open.writer.add_document(open.live.fields.lay_out(&doc))?;
            open.fresh.insert(key);
        }
        Ok(())
    }

    /// Lets go of any other index than `live`; says whether there was one.
    pub(super) fn leave_for(&mut self, live: &Arc<Live>) -> bool {
        let elsewhere = self.open.as_ref().is_some_and(|open| !Arc::ptr_eq(&open.live, live));
        if elsewhere {
            self.close();
        }
        elsewhere
    }

    fn on(&mut self, live: Arc<Live>) -> Result<&mut Open> {
        self.leave_for(&live);
        match &mut self.open {
            Some(open) => Ok(open),
            free => {
                let writer = writer(&live.index)?;
                // The last one to write may have been another process.
                live.reload()?;
                Ok(free.insert(Open { live, writer, fresh: HashSet::new(), changed: false }))
            }
        }
    }

    /// Makes the changes safe and searchable.
    pub(super) fn commit(&mut self) -> Result<()> {
        if std::mem::take(&mut self.lost) {
            return Err(EngineError::Replaced);
        }
        let Some(open) = self.open.as_mut().filter(|open| open.changed) else { return Ok(()) };
        let done = open.writer.commit().and_then(|_| open.live.reload());
        if let Err(why) = done {
            // A writer that failed stays failed. The next change opens another.
            self.open = None;
            return Err(why.into());
        }
        open.fresh.clear();
        open.changed = false;
        Ok(())
    }

    /// Lets go of an index that is being replaced.
    pub(super) fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.lost |= open.changed;
        }
    }

    /// Gives the right to write back, when merges have ended.
    pub(super) fn release(&mut self) -> Result<()> {
        self.lost = false;
        match self.open.take() {
            Some(open) => Ok(open.writer.wait_merging_threads()?),
            None => Ok(()),
        }
    }
}

impl Open {
    /// Deletes what may be there. A deletion costs much more than looking whether it is needed.
    fn delete(&mut self, known: &KnownKeys, key: &str) -> Result<()> {
        if self.fresh.remove(key) || known.holds(key)? {
            self.writer.delete_term(Term::from_field_text(self.live.fields.key, key));
        }
        Ok(())
    }
}

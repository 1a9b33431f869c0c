//! Changes on their way to the server: kept here until they are committed, then sent in batches and waited for.
//!
//! Nothing but the last state of each subject is sent, under its key, so that several processes may write at once and a
//! change may be sent twice.

use std::collections::BTreeMap;
use std::time::Duration;

use meilisearch_sdk::task_info::TaskInfo;

use super::document::{Document, KEY, key};
use super::home::Home;
use super::tasks;
use crate::db::Kind;
use crate::engine::{Doc, EngineError, Result};

/// Bytes and documents of one request.
const BYTES: usize = 8 << 20;
const DOCUMENTS: usize = 5_000;
const KEYS: usize = 10_000;
/// How long a commit waits for the server to write.
const COMMIT: Duration = Duration::from_secs(300);

/// What one process has yet to send.
#[derive(Default)]
pub(super) struct Pen {
    /// The mark of the index that the changes are meant for.
    meant_for: Option<String>,
    /// The last state of each subject; none, if it is to go.
    changes: BTreeMap<String, Option<Doc>>,
}

impl Pen {
    /// Takes changes in.
    pub(super) fn apply(&mut self, home: &Home, delete: &[(Kind, String)], add: Vec<Doc>) -> Result<()> {
        home.make_ready()?;
        if self.changes.is_empty() {
            self.meant_for = home.mark()?;
        }
        self.changes.extend(delete.iter().map(|(kind, id)| (key(*kind, id), None)));
        self.changes.extend(add.into_iter().map(|doc| (key(doc.kind, &doc.id), Some(doc))));
        Ok(())
    }

    /// Sends the changes and waits until they are written.
    pub(super) fn commit(&mut self, home: &Home) -> Result<()> {
        let changes = std::mem::take(&mut self.changes);
        if changes.is_empty() {
            return Ok(());
        }
        if home.mark()? != self.meant_for {
            return Err(EngineError::Replaced);
        }
        home.make_ready()?;
        let (mut gone, mut docs) = (Vec::new(), Vec::new());
        for (key, doc) in changes {
            match doc {
                Some(doc) => docs.push(doc),
                None => gone.push(key),
            }
        }
        let live = home.live();
        let mut sent = Vec::new();
        for keys in gone.chunks(KEYS) {
            sent.push(delete(home, &live, keys)?);
        }
        for batch in batches(docs) {
            sent.push(add(home, &live, batch)?);
        }
        sent.iter().try_for_each(|task| tasks::done(&home.wire, task, COMMIT))
    }

    /// Drops what was not committed.
    pub(super) fn release(&mut self) {
        self.changes.clear();
    }
}

fn delete(home: &Home, index: &str, keys: &[String]) -> Result<TaskInfo> {
    let (index, keys) = (index.to_owned(), keys.to_vec());
    home.wire.work(move |client| {
        let (index, keys) = (client.index(&index), keys.clone());
        async move { index.delete_documents(&keys).await }
    })
}

/// Sends one batch.
pub(super) fn add(home: &Home, index: &str, batch: Vec<Document>) -> Result<TaskInfo> {
    let (index, batch) = (index.to_owned(), std::sync::Arc::new(batch));
    home.wire.work(move |client| {
        let (index, batch) = (client.index(&index), batch.clone());
        async move { index.add_or_replace(&batch, Some(KEY)).await }
    })
}

/// Documents in batches of a size that one request may have; made one batch at a time.
pub(super) fn batches(docs: Vec<Doc>) -> impl Iterator<Item = Vec<Document>> {
    let mut docs = docs.into_iter();
    std::iter::from_fn(move || {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while bytes < BYTES && batch.len() < DOCUMENTS {
            let Some(doc) = docs.next() else { break };
            let document = Document::of(&doc);
            bytes += document.size();
            batch.push(document);
        }
        (!batch.is_empty()).then_some(batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::suite::doc;

    #[test]
    fn batches_end_at_their_size() {
        let long =
            |n: usize| Doc { text: "不锈钢管".repeat(4_000), ..doc(Kind::Product, &n.to_string(), "法兰") };
        assert_eq!(batches((0..3).map(long).collect()).map(|batch| batch.len()).collect::<Vec<_>>(), [3]);
        let short = (0..12_000).map(|n| doc(Kind::Product, &n.to_string(), "")).collect();
        assert_eq!(batches(short).map(|batch| batch.len()).collect::<Vec<_>>(), [5_000, 5_000, 2_000]);
        let real = Document::of(&long(0));
        assert!(real.size() >= serde_json::to_string(&real).unwrap().len() / 2);
    }
}

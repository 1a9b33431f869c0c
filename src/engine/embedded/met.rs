//! Documents that a first pass has met, as a part of what a wider one matches: nothing is looked up twice.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::columns::Snapshot;

/// The documents with their scores, by segment and in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Met(HashMap<SegmentId, Arc<[(DocId, Score)]>>);

impl Met {
    /// `met` as a pass meets it: segment by segment, and within one in order.
    pub(super) fn new(met: &[(DocAddress, Score)], snapshot: &Snapshot) -> Met {
        let parts = met.chunk_by(|(a, _), (b, _)| a.segment_ord == b.segment_ord);
        let part = |part: &[(DocAddress, Score)]| {
            let segment = snapshot.searcher.segment_reader(part[0].0.segment_ord).segment_id();
            (segment, part.iter().map(|(at, score)| (at.doc_id, *score)).collect())
        };
        Met(parts.map(part).collect())
    }
}

impl Query for Met {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Met {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let docs = self.0.get(&reader.segment_id()).cloned().unwrap_or_default();
        Ok(Box::new(Docs { docs, at: 0, boost }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("met before", 1.0))
    }
}

struct Docs {
    docs: Arc<[(DocId, Score)]>,
    at: usize,
    boost: Score,
}

impl DocSet for Docs {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        // Fewer than a page.
        self.docs.len() as u32
    }
}

impl Scorer for Docs {
    fn score(&mut self) -> Score {
        self.docs.get(self.at).map_or(0.0, |(_, score)| score * self.boost)
    }
}

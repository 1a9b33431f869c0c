//! Documents that hold any one of several terms.
//!
//! tantivy's own query of this sort walks the whole term dictionary with an automaton and lays out a bit for every
//! document; here most terms are names that few documents have, or none.

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Any one of these terms.
#[derive(Debug, Clone)]
pub(super) struct AnyOf(pub Vec<Term>);

impl Query for AnyOf {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for AnyOf {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ConstScorer::new(Docs::holding(&self.0, reader)?, boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("any of several terms", 1.0))
    }
}

/// Documents in order.
struct Docs {
    docs: Vec<DocId>,
    at: usize,
}

impl Docs {
    fn holding(terms: &[Term], reader: &SegmentReader) -> tantivy::Result<Docs> {
        let mut docs = Vec::new();
        let mut met = 0;
        for term in terms {
            let postings = reader.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            met += 1;
            while postings.doc() != TERMINATED {
                docs.push(postings.doc());
                postings.advance();
            }
        }
        if met > 1 {
            docs.sort_unstable();
            docs.dedup();
        }
        Ok(Docs { docs, at: 0 })
    }
}

impl DocSet for Docs {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let ahead = self.docs.get(self.at..).unwrap_or_default();
        self.at += ahead.partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(u32::MAX)
    }
}

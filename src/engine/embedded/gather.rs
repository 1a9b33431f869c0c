//! One pass over what a query matches: filters, facets, the order and the best hits at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::{EnableScoring, Query as Match};
use tantivy::schema::Value;
use tantivy::{DocAddress, DocId, TantivyDocument};

use super::columns::{Columns, Snapshot, first};
use super::count::Counter;
use super::filter::{Filters, Verdict};
use super::schema::{Fields, parse_key};
use crate::engine::{Hit, Hits, MAX_REACH, Query, Sort};

/// A stale listing's score counts for so much.
const STALE: f32 = 0.75;

/// Where a hit goes: the greatest first.
type Rank = (i64, i64, u64);

/// Documents that are counted in one go.
const BLOCK: usize = 256;

struct Gatherer<'a> {
    query: &'a Query,
    has_text: bool,
    filters: &'a Filters,
    counters: Vec<Counter>,
    /// Documents of the present segment that every facet has yet to count.
    hits: Vec<DocId>,
    /// Those that only the facet of the filter they fail has yet to count, in the order of the counters.
    others: Vec<Vec<DocId>>,
    total: u64,
    room: usize,
    best: BinaryHeap<Reverse<(Rank, DocAddress, Score)>>,
}

/// A score, which takes no part in the order of equal ranks.
#[derive(Clone, Copy)]
struct Score(f32);

impl PartialEq for Score {
    fn eq(&self, _: &Score) -> bool {
        true
    }
}

impl Eq for Score {}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Score) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, _: &Score) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

/// Goes once over what `matching` matches.
pub(super) fn gather(
    matching: &dyn Match,
    has_text: bool,
    query: &Query,
    filters: &Filters,
    fields: &Fields,
    snapshot: &Snapshot,
) -> tantivy::Result<Hits> {
    let mut gatherer = Gatherer {
        query,
        has_text,
        filters,
        counters: Counter::all(query, snapshot),
        hits: Vec::with_capacity(BLOCK),
        others: vec![Vec::new(); query.facets.len()],
        total: 0,
        room: query.offset.min(MAX_REACH) + query.limit,
        best: BinaryHeap::new(),
    };
    gatherer.pass(matching, snapshot)?;
    gatherer.finish(fields, snapshot)
}

impl Gatherer<'_> {
    fn pass(&mut self, matching: &dyn Match, snapshot: &Snapshot) -> tantivy::Result<()> {
        let searcher = &snapshot.searcher;
        let scored = self.has_text && self.query.sort == Sort::Relevance;
        let scoring = if scored {
            EnableScoring::enabled_from_searcher(searcher)
        } else {
            EnableScoring::disabled_from_searcher(searcher)
        };
        let weight = matching.weight(scoring)?;
        for (segment, (reader, columns)) in (0..).zip(searcher.segment_readers().iter().zip(&snapshot.columns)) {
            let alive = reader.alive_bitset();
            let is_alive = |doc: DocId| alive.is_none_or(|alive| alive.is_alive(doc));
            let mut take = |doc: DocId, score: f32| {
                if is_alive(doc) {
                    self.take(columns, DocAddress::new(segment, doc), score);
                }
            };
            if scored {
                weight.for_each(reader, &mut take)?;
            } else {
                weight.for_each_no_score(reader, &mut |docs| docs.iter().for_each(|doc| take(*doc, 0.0)))?;
            }
            self.count(columns);
        }
        Ok(())
    }

    fn take(&mut self, columns: &Columns, at: DocAddress, score: f32) {
        match self.filters.judge(columns, at.doc_id) {
            Verdict::Out => return,
            Verdict::ButFor(facet) => {
                let others = self.others.iter_mut().zip(&self.counters).filter(|(_, counter)| counter.facet == facet);
                others.for_each(|(others, _)| others.push(at.doc_id));
            }
            Verdict::Hit => {
                self.total += 1;
                self.hits.push(at.doc_id);
                self.offer(columns, at, score);
            }
        }
        if self.hits.len() >= BLOCK || self.others.iter().any(|others| others.len() >= BLOCK) {
            self.count(columns);
        }
    }

    /// Counts what has come together.
    fn count(&mut self, columns: &Columns) {
        for (counter, others) in self.counters.iter_mut().zip(&mut self.others) {
            counter.add(columns, &self.hits);
            counter.add(columns, others);
            others.clear();
        }
        self.hits.clear();
    }

    fn offer(&mut self, columns: &Columns, at: DocAddress, score: f32) {
        if self.room == 0 {
            return;
        }
        let stale = columns.is_stale(at.doc_id, self.query.now);
        let score = if stale { score * STALE } else { score };
        let first_key = self.first_key(columns, at.doc_id, score, stale);
        let full = self.best.len() == self.room;
        if full && self.best.peek().is_some_and(|Reverse((worst, ..))| first_key < worst.0) {
            return;
        }
        let rank = (first_key, columns.published(at.doc_id), columns.tie(at.doc_id));
        if full {
            if self.best.peek().is_some_and(|Reverse((worst, ..))| rank <= *worst) {
                return;
            }
            self.best.pop();
        }
        self.best.push(Reverse((rank, at, Score(score))));
    }

    /// What hits are ordered by first; the last are those without a value.
    fn first_key(&self, columns: &Columns, doc: DocId, score: f32, stale: bool) -> i64 {
        let up = |value: Option<i64>| value.map_or(i64::MIN, |value| -value);
        match self.query.sort {
            // Floats that are not negative keep their order as bits.
            Sort::Relevance if self.has_text => i64::from(score.max(0.0).to_bits()),
            Sort::Relevance => i64::from(!stale),
            Sort::Newest => 0,
            Sort::PriceUp => up(first(&columns.price, doc)),
            Sort::PriceDown => first(&columns.price, doc).unwrap_or(i64::MIN),
            Sort::Lead => up(first(&columns.lead, doc)),
            Sort::Distance => up(self.distance_km(columns, doc).map(|km| (km * 1e6) as i64)),
        }
    }

    fn distance_km(&self, columns: &Columns, doc: DocId) -> Option<f64> {
        Some(self.query.near?.point.distance_km(columns.place(doc)?))
    }

    fn finish(mut self, fields: &Fields, snapshot: &Snapshot) -> tantivy::Result<Hits> {
        let best = std::mem::take(&mut self.best).into_sorted_vec();
        let mut hits = Vec::new();
        for Reverse((_, at, Score(score))) in best.into_iter().skip(self.query.offset) {
            let distance_km = self.distance_km(&snapshot.columns[at.segment_ord as usize], at.doc_id);
            let stored: TantivyDocument = snapshot.searcher.doc(at)?;
            let key = stored.get_first(fields.key).and_then(|key| key.as_str());
            let (kind, id) = key
                .and_then(parse_key)
                .ok_or_else(|| tantivy::TantivyError::InternalError(format!("a document without a key: {key:?}")))?;
            hits.push(Hit { kind, id: id.to_owned(), score, distance_km });
        }
        let facets = self.counters.into_iter().map(|counter| counter.finish(self.query, snapshot)).collect();
        Ok(Hits { total: self.total, hits, facets, loose: false })
    }
}

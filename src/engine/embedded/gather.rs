//! One pass over what a query matches: filters, facets, the order and the best hits at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::{EnableScoring, Query as Match};
use tantivy::schema::Value;
use tantivy::{DocAddress, DocId, TantivyDocument};

use super::columns::{Columns, Snapshot, first};
use super::count::Counter;
use super::filter::{Filters, Verdict};
use super::met::Met;
use super::schema::{Fields, parse_key};
use crate::engine::plan::{A_PAGE, Plan};
use crate::engine::rank::{Found, RANKED, rank};
use crate::engine::{Hit, Hits, MAX_REACH, Query, Sort};

/// Where a hit goes: the greatest first.
type Rank = (i64, i64, u64);

/// Documents that are counted in one go.
const BLOCK: usize = 256;

/// What a pass has found; [`finish`](Pass::finish) makes an answer of it.
pub(super) struct Pass<'a> {
    query: &'a Query,
    plan: Option<&'a Plan>,
    filters: &'a Filters,
    snapshot: &'a Snapshot,
    counters: Vec<Counter>,
    /// Documents of the present segment that every facet has yet to count.
    hits: Vec<DocId>,
    /// Those that only the facet of the filter they fail has yet to count, in the order of the counters.
    others: Vec<Vec<DocId>>,
    /// What the text matches, whatever the filters say of it, as long as it fills no page.
    met: Vec<(DocAddress, f32)>,
    matched: u64,
    total: u64,
    room: usize,
    best: BinaryHeap<Reverse<(Rank, DocAddress, u32)>>,
}

/// How many hits are kept: those asked for and those before them, and where they are ranked all that are.
fn room(query: &Query, plan: Option<&Plan>) -> usize {
    let asked = query.offset.min(MAX_REACH) + query.limit;
    if plan.is_some() && query.limit > 0 { asked.max(RANKED) } else { asked }
}

impl<'a> Pass<'a> {
    /// Goes once over what `matching` matches. With a plan, the scores of `matching` are signs and the first hits are
    /// ranked by it.
    pub(super) fn over(
        matching: &dyn Match,
        plan: Option<&'a Plan>,
        query: &'a Query,
        filters: &'a Filters,
        snapshot: &'a Snapshot,
    ) -> tantivy::Result<Pass<'a>> {
        let plan = plan.filter(|_| query.sort == Sort::Relevance);
        let mut pass = Pass {
            query,
            plan,
            filters,
            snapshot,
            counters: Counter::all(query, snapshot),
            hits: Vec::with_capacity(BLOCK),
            others: vec![Vec::new(); query.facets.len()],
            met: Vec::new(),
            matched: 0,
            total: 0,
            room: room(query, plan),
            best: BinaryHeap::new(),
        };
        pass.run(matching)?;
        Ok(pass)
    }

    /// How many documents the text matches, whatever the filters say of them.
    pub(super) fn matched(&self) -> u64 {
        self.matched
    }

    /// The documents that the text matches, for a wider pass; not all of them if they fill a page.
    pub(super) fn met(&self) -> Met {
        Met::new(&self.met, self.snapshot)
    }

    fn run(&mut self, matching: &dyn Match) -> tantivy::Result<()> {
        let snapshot = self.snapshot;
        let searcher = &snapshot.searcher;
        let scored = self.plan.is_some();
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
        let verdict = self.filters.judge(columns, at.doc_id);
        if verdict != Verdict::Out {
            self.matched += 1;
            if self.matched < A_PAGE {
                self.met.push((at, score));
            }
        }
        match verdict {
            Verdict::Out | Verdict::Elsewhere => return,
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

    fn offer(&mut self, columns: &Columns, at: DocAddress, signs: f32) {
        if self.room == 0 {
            return;
        }
        let first_key = self.first_key(columns, at.doc_id, signs);
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
        // Signs are small whole numbers.
        self.best.push(Reverse((rank, at, signs as u32)));
    }

    /// What hits are ordered by first; the last are those without a value.
    fn first_key(&self, columns: &Columns, doc: DocId, signs: f32) -> i64 {
        let up = |value: Option<i64>| value.map_or(i64::MIN, |value| -value);
        match self.query.sort {
            // Of those found by the same signs, the shorter title says less else.
            Sort::Relevance if self.plan.is_some() => ((signs as i64) << 8) - columns.length(doc),
            Sort::Relevance => i64::from(!columns.is_stale(doc, self.query.now)),
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

    /// The answer: the hits asked for, in order, and the counts.
    pub(super) fn finish(mut self, fields: &Fields) -> tantivy::Result<Hits> {
        let best = std::mem::take(&mut self.best).into_sorted_vec();
        let best: Vec<(DocAddress, u32)> = best.into_iter().map(|Reverse((_, at, signs))| (at, signs)).collect();
        let hits = self.hits(&best, fields)?;
        let facets = self.counters.into_iter().map(|counter| counter.finish(self.query, self.snapshot)).collect();
        Ok(Hits { total: self.total, hits, facets, loose: false })
    }

    /// The hits asked for: the first ones ranked, those behind them as they come.
    fn hits(&self, best: &[(DocAddress, u32)], fields: &Fields) -> tantivy::Result<Vec<Hit>> {
        let offset = self.query.offset.min(MAX_REACH);
        let end = offset + self.query.limit;
        let asked = |from: usize, to: usize| best.get(from.min(best.len())..to.min(best.len())).unwrap_or_default();
        let read = |part: &[(DocAddress, u32)]| part.iter().map(|one| self.found(one, fields)).collect();
        let Some(plan) = self.plan.filter(|_| offset < RANKED) else {
            let found: tantivy::Result<Vec<Found>> = read(asked(offset, end));
            return Ok(found?.into_iter().map(|found| found.hit).collect());
        };
        let first: tantivy::Result<Vec<Found>> = read(asked(0, RANKED));
        let behind: tantivy::Result<Vec<Found>> = read(asked(RANKED, end));
        let all = rank(plan, first?).into_iter().chain(behind?.into_iter().map(|found| found.hit));
        Ok(all.skip(offset).take(self.query.limit).collect())
    }

    fn found(&self, (at, signs): &(DocAddress, u32), fields: &Fields) -> tantivy::Result<Found> {
        let columns = &self.snapshot.columns[at.segment_ord as usize];
        let stored: TantivyDocument = self.snapshot.searcher.doc(*at)?;
        let text = |field| stored.get_first(field).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        let key = text(fields.key);
        let (kind, id) = parse_key(&key)
            .ok_or_else(|| tantivy::TantivyError::InternalError(format!("a document without a key: {key:?}")))?;
        let distance_km = self.distance_km(columns, at.doc_id);
        Ok(Found {
            hit: Hit { kind, id: id.to_owned(), score: 0.0, how: None, distance_km },
            names: text(fields.names),
            firm: text(fields.firm_name),
            signs: *signs,
            fresh: !columns.is_stale(at.doc_id, self.query.now),
            verified: columns.is_verified(at.doc_id),
            completeness: columns.completeness(at.doc_id),
            published_at: columns.published(at.doc_id),
            tie: columns.tie(at.doc_id),
        })
    }
}

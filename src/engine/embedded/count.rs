//! Counts facets while the hits are gathered.

use tantivy::DocId;

use super::columns::{Buffer, Columns, Snapshot, first};
use super::filter::TEXT;
use crate::engine::query::is_in_price_band;
use crate::engine::{DISTANCE_EDGES_KM, Facet, FacetCounts, LEAD_EDGES_DAYS, PRICE_EDGES, Query, price_band};
use crate::geo::Point;

/// The counts of one facet.
pub(super) struct Counter {
    pub facet: Facet,
    /// The text facet's place among the columns.
    text: Option<usize>,
    centre: Option<Point>,
    counts: Vec<u64>,
    buffer: Buffer,
}

impl Counter {
    /// One counter for each facet that the query asks for.
    pub(super) fn all(query: &Query, snapshot: &Snapshot) -> Vec<Counter> {
        let counter = |&facet: &Facet| {
            let text = TEXT.iter().position(|text| *text == facet);
            let size = match (facet, text) {
                (_, Some(n)) => snapshot.values[n].len(),
                (Facet::Price, _) => PRICE_EDGES.len() + 1,
                (Facet::Lead, _) => LEAD_EDGES_DAYS.len(),
                (_, _) => DISTANCE_EDGES_KM.len(),
            };
            let centre = query.near.map(|near| near.point);
            Counter { facet, text, centre, counts: vec![0; size], buffer: Buffer::default() }
        };
        query.facets.iter().map(counter).collect()
    }

    /// Counts documents of one segment.
    pub(super) fn add(&mut self, columns: &Columns, docs: &[DocId]) {
        match (self.text, self.facet) {
            (Some(n), _) => {
                if let Some(column) = &columns.facets[n] {
                    column.count(docs, &mut self.counts, &mut self.buffer);
                }
            }
            (None, Facet::Price) => docs.iter().for_each(|doc| self.add_price(first(&columns.price, *doc))),
            (None, Facet::Lead) => {
                let days = |doc: &DocId| first(&columns.lead, *doc).map(|days| days as f64);
                docs.iter().for_each(|doc| self.add_within(&LEAD_EDGES_DAYS, days(doc)));
            }
            (None, _) => {
                let Some(centre) = self.centre else { return };
                let distance = |doc: &DocId| columns.place(*doc).map(|place| centre.distance_km(place));
                docs.iter().for_each(|doc| self.add_within(&DISTANCE_EDGES_KM, distance(doc)));
            }
        }
    }

    fn add_price(&mut self, price: Option<i64>) {
        let Some(price) = price else { return };
        for (n, count) in self.counts.iter_mut().enumerate() {
            *count += u64::from(is_in_price_band(n, price));
        }
    }

    fn add_within(&mut self, edges: &[i64], value: Option<f64>) {
        let Some(value) = value else { return };
        for (count, edge) in self.counts.iter_mut().zip(edges) {
            *count += u64::from(value <= *edge as f64);
        }
    }

    /// The values to show.
    pub(super) fn finish(self, query: &Query, snapshot: &Snapshot) -> (Facet, FacetCounts) {
        let named = |names: Vec<String>| names.into_iter().zip(self.counts.iter().copied()).collect();
        let counts = match (self.text, self.facet) {
            (Some(n), _) => self.most_frequent(n, query, snapshot),
            (None, Facet::Price) => named((0..self.counts.len()).map(price_band).collect()),
            (None, Facet::Lead) => named(LEAD_EDGES_DAYS.iter().map(i64::to_string).collect()),
            (None, _) if self.centre.is_none() => Vec::new(),
            (None, _) => named(DISTANCE_EDGES_KM.iter().map(i64::to_string).collect()),
        };
        (self.facet, counts)
    }

    /// The most frequent values, equals by name, and after them what the query filters by and found nothing more of.
    fn most_frequent(&self, n: usize, query: &Query, snapshot: &Snapshot) -> FacetCounts {
        let values = &snapshot.values[n];
        let mut met: Vec<(u64, u32)> =
            self.counts.iter().zip(0..).filter(|(count, _)| **count > 0).map(|(count, n)| (*count, n)).collect();
        let order = |a: &(u64, u32), b: &(u64, u32)| b.0.cmp(&a.0).then_with(|| values.name(a.1).cmp(values.name(b.1)));
        if met.len() > query.facet_limit && query.facet_limit > 0 {
            met.select_nth_unstable_by(query.facet_limit - 1, order);
        }
        met.truncate(query.facet_limit);
        met.sort_by(order);
        let mut shown: FacetCounts = met.iter().map(|(count, n)| (values.name(*n).to_owned(), *count)).collect();
        for value in query.demanded(self.facet) {
            if !shown.iter().any(|(name, _)| *name == value) {
                let count = values.find(&value).map_or(0, |n| self.counts[n as usize]);
                shown.push((value, count));
            }
        }
        shown
    }
}

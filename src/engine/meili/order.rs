//! In which order hits come: in phases, each a filter, one behind the other, ordered alike inside.
//!
//! The server cannot order by signs or by what is stale now, but it can filter by them. A phase leaves out what an
//! earlier one holds, so that pages are apart at any depth.

use super::ask::Ask;
use super::filter::{self, Filters};
use crate::engine::plan::Clause;
use crate::engine::{Query, Sort};

/// One phase.
pub(super) struct Phase {
    /// The sign that its documents were found by; none where nothing was typed.
    pub signs: u32,
    filter: String,
}

/// The phases of one answer.
pub(super) struct Order {
    pub phases: Vec<Phase>,
    sort: Vec<String>,
}

/// Newest first; equals the same way on every page.
pub(super) const LAST: [&str; 2] = ["published:desc", "tie:desc"];

impl Order {
    /// Those found by the highest sign first, of these the shorter titles: they say less else.
    pub(super) fn by_signs(clauses: &[&Clause], filters: &Filters) -> Order {
        let mut clauses: Vec<(u32, String)> = clauses.iter().map(|c| (c.sign as u32, filter::clause(c))).collect();
        clauses.sort_by_key(|(signs, _)| std::cmp::Reverse(*signs));
        let mut higher: Vec<String> = Vec::new();
        let mut phases = Vec::new();
        for (signs, clause) in clauses {
            let text = match higher.as_slice() {
                [] => clause.clone(),
                higher => format!("({clause}) AND NOT ({})", higher.join(" OR ")),
            };
            phases.push(Phase { signs, filter: filters.on(Some(&text)) });
            higher.push(format!("({clause})"));
        }
        Order { phases, sort: sorted(&["length:asc"]) }
    }

    /// As the query wants it, of what `text` finds.
    pub(super) fn by_sort(query: &Query, text: Option<&str>, filters: &Filters) -> Order {
        let all = || vec![Phase { signs: 0, filter: filters.on(text) }];
        let by = |first: &[&str]| Order { phases: all(), sort: sorted(first) };
        match (query.sort, query.near) {
            (Sort::Relevance, _) => by_freshness(query.now, filters.on(text)),
            (Sort::PriceUp, _) => by(&["price:asc"]),
            (Sort::PriceDown, _) => by(&["price:desc"]),
            (Sort::Lead, _) => by(&["lead:asc"]),
            (Sort::Distance, Some(near)) => by(&[&format!("_geoPoint({}, {}):asc", near.point.lat, near.point.lon)]),
            (Sort::Newest | Sort::Distance, _) => by(&[]),
        }
    }

    /// Asks how many each phase holds.
    pub(super) fn counts(&self) -> Vec<Ask> {
        self.phases.iter().map(|phase| Ask::count(phase.filter.clone())).collect()
    }

    /// Asks for the documents in the places from `from` to before `to`, with the phase of each question; `held` says
    /// how many each phase holds.
    pub(super) fn read(&self, held: &[u64], from: usize, to: usize) -> Vec<(&Phase, Ask)> {
        let mut asks = Vec::new();
        let mut start = 0;
        for (phase, held) in self.phases.iter().zip(held) {
            let end = start + *held as usize;
            let (first, last) = (from.max(start), to.min(end));
            if first < last {
                let (offset, limit) = (first - start, last - first);
                let (filter, sort) = (phase.filter.clone(), self.sort.clone());
                asks.push((phase, Ask { filter, sort, offset, limit, ..Ask::default() }));
            }
            start = end;
        }
        asks
    }
}

fn sorted(first: &[&str]) -> Vec<String> {
    first.iter().chain(&LAST).map(|rule| (*rule).to_owned()).collect()
}

fn by_freshness(now: i64, all: String) -> Order {
    let stale = format!("stale_from <= \"{now}\"");
    let phase = |filter: String| Phase { signs: 0, filter };
    let phases = vec![phase(format!("{all} AND NOT ({stale})")), phase(format!("{all} AND ({stale})"))];
    Order { phases, sort: sorted(&[]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_phases_that_hold_them() {
        let phase = |signs| Phase { signs, filter: signs.to_string() };
        let order = Order { phases: [1, 2, 3].map(phase).into(), sort: Vec::new() };
        let read = |from, to| {
            let asks = order.read(&[3, 0, 4], from, to).into_iter();
            asks.map(|(phase, ask)| (phase.signs, ask.offset, ask.limit)).collect::<Vec<_>>()
        };
        assert_eq!(read(0, 2), [(1, 0, 2)]);
        assert_eq!(read(2, 5), [(1, 2, 1), (3, 0, 2)]);
        assert_eq!(read(4, 99), [(3, 1, 3)]);
        assert_eq!(read(7, 99), []);
    }
}

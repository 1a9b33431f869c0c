//! Counting facets: those without a filter of their own in one question, each other one in a question that leaves its
//! filter aside, distances by a question for each edge.

use std::collections::HashMap;

use super::ask::{Ask, Told};
use super::filter::{Filters, attribute, within};
use super::value::{quoted, read};
use crate::engine::{DISTANCE_EDGES_KM, Facet, FacetCounts, LEAD_EDGES_DAYS, PRICE_EDGES, Query, price_band};

/// The facets that the question for the hits themselves can count.
pub(super) fn along(query: &Query, filters: &Filters) -> Vec<&'static str> {
    query.facets.iter().filter(|facet| !filters.has(**facet)).filter_map(|facet| attribute(*facet)).collect()
}

/// The other questions, in the order of the query's facets.
pub(super) fn asks(query: &Query, filters: &Filters, text: Option<&str>) -> Vec<Ask> {
    let asks = |facet: &Facet| match (attribute(*facet), query.near) {
        (Some(attribute), _) if filters.has(*facet) => own(query, *facet, attribute, filters.without(*facet, text)),
        (None, Some(near)) => {
            let all = filters.without(*facet, text);
            let edge = |km: &i64| Ask::count(format!("{all} AND {}", within(near.point, *km as f64 * 1_000.0)));
            DISTANCE_EDGES_KM.iter().map(edge).collect()
        }
        _ => Vec::new(),
    };
    query.facets.iter().flat_map(asks).collect()
}

/// How the values are spread, and how often each of those occurs that the query filters by: one of them may be too rare
/// to be told with the others.
fn own(query: &Query, facet: Facet, attribute: &'static str, all: String) -> Vec<Ask> {
    let one = |value: &String| Ask::count(format!("{all} AND {attribute} = {}", quoted(value)));
    let mut asks = vec![Ask { facets: vec![attribute], ..Ask::count(all.clone()) }];
    asks.extend(query.demanded(facet).iter().map(one));
    asks
}

/// Puts together what was told: with the hits, and in answer to the other questions.
pub(super) fn counts(query: &Query, filters: &Filters, with_hits: &Told, others: &[Told]) -> Vec<(Facet, FacetCounts)> {
    let mut others = others.iter();
    let one = |facet: &Facet| {
        let counts = match attribute(*facet) {
            Some(attribute) => {
                let told = if filters.has(*facet) { others.next() } else { Some(with_hits) };
                let demanded = query.demanded(*facet).into_iter().zip(others.by_ref()).map(named).collect();
                shown(query, *facet, told.and_then(|told| told.facets.get(attribute)), demanded)
            }
            None if query.near.is_some() => {
                let edges = DISTANCE_EDGES_KM.iter().map(i64::to_string);
                edges.zip(others.by_ref()).map(named).collect()
            }
            None => Vec::new(),
        };
        (*facet, counts)
    };
    query.facets.iter().map(one).collect()
}

fn named((name, told): (String, &Told)) -> (String, u64) {
    (name, told.total)
}

type Spread = HashMap<String, usize>;

fn shown(query: &Query, facet: Facet, spread: Option<&Spread>, demanded: FacetCounts) -> FacetCounts {
    let count = |value: &str| spread.and_then(|spread| spread.get(value)).map_or(0, |count| *count as u64);
    let banded = |names: Vec<String>| names.into_iter().map(|name| (name.clone(), count(&name))).collect();
    match facet {
        Facet::Price => banded((0..=PRICE_EDGES.len()).map(price_band).collect()),
        Facet::Lead => banded(LEAD_EDGES_DAYS.iter().map(i64::to_string).collect()),
        _ => most_frequent(query.facet_limit, spread, demanded),
    }
}

/// The most frequent values, equals by name, and after them what the query filters by.
fn most_frequent(limit: usize, spread: Option<&Spread>, demanded: FacetCounts) -> FacetCounts {
    let all = spread.into_iter().flatten().map(|(value, count)| (read(value), *count as u64));
    let mut shown: FacetCounts = all.collect();
    shown.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    shown.truncate(limit);
    for (value, count) in demanded {
        if !shown.iter().any(|(name, _)| *name == value) {
            shown.push((value, count));
        }
    }
    shown
}

//! Searching without an engine, while the search server is away: exact codes and beginnings of names, straight from the
//! database. It keeps to the filters of the query, and looks at few enough documents to do all the rest in memory.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::lexicon::Lexicon;
use super::{load, store};
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::{Doc, Facet, FacetCounts, Hit, Hits, Query, Sort};
use crate::http::AppResult;

/// Names that are looked at.
const MOST: i64 = 300;

/// Answers `query` by names.
///
/// # Errors
/// Those of the database.
pub(super) fn search(conn: &mut Conn, lexicon: &Lexicon, kind: Kind, query: &Query, now: Moment) -> AppResult<Hits> {
    let ids = store::named(conn, kind, &query.text, MOST)?;
    let keys: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut around = lexicon.around();
    let around = around.recent(conn)?;
    let mut docs = load::documents(conn, around, kind, &keys, now)?;
    let places: HashMap<&str, usize> = keys.iter().zip(0..).map(|(id, place)| (*id, place)).collect();
    docs.sort_by_key(|doc| places.get(doc.id.as_str()).copied());
    Ok(answer(docs, query))
}

/// Answers from documents that stand in the order of their names.
fn answer(docs: Vec<Doc>, query: &Query) -> Hits {
    let facets = query.facets.iter().map(|facet| (*facet, count(&docs, query, *facet))).collect();
    let mut fitting: Vec<&Doc> = docs.iter().filter(|doc| fails(doc, query).is_empty()).collect();
    sort(&mut fitting, query);
    let hits = fitting.iter().skip(query.offset).take(query.limit).map(|doc| hit(doc, query)).collect();
    Hits { total: fitting.len() as u64, hits, facets, loose: false }
}

fn hit(doc: &Doc, query: &Query) -> Hit {
    Hit { kind: doc.kind, id: doc.id.clone(), score: 0.0, how: None, distance_km: distance(doc, query) }
}

fn distance(doc: &Doc, query: &Query) -> Option<f64> {
    Some(query.near?.point.distance_km(doc.place?))
}

/// The values of a text facet that a document holds and that a query demands.
fn values<'a>(doc: &'a Doc, query: &'a Query, facet: Facet) -> Option<(&'a [String], &'a [String])> {
    Some(match facet {
        Facet::Division => (&doc.divisions, &query.divisions),
        Facet::Industry => (&doc.industries, &query.industries),
        Facet::Category => (&doc.categories, &query.categories),
        Facet::Certificate => (&doc.certificates, &query.certificates),
        Facet::Kind | Facet::Verified | Facet::Price | Facet::Lead | Facet::Distance => return None,
    })
}

/// The facets whose filter a document fails.
fn fails(doc: &Doc, query: &Query) -> Vec<Facet> {
    let by_value = [Facet::Division, Facet::Industry, Facet::Category, Facet::Certificate].map(|facet| {
        let (held, demanded) = values(doc, query, facet).unwrap_or_default();
        (facet, demanded.is_empty() || demanded.iter().any(|value| held.contains(value)))
    });
    let price = |edge: Option<i64>, fits: fn(i64, i64) -> bool| {
        edge.is_none_or(|edge| doc.price.is_some_and(|price| fits(price, edge)))
    };
    let lead = query.lead_max.is_none_or(|most| doc.lead_days.is_some_and(|days| days <= most));
    let radius = query.near.and_then(|near| near.radius_km);
    let by_number = [
        (Facet::Verified, !query.verified || doc.verified),
        (Facet::Price, price(query.price_from, |a, b| a >= b) && price(query.price_to, |a, b| a <= b)),
        (Facet::Lead, lead),
        (Facet::Distance, radius.is_none_or(|radius| distance(doc, query).is_some_and(|km| km <= radius))),
    ];
    by_value.into_iter().chain(by_number).filter(|(_, fits)| !fits).map(|(facet, _)| facet).collect()
}

fn sort(docs: &mut [&Doc], query: &Query) {
    match query.sort {
        Sort::Relevance => {}
        Sort::Newest => docs.sort_by_key(|doc| Reverse(doc.published_at)),
        Sort::PriceUp => docs.sort_by_key(|doc| (doc.price.is_none(), doc.price)),
        Sort::PriceDown => docs.sort_by_key(|doc| Reverse(doc.price)),
        Sort::Lead => docs.sort_by_key(|doc| (doc.lead_days.is_none(), doc.lead_days)),
        Sort::Distance => {
            docs.sort_by(|a, b| {
                let far = |doc: &Doc| distance(doc, query).unwrap_or(f64::INFINITY);
                far(a).total_cmp(&far(b))
            });
        }
    }
}

/// The most frequent values among documents that fail no other filter.
fn count(docs: &[Doc], query: &Query, facet: Facet) -> FacetCounts {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for doc in docs.iter().filter(|doc| fails(doc, query).iter().all(|failed| *failed == facet)) {
        let Some((held, _)) = values(doc, query, facet) else { return Vec::new() };
        held.iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }
    let mut counts: FacetCounts = counts.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(query.facet_limit);
    counts
}

//! Answers a search: the engine says which and how many, the database what they are. A hit that is no longer public is
//! left out, however old the index is.

use std::collections::HashMap;

use super::fallback;
use super::lexicon::Lexicon;
use super::query::{Asked, From};
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::divisions::store as divisions;
use crate::engine::{Engine, EngineError, Facet, FacetCounts, Hit, Hits, MAX_REACH, Meaning, Near, Query};
use crate::firms::FirmId;
use crate::firms::store::FirmRow;
use crate::geo::Point;
use crate::http::{AppError, AppResult};
use crate::listings::is_public;
use crate::{firms, needs, products};

/// Values shown of each facet.
const FACET_VALUES: usize = 12;

/// What stands behind a hit.
pub enum Subject {
    /// A product.
    Product(Box<products::store::Card>),
    /// A need.
    Need(Box<needs::store::Card>),
    /// A firm.
    Firm(Box<FirmRow>),
}

/// A hit with its row.
pub struct Found {
    /// Score and distance.
    pub hit: Hit,
    /// What it is.
    pub subject: Subject,
}

/// An answer.
pub struct Answer {
    /// How many there are in all.
    pub total: u64,
    /// Those asked for, in order.
    pub found: Vec<Found>,
    /// How often each value of each facet occurs.
    pub facets: Vec<(Facet, FacetCounts)>,
    /// Whether nothing is what was meant, so that these only come close.
    pub loose: bool,
    /// What the words mean beyond their letters.
    pub meaning: Meaning,
    /// Whether the search server was away, so that names alone were looked up.
    pub by_name: bool,
}

/// Which part of an answer is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Hits before the first one.
    pub offset: u64,
    /// Hits at most.
    pub limit: u64,
    /// What to count; if none, all that serves the kind.
    pub facets: Option<Vec<Facet>>,
}

impl Subject {
    /// What it is called; of a need, its words.
    pub fn name(&self) -> &str {
        match self {
            Subject::Product(card) => &card.row.name,
            Subject::Need(card) => &card.row.text,
            Subject::Firm(row) => &row.name,
        }
    }
}

impl Answer {
    /// How many are what was meant.
    pub fn meant(&self) -> u64 {
        if self.loose { 0 } else { self.total }
    }
}

impl Part {
    /// Up to `limit` hits and no counts.
    pub fn first(limit: u64) -> Part {
        Part { offset: 0, limit, facets: Some(Vec::new()) }
    }
}

/// What to say of an answer by names alone.
pub const BY_NAME: (&str, &str) = (
    "搜索服务暂时不可用，以下仅为名称匹配的结果。",
    "Search is not available at the moment; these are matches of names only.",
);

/// The facets that serve each kind.
pub fn facets_of(kind: Kind) -> &'static [Facet] {
    match kind {
        Kind::Product => {
            &[Facet::Category, Facet::Division, Facet::Industry, Facet::Certificate, Facet::Price, Facet::Lead]
        }
        Kind::Need => &[Facet::Category, Facet::Division, Facet::Industry],
        Kind::Firm => &[Facet::Division, Facet::Industry],
    }
}

fn centre(conn: &mut Conn, from: &From) -> AppResult<Option<Point>> {
    Ok(match from {
        From::Point(point) => Some(*point),
        From::Division(code) => divisions::find_by_code(conn, code)?
            .and_then(|row| row.lat.zip(row.lon))
            .and_then(|(lat, lon)| Point::new(lat, lon)),
    })
}

fn usual_facets(kind: Kind, has_place: bool) -> Vec<Facet> {
    let distance = Some(Facet::Distance).filter(|_| has_place);
    facets_of(kind).iter().copied().chain(distance).collect()
}

fn question(conn: &mut Conn, asked: &Asked, part: &Part, now: Moment) -> AppResult<Query> {
    let point = asked.near.as_ref().map_or(Ok(None), |from| centre(conn, from))?;
    Ok(Query {
        text: asked.q.clone(),
        kinds: vec![asked.kind],
        divisions: asked.divisions.clone(),
        industries: asked.industries.clone(),
        categories: asked.categories.clone(),
        certificates: asked.certificates.clone(),
        verified: asked.verified,
        price_from: asked.price_from.map(|p| p.raw()),
        price_to: asked.price_to.map(|p| p.raw()),
        lead_max: asked.lead,
        near: point.map(|point| Near { point, radius_km: asked.radius_km }),
        sort: asked.sort,
        offset: usize::try_from(part.offset).unwrap_or(MAX_REACH).min(MAX_REACH),
        limit: usize::try_from(part.limit).unwrap_or(MAX_REACH),
        facets: part.facets.clone().unwrap_or_else(|| usual_facets(asked.kind, point.is_some())),
        facet_limit: FACET_VALUES,
        now: now.and_utc().timestamp(),
        ..Query::default()
    })
}

/// Answers `asked`.
///
/// # Errors
/// Those of the engine and of the database.
pub fn find(
    conn: &mut Conn,
    (engine, lexicon): (&dyn Engine, &Lexicon),
    asked: &Asked,
    part: &Part,
    now: Moment,
) -> AppResult<Answer> {
    let meaning = lexicon.now(conn)?.meaning(&asked.q);
    let query = Query { meaning, ..question(conn, asked, part, now)? };
    match engine.search(&query) {
        Err(EngineError::Away(_)) => {
            let hits = fallback::search(conn, lexicon, asked.kind, &query, now)?;
            Ok(Answer { by_name: true, ..answer(conn, asked.kind, query, hits)? })
        }
        hits => answer(conn, asked.kind, query, hits.map_err(unanswered)?),
    }
}

/// Answers `asked` as though its words meant `meaning`.
///
/// # Errors
/// Those of the engine and of the database.
pub fn find_meaning(
    conn: &mut Conn,
    engine: &dyn Engine,
    asked: &Asked,
    meaning: Meaning,
    part: &Part,
    now: Moment,
) -> AppResult<Answer> {
    let query = Query { meaning, ..question(conn, asked, part, now)? };
    let hits = engine.search(&query).map_err(unanswered)?;
    answer(conn, asked.kind, query, hits)
}

/// What a person is told when the engine gave no answer.
pub fn unanswered(why: EngineError) -> AppError {
    match why {
        EngineError::Away(_) => AppError::Busy,
        why => anyhow::Error::new(why).into(),
    }
}

/// The hits with their rows.
fn answer(conn: &mut Conn, kind: Kind, query: Query, hits: Hits) -> AppResult<Answer> {
    let mut subjects = subjects(conn, kind, &hits.hits)?;
    let found = hits.hits.into_iter().filter_map(|hit| {
        let subject = subjects.remove(&hit.id)?;
        Some(Found { hit, subject })
    });
    let (total, found) = (hits.total, found.collect());
    Ok(Answer { total, found, facets: hits.facets, loose: hits.loose, meaning: query.meaning, by_name: false })
}

/// The public ones of the hits' subjects, by key.
fn subjects(conn: &mut Conn, kind: Kind, hits: &[Hit]) -> AppResult<HashMap<String, Subject>> {
    let ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
    Ok(match kind {
        Kind::Product => {
            let cards = products::store::cards(conn, &ids)?.into_iter();
            let public = cards.filter(|card| is_public(card.row.state, card.firm.is_verified()));
            public.map(|card| (card.row.id.0.clone(), Subject::Product(Box::new(card)))).collect()
        }
        Kind::Need => {
            let cards = needs::store::cards(conn, &ids)?.into_iter();
            let public = cards.filter(|card| is_public(card.row.state, card.firm.is_verified()));
            public.map(|card| (card.row.id.0.clone(), Subject::Need(Box::new(card)))).collect()
        }
        Kind::Firm => {
            let ids: Vec<FirmId> = ids.into_iter().map(|id| FirmId(id.to_owned())).collect();
            let rows = firms::store::by_ids(conn, &ids.iter().collect::<Vec<_>>())?.into_iter();
            rows.filter(FirmRow::is_verified).map(|row| (row.id.0.clone(), Subject::Firm(Box::new(row)))).collect()
        }
    })
}

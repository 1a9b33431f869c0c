//! What an engine is asked, and what it answers.

use super::rank::How;
use crate::db::Kind;
use crate::geo::Point;
use crate::units::Decimal;

/// Hits beyond this many are not reached by paging; whoever needs them narrows the query or exports.
pub const MAX_REACH: usize = 10_000;

/// Edges of the price bands, in 元: below the first, between two, above the last. A price on an edge is in both bands,
/// as a filter from edge to edge finds it in both.
pub const PRICE_EDGES: [i64; 4] = [10, 100, 1_000, 10_000];

/// Lead times that are counted, in days, each with everything quicker.
pub const LEAD_EDGES_DAYS: [i64; 4] = [7, 15, 30, 60];

/// Distances that are counted, in kilometres, each with everything nearer.
pub const DISTANCE_EDGES_KM: [i64; 5] = [5, 10, 20, 50, 100];

/// The name of price band `n` (there is one more than edges): `-10`, `10-100`, …, `10000-`.
pub fn price_band(n: usize) -> String {
    let edge = |at: Option<usize>| at.and_then(|at| PRICE_EDGES.get(at)).map(i64::to_string).unwrap_or_default();
    format!("{}-{}", edge(n.checked_sub(1)), edge(Some(n)))
}

/// Whether a raw price lies in price band `n`.
pub(super) fn is_in_price_band(n: usize, price: i64) -> bool {
    let edge = |n: usize| Decimal::whole(PRICE_EDGES[n]).raw();
    (n == 0 || edge(n - 1) <= price) && (n == PRICE_EDGES.len() || price <= edge(n))
}

/// The one value of the facet `verified`.
pub(super) const TRUE: &str = "true";

/// What can be counted beside the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Product, need or firm.
    Kind,
    /// Values of [`Doc::divisions`](super::Doc).
    Division,
    /// Values of [`Doc::industries`](super::Doc).
    Industry,
    /// Values of [`Doc::categories`](super::Doc).
    Category,
    /// Values of [`Doc::certificates`](super::Doc).
    Certificate,
    /// `true`, how many are of verified firms.
    Verified,
    /// Bands between [`PRICE_EDGES`], named by [`price_band`].
    Price,
    /// How many come within each of [`LEAD_EDGES_DAYS`].
    Lead,
    /// How many lie within each of [`DISTANCE_EDGES_KM`] of [`Query::near`].
    Distance,
}

/// A place to be near to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The place.
    pub point: Point,
    /// Only what lies within this many kilometres.
    pub radius_km: Option<f64>,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first; without a text, fresh ones and of these the newest first.
    #[default]
    Relevance,
    /// Last published first.
    Newest,
    /// Cheapest first, without a price last.
    PriceUp,
    /// Dearest first, without a price last.
    PriceDown,
    /// Quickest delivery first, without a lead time last.
    Lead,
    /// Nearest to [`Query::near`] first, without a place last.
    Distance,
}

/// What a text means beyond its letters, by the chain graph and by synonyms.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meaning {
    /// Other names of the same.
    pub other_names: Vec<String>,
    /// Categories that it names; documents filed there or below are kinds of it.
    pub categories: Vec<String>,
    /// Names of kinds of it.
    pub kinds: Vec<String>,
    /// Names of what it is a kind of, as categories and as what listings are called; found last.
    pub wider: Vec<String>,
}

/// One question. Several values of one filter mean any of them; several filters mean all of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// What the person typed; blank means everything.
    pub text: String,
    /// What the text means beyond its letters.
    pub meaning: Meaning,
    /// Only these kinds.
    pub kinds: Vec<Kind>,
    /// Only these divisions.
    pub divisions: Vec<String>,
    /// Only these industries.
    pub industries: Vec<String>,
    /// Only these categories.
    pub categories: Vec<String>,
    /// Only with one of these certificates.
    pub certificates: Vec<String>,
    /// Only of this firm, by key.
    pub firm_id: Option<String>,
    /// Only of verified firms.
    pub verified: bool,
    /// Only at this price or above, raw.
    pub price_from: Option<i64>,
    /// Only at this price or below, raw.
    pub price_to: Option<i64>,
    /// Only within this many days.
    pub lead_max: Option<i64>,
    /// Where to measure distances from.
    pub near: Option<Near>,
    /// The order.
    pub sort: Sort,
    /// Hits to skip; at most [`MAX_REACH`].
    pub offset: usize,
    /// Hits to return.
    pub limit: usize,
    /// What to count. The counts of a facet leave its own filter aside, so that they say what one more value brings.
    pub facets: Vec<Facet>,
    /// Values to return of each facet, the most frequent ones and any that the query filters by.
    pub facet_limit: usize,
    /// The present in seconds since 1970, to tell what has gone stale.
    pub now: i64,
}

impl Query {
    /// The values of a text facet that hits must hold one of; none, if any will do.
    pub(super) fn demanded(&self, facet: Facet) -> Vec<String> {
        match facet {
            Facet::Kind => self.kinds.iter().map(|kind| kind.as_str().to_owned()).collect(),
            Facet::Division => self.divisions.clone(),
            Facet::Industry => self.industries.clone(),
            Facet::Category => self.categories.clone(),
            Facet::Certificate => self.certificates.clone(),
            Facet::Verified if self.verified => vec![TRUE.to_owned()],
            _ => Vec::new(),
        }
    }
}

/// One hit: a key to load from the database.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What kind of subject.
    pub kind: Kind,
    /// Its key.
    pub id: String,
    /// How well it fits the text, from 0 to 1.
    pub score: f32,
    /// Why it fits; none where nothing was typed.
    pub how: Option<How>,
    /// How far it lies from [`Query::near`].
    pub distance_km: Option<f64>,
}

/// How often each value of one facet occurs, in the order to show them.
pub type FacetCounts = Vec<(String, u64)>;

/// What a text that is still being typed may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// A product or a firm.
    pub kind: Kind,
    /// What it is called: folded, letters and digits only, so that one thing is suggested once however it is written.
    pub name: String,
    /// How many are called so.
    pub count: u64,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// How many there are in all.
    pub total: u64,
    /// Those asked for, in order.
    pub hits: Vec<Hit>,
    /// The facets asked for, in that order.
    pub facets: Vec<(Facet, FacetCounts)>,
    /// Whether nothing is what was meant, so that these only come close.
    pub loose: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_open_at_both_ends() {
        let names: Vec<String> = (0..=PRICE_EDGES.len()).map(price_band).collect();
        assert_eq!(names, ["-10", "10-100", "100-1000", "1000-10000", "10000-"]);
    }
}

//! What is read back of documents: a row to rank by, under which version one stands, and the mark of an index.

use serde::{Deserialize, Serialize};

use super::value;
use crate::db::Kind;
use crate::engine::rank::Found;
use crate::engine::{Hit, Near};
use crate::geo::Point;

/// What is read back; see [`Row`] and [`Mark`].
pub(super) const READ_BACK: [&str; 13] = [
    "key",
    "kind",
    "id",
    "names",
    "firm_name",
    "published",
    "stale_from",
    "verified",
    "completeness",
    "tie",
    "version",
    "_geo",
    "built",
];

/// A place as the server wants it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Geo {
    pub lat: f64,
    pub lng: f64,
}

/// What is read back of a hit.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Row {
    kind: String,
    id: String,
    names: String,
    firm_name: String,
    published: i64,
    stale_from: Option<i64>,
    verified: Option<String>,
    completeness: u8,
    tie: u64,
    #[serde(rename = "_geo")]
    geo: Option<Geo>,
}

/// The attributes of [`Row`].
pub(super) const ROW: [&str; 10] =
    ["kind", "id", "names", "firm_name", "published", "stale_from", "verified", "completeness", "tie", "_geo"];

impl Row {
    /// [`Prepared::stored_names`](crate::engine::prepared::Prepared::stored_names).
    pub(super) fn names(&self) -> &str {
        &self.names
    }

    /// The row as ranking takes it; none if it is of a kind unknown to this release.
    pub(super) fn found(self, signs: u32, near: Option<Near>, now: i64) -> Option<Found> {
        let place = self.geo.and_then(|geo| Point::new(geo.lat, geo.lng));
        let distance_km = near.zip(place).map(|(near, place)| near.point.distance_km(place));
        let hit = Hit { kind: Kind::parse(&self.kind)?, id: value::read(&self.id), score: 0.0, how: None, distance_km };
        Some(Found {
            hit,
            names: self.names,
            firm: self.firm_name,
            signs,
            fresh: self.stale_from.is_none_or(|from| from > now),
            verified: self.verified.is_some(),
            completeness: self.completeness,
            published_at: self.published,
            tie: self.tie,
        })
    }
}

/// Under which key and version a document stands.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Standing {
    pub key: String,
    id: String,
    version: String,
}

/// The attributes of [`Standing`].
pub(super) const STANDING: [&str; 3] = ["key", "id", "version"];

impl Standing {
    pub(super) fn id(&self) -> String {
        value::read(&self.id)
    }

    pub(super) fn version(&self) -> Option<u64> {
        u64::from_str_radix(&self.version, 16).ok()
    }
}

/// A document that is no subject: it says that its index was filled from the whole database, and tells one filling from
/// the next. It goes with the index when two are exchanged. No search finds it, since it has no kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Mark {
    key: String,
    pub built: String,
}

impl Mark {
    /// The key of the mark.
    pub(super) const KEY: &str = "built";

    /// A mark unlike any other.
    pub(super) fn new() -> Mark {
        Mark { key: Mark::KEY.into(), built: crate::ids::new_id() }
    }
}

//! The filters of a query that are decided document by document.
//!
//! A filter whose facet is counted cannot narrow the match beforehand, since its counts leave it aside; so each
//! document that the text finds is asked here. One that fails exactly one filter counts for that filter's facet.

use tantivy::DocId;

use super::columns::{Columns, Snapshot, first};
use super::schema::Fields;
use crate::engine::{Facet, Query};
use crate::geo::Point;

/// The text facets in the order of [`Fields::facets`].
pub(super) const TEXT: [Facet; 6] =
    [Facet::Kind, Facet::Division, Facet::Industry, Facet::Category, Facet::Certificate, Facet::Verified];

/// What a document is asked.
enum Test {
    /// Whether it holds one of these values of text facet `.0`; indexed by value number.
    Holds(usize, Vec<bool>),
    Price(i64, i64),
    Lead(i64),
    Within(Circle),
}

/// A circle on the earth, with the box around it that most documents fail without a sine.
#[derive(Clone, Copy)]
pub(super) struct Circle {
    centre: Point,
    radius_km: f64,
    lat: f64,
    lon: f64,
}

impl Circle {
    pub(super) fn new(centre: Point, radius_km: f64) -> Circle {
        // A degree of latitude is 111.19 km; a little more keeps the box outside the circle.
        let lat = radius_km / 111.0;
        // The widest parallel that the circle touches is the one nearest to a pole.
        let narrowest = (centre.lat.abs() + lat).min(89.9).to_radians().cos();
        Circle { centre, radius_km, lat, lon: lat / narrowest }
    }

    pub(super) fn holds(&self, place: Point) -> bool {
        let lon = (place.lon - self.centre.lon).abs();
        (place.lat - self.centre.lat).abs() <= self.lat
            // Across the date line the difference is the other way round.
            && lon.min(360.0 - lon) <= self.lon
            && self.centre.distance_km(place) <= self.radius_km
    }
}

/// How a document fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is a hit.
    Hit,
    /// It would be one but for this facet's filter.
    ButFor(Facet),
    /// It would be one but for the filters of several facets.
    Elsewhere,
    /// It is none.
    Out,
}

/// The filters of one query.
pub(super) struct Filters {
    tests: Vec<(Facet, Test)>,
    counted: Vec<Facet>,
}

impl Filters {
    /// The filters to be asked of each document, and beside them those that narrow the match.
    pub(super) fn split(
        query: &Query,
        fields: &Fields,
        snapshot: &Snapshot,
    ) -> (Filters, Vec<(tantivy::schema::Field, Vec<String>)>) {
        let mut tests = Vec::new();
        let mut narrowing = Vec::new();
        for (n, facet) in TEXT.into_iter().enumerate() {
            let values = query.demanded(facet);
            if values.is_empty() {
                continue;
            }
            // A text finds few documents: it is cheaper to ask each of them than to walk over all of a kind.
            if !query.facets.contains(&facet) && query.text.trim().is_empty() {
                narrowing.push((fields.facets[n], values));
                continue;
            }
            let known = &snapshot.values[n];
            let mut wanted = vec![false; known.len()];
            values.iter().filter_map(|value| known.find(value)).for_each(|number| wanted[number as usize] = true);
            tests.push((facet, Test::Holds(n, wanted)));
        }
        narrowing.extend(query.firm_id.iter().map(|id| (fields.firm, vec![id.clone()])));
        tests.extend(numbers(query));
        (Filters { tests, counted: query.facets.clone() }, narrowing)
    }

    /// How a document fares.
    pub(super) fn judge(&self, columns: &Columns, doc: DocId) -> Verdict {
        let mut verdict = Verdict::Hit;
        for (facet, test) in &self.tests {
            if test.passes(columns, doc) {
                continue;
            }
            if !self.counted.contains(facet) {
                return Verdict::Out;
            }
            verdict = if verdict == Verdict::Hit { Verdict::ButFor(*facet) } else { Verdict::Elsewhere };
        }
        verdict
    }
}

fn numbers(query: &Query) -> impl Iterator<Item = (Facet, Test)> {
    let price = (query.price_from.is_some() || query.price_to.is_some())
        .then(|| Test::Price(query.price_from.unwrap_or(i64::MIN), query.price_to.unwrap_or(i64::MAX)));
    let circle = query.near.and_then(|near| Some(Test::Within(Circle::new(near.point, near.radius_km?))));
    [(Facet::Price, price), (Facet::Lead, query.lead_max.map(Test::Lead)), (Facet::Distance, circle)]
        .into_iter()
        .filter_map(|(facet, test)| Some((facet, test?)))
}

impl Test {
    fn passes(&self, columns: &Columns, doc: DocId) -> bool {
        match self {
            Test::Holds(n, wanted) => match &columns.facets[*n] {
                Some(column) => column.of(doc).any(|number| wanted[number as usize]),
                None => false,
            },
            Test::Price(from, to) => first(&columns.price, doc).is_some_and(|price| (*from..=*to).contains(&price)),
            Test::Lead(max) => first(&columns.lead, doc).is_some_and(|days| days <= *max),
            Test::Within(circle) => columns.place(doc).is_some_and(|place| circle.holds(place)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_as_wide_as_its_radius_in_every_direction() {
        for (lat, lon) in [(31.98, 120.894), (0.0, 179.99), (-45.0, -180.0), (69.0, 33.0)] {
            let circle = Circle::new(Point { lat, lon }, 50.0);
            for (north, east) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (0.7, 0.7)] {
                let at = |km: f64| {
                    let lat = lat + north * km / 111.195;
                    let lon = lon + east * km / (111.195 * lat.to_radians().cos());
                    Point { lat, lon: (lon + 540.0) % 360.0 - 180.0 }
                };
                assert!(circle.holds(at(48.0)), "{lat} {lon} {north} {east}");
                assert!(!circle.holds(at(52.0)), "{lat} {lon} {north} {east}");
            }
        }
    }
}

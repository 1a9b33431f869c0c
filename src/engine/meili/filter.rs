//! Plans and filters as expressions of the server. Every value in them is written by `value`, so none can be more than
//! a value.

use super::value::quoted;
use crate::engine::plan::{Clause, Key};
use crate::engine::{Facet, Query};
use crate::geo::Point;

/// The attribute of a text facet; bands are kept as values of their own.
pub(super) fn attribute(facet: Facet) -> Option<&'static str> {
    Some(match facet {
        Facet::Kind => "kind",
        Facet::Division => "division",
        Facet::Industry => "industry",
        Facet::Category => "category",
        Facet::Certificate => "certificate",
        Facet::Verified => "verified",
        Facet::Price => "price_band",
        Facet::Lead => "lead_band",
        Facet::Distance => return None,
    })
}

/// The facets whose filters are values of an attribute.
const TEXT: [Facet; 6] =
    [Facet::Kind, Facet::Division, Facet::Industry, Facet::Category, Facet::Certificate, Facet::Verified];

fn attribute_of(key: Key) -> &'static str {
    match key {
        Key::Code => "code",
        Key::Name => "name",
        Key::Near => "near",
        Key::Spelt => "spelt",
        Key::Sound => "sound",
        Key::Title => "title",
        Key::Text => "text",
        Key::Category => "category",
    }
}

fn one_of(attribute: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("{attribute} IN [{}]", values.join(","))
}

/// What a clause finds.
pub(super) fn clause(clause: &Clause) -> String {
    let all = |way: &crate::engine::plan::Way| {
        let parts: Vec<String> = way.iter().map(|(key, values)| one_of(attribute_of(*key), values)).collect();
        parts.join(" AND ")
    };
    any(&clause.ways.iter().map(all).collect::<Vec<_>>())
}

/// Any of some expressions.
pub(super) fn any(parts: &[String]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| format!("({part})")).collect();
    parts.join(" OR ")
}

/// All of some expressions.
pub(super) fn all<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<String> = parts.into_iter().map(|part| format!("({part})")).collect();
    parts.join(" AND ")
}

/// Within `metres` of a place.
pub(super) fn within(centre: Point, metres: f64) -> String {
    format!("_geoRadius({}, {}, {metres})", centre.lat, centre.lon)
}

/// The filters of one query.
pub(super) struct Filters {
    /// Those that no count leaves aside.
    narrowing: Vec<String>,
    /// Those that the counts of their facet leave aside.
    own: Vec<(Facet, String)>,
}

impl Filters {
    pub(super) fn of(query: &Query) -> Filters {
        // The mark of an index is no subject, and has no kind.
        let mut filters = Filters { narrowing: vec!["kind EXISTS".to_owned()], own: Vec::new() };
        for facet in TEXT {
            let values = query.demanded(facet);
            let Some(attribute) = attribute(facet).filter(|_| !values.is_empty()) else { continue };
            let filter = one_of(attribute, &values);
            if query.facets.contains(&facet) {
                filters.own.push((facet, filter));
            } else {
                filters.narrowing.push(filter);
            }
        }
        filters.narrowing.extend(query.firm_id.iter().map(|id| one_of("firm", std::slice::from_ref(id))));
        filters.own.extend(numbers(query));
        filters
    }

    /// `text` and every filter.
    pub(super) fn on(&self, text: Option<&str>) -> String {
        self.with(text, |_| true)
    }

    /// `text` and every filter but that of `facet`.
    pub(super) fn without(&self, facet: Facet, text: Option<&str>) -> String {
        self.with(text, |own| own != facet)
    }

    /// `text` and the filters that no count leaves aside.
    pub(super) fn narrowing(&self, text: Option<&str>) -> String {
        self.with(text, |_| false)
    }

    fn with(&self, text: Option<&str>, is_in: impl Fn(Facet) -> bool) -> String {
        let own = self.own.iter().filter(|(facet, _)| is_in(*facet)).map(|(_, filter)| filter.as_str());
        all(text.into_iter().chain(self.narrowing.iter().map(String::as_str)).chain(own))
    }

    /// Whether a facet has a filter of its own.
    pub(super) fn has(&self, facet: Facet) -> bool {
        self.own.iter().any(|(own, _)| *own == facet)
    }

    /// Whether any filter can be left aside.
    pub(super) fn has_any(&self) -> bool {
        !self.own.is_empty()
    }
}

fn numbers(query: &Query) -> impl Iterator<Item = (Facet, String)> {
    let from = query.price_from.map(|price| format!("price >= \"{price}\""));
    let to = query.price_to.map(|price| format!("price <= \"{price}\""));
    let price: Vec<String> = from.into_iter().chain(to).collect();
    let price = (!price.is_empty()).then(|| price.join(" AND "));
    let lead = query.lead_max.map(|days| format!("lead <= \"{days}\""));
    let circle = query.near.and_then(|near| Some(within(near.point, near.radius_km? * 1_000.0)));
    [(Facet::Price, price), (Facet::Lead, lead), (Facet::Distance, circle)]
        .into_iter()
        .filter_map(|(facet, filter)| Some((facet, filter?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::Plan;

    #[test]
    fn no_text_leaves_its_quotes() {
        let query = Query {
            text: "\\\" OR kind = \"product\" [法兰]".into(),
            categories: vec!["a\"] OR kind EXISTS OR x IN [\"".into()],
            ..Query::default()
        };
        let plan = Plan::of(&query);
        let text = any(&plan.first.iter().chain(&plan.wider).map(clause).collect::<Vec<_>>());
        let filter = Filters::of(&query).on(Some(&text));
        let outside: String = filter.split('"').step_by(2).collect();
        assert!(!outside.contains("product") && outside.matches("EXISTS").count() == 1, "{outside}");
        let inside: String = filter.split('"').skip(1).step_by(2).collect();
        assert!(inside.chars().all(|c| !matches!(c, '\\' | '[' | ' ' | 'A'..='Z')), "{inside}");
    }

    #[test]
    fn a_count_leaves_its_own_filter_aside() {
        let query = Query {
            divisions: vec!["east".into()],
            lead_max: Some(7),
            facets: vec![Facet::Division],
            categories: vec!["pipe".into()],
            ..Query::default()
        };
        let filters = Filters::of(&query);
        assert_eq!(
            filters.on(None),
            r#"(kind EXISTS) AND (category IN ["pipe"]) AND (division IN ["east"]) AND (lead <= "7")"#
        );
        assert_eq!(
            filters.without(Facet::Division, Some("x")),
            r#"(x) AND (kind EXISTS) AND (category IN ["pipe"]) AND (lead <= "7")"#
        );
        assert_eq!(filters.narrowing(None), r#"(kind EXISTS) AND (category IN ["pipe"])"#);
    }
}

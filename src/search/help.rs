//! Ways on from a page of results: what else the words may mean, and where to go when nothing was found.

use super::find::{self, Answer, Found, Part};
use super::lexicon::Lexicon;
use super::query::Asked;
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::{Engine, Facet};
use crate::http::AppResult;

/// Names of one sort that are offered.
const MOST: usize = 6;
/// Wider categories that are counted.
const WIDER_COUNTED: usize = 6;
/// Substitutes that are shown.
const SUBSTITUTES: u64 = 5;

/// A way on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is called.
    pub name: String,
    /// Its address.
    pub to: String,
    /// How many it leads to, if that is known.
    pub count: Option<u64>,
}

/// What else the words may mean.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Also {
    /// Other names of the same.
    pub other: Vec<Link>,
    /// What it is a kind of, the nearest first.
    pub wider: Vec<Link>,
    /// Kinds of it among the results.
    pub narrower: Vec<Link>,
}

impl Also {
    /// Whether there is nothing to offer.
    pub fn is_empty(&self) -> bool {
        self.other.is_empty() && self.wider.is_empty() && self.narrower.is_empty()
    }

    /// What `answer` says of the words of `asked`.
    pub fn of(asked: &Asked, answer: &Answer) -> Also {
        let meaning = &answer.meaning;
        let named = |name: &String| Asked { kind: asked.kind, q: name.clone(), ..Asked::default() };
        let link = |name: &String, to: Asked, count| Link { name: name.clone(), to: to.address(), count };
        let counted =
            answer.facets.iter().filter(|(facet, _)| *facet == Facet::Category).flat_map(|(_, counts)| counts);
        let kinds = counted.filter(|(name, count)| *count > 0 && meaning.kinds.contains(name));
        let narrower = kinds.map(|(name, count)| link(name, of_category(asked.kind, name), Some(*count)));
        Also {
            other: meaning.other_names.iter().take(MOST).map(|name| link(name, named(name), None)).collect(),
            wider: meaning.wider.iter().take(3).map(|name| link(name, of_category(asked.kind, name), None)).collect(),
            narrower: narrower.take(MOST).collect(),
        }
    }
}

/// Everything filed under a category. Firms are not filed, so for them it is products.
fn of_category(kind: Kind, name: &str) -> Asked {
    let kind = if kind == Kind::Firm { Kind::Product } else { kind };
    Asked { kind, categories: vec![name.to_owned()], ..Asked::default() }
}

/// Where to go when nothing was found.
#[derive(Default)]
pub struct Help {
    /// The next radius that holds something, in kilometres.
    pub radius: Option<Link>,
    /// The same words without filters, if they find something.
    pub unfiltered: Option<Link>,
    /// Wider categories that hold something.
    pub wider: Vec<Link>,
    /// The category that the substitutes come from.
    pub substitutes_of: Option<Link>,
    /// What the nearest wider category holds.
    pub substitutes: Vec<Found>,
}

/// Looks for ways on from `answer`, which found nothing.
///
/// # Errors
/// Those of the engine and of the database.
pub fn help(
    conn: &mut Conn,
    with: (&dyn Engine, &Lexicon),
    asked: &Asked,
    answer: &Answer,
    now: Moment,
) -> AppResult<Help> {
    let mut help = Help { radius: wider_radius(asked, answer), ..Help::default() };
    let mut count = |asked: &Asked| find::find(conn, with, asked, &Part::first(0), now).map(|answer| answer.total);
    let bare = Asked { kind: asked.kind, q: asked.q.clone(), sort: asked.sort, ..Asked::default() };
    if !asked.filters().is_empty() {
        let found = count(&bare)?;
        let link = Link { name: String::new(), to: bare.address(), count: Some(found) };
        help.unfiltered = Some(link).filter(|_| found > 0);
    }
    for name in answer.meaning.wider.iter().take(WIDER_COUNTED) {
        let wider = of_category(asked.kind, name);
        let found = count(&wider)?;
        if found > 0 {
            help.wider.push(Link { name: name.clone(), to: wider.address(), count: Some(found) });
        }
    }
    if let Some(nearest) = help.wider.first() {
        let wider = of_category(asked.kind, &nearest.name);
        help.substitutes = find::find(conn, with, &wider, &Part::first(SUBSTITUTES), now)?.found;
        help.substitutes_of = Some(nearest.clone());
    }
    Ok(help)
}

/// The nearest of the radii that are counted within which something lies.
fn wider_radius(asked: &Asked, answer: &Answer) -> Option<Link> {
    let radius = asked.radius_km?;
    let counted = answer.facets.iter().filter(|(facet, _)| *facet == Facet::Distance).flat_map(|(_, counts)| counts);
    let km = |edge: &str| edge.parse::<f64>().ok().filter(|km| *km > radius);
    let (km, edge, count) = counted
        .filter(|(_, count)| *count > 0)
        .filter_map(|(edge, count)| Some((km(edge)?, edge, *count)))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    let to = Asked { radius_km: Some(km), ..asked.clone() };
    Some(Link { name: edge.clone(), to: to.address(), count: Some(count) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Meaning;
    use crate::search::query::From;

    fn answer(facets: Vec<(Facet, Vec<(String, u64)>)>, meaning: Meaning) -> Answer {
        Answer { total: 0, found: Vec::new(), facets, loose: false, meaning, by_name: false }
    }

    #[test]
    fn the_next_radius_that_holds_something_is_offered() {
        let counts = [("5", 0), ("10", 0), ("20", 2), ("50", 7)].map(|(edge, count)| (edge.to_owned(), count));
        let answer = answer(vec![(Facet::Distance, counts.into())], Meaning::default());
        let near = Some(From::Division("320600".into()));
        let asked = Asked { near, radius_km: Some(5.0), q: "法兰".into(), ..Asked::default() };
        let link = wider_radius(&asked, &answer).unwrap();
        assert_eq!((link.name.as_str(), link.count), ("20", Some(2)));
        assert!(link.to.contains("radius_km=20") && link.to.contains("near=320600"), "{}", link.to);
        assert_eq!(wider_radius(&Asked { radius_km: Some(50.0), ..asked.clone() }, &answer), None);
        assert_eq!(wider_radius(&Asked { radius_km: None, ..asked }, &answer), None);
    }

    #[test]
    fn words_bring_their_other_names_and_the_kinds_that_were_found() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let meaning = Meaning {
            other_names: words(&["SS管"]),
            categories: words(&["不锈钢管"]),
            kinds: words(&["焊管", "无缝管"]),
            wider: words(&["钢管"]),
        };
        let counts = [("焊管", 4), ("钢管", 9)].map(|(name, count)| (name.to_owned(), count));
        let asked = Asked { q: "不锈钢管".into(), ..Asked::default() };
        let also = Also::of(&asked, &answer(vec![(Facet::Category, counts.into())], meaning));
        let names = |links: &[Link]| links.iter().map(|link| link.name.clone()).collect::<Vec<_>>().join(" ");
        assert_eq!(
            (names(&also.other), names(&also.wider), names(&also.narrower)),
            ("SS管".into(), "钢管".into(), "焊管".into())
        );
        assert!(Also::of(&asked, &answer(Vec::new(), Meaning::default())).is_empty());
    }
}

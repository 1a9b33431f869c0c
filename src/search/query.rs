//! What a person or a program asks, as the address says it. Everything is in the address, so that a search can be kept,
//! sent on and come back to; the page and the API read it with the same eyes.

use std::str::FromStr;

use crate::db::Kind;
use crate::engine::Sort;
use crate::faults::Fault;
use crate::geo::Point;
use crate::lang::{Lang, Say};
use crate::text;
use crate::units::Decimal;

/// Characters of a search text that are looked at; nobody means more, and cost grows with them.
const LONGEST_TEXT: usize = 200;
/// Values of one filter that are looked at.
const MOST_VALUES: usize = 20;
/// Widest radius, in kilometres: beyond it, it is no filter any more.
const WIDEST_KM: f64 = 1_000.0;

/// From where distances are measured.
#[derive(Debug, Clone, PartialEq)]
pub enum From {
    /// A place.
    Point(Point),
    /// The centre of the division with this code.
    Division(String),
}

/// One search.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What kind of thing is looked for.
    pub kind: Kind,
    /// The words.
    pub q: String,
    /// Codes of divisions.
    pub divisions: Vec<String>,
    /// Codes of industries.
    pub industries: Vec<String>,
    /// Names of categories.
    pub categories: Vec<String>,
    /// Names of certificates.
    pub certificates: Vec<String>,
    /// Lowest price in 元 per unit.
    pub price_from: Option<Decimal>,
    /// Highest price in 元 per unit.
    pub price_to: Option<Decimal>,
    /// Longest lead time in days.
    pub lead: Option<i64>,
    /// Verified firms only.
    pub verified: bool,
    /// From where distances are measured.
    pub near: Option<From>,
    /// Only within this many kilometres of `near`.
    pub radius_km: Option<f64>,
    /// The order.
    pub sort: Sort,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked {
            kind: Kind::Product,
            q: String::new(),
            divisions: vec![],
            industries: vec![],
            categories: vec![],
            certificates: vec![],
            price_from: None,
            price_to: None,
            lead: None,
            verified: false,
            near: None,
            radius_km: None,
            sort: Sort::Relevance,
        }
    }
}

/// The words of the orders, as addresses have them.
pub const SORTS: [(Sort, &str, (&str, &str)); 6] = [
    (Sort::Relevance, "relevance", ("相关度", "Relevance")),
    (Sort::Newest, "newest", ("最新发布", "Newest")),
    (Sort::PriceUp, "price", ("价格从低到高", "Price, lowest first")),
    (Sort::PriceDown, "-price", ("价格从高到低", "Price, highest first")),
    (Sort::Lead, "lead", ("交期最短", "Lead time")),
    (Sort::Distance, "distance", ("距离最近", "Distance")),
];

impl Asked {
    /// Reads the pairs of an address. What cannot be read is left out and named in the faults. Keys that are not of a
    /// search (`page`, `limit`, …) are left to others.
    pub fn read(pairs: &[(String, String)]) -> (Asked, Vec<Fault>) {
        let (mut asked, mut faults) = (Asked::default(), Vec::new());
        for (key, value) in pairs {
            let value = value.trim();
            if !value.is_empty()
                && let Err((cause, fix)) = asked.take(key, value)
            {
                faults.push(Fault::new(key, value, cause, fix));
            }
        }
        // An order or a radius without a place to measure from means nothing.
        if asked.near.is_none() {
            asked.radius_km = None;
            if asked.sort == Sort::Distance {
                asked.sort = Sort::Relevance;
            }
        }
        (asked, faults)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), (Say, Say)> {
        match key {
            "q" => self.q = text::tidy(value).chars().take(LONGEST_TEXT).collect(),
            "type" => self.kind = Kind::parse(value).ok_or_else(|| one_of("product, need, firm"))?,
            "division" => add(&mut self.divisions, value),
            "industry" => add(&mut self.industries, value),
            "category" => add(&mut self.categories, value),
            "certificate" => add(&mut self.certificates, value),
            "price_from" => self.price_from = Some(amount(value)?),
            "price_to" => self.price_to = Some(amount(value)?),
            "lead" => self.lead = Some(days(value)?),
            "verified" => self.verified = matches!(value, "1" | "true" | "on" | "yes"),
            "near" => self.near = Some(place(value)?),
            "radius_km" => self.radius_km = Some(radius(value)?),
            "sort" => self.sort = sort(value)?,
            _ => {}
        }
        Ok(())
    }

    /// The pairs of this search's address, in one order, without what goes without saying.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("type", self.kind.as_str().to_owned())];
        let mut one = |key, value: Option<String>| pairs.extend(value.map(|value| (key, value)));
        one("q", Some(self.q.clone()).filter(|q| !q.is_empty()));
        one("price_from", self.price_from.map(|p| p.to_string()));
        one("price_to", self.price_to.map(|p| p.to_string()));
        one("lead", self.lead.map(|days| days.to_string()));
        one("verified", self.verified.then(|| "1".into()));
        one("near", self.near.as_ref().map(From::to_string));
        one("radius_km", self.radius_km.map(|km| km.to_string()));
        one("sort", Some(sort_word(self.sort).to_owned()).filter(|_| self.sort != Sort::Relevance));
        let lists = [
            ("division", &self.divisions),
            ("industry", &self.industries),
            ("category", &self.categories),
            ("certificate", &self.certificates),
        ];
        for (key, values) in lists {
            pairs.extend(values.iter().map(|value| (key, value.clone())));
        }
        pairs
    }

    /// The address of this search's page.
    pub fn address(&self) -> String {
        address(&self.pairs())
    }

    /// The query of that address.
    pub fn query(&self) -> String {
        encoded(&self.pairs())
    }

    /// The address without one of its pairs.
    pub fn without(&self, key: &str, value: &str) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(k, v)| !(*k == key && v == value));
        address(&pairs)
    }

    /// The filters in force: all pairs but the kind, the words and the order.
    pub fn filters(&self) -> Vec<(&'static str, String)> {
        self.pairs().into_iter().filter(|(key, _)| !["type", "q", "sort"].contains(key)).collect()
    }
}

fn address(pairs: &[(&'static str, String)]) -> String {
    format!("/search?{}", encoded(pairs))
}

fn encoded(pairs: &[(&'static str, String)]) -> String {
    serde_urlencoded::to_string(pairs).expect("pairs of texts always encode")
}

/// The word of an order.
pub fn sort_word(sort: Sort) -> &'static str {
    SORTS.iter().find(|(one, ..)| *one == sort).map_or("relevance", |(_, word, _)| word)
}

impl std::fmt::Display for From {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            From::Point(point) => write!(f, "{},{}", point.lat, point.lon),
            From::Division(code) => f.write_str(code),
        }
    }
}

fn add(values: &mut Vec<String>, value: &str) {
    if values.len() < MOST_VALUES && !values.iter().any(|known| known == value) {
        values.push(value.to_owned());
    }
}

fn one_of(words: &str) -> (Say, Say) {
    (
        Say::new("不是可选的值", "This is none of the possible values"),
        Say::new(format!("请使用：{words}"), format!("Use one of {words}")),
    )
}

fn amount(value: &str) -> Result<Decimal, (Say, Say)> {
    let wrong = || {
        (Say::new("不是有效的价格", "This is no price"), Say::new("请填写数字，如 12.5", "Give a number such as 12.5"))
    };
    Decimal::from_str(value).ok().filter(|price| !price.is_negative()).ok_or_else(wrong)
}

fn days(value: &str) -> Result<i64, (Say, Say)> {
    let wrong = || {
        (
            Say::new("不是有效的天数", "This is no number of days"),
            Say::new("请填写整数，如 15", "Give a whole number such as 15"),
        )
    };
    value.parse().ok().filter(|days| (0..=3_650).contains(days)).ok_or_else(wrong)
}

fn radius(value: &str) -> Result<f64, (Say, Say)> {
    let wrong = || {
        (
            Say::new("不是有效的距离", "This is no distance"),
            Say::new("请填写 0 到 1000 之间的公里数", "Give kilometres between 0 and 1000"),
        )
    };
    value.parse().ok().filter(|km: &f64| *km > 0.0 && *km <= WIDEST_KM).ok_or_else(wrong)
}

/// `31.98,120.89`, or the code of a division.
fn place(value: &str) -> Result<From, (Say, Say)> {
    let Some((lat, lon)) = value.split_once(',') else { return Ok(From::Division(value.to_owned())) };
    let wrong = || {
        (
            Say::new("不是有效的位置", "This is no place"),
            Say::new("请填写“纬度,经度”，如 31.98,120.89", "Give LAT,LON such as 31.98,120.89"),
        )
    };
    let degrees = |text: &str| text.trim().parse::<f64>().ok();
    let point = degrees(lat).zip(degrees(lon)).and_then(|(lat, lon)| Point::new(lat, lon));
    point.map(From::Point).ok_or_else(wrong)
}

fn sort(value: &str) -> Result<Sort, (Say, Say)> {
    let found = SORTS.iter().find(|(_, word, _)| *word == value).map(|(sort, ..)| *sort);
    found.ok_or_else(|| one_of("relevance, newest, price, -price, lead, distance"))
}

/// The name of a kind in the plural.
pub fn kind_name(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Product => lang.t("产品", "Products"),
        Kind::Need => lang.t("需求", "Needs"),
        Kind::Firm => lang.t("企业", "Firms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> (Asked, Vec<Fault>) {
        Asked::read(&serde_urlencoded::from_str::<Vec<(String, String)>>(query).unwrap())
    }

    #[test]
    fn an_address_says_everything_and_comes_back_the_same() {
        let query = "type=need&q=%E9%92%A2%E7%AE%A1&division=320613&division=320681&category=%E9%92%A2&price_from=1.50\
                     &lead=15&verified=1&near=31.98,120.89&radius_km=20&sort=distance&page=3&division=320613";
        let (asked, faults) = read(query);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!((asked.kind, asked.divisions.len(), asked.sort), (Kind::Need, 2, Sort::Distance));
        let (again, _) = read(asked.address().split_once('?').unwrap().1);
        assert_eq!(again, asked);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_left_out() {
        for (query, field) in [
            ("type=thing", "type"),
            ("price_from=cheap", "price_from"),
            ("price_to=-1", "price_to"),
            ("lead=soon", "lead"),
            ("near=91,0", "near"),
            ("near=a,b", "near"),
            ("near=1,1&radius_km=-3", "radius_km"),
            ("near=1,1&radius_km=NaN", "radius_km"),
            ("sort=best", "sort"),
        ] {
            let (_, faults) = read(query);
            assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), [field], "{query}");
        }
        assert_eq!(read("q=+&lead=&sort="), (Asked::default(), vec![]), "empty fields of a form mean nothing");
    }

    #[test]
    fn distance_means_nothing_without_a_place() {
        let (asked, faults) = read("sort=distance&radius_km=5");
        assert_eq!((asked.sort, asked.radius_km, faults.len()), (Sort::Relevance, None, 0));
    }

    #[test]
    fn a_filter_is_taken_away_alone() {
        let (asked, _) = read("q=a&division=1&division=2&verified=1");
        assert_eq!(asked.without("division", "1"), "/search?type=product&q=a&verified=1&division=2");
        assert_eq!(asked.filters().len(), 3);
    }
}

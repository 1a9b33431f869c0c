//! `GET /api/v1/search`: the search of the page, for programs.

use std::collections::BTreeMap;
use std::time::Instant;

use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

use super::find::{self, Answer, Found, Part, Subject};
use super::labels::Labels;
use super::lexicon::Lexicon;
use super::query::Asked;
use super::why;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::engine::highlight::Marker;
use crate::engine::{Engine, Facet, Hit, MAX_REACH};
use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::lang::{Lang, Say};
use crate::listings::api::FirmRef;

/// Hits of an answer when the request does not say.
const USUAL: u64 = 20;
/// Hits of an answer at most.
const MOST: u64 = 100;

/// The answer to a search.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct SearchAnswer {
    /// How many there are in all.
    pub total: u64,
    /// Milliseconds from question to answer, the way to the reader left aside.
    pub took_ms: f64,
    /// Those asked for, in order.
    pub hits: Vec<SearchHit>,
    /// By facet (`division`, `industry`, `category`, `certificate`, `price`, `lead`, `distance`) its most frequent
    /// values. The counts of a facet leave its own filter aside.
    pub facets: BTreeMap<String, Vec<FacetValue>>,
    /// Whether nothing is what was meant, so that these hits only come close.
    pub loose: bool,
    /// What to know of this answer: that the search server is away and only names were looked up.
    pub notice: Option<String>,
}

/// One hit.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct SearchHit {
    /// `product`, `need` or `firm`.
    pub r#type: String,
    /// Its code.
    pub code: String,
    /// What it is called; of a need, its words.
    pub name: String,
    /// Its firm; of a firm, itself.
    pub firm: FirmRef,
    /// Code of the firm's division.
    pub division: Option<String>,
    /// Name of its category.
    pub category: Option<String>,
    /// Kilometres from `near`, if that was given and the firm has a place.
    pub distance_km: Option<f64>,
    /// How well it fits the words, from 0 to 1.
    pub score: f32,
    /// The name as HTML, escaped, with `<mark>` around what was looked for.
    pub highlight: String,
    /// Why it fits, with `explain=1` and where words were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// Why a hit fits.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct Why {
    /// The reason: `exact`, `spelt`, `initials`, `order`, `slip`, `part`, `words`, `firm`, `kind`, `wider`, `inside`,
    /// `letters` or `text`.
    pub how: String,
    /// How well it fits, from 0 to 1.
    pub score: f32,
    /// The reason in Chinese.
    pub text: String,
}

/// A value of a facet.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct FacetValue {
    /// What to send as the filter.
    pub value: String,
    /// What it is called.
    pub name: String,
    /// How many hits have it.
    pub count: u64,
}

/// What can be counted, for `facets=`.
const FACETS: [Facet; 9] = [
    Facet::Kind,
    Facet::Division,
    Facet::Industry,
    Facet::Category,
    Facet::Certificate,
    Facet::Verified,
    Facet::Price,
    Facet::Lead,
    Facet::Distance,
];

fn facet_key(facet: Facet) -> &'static str {
    match facet {
        Facet::Kind => "type",
        Facet::Division => "division",
        Facet::Industry => "industry",
        Facet::Category => "category",
        Facet::Certificate => "certificate",
        Facet::Verified => "verified",
        Facet::Price => "price",
        Facet::Lead => "lead",
        Facet::Distance => "distance",
    }
}

fn reason(hit: &Hit) -> Option<Why> {
    hit.how.map(|how| Why { how: why::word(how).into(), score: hit.score, text: why::say(how).zh })
}

fn hit(found: Found, marker: &Marker, explain: bool) -> SearchHit {
    let Found { hit, subject } = found;
    let why = if explain { reason(&hit) } else { None };
    let (code, name, firm, division, category) = match subject {
        Subject::Product(card) => {
            let firm = FirmRef { code: card.firm.code, name: card.firm.name };
            (card.row.code, card.row.name, firm, card.firm.division_code, card.category)
        }
        Subject::Need(card) => {
            let firm = FirmRef { code: card.firm.code, name: card.firm.name };
            (card.row.code, card.row.text, firm, card.firm.division_code, card.category)
        }
        Subject::Firm(row) => {
            let firm = FirmRef { code: row.code.clone(), name: row.name.clone() };
            (row.code, row.name, firm, row.division_code, None)
        }
    };
    let distance_km = hit.distance_km.map(|km| (km * 1_000.0).round() / 1_000.0);
    let highlight = marker.html(&name);
    SearchHit {
        r#type: hit.kind.to_string(),
        code,
        name,
        firm,
        division,
        category,
        distance_km,
        score: hit.score,
        highlight,
        why,
    }
}

fn facets(answer: &Answer, labels: &Labels) -> BTreeMap<String, Vec<FacetValue>> {
    let value = |facet: Facet, value: &str, count: u64| FacetValue {
        value: value.to_owned(),
        name: labels.value(facet, value, Lang::Zh),
        count,
    };
    let facets = answer.facets.iter();
    facets
        .map(|(facet, counts)| {
            let values = counts.iter().map(|(one, count)| value(*facet, one, *count)).collect();
            (facet_key(*facet).to_owned(), values)
        })
        .collect()
}

/// A number of the address, or what is wrong with it.
fn number(pairs: &[(String, String)], key: &str, usual: u64, most: u64) -> Result<u64, Fault> {
    let Some((_, value)) = pairs.iter().rev().find(|(k, v)| k == key && !v.is_empty()) else { return Ok(usual) };
    value.parse().ok().filter(|n| *n <= most).ok_or_else(|| {
        let cause = Say::new("不在允许的范围内", "Out of range");
        Fault::new(
            key,
            value,
            cause,
            Say::new(format!("请使用 0 到 {most} 的整数"), format!("Use a whole number from 0 to {most}")),
        )
    })
}

/// What to count: all that serves if the address does not say, nothing if it names nothing.
fn wanted_facets(pairs: &[(String, String)]) -> Result<Option<Vec<Facet>>, Fault> {
    let Some((key, value)) = pairs.iter().rev().find(|(key, _)| key == "facets") else { return Ok(None) };
    let names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
    let known = |name: &str| FACETS.into_iter().find(|facet| facet_key(*facet) == name);
    let facets: Option<Vec<Facet>> = names.map(known).collect();
    facets.map(Some).ok_or_else(|| {
        let names = FACETS.map(facet_key).join(", ");
        let cause = Say::new("不是可选的值", "This is none of the possible values");
        Fault::new(key, value, cause, Say::new(format!("请使用：{names}"), format!("Use some of {names}")))
    })
}

/// What was asked, which part of it, and whether with reasons; or everything that is wrong with it.
fn read(pairs: &[(String, String)]) -> AppResult<(Asked, Part, bool)> {
    let (asked, mut faults) = Asked::read(pairs);
    let limit = number(pairs, "limit", USUAL, MOST);
    let offset = number(pairs, "offset", 0, MAX_REACH as u64);
    let explain = pairs.iter().any(|(key, value)| key == "explain" && matches!(value.as_str(), "1" | "true"));
    match (limit, offset, wanted_facets(pairs)) {
        (Ok(limit), Ok(offset), Ok(facets)) if faults.is_empty() => {
            Ok((asked, Part { offset, limit, facets }, explain))
        }
        (limit, offset, facets) => {
            faults.extend([limit.err(), offset.err(), facets.err()].into_iter().flatten());
            Err(AppError::Invalid(faults))
        }
    }
}

fn answer(
    conn: &mut Conn,
    with: (&dyn Engine, &Lexicon),
    (asked, part, explain): (&Asked, &Part, bool),
    started: Instant,
) -> AppResult<SearchAnswer> {
    let answer = find::find(conn, with, asked, part, clock::now())?;
    let labels = Labels::load(conn, asked, &answer.facets)?;
    let marker = Marker::new(&asked.q);
    Ok(SearchAnswer {
        total: answer.total,
        facets: facets(&answer, &labels),
        loose: answer.loose,
        hits: answer.found.into_iter().map(|found| hit(found, &marker, explain)).collect(),
        notice: answer.by_name.then(|| find::BY_NAME.0.to_owned()),
        took_ms: (started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
    })
}

/// `GET /api/v1/search`
///
/// # Errors
/// `Invalid` with every key that cannot be read; otherwise those of the engine and of the database.
pub async fn search(
    app: web::Data<App>,
    lexicon: web::Data<Lexicon>,
    pairs: web::Query<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let started = Instant::now();
    let (asked, part, explain) = read(&pairs)?;
    let engine = app.engine.clone();
    let found = app.read(move |conn| answer(conn, (&*engine, &lexicon), (&asked, &part, explain), started)).await?;
    Ok(HttpResponse::Ok().json(found))
}

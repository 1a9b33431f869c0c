//! Kept pairings in the JSON API.

use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

use super::actions::{self, Said};
use super::store::{Line, PairingRow};
use super::{PairingId, Side, State};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// Pairings of one answer when the request does not say, and at most.
const USUAL: u64 = 20;
const MOST: u64 = 100;

/// How the list is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    side: String,
    state: String,
    limit: Option<u64>,
    offset: Option<u64>,
}

/// A kept pairing.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct KeptPairing {
    /// Its key.
    pub id: String,
    /// Code of the need.
    pub need: String,
    /// What the need says.
    pub text: String,
    /// Code of the product.
    pub product: String,
    /// What the product is called.
    pub name: String,
    /// How it fits: `same`, `narrower`, `wider`, `alike`, `likely_makes`.
    pub fit: String,
    /// Its score when it was last worked out.
    pub score: f64,
    /// `proposed`, `seen`, `interested`, `contacted`, `agreed` or `declined`.
    pub state: String,
    /// Why it was declined.
    pub reason: Option<String>,
    /// When it came into that state, UTC.
    pub since: String,
}

/// Kept pairings of a firm, the best first.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct KeptPairings {
    /// How many there are.
    pub total: u64,
    /// This part of them.
    pub items: Vec<KeptPairing>,
}

/// A step of a pairing.
#[derive(Debug, serde::Deserialize, ToSchema)]
pub struct Step {
    /// `see`, `interest`, `contact`, `agree`, `decline` or `reopen`.
    #[serde(default)]
    pub act: String,
    /// For `decline`: `not_made`, `full`, `specs`, `terms`, `place`, `served` or `other`.
    #[serde(default)]
    pub reason: String,
    /// In own words, 200 characters at most; needed for the reason `other`.
    #[serde(default)]
    pub note: String,
}

/// Where a pairing stands.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct Stands {
    /// Its key.
    pub id: String,
    /// Its state.
    pub state: String,
}

fn item(Line { row, need, product }: Line) -> KeptPairing {
    let PairingRow { id, fit, score, state, reason, state_at, .. } = row;
    KeptPairing {
        id: id.0,
        need: need.0,
        text: need.1,
        product: product.0,
        name: product.1,
        fit,
        score: score as f64 / 100.0,
        state: state.to_string(),
        reason: reason.map(|reason| reason.to_string()),
        since: state_at.and_utc().to_rfc3339(),
    }
}

fn unknown(field: &str, value: &str, words: &str) -> AppError {
    let fix = Say::new(format!("请使用 {words}"), format!("Use {words}"));
    AppError::invalid(field, value, Say::new("不认识的值", "Not a known value"), fix)
}

/// `GET /api/v1/pairings?side=&state=&limit=&offset=`: those of the key's firm.
///
/// # Errors
/// `SignIn`, `Forbidden` for keys of no firm, `Invalid`.
pub async fn list(
    app: web::Data<App>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    crate::listings::firm_of(&viewer)?;
    let side = match asked.side.as_str() {
        "" | "seller" => Side::Seller,
        "buyer" => Side::Buyer,
        other => return Err(unknown("side", other, "seller, buyer")),
    };
    let states = match asked.state.as_str() {
        "" => State::ALL.to_vec(),
        word => vec![State::parse(word).ok_or_else(|| unknown("state", word, "proposed, seen, interested, …"))?],
    };
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(unknown("limit", &limit.to_string(), "1–100"));
    }
    let offset = asked.offset.unwrap_or(0).min(crate::http::paging::DEEPEST);
    let actions::Own { lines, total, .. } =
        app.read(move |conn| actions::own(conn, &viewer, (side, &states), (offset, limit))).await?;
    Ok(HttpResponse::Ok().json(KeptPairings { total, items: lines.into_iter().map(item).collect() }))
}

/// `POST /api/v1/pairings/{id}`
///
/// # Errors
/// As [`actions::answer`]; `Invalid` for an unknown act.
pub async fn answer(
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Json(step): web::Json<Step>,
) -> AppResult<HttpResponse> {
    let site_url = app.config.public_url.clone();
    let row = app
        .write(move |conn| {
            let id = PairingId(id.into_inner());
            actions::answer(
                conn,
                &site_url,
                &viewer,
                &id,
                Said { act: &step.act, reason: &step.reason, note: &step.note },
                clock::now(),
            )
        })
        .await?;
    Ok(HttpResponse::Ok().json(Stands { id: row.id.0, state: row.state.to_string() }))
}

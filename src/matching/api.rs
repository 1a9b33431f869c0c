//! Pairings and likely inputs in the JSON API.

use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

use super::Matcher;
use super::actions::{self, Answer, Options, Pairing};
use super::known::Likely;
use crate::accounts::Viewer;
use crate::app::App;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult};
use crate::lang::{Lang, Say};
use crate::listings::api::FirmRef;

/// Answers when the request does not say, and at most.
const USUAL: usize = 20;
pub(super) const MOST: usize = 100;
/// Characters of a need in words.
const LONGEST_TEXT: usize = 2_000;

/// A need in words that is not stored.
#[derive(Debug, serde::Deserialize, ToSchema)]
pub struct MatchRequest {
    /// The need in the buyer's own words.
    pub text: String,
    /// Code of the buyer: the key's own firm, or any for officials and operators. It is left out of the answer; its
    /// products help reading the words, its place gives distances.
    pub firm_code: Option<String>,
    /// Pairings at most, up to 100; 20 if not given.
    pub limit: Option<u64>,
    /// `false` switches the nearness bonus off.
    pub nearness: Option<bool>,
    /// `false` leaves the fit alone to decide.
    pub personal: Option<bool>,
}

/// The need of an answer.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct MatchedNeed {
    /// Its code; absent for one that is not stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its words.
    pub text: String,
    /// The good that was read out of them.
    pub good: String,
}

/// The product of a pairing.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ProductRef {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: String,
}

/// One reason.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ReasonAnswer {
    /// `fit`, `specs`, `terms`, `nearness` or `chain`.
    pub factor: String,
    /// What it adds to the score; 0 where nothing is known.
    pub points: f64,
    /// Why, in the reader's language.
    pub text: String,
}

/// A firm that fits.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct PairingAnswer {
    /// Its place, from 1.
    pub rank: usize,
    /// The firm.
    pub firm: FirmRef,
    /// Its product that fits, or lies nearest where it likely makes what it does not list.
    pub product: ProductRef,
    /// 0 to 100: the sum of the reasons' points.
    pub score: f64,
    /// Kilometres to the buyer, where both have a place.
    pub distance_km: Option<f64>,
    /// Why.
    pub reasons: Vec<ReasonAnswer>,
}

/// A need and what fits it.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct PairingsAnswer {
    /// The need.
    pub need: MatchedNeed,
    /// What fits it, best first.
    pub pairings: Vec<PairingAnswer>,
}

/// A likely input.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct LikelyAnswer {
    /// What it is.
    pub name: String,
    /// 0 to 1; comparable within one answer. 1 is what the chain graph itself says.
    pub score: f64,
    /// The facts that speak for it.
    pub because: Vec<String>,
}

/// Likely inputs, the likeliest first.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct LikelyItems {
    /// They.
    pub items: Vec<LikelyAnswer>,
}

fn pairing(pairing: Pairing, lang: Lang) -> PairingAnswer {
    let reason = |reason: super::reasons::Reason| ReasonAnswer {
        factor: reason.factor.as_str().to_owned(),
        points: reason.points,
        text: reason.text.r#in(lang).to_owned(),
    };
    PairingAnswer {
        rank: pairing.rank,
        firm: FirmRef { code: pairing.card.firm.code, name: pairing.card.firm.name },
        product: ProductRef { code: pairing.card.row.code, name: pairing.card.row.name },
        score: pairing.score,
        distance_km: pairing.distance_km,
        reasons: pairing.reasons.into_iter().map(reason).collect(),
    }
}

fn pairings(answer: Answer, lang: Lang) -> PairingsAnswer {
    PairingsAnswer {
        need: MatchedNeed { code: answer.code, text: answer.text, good: answer.good },
        pairings: answer.pairings.into_iter().map(|one| pairing(one, lang)).collect(),
    }
}

fn items(likely: Vec<Likely>, lang: Lang) -> LikelyItems {
    let item = |one: Likely| LikelyAnswer {
        name: one.name,
        score: (one.score * 1e4).round() / 1e4,
        because: one.because.iter().map(|fact| fact.r#in(lang).to_owned()).collect(),
    };
    LikelyItems { items: likely.into_iter().map(item).collect() }
}

type Pairs = web::Query<Vec<(String, String)>>;

fn value<'a>(pairs: &'a [(String, String)], key: &str) -> Option<&'a str> {
    pairs.iter().rev().find(|(name, value)| name == key && !value.is_empty()).map(|(_, value)| value.as_str())
}

/// How many, if that is a number from 1 to [`MOST`].
fn limit(written: Option<&str>) -> AppResult<usize> {
    let Some(written) = written else { return Ok(USUAL) };
    let limit = written.parse().ok().filter(|limit| (1..=MOST).contains(limit));
    limit.ok_or_else(|| {
        let fix = Say::new(format!("请使用 1 到 {MOST} 的整数"), format!("Use a whole number from 1 to {MOST}"));
        AppError::invalid("limit", written, Say::new("不在允许的范围内", "Out of range"), fix)
    })
}

/// Whether nearness counts: unless `nearness=0`.
fn nearness(pairs: &[(String, String)]) -> bool {
    is_on(pairs, "nearness")
}

fn is_on(pairs: &[(String, String)], key: &str) -> bool {
    !matches!(value(pairs, key), Some("0" | "false" | "no"))
}

/// The text that is asked with, if it is one.
pub(super) fn text(field: &str, written: &str) -> AppResult<String> {
    let text = crate::text::tidy(written);
    let (cause, fix) = match text.chars().count() {
        0 => (Say::new("没有填写", "Empty"), Say::new("请写明需要什么", "Say what is wanted")),
        1..=LONGEST_TEXT => return Ok(text),
        _ => {
            let most = format!("{LONGEST_TEXT}");
            (
                Say::new("太长", "Too long"),
                Say::new(format!("请不超过 {most} 字"), format!("Use at most {most} characters")),
            )
        }
    };
    Err(AppError::invalid(field, &text.chars().take(80).collect::<String>(), cause, fix))
}

/// `POST /api/v1/match`
///
/// # Errors
/// `SignIn`, `Forbidden` for another firm's key, `NotFound` for an unknown buyer, `Invalid`.
pub async fn match_text(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    (pairs, body): (Pairs, web::Json<MatchRequest>),
) -> AppResult<HttpResponse> {
    super::rules::check(&viewer, None)?;
    let text = text("text", &body.text)?;
    let nearness = body.nearness.unwrap_or(true) && nearness(&pairs);
    let personal = body.personal.unwrap_or(true) && is_on(&pairs, "personal");
    let options = Options { limit: limit(body.limit.map(|limit| limit.to_string()).as_deref())?, nearness, personal };
    let (known, firm) = (matcher.settled().await?, body.into_inner().firm_code.filter(|code| !code.is_empty()));
    let found =
        app.read(move |conn| actions::match_text(conn, &known, &viewer, (&text, firm.as_deref()), options)).await?;
    Ok(HttpResponse::Ok().json(pairings(found, lang_of(&request))))
}

/// `GET /api/v1/needs/{code}/pairings`
///
/// # Errors
/// `SignIn`, `Forbidden` for another firm's key, `NotFound`, `Invalid`.
pub async fn of_need(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    (code, pairs): (web::Path<String>, Pairs),
) -> AppResult<HttpResponse> {
    super::rules::check(&viewer, None)?;
    let limit = limit(value(&pairs, "limit"))?;
    let options = Options { limit, nearness: nearness(&pairs), personal: is_on(&pairs, "personal") };
    let known = matcher.settled().await?;
    let found = app.read(move |conn| actions::of_need(conn, &known, &viewer, &code, options)).await?;
    Ok(HttpResponse::Ok().json(pairings(found, lang_of(&request))))
}

/// `GET /api/v1/firms/{code}/latent-needs`
///
/// # Errors
/// As [`of_need`].
pub async fn latent_needs(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    (code, pairs): (web::Path<String>, Pairs),
) -> AppResult<HttpResponse> {
    super::rules::check(&viewer, None)?;
    let (limit, known) = (limit(value(&pairs, "limit"))?, matcher.settled().await?);
    let found = app.read(move |conn| actions::latent_needs(conn, &known, &viewer, &code, limit)).await?;
    Ok(HttpResponse::Ok().json(items(found, lang_of(&request))))
}

/// `GET /api/v1/chain/inputs`
///
/// # Errors
/// `SignIn`, `Invalid`.
pub async fn inputs(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    pairs: Pairs,
) -> AppResult<HttpResponse> {
    super::rules::check(&viewer, None)?;
    let limit = limit(value(&pairs, "limit"))?;
    let product = text("product", value(&pairs, "product").unwrap_or_default())?;
    let known = matcher.settled().await?;
    let found = app.block(move || actions::inputs(&known, &viewer, &product, limit)).await?;
    Ok(HttpResponse::Ok().json(items(found, lang_of(&request))))
}

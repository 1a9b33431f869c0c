//! Deals in the JSON API.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::store::{self, DealRow, RatingRow};
use super::{DealState, Side, actions, figures, rules};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::enquiries::comparison::record::utc;
use crate::enquiries::figures as enquiry_figures;
use crate::enquiries::seat::{check_may_ask, owner_of};
use crate::firms;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult, in_address};
use crate::listings::api::FirmRef;
use crate::units::Decimal;

/// A deal as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct DealRequest {
    /// Code of the decided enquiry.
    enquiry: String,
    /// In 元, with tax.
    amount: String,
    /// First day of its term.
    starts_on: String,
    /// Last day; none for a single purchase.
    ends_on: Option<String>,
    /// Whether it is delivered from this city; taken from the seller's division if missing.
    is_local: Option<bool>,
}

/// A rating as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct RatingRequest {
    /// From 1 to 5.
    score: i64,
    /// In words.
    text: Option<String>,
}

/// A reply to a rating, as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct ReplyRequest {
    /// What to reply.
    reply: String,
}

/// Why a deal is declined.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct DealRefusal {
    /// Why.
    reason: String,
}

/// What one side says of the other.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingAnswer {
    /// `buyer` or `seller`: who says it.
    side: String,
    score: i64,
    text: String,
    reply: String,
}

/// A deal as its two sides see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DealAnswer {
    code: String,
    title: String,
    /// `buyer` or `seller`: as what you see it.
    role: String,
    buyer: String,
    seller: FirmRef,
    #[schema(value_type = String)]
    amount: Decimal,
    starts_on: String,
    ends_on: Option<String>,
    is_local: bool,
    /// `proposed`, `confirmed` or `declined`.
    state: String,
    /// `buyer` or `seller`.
    proposed_by: String,
    reason: String,
    ratings: Vec<RatingAnswer>,
    settled_at: Option<String>,
    url: String,
}

/// A firm's deals, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DealList {
    items: Vec<DealAnswer>,
}

/// How a firm answers and what buyers say of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingAnswer {
    /// Enquiries of the last year that it has answered or let pass.
    asked: usize,
    /// Those it answered.
    answered: usize,
    /// In whole per cent; null before the first.
    response_rate: Option<usize>,
    /// Hours until its first answer, the median.
    median_hours: Option<i64>,
    /// Buyers who rated it after a deal that both confirmed; null while they are fewer than three.
    ratings: Option<i64>,
    /// Their score in tenths (47 is 4.7), drawn to 3 while they are few; null with fewer than three.
    mean_tenths: Option<i64>,
}

fn answer(conn: &mut Conn, row: DealRow, side: Side, base: &str) -> AppResult<DealAnswer> {
    let seller = firms::store::find(conn, &row.seller_firm_id)?.ok_or(AppError::NotFound)?;
    let rating = |rating: RatingRow| RatingAnswer {
        side: rating.side.to_string(),
        score: rating.score,
        text: rating.text,
        reply: rating.reply,
    };
    Ok(DealAnswer {
        ratings: store::ratings(conn, &row.id)?.into_iter().map(rating).collect(),
        url: format!("{base}/deals/{}", in_address(&row.code)),
        role: side.to_string(),
        buyer: row.buyer_name,
        seller: FirmRef { code: seller.code, name: seller.name },
        amount: row.amount,
        starts_on: row.starts_on.to_string(),
        ends_on: row.ends_on.map(|day| day.to_string()),
        is_local: row.is_local,
        state: row.state.to_string(),
        proposed_by: row.proposed_by.to_string(),
        settled_at: row.settled_at.map(utc),
        code: row.code,
        title: row.title,
        reason: row.reason,
    })
}

fn answer_of(conn: &mut Conn, app: &App, viewer: &Viewer, code: &str) -> AppResult<DealAnswer> {
    let (row, side) = actions::take(conn, viewer, code)?;
    answer(conn, row, side, &app.config.public_url)
}

/// `GET /api/v1/deals`: the latest hundred.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub async fn list(app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let own = app.clone();
    let list = app
        .read(move |conn| {
            let owner = owner_of(&viewer);
            let rows = store::own(conn, &owner, viewer.firm.as_ref(), 100)?;
            let mut items = Vec::with_capacity(rows.len());
            for row in rows {
                let side = if row.owner == owner { Side::Buyer } else { Side::Seller };
                items.push(answer(conn, row, side, &own.config.public_url)?);
            }
            Ok(DealList { items })
        })
        .await?;
    Ok(HttpResponse::Ok().json(list))
}

/// `GET /api/v1/deals/{code}`
///
/// # Errors
/// Those of [`actions::take`].
pub async fn show(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let own = app.clone();
    Ok(HttpResponse::Ok().json(app.read(move |conn| answer_of(conn, &own, &viewer, &code)).await?))
}

/// `POST /api/v1/deals`
///
/// # Errors
/// Those of [`actions::propose`].
pub async fn propose(app: web::Data<App>, viewer: Viewer, body: web::Json<Value>) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let sent = Columns::from_json(&body, rules::COLUMNS)?;
    let own = app.clone();
    let made = app
        .write(move |conn| {
            let row = actions::propose(conn, &own.config.public_url, &viewer, &sent, clock::now())?;
            answer_of(conn, &own, &viewer, &row.code)
        })
        .await?;
    let location = format!("/api/v1/deals/{}", in_address(&made.code));
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

/// What every step of a deal shares: the side first, then the body, then the step, then the deal as it is now.
async fn step(
    app: web::Data<App>,
    viewer: Viewer,
    code: String,
    body: Value,
    keys: &'static [&'static str],
    take: impl FnOnce(&mut Conn, &str, &Viewer, &str, &Columns) -> AppResult<()> + Send + 'static,
) -> AppResult<HttpResponse> {
    let own = app.clone();
    let now = app
        .write(move |conn| {
            actions::take(conn, &viewer, &code)?;
            let sent = Columns::from_json(&body, keys)?;
            take(conn, &own.config.public_url, &viewer, &code, &sent)?;
            answer_of(conn, &own, &viewer, &code)
        })
        .await?;
    Ok(HttpResponse::Ok().json(now))
}

type Body = web::Json<Value>;

/// `POST /api/v1/deals/{code}/confirmation`
///
/// # Errors
/// Those of [`actions::settle`].
pub async fn confirm(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: Body,
) -> AppResult<HttpResponse> {
    step(app, viewer, code.into_inner(), body.into_inner(), &[], |conn, site, viewer, code, _| {
        actions::settle(conn, site, viewer, code, (DealState::Confirmed, ""), clock::now()).map(drop)
    })
    .await
}

/// `POST /api/v1/deals/{code}/refusal`
///
/// # Errors
/// Those of [`actions::settle`].
pub async fn decline(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: Body,
) -> AppResult<HttpResponse> {
    step(app, viewer, code.into_inner(), body.into_inner(), &["reason"], |conn, site, viewer, code, sent| {
        actions::settle(conn, site, viewer, code, (DealState::Declined, sent.text("reason")), clock::now()).map(drop)
    })
    .await
}

/// `POST /api/v1/deals/{code}/rating`
///
/// # Errors
/// Those of [`actions::rate`].
pub async fn rate(app: web::Data<App>, viewer: Viewer, code: web::Path<String>, body: Body) -> AppResult<HttpResponse> {
    step(app, viewer, code.into_inner(), body.into_inner(), &["score", "text"], |conn, site, viewer, code, sent| {
        actions::rate(conn, site, viewer, code, (sent.text("score"), sent.text("text")), clock::now())
    })
    .await
}

/// `POST /api/v1/deals/{code}/reply`
///
/// # Errors
/// Those of [`actions::reply`].
pub async fn reply(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: Body,
) -> AppResult<HttpResponse> {
    step(app, viewer, code.into_inner(), body.into_inner(), &["reply"], |conn, site, viewer, code, sent| {
        actions::reply(conn, site, viewer, code, sent.text("reply"), clock::now())
    })
    .await
}

/// `GET /api/v1/firms/{code}/standing`: for whoever is signed in.
///
/// # Errors
/// `SignIn`, `NotFound`.
pub async fn standing(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    let found = app
        .read(move |conn| {
            let firm = firms::store::find_by_code(conn, &code)?.filter(|firm| firm.is_verified());
            let firm = firm.ok_or(AppError::NotFound)?;
            let responses = enquiry_figures::responses(conn, &firm.id, clock::now())?;
            let said = figures::standing(conn, &firm.id)?;
            Ok(StandingAnswer {
                asked: responses.asked,
                answered: responses.answered,
                response_rate: responses.rate(),
                median_hours: responses.median_hours,
                ratings: said.buyers,
                mean_tenths: said.mean_tenths,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

//! Needs in the JSON API.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;
use utoipa::ToSchema;

use super::rules;
use super::store::{self, Card, NeedRow};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::columns::{Columns, version};
use crate::http::{AppError, AppResult, in_address};
use crate::listings::api::{FirmRef, SpecItem, asked_state, reason_of};
use crate::listings::{self, ListingState, Saved, actions};
use crate::specs;
use crate::units::Decimal;

/// A need as this reader may see it. Amounts are texts, so that no digit is lost.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct NeedAnswer {
    code: String,
    firm: FirmRef,
    text: String,
    category: Option<String>,
    for_product: String,
    specs: String,
    spec_items: Vec<SpecItem>,
    #[schema(value_type = Option<String>)]
    quantity: Option<Decimal>,
    unit: String,
    /// `once`, `month`, `year` or empty.
    period: String,
    /// In 万元 (10,000 CNY).
    #[schema(value_type = Option<String>)]
    budget_wan: Option<Decimal>,
    /// A day, `2026-12-01`.
    needed_by: Option<String>,
    /// `local`, `outside`, `none` or empty.
    current_source: String,
    /// `draft`, `published` or `withdrawn`.
    state: String,
    /// Whether it has not been confirmed for 90 days.
    stale: bool,
    published_at: Option<String>,
    confirmed_at: Option<String>,
    /// Send it back with a change, and a change made by others meanwhile is not overwritten.
    updated_at: String,
    /// The page for people.
    url: String,
}

impl NeedAnswer {
    fn new(card: Card, base: &str, now: Moment) -> NeedAnswer {
        NeedAnswer {
            url: format!("{base}/needs/{}", in_address(&card.row.code)),
            firm: FirmRef { code: card.firm.code, name: card.firm.name },
            spec_items: specs::shown(&card.row.specs).into_iter().map(SpecItem::from).collect(),
            stale: listings::is_stale(card.row.state, card.row.confirmed_at, now),
            published_at: card.row.published_at.map(version),
            confirmed_at: card.row.confirmed_at.map(version),
            updated_at: version(card.row.updated_at),
            needed_by: card.row.needed_by.map(|day| day.to_string()),
            period: card.row.period.to_string(),
            current_source: card.row.current_source.to_string(),
            state: card.row.state.to_string(),
            category: card.category,
            code: card.row.code,
            text: card.row.text,
            for_product: card.row.for_product,
            specs: card.row.specs,
            quantity: card.row.quantity,
            unit: card.row.unit,
            budget_wan: card.row.budget_wan,
        }
    }
}

/// The keys that a need may be sent with.
fn keys(more: &[&'static str]) -> Vec<&'static str> {
    [more, rules::COLUMNS].concat()
}

fn answer(conn: &mut Conn, viewer: &Viewer, code: &str, base: &str) -> AppResult<NeedAnswer> {
    let card = store::card_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    if !card.is_seen_by(viewer) {
        return Err(AppError::NotFound);
    }
    Ok(NeedAnswer::new(card, base, clock::now()))
}

/// One need.
#[utoipa::path(get, path = "/api/v1/needs/{code}", tag = "needs", params(("code" = String, Path)),
    responses((status = 200, body = NeedAnswer), (status = 404, description = "No such need, or not for you")))]
pub async fn show(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let config = app.config.clone();
    let found = app.read(move |conn| answer(conn, &viewer, &code, &config.public_url)).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Makes a need of the key's firm; published at once unless `state` is `draft`. Without `code` it gets one.
#[utoipa::path(post, path = "/api/v1/needs", tag = "needs", request_body = Object,
    responses((status = 201, body = NeedAnswer), (status = 401), (status = 403), (status = 422)))]
pub async fn create(app: web::Data<App>, viewer: Viewer, body: web::Json<Value>) -> AppResult<HttpResponse> {
    // Who may not is told so, before what is wrong with what they sent.
    listings::firm_of(&viewer)?;
    let columns = Columns::from_json(&body, &keys(&["code", "state"]))?;
    let config = app.config.clone();
    let made = app
        .write(move |conn| {
            let state = asked_state(&columns)?.unwrap_or(ListingState::Published);
            let row = actions::create::<NeedRow>(conn, &viewer, &columns, state, clock::now())?;
            answer(conn, &viewer, &row.code, &config.public_url)
        })
        .await?;
    let location = format!("/api/v1/needs/{}", in_address(&made.code));
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

/// Replaces the fields that are sent; `null` clears one. `state` publishes or withdraws, `updated_at` guards against
/// overwriting.
#[utoipa::path(put, path = "/api/v1/needs/{code}", tag = "needs", params(("code" = String, Path)),
    request_body = Object,
    responses((status = 200, body = NeedAnswer), (status = 401), (status = 403), (status = 404),
        (status = 409, description = "Changed meanwhile"), (status = 422)))]
pub async fn update(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    let config = app.config.clone();
    let stored = app
        .write(move |conn| {
            actions::editable::<NeedRow>(conn, &viewer, &code)?;
            let columns = Columns::from_json(&body, &keys(&["state", "updated_at"]))?;
            change(conn, &viewer, &code, &columns)?;
            answer(conn, &viewer, &code, &config.public_url)
        })
        .await?;
    Ok(HttpResponse::Ok().json(stored))
}

fn change(conn: &mut Conn, viewer: &Viewer, code: &str, columns: &Columns) -> AppResult<()> {
    let now = clock::now();
    let Saved::Done(row) = actions::edit::<NeedRow>(conn, viewer, code, columns, columns.seen()?, now)? else {
        return Err(listings::rules::changed_meanwhile());
    };
    match asked_state(columns)? {
        Some(ListingState::Published) => actions::publish::<NeedRow>(conn, viewer, code, now).map(drop),
        Some(ListingState::Withdrawn) => actions::withdraw::<NeedRow>(conn, viewer, code, "", now).map(drop),
        Some(ListingState::Draft) => listings::rules::check_deletion(row.state),
        None => Ok(()),
    }
}

/// Takes a need back; a draft is deleted.
#[utoipa::path(delete, path = "/api/v1/needs/{code}", tag = "needs", params(("code" = String, Path)),
    responses((status = 204), (status = 401), (status = 403), (status = 404)))]
pub async fn withdraw(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let reason = reason_of(&request);
    app.write(move |conn| {
        let now = clock::now();
        match store::find_by_code(conn, &code)?.map(|row| row.state) {
            Some(ListingState::Draft) => actions::delete::<NeedRow>(conn, &viewer, &code).map(drop),
            _ => actions::withdraw::<NeedRow>(conn, &viewer, &code, &reason, now).map(drop),
        }
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

//! Products in the JSON API.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;
use utoipa::ToSchema;

use super::pictures::{self, store::PictureRow};
use super::rules;
use super::store::{self, Card, ProductRow};
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

/// A product as this reader may see it. Amounts are texts, so that no digit is lost.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct ProductAnswer {
    code: String,
    firm: FirmRef,
    name: String,
    category: Option<String>,
    description: String,
    specs: String,
    spec_items: Vec<SpecItem>,
    unit: String,
    /// `public`, `verified` or `enquiry`.
    price_visibility: String,
    /// Whether a price that the firm has stated is held back from this reader.
    price_hidden: bool,
    #[schema(value_type = Option<String>)]
    price_from: Option<Decimal>,
    #[schema(value_type = Option<String>)]
    price_to: Option<Decimal>,
    tax_included: Option<bool>,
    #[schema(value_type = Option<String>)]
    min_order: Option<Decimal>,
    #[schema(value_type = Option<String>)]
    capacity_per_month: Option<Decimal>,
    lead_days: Option<i64>,
    certificates: String,
    /// For the firm itself only.
    revenue_share: Option<f64>,
    /// `draft`, `published` or `withdrawn`.
    state: String,
    /// Whether it has not been confirmed for 90 days.
    stale: bool,
    published_at: Option<String>,
    confirmed_at: Option<String>,
    /// Send it back with a change, and a change made by others meanwhile is not overwritten.
    updated_at: String,
    /// Addresses of the pictures.
    pictures: Vec<String>,
    /// The page for people.
    url: String,
}

impl ProductAnswer {
    fn new(card: Card, pictures: &[PictureRow], viewer: &Viewer, base: &str, now: Moment) -> ProductAnswer {
        let price = rules::visible_price(&card.row, viewer);
        let own = viewer.acts_for(&card.row.firm_id);
        let ProductRow { code, specs, .. } = &card.row;
        ProductAnswer {
            url: format!("{base}/products/{}", in_address(code)),
            pictures: pictures.iter().map(|picture| format!("{base}/pictures/{}", picture.id)).collect(),
            firm: FirmRef { code: card.firm.code, name: card.firm.name },
            spec_items: specs::shown(specs).into_iter().map(SpecItem::from).collect(),
            price_hidden: matches!(price, rules::Price::Hidden(_)),
            price_from: price.from(),
            price_to: price.to(),
            stale: listings::is_stale(card.row.state, card.row.confirmed_at, now),
            published_at: card.row.published_at.map(version),
            confirmed_at: card.row.confirmed_at.map(version),
            updated_at: version(card.row.updated_at),
            revenue_share: card.row.revenue_share.filter(|_| own),
            price_visibility: card.row.price_visibility.to_string(),
            state: card.row.state.to_string(),
            category: card.category,
            code: card.row.code,
            name: card.row.name,
            description: card.row.description,
            specs: card.row.specs,
            unit: card.row.unit,
            tax_included: card.row.tax_included,
            min_order: card.row.min_order,
            capacity_per_month: card.row.capacity_per_month,
            lead_days: card.row.lead_days,
            certificates: card.row.certificates,
        }
    }
}

/// The keys that a product may be sent with.
fn keys(more: &[&'static str]) -> Vec<&'static str> {
    [more, rules::COLUMNS].concat()
}

fn answer(conn: &mut Conn, viewer: &Viewer, code: &str, base: &str) -> AppResult<ProductAnswer> {
    let card = store::card_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    if !card.is_seen_by(viewer) {
        return Err(AppError::NotFound);
    }
    let pictures = pictures::store::of_product(conn, &card.row.id)?;
    Ok(ProductAnswer::new(card, &pictures, viewer, base, clock::now()))
}

/// One product.
#[utoipa::path(get, path = "/api/v1/products/{code}", tag = "products", params(("code" = String, Path)),
    responses((status = 200, body = ProductAnswer), (status = 404, description = "No such product, or not for you")))]
pub async fn show(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let config = app.config.clone();
    let found = app.read(move |conn| answer(conn, &viewer, &code, &config.public_url)).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Makes a product of the key's firm; published at once unless `state` is `draft`. Without `code` it gets one.
#[utoipa::path(post, path = "/api/v1/products", tag = "products", request_body = Object,
    responses((status = 201, body = ProductAnswer), (status = 401), (status = 403), (status = 422)))]
pub async fn create(app: web::Data<App>, viewer: Viewer, body: web::Json<Value>) -> AppResult<HttpResponse> {
    // Who may not is told so, before what is wrong with what they sent.
    listings::firm_of(&viewer)?;
    let columns = Columns::from_json(&body, &keys(&["code", "state"]))?;
    let config = app.config.clone();
    let made = app
        .write(move |conn| {
            let state = asked_state(&columns)?.unwrap_or(ListingState::Published);
            let row = actions::create::<ProductRow>(conn, &viewer, &columns, state, clock::now())?;
            answer(conn, &viewer, &row.code, &config.public_url)
        })
        .await?;
    let location = format!("/api/v1/products/{}", in_address(&made.code));
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

/// Replaces the fields that are sent; `null` clears one. `state` publishes or withdraws, `updated_at` guards against
/// overwriting.
#[utoipa::path(put, path = "/api/v1/products/{code}", tag = "products", params(("code" = String, Path)),
    request_body = Object,
    responses((status = 200, body = ProductAnswer), (status = 401), (status = 403), (status = 404),
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
            actions::editable::<ProductRow>(conn, &viewer, &code)?;
            let columns = Columns::from_json(&body, &keys(&["state", "updated_at"]))?;
            change(conn, &viewer, &code, &columns)?;
            answer(conn, &viewer, &code, &config.public_url)
        })
        .await?;
    Ok(HttpResponse::Ok().json(stored))
}

fn change(conn: &mut Conn, viewer: &Viewer, code: &str, columns: &Columns) -> AppResult<()> {
    let now = clock::now();
    let Saved::Done(row) = actions::edit::<ProductRow>(conn, viewer, code, columns, columns.seen()?, now)? else {
        return Err(listings::rules::changed_meanwhile());
    };
    match asked_state(columns)? {
        Some(ListingState::Published) => actions::publish::<ProductRow>(conn, viewer, code, now).map(drop),
        Some(ListingState::Withdrawn) => actions::withdraw::<ProductRow>(conn, viewer, code, "", now).map(drop),
        Some(ListingState::Draft) => listings::rules::check_deletion(row.state),
        None => Ok(()),
    }
}

/// Takes a product back; a draft is deleted.
#[utoipa::path(delete, path = "/api/v1/products/{code}", tag = "products", params(("code" = String, Path)),
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
            Some(ListingState::Draft) => actions::delete::<ProductRow>(conn, &viewer, &code).map(drop),
            _ => actions::withdraw::<ProductRow>(conn, &viewer, &code, &reason, now).map(drop),
        }
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

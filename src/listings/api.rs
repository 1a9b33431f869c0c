//! Listings in the JSON API. Handlers name the kind that they serve: `listings::api::show::<ProductRow>`.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Card, Fields, Listing, ListingState, Saved, actions, rules};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult, in_address};
use crate::lang::Say;
use crate::specs::Shown;

/// A firm, as listings name it.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct FirmRef {
    /// Its code.
    pub code: String,
    /// Its short name.
    pub name: String,
}

/// One spec, taken apart.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct SpecItem {
    /// 口径.
    pub key: String,
    /// `50-80`.
    pub value: String,
    /// `mm`, or empty.
    pub unit: String,
}

impl From<Shown> for SpecItem {
    fn from(shown: Shown) -> SpecItem {
        SpecItem { key: shown.key, value: shown.value, unit: shown.unit }
    }
}

/// A kind of listing in the API.
pub trait Answered: Listing {
    /// One as the API gives it.
    type Answer: serde::Serialize + Send + 'static;

    /// What `viewer` may see of the one on `card`; `base` is the address of this site.
    ///
    /// # Errors
    /// Those of the database.
    fn answer(conn: &mut Conn, card: Card<Self>, viewer: &Viewer, base: &str, now: Moment) -> AppResult<Self::Answer>;
}

fn answer<L: Answered>(conn: &mut Conn, viewer: &Viewer, code: &str, base: &str) -> AppResult<L::Answer> {
    let card = L::find(conn, code)?.filter(|card| card.is_seen_by(viewer)).ok_or(AppError::NotFound)?;
    L::answer(conn, card, viewer, base, clock::now())
}

/// The keys that a listing may be sent with.
fn keys<L: Listing>(more: &[&'static str]) -> Vec<&'static str> {
    [more, L::Fields::COLUMNS].concat()
}

/// `GET /api/v1/products/{code}`
///
/// # Errors
/// `NotFound` for what this reader may not see.
pub async fn show<L: Answered>(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let config = app.config.clone();
    let found = app.read(move |conn| answer::<L>(conn, &viewer, &code, &config.public_url)).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// `POST /api/v1/products`: makes one of the key's firm; published at once unless `state` is `draft`. Without `code` it
/// gets one.
///
/// # Errors
/// Those of [`actions::create`]; unknown keys.
pub async fn create<L: Answered>(
    app: web::Data<App>,
    viewer: Viewer,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    // Who may not is told so, before what is wrong with what they sent.
    rules::firm_of(&viewer)?;
    let columns = Columns::from_json(&body, &keys::<L>(&["code", "state"]))?;
    let config = app.config.clone();
    let (code, made) = app
        .write(move |conn| {
            let state = asked_state(&columns)?.unwrap_or(ListingState::Published);
            let row: L = actions::create(conn, &viewer, &columns, state, clock::now())?;
            Ok((row.code().to_owned(), answer::<L>(conn, &viewer, row.code(), &config.public_url)?))
        })
        .await?;
    let location = format!("/api/v1/{}/{}", L::PATH, in_address(&code));
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

/// `PUT /api/v1/products/{code}`: replaces the fields that are sent; `null` clears one. `state` publishes or withdraws,
/// `updated_at` guards against overwriting.
///
/// # Errors
/// Those of [`actions::edit`] and of the step; `Conflict` for what was changed meanwhile; unknown keys.
pub async fn update<L: Answered>(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    let config = app.config.clone();
    let stored = app
        .write(move |conn| {
            actions::editable::<L>(conn, &viewer, &code)?;
            let columns = Columns::from_json(&body, &keys::<L>(&["state", "updated_at"]))?;
            change::<L>(conn, &viewer, &code, &columns)?;
            answer::<L>(conn, &viewer, &code, &config.public_url)
        })
        .await?;
    Ok(HttpResponse::Ok().json(stored))
}

fn change<L: Listing>(conn: &mut Conn, viewer: &Viewer, code: &str, columns: &Columns) -> AppResult<()> {
    let now = clock::now();
    let Saved::Done(row) = actions::edit::<L>(conn, viewer, code, columns, columns.seen()?, now)? else {
        return Err(rules::changed_meanwhile());
    };
    match asked_state(columns)? {
        Some(ListingState::Published) => actions::publish::<L>(conn, viewer, code, now).map(drop),
        Some(ListingState::Withdrawn) => actions::withdraw::<L>(conn, viewer, code, "", now).map(drop),
        Some(ListingState::Draft) => rules::check_deletion(row.standing().state),
        None => Ok(()),
    }
}

/// `DELETE /api/v1/products/{code}`: takes one back; a draft is deleted.
///
/// # Errors
/// Those of [`actions::withdraw`] and [`actions::delete`].
pub async fn withdraw<L: Listing>(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let reason = reason_of(&request)?;
    app.write(move |conn| match L::find(conn, &code)?.map(|card| card.row.standing().state) {
        Some(ListingState::Draft) => actions::delete::<L>(conn, &viewer, &code).map(drop),
        _ => actions::withdraw::<L>(conn, &viewer, &code, &reason, clock::now()).map(drop),
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The state that the sender asks for, in the key `state`.
fn asked_state(columns: &Columns) -> AppResult<Option<ListingState>> {
    let word = columns.text("state");
    if word.is_empty() {
        return Ok(None);
    }
    ListingState::parse(word).map(Some).ok_or_else(|| {
        let words = "draft, published, withdrawn";
        AppError::invalid(
            "state",
            word,
            Say::new("不在可选值之内", "none of the words that may stand here"),
            Say::new(format!("请填其中之一：{words}"), format!("give one of: {words}")),
        )
    })
}

/// The `reason` in the query, which an operator must give; empty where there is none.
///
/// # Errors
/// `Invalid` for a query that cannot be read.
pub fn reason_of(request: &HttpRequest) -> AppResult<String> {
    let query = request.query_string();
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query).map_err(|why| {
        let cause = Say::new(format!("无法读取：{why}"), format!("cannot be read: {why}"));
        AppError::invalid("reason", query, cause, Say::new("请检查查询参数的编码", "check how the query is encoded"))
    })?;
    Ok(pairs.into_inner().into_iter().find(|(name, _)| name == "reason").map_or_else(String::new, |(_, reason)| reason))
}

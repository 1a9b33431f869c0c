//! Enquiries in the JSON API.

mod answers;
mod parts;
mod quote;

pub use answers::{EnquiryAnswer, EnquiryItem, EnquiryList, EnquiryRequest, LineRequest};
pub use parts::{
    AnswerRequest, ChoiceRequest, DeclineRequest, QuestionRequest, RecordAnswer, answer_question, ask, choose,
    comparison, decline, record,
};
pub use quote::{QuoteAnswer, QuoteLineRequest, QuoteRequest, own_quote, submit_quote, withdraw_quote};

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::Value;

use super::actions::{self, Post};
use super::seat::{check_may_ask, owner_of, take, take_as_buyer};
use super::sent::{Sent, from_json};
use super::{State, store, view};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::http::{AppError, AppResult, in_address};
use crate::lang::Say;
use crate::listings::api::reason_of;

/// What is asked of a list.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    r#box: Option<String>,
    limit: Option<u64>,
    offset: Option<u64>,
}

fn answer(conn: &mut Conn, app: &App, viewer: &Viewer, code: &str) -> AppResult<EnquiryAnswer> {
    let now = clock::now();
    let seated = take(conn, viewer, code)?;
    Ok(EnquiryAnswer::new(view::load(conn, seated, now)?, &app.config.public_url))
}

/// `GET /api/v1/enquiries?box=sent|received&limit=&offset=`
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub async fn list(app: web::Data<App>, viewer: Viewer, asked: web::Query<Asked>) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let (limit, offset) = (asked.limit.unwrap_or(20).min(100), asked.offset.unwrap_or(0));
    let is_received = asked.r#box.as_deref() == Some("received");
    let list = app
        .read(move |conn| {
            let now = clock::now();
            if is_received {
                let Some(firm) = viewer.firm.as_ref() else { return Ok(EnquiryList::default()) };
                let (rows, total) = store::received(conn, firm, offset, limit)?;
                let items = rows.into_iter().map(|(row, own)| EnquiryItem::new(&row, Some(own.answer), now));
                return Ok(EnquiryList { total, items: items.collect() });
            }
            let (rows, total) = store::own(conn, &owner_of(&viewer), &viewer.actor.to_string(), offset, limit)?;
            Ok(EnquiryList { total, items: rows.iter().map(|row| EnquiryItem::new(row, None, now)).collect() })
        })
        .await?;
    Ok(HttpResponse::Ok().json(list))
}

/// `GET /api/v1/enquiries/{code}`: as the buyer or as a firm that was asked.
///
/// # Errors
/// Those of [`take`].
pub async fn show(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let own = app.clone();
    Ok(HttpResponse::Ok().json(app.read(move |conn| answer(conn, &own, &viewer, &code)).await?))
}

/// `POST /api/v1/enquiries`: sent at once, unless `state` is `draft`. Sent twice with the same `code` it makes one.
///
/// # Errors
/// Those of [`actions::create`] and [`actions::send`].
pub async fn create(app: web::Data<App>, viewer: Viewer, body: web::Json<Value>) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let sent: Sent = from_json(body.into_inner())?;
    let own = app.clone();
    let made = app
        .write(move |conn| {
            let now = clock::now();
            let row = actions::create(conn, &viewer, &sent, now)?;
            if is_to_be_sent(&sent.state)? {
                actions::send(conn, Post::from(&**own), &viewer, &row.code, now)?;
            }
            answer(conn, &own, &viewer, &row.code)
        })
        .await?;
    let location = format!("/api/v1/enquiries/{}", in_address(&made.code));
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

fn is_to_be_sent(state: &str) -> AppResult<bool> {
    match State::parse(state) {
        Some(State::Draft) => Ok(false),
        Some(State::Sent) => Ok(true),
        _ if state.is_empty() => Ok(true),
        _ => {
            let fix = Say::new("可选：draft、sent", "one of draft, sent");
            Err(AppError::invalid("state", state, Say::new("不能是这个状态", "it cannot be that"), fix))
        }
    }
}

/// `PUT /api/v1/enquiries/{code}`: replaces a draft; `state` `sent` sends it.
///
/// # Errors
/// Those of [`actions::edit`] and [`actions::send`].
pub async fn update(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    let own = app.clone();
    let stored = app
        .write(move |conn| {
            let now = clock::now();
            take_as_buyer(conn, &viewer, &code)?;
            let sent: Sent = from_json(body.into_inner())?;
            actions::edit(conn, &viewer, &code, &sent, now)?;
            if !sent.state.is_empty() && is_to_be_sent(&sent.state)? {
                actions::send(conn, Post::from(&**own), &viewer, &code, now)?;
            }
            answer(conn, &own, &viewer, &code)
        })
        .await?;
    Ok(HttpResponse::Ok().json(stored))
}

/// `DELETE /api/v1/enquiries/{code}?reason=`: deletes a draft, calls off what was sent.
///
/// # Errors
/// Those of [`actions::delete`] and [`actions::cancel`].
pub async fn withdraw(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let reason = reason_of(&request)?;
    app.write(move |conn| match take_as_buyer(conn, &viewer, &code)?.state {
        State::Draft => actions::delete(conn, &viewer, &code),
        _ => actions::cancel(conn, &viewer, &code, &reason, clock::now()).map(drop),
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

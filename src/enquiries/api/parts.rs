//! Questions, refusals, the comparison and the choice in the JSON API.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::enquiries::QuestionId;
use crate::enquiries::actions::{self, Post};
use crate::enquiries::comparison::actions as comparing;
use crate::enquiries::seat::{take, take_as_buyer};
use crate::enquiries::sent::from_json;
use crate::http::AppResult;

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
pub struct QuestionRequest {
    /// What to ask; all who were asked will read it.
    question: String,
}

/// An answer to a question.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AnswerRequest {
    /// For all who were asked.
    answer: String,
}

/// An answer that is no quote.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeclineRequest {
    /// `not_made`, `full` or `referred`.
    answer: String,
    /// Code of the firm that does it, with `referred`.
    #[serde(default)]
    referred: String,
    /// A remark.
    #[serde(default)]
    note: String,
}

/// What is chosen.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChoiceRequest {
    /// Code of the firm; empty for none.
    #[serde(default)]
    chosen: String,
    /// Why.
    reasons: String,
}

/// A frozen record.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordAnswer {
    /// What was compared, what was chosen and why.
    #[schema(value_type = Object)]
    record: Value,
    /// The record as it was frozen, byte for byte.
    snapshot: String,
    /// SHA-256 of `snapshot`.
    hash: String,
    /// Whether it still is.
    is_whole: bool,
}

/// `POST /api/v1/enquiries/{code}/questions`
///
/// # Errors
/// Those of [`actions::ask`].
pub async fn ask(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    let own = app.clone();
    app.write(move |conn| {
        let seated = take(conn, &viewer, &code)?;
        let sent: QuestionRequest = from_json(body.into_inner())?;
        actions::ask(conn, Post::from(&**own), seated, &sent.question, clock::now()).map(drop)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `PUT /api/v1/enquiries/{code}/questions/{id}`
///
/// # Errors
/// Those of [`actions::answer_question`].
pub async fn answer_question(
    app: web::Data<App>,
    viewer: Viewer,
    path: web::Path<(String, String)>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    let own = app.clone();
    app.write(move |conn| {
        let (code, id) = path.into_inner();
        take_as_buyer(conn, &viewer, &code)?;
        let sent: AnswerRequest = from_json(body.into_inner())?;
        let post = Post::from(&**own);
        actions::answer_question(conn, post, &viewer, &code, &QuestionId(id), &sent.answer, clock::now())
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/enquiries/{code}/refusal`
///
/// # Errors
/// Those of [`actions::decline`].
pub async fn decline(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    app.write(move |conn| {
        let seated = take(conn, &viewer, &code)?;
        let sent: DeclineRequest = from_json(body.into_inner())?;
        actions::decline(conn, seated, &sent.answer, &sent.referred, &sent.note, clock::now()).map(drop)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/enquiries/{code}/comparison`: 403 before the deadline, whoever asks.
///
/// # Errors
/// Those of [`comparing::sheet`].
pub async fn comparison(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let own = app.clone();
    // A write, because the first look after the deadline opens the quotes.
    let (_, sheet) =
        app.write(move |conn| comparing::sheet(conn, Post::from(&**own), &viewer, &code, clock::now())).await?;
    Ok(HttpResponse::Ok().json(sheet))
}

/// `POST /api/v1/enquiries/{code}/choice`
///
/// # Errors
/// Those of [`comparing::choose`].
pub async fn choose(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    let own = app.clone();
    let frozen = app
        .write(move |conn| {
            take_as_buyer(conn, &viewer, &code)?;
            let sent: ChoiceRequest = from_json(body.into_inner())?;
            let choice = (sent.chosen.as_str(), sent.reasons.as_str());
            comparing::choose(conn, Post::from(&**own), &viewer, &code, choice, clock::now())?;
            comparing::frozen(conn, &viewer, &code)
        })
        .await?;
    Ok(HttpResponse::Ok().json(answer(frozen.1)))
}

/// `GET /api/v1/enquiries/{code}/record`
///
/// # Errors
/// Those of [`comparing::frozen`].
pub async fn record(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let (_, frozen) = app.read(move |conn| comparing::frozen(conn, &viewer, &code)).await?;
    Ok(HttpResponse::Ok().json(answer(frozen)))
}

fn answer(frozen: crate::enquiries::comparison::record::Frozen) -> RecordAnswer {
    let crate::enquiries::comparison::record::Frozen { record, snapshot, hash, is_whole } = frozen;
    RecordAnswer { record, snapshot, hash, is_whole }
}

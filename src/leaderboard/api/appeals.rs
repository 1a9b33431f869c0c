//! Appeals in the JSON API.

use actix_web::{HttpResponse, web};
use serde_json::Value;
use utoipa::ToSchema;

use super::quarter;
use crate::accounts::Viewer;
use crate::accounts::actions::{for_operators, for_staff};
use crate::app::App;
use crate::clock;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::leaderboard::actions::appeals as actions;
use crate::leaderboard::store::{self, AppealRow};
use crate::leaderboard::{AppealId, Outcome};

/// An appeal as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct AppealRequest {
    /// Like `2026Q3`; the present one if not given.
    quarter: Option<String>,
    /// Code of the division.
    code: String,
    /// Which figure is wrong.
    reason: String,
}

/// A decision as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct DecisionRequest {
    /// `upheld` or `dismissed`.
    outcome: String,
    /// Why.
    answer: String,
}

/// An appeal and how it ended.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct AppealAnswer {
    id: String,
    quarter: String,
    /// Code of the division.
    code: String,
    reason: String,
    /// The rank at which the row is frozen while the appeal lasts.
    rank: i64,
    /// `upheld` or `dismissed`; null while it lasts.
    outcome: Option<&'static str>,
    answer: String,
    made_at: String,
}

impl From<AppealRow> for AppealAnswer {
    fn from(row: AppealRow) -> AppealAnswer {
        AppealAnswer {
            id: row.id.0,
            quarter: row.quarter,
            code: row.code,
            reason: row.reason,
            rank: row.rank,
            outcome: row.outcome.map(Outcome::as_str),
            answer: row.answer,
            made_at: row.at.and_utc().to_rfc3339(),
        }
    }
}

/// `POST /api/v1/leaderboard/appeals`
///
/// # Errors
/// As [`actions::appeal`].
pub async fn appeal(app: web::Data<App>, viewer: Viewer, body: web::Json<Value>) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let sent = Columns::from_json(&body, &["quarter", "code", "reason"])?;
    let quarter = quarter(sent.text("quarter"))?;
    let made = move |conn: &mut _| {
        actions::appeal(conn, &viewer, quarter, (sent.text("code"), sent.text("reason")), clock::now())
    };
    Ok(HttpResponse::Created().json(AppealAnswer::from(app.write(made).await?)))
}

/// `POST /api/v1/leaderboard/appeals/{id}`
///
/// # Errors
/// As [`actions::decide`]; `Invalid` for an unknown outcome.
pub async fn decide(
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let sent = Columns::from_json(&body, &["outcome", "answer"])?;
    let outcome = Outcome::parse(sent.text("outcome")).ok_or_else(|| {
        let fix = Say::new("可用 upheld、dismissed", "Use upheld or dismissed");
        AppError::invalid("outcome", sent.text("outcome"), Say::new("未知的结果", "Unknown outcome"), fix)
    })?;
    let id = AppealId(id.into_inner());
    let row = app
        .write(move |conn| {
            actions::decide(conn, &viewer, &id, (outcome, sent.text("answer")), clock::now())?;
            store::find_appeal(conn, &id)?.ok_or(AppError::NotFound)
        })
        .await?;
    Ok(HttpResponse::Ok().json(AppealAnswer::from(row)))
}

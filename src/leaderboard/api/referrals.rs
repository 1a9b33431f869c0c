//! Referrals in the JSON API.

use actix_web::{HttpResponse, web};
use serde_json::Value;
use utoipa::ToSchema;

use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::clock;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::leaderboard::actions::referrals::{self as actions, Offer};
use crate::leaderboard::store::referrals::{self as store, ReferralRow};
use crate::leaderboard::{ReferralId, Step};

/// An offer as it is sent; one of `need`, `project` and `earlier` says of what.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct ReferralRequest {
    /// Code of a need.
    need: Option<String>,
    /// What a new project is called.
    project: Option<String>,
    /// Key of the referral by which a project came, to hand it on once more.
    earlier: Option<String>,
    /// Code of the park that hands on; may be left out with `earlier`.
    from: Option<String>,
    /// Code of the park that is to take over.
    to: String,
    /// Why.
    note: String,
}

/// What the park that is asked replies.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct ReferralReply {
    /// `accepted` or `declined`.
    step: String,
    /// Why, when declined.
    reply: Option<String>,
}

/// What one park hands to another.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ReferralAnswer {
    id: String,
    /// `need:CODE` or `project:KEY`.
    matter: String,
    title: String,
    /// Codes of the two parks.
    from: String,
    to: String,
    note: String,
    /// `offered`, `accepted` or `declined`.
    state: &'static str,
    reply: String,
    made_at: String,
    /// When the project came about.
    landed_at: Option<String>,
}

/// Referrals, the newest first.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ReferralList {
    items: Vec<ReferralAnswer>,
}

impl From<ReferralRow> for ReferralAnswer {
    fn from(row: ReferralRow) -> ReferralAnswer {
        ReferralAnswer {
            id: row.id.0,
            matter: row.matter,
            title: row.title,
            from: row.from_code,
            to: row.to_code,
            note: row.note,
            state: row.state.as_str(),
            reply: row.reply,
            made_at: row.made_at.and_utc().to_rfc3339(),
            landed_at: row.landed_at.map(|at| at.and_utc().to_rfc3339()),
        }
    }
}

/// `GET /api/v1/referrals`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn list(app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    let rows = app.read(move |conn| actions::list(conn, &viewer)).await?;
    Ok(HttpResponse::Ok().json(ReferralList { items: rows.into_iter().map(ReferralAnswer::from).collect() }))
}

/// `POST /api/v1/referrals`
///
/// # Errors
/// As [`actions::offer`].
pub async fn offer(app: web::Data<App>, viewer: Viewer, body: web::Json<Value>) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let sent = Columns::from_json(&body, &["need", "project", "earlier", "from", "to", "note"])?;
    let text = |name: &str| sent.text(name).to_owned();
    let offer = Offer {
        need: text("need"),
        project: text("project"),
        earlier: text("earlier"),
        from: text("from"),
        to: text("to"),
        note: text("note"),
    };
    let row = app.write(move |conn| actions::offer(conn, &viewer, &offer, clock::now())).await?;
    Ok(HttpResponse::Created().json(ReferralAnswer::from(row)))
}

/// `POST /api/v1/referrals/{id}/answer`
///
/// # Errors
/// As [`actions::answer`]; `Invalid` for an unknown step.
pub async fn reply(
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let sent = Columns::from_json(&body, &["step", "reply"])?;
    let step = Step::parse(sent.text("step")).filter(|step| *step != Step::Offered).ok_or_else(|| {
        let fix = Say::new("可用 accepted、declined", "Use accepted or declined");
        AppError::invalid("step", sent.text("step"), Say::new("未知的答复", "Unknown step"), fix)
    })?;
    let id = ReferralId(id.into_inner());
    let row = app
        .write(move |conn| {
            actions::answer(conn, &viewer, &id, (step, sent.text("reply")), clock::now())?;
            store::find(conn, &id)?.ok_or(AppError::NotFound)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ReferralAnswer::from(row)))
}

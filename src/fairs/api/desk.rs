//! What officials and operators do with fairs by program.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use serde_json::Value;
use utoipa::ToSchema;

use super::FairAnswer;
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::clock;
use crate::clusters::Board;
use crate::db::Conn;
use crate::enquiries::sent::from_json;
use crate::fairs::actions::{self, Day, Named};
use crate::fairs::store::TalkRow;
use crate::fairs::web::proposals::load;
use crate::fairs::{FairId, rules};
use crate::http::AppResult;
use crate::http::columns::Columns;
use crate::ids::FirmId;
use crate::listings::api::FirmRef;

/// A fair as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct FairRequest {
    /// What it is called.
    name: String,
    /// Where it is held.
    place: Option<String>,
    /// The day in Shanghai, today or later: `2099-12-31`.
    held_on: String,
    /// When the first talk begins: `09:30`.
    starts_at: String,
    /// Minutes of a talk, `5` to `120`.
    slot_minutes: String,
    /// Talks one after another, `1` to `32`.
    slots: String,
    /// Tables, `1` to `100`.
    tables: String,
    /// Tables of a row in the hall, `1` to `100`.
    per_row: String,
    /// `true`: first a talk for everyone, then the highest sum of scores.
    everyone_first: Option<bool>,
}

/// Firms to be invited.
#[derive(Debug, serde::Deserialize, ToSchema)]
pub struct InvitationRequest {
    /// Codes of verified firms.
    firms: Vec<String>,
}

/// What came of an invitation.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct InvitationAnswer {
    /// Firms that were not invited before; they have been written to.
    new: usize,
}

/// A firm that might be invited.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ProposalAnswer {
    firm: FirmRef,
    /// With how many firms, invited or proposed, it has something to talk about.
    talks: usize,
    /// Its best pairing with one of them, in points.
    best: f64,
    /// Gaps of the chain that its talks could close.
    gaps: Vec<String>,
}

/// Firms that might be invited, those with the most to talk about first.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ProposalList {
    items: Vec<ProposalAnswer>,
}

/// A talk of a timetable.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct PlannedTalk {
    /// `09:20–09:40`.
    time: String,
    /// The number of the table, from 1.
    table: i64,
    buyer: FirmRef,
    seller: FirmRef,
    /// Points of the pairing.
    score: f64,
}

/// The timetable of a fair.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct TimetableAnswer {
    fair: FairAnswer,
    /// Points of all talks together.
    score: f64,
    /// Firms that have pairings and no talk.
    left_out: Vec<FirmRef>,
    items: Vec<PlannedTalk>,
}

const COLUMNS: &[&str] =
    &["name", "place", "held_on", "starts_at", "slot_minutes", "slots", "tables", "per_row", "everyone_first"];

/// `POST /api/v1/fairs`
///
/// # Errors
/// As [`actions::create`].
pub async fn create(app: web::Data<App>, viewer: Viewer, body: web::Json<Value>) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let sent = Columns::from_json(&body, COLUMNS)?;
    // A form sends a tick or nothing; a program may send `false`.
    let get = move |name: &str| sent.get(name).filter(|word| name != "everyone_first" || word == "true");
    let row = app.write(move |conn| actions::create(conn, &viewer, &get, clock::now())).await?;
    let location = format!("/api/v1/fairs/{}", row.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(FairAnswer::new(row, None)))
}

/// `POST /api/v1/fairs/{id}/invitations`
///
/// # Errors
/// As [`actions::invite`].
pub async fn invite(
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (id, site) = (FairId(id.into_inner()), app.config.clone());
    let invited = move |conn: &mut Conn| {
        actions::find(conn, &viewer, &id)?;
        let sent: InvitationRequest = from_json(body.into_inner())?;
        let codes = rules::codes(&sent.firms.join("\n"));
        actions::invite(conn, &site.public_url, &viewer, (&id, &codes), clock::now())
    };
    Ok(HttpResponse::Ok().json(InvitationAnswer { new: app.write(invited).await? }))
}

/// `GET /api/v1/fairs/{id}/proposals`
///
/// # Errors
/// As [`actions::proposals`].
pub async fn proposals(
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (_, firms) = load(&app, &board, &viewer, &FairId(id.into_inner())).await?;
    let item = |(one, code, name): Named| ProposalAnswer {
        firm: FirmRef { code, name },
        talks: one.talks,
        best: one.best as f64 / 100.0,
        gaps: one.gaps,
    };
    Ok(HttpResponse::Ok().json(ProposalList { items: firms.into_iter().map(item).collect() }))
}

/// `POST /api/v1/fairs/{id}/plan`: plans the whole day anew.
///
/// # Errors
/// As [`actions::plan`].
pub async fn plan(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    let (id, site) = (FairId(id.into_inner()), app.config.clone());
    let planned = move |conn: &mut Conn| {
        actions::plan(conn, &site.public_url, &viewer, &id, clock::now())?;
        actions::show(conn, &viewer, &id)
    };
    Ok(HttpResponse::Ok().json(timetable(app.write(planned).await?)))
}

fn timetable(day: Day) -> TimetableAnswer {
    let named = |firm: &FirmId| {
        let (code, name) = day.names.get(firm).cloned().unwrap_or_default();
        FirmRef { code, name }
    };
    let talk = |talk: &TalkRow| PlannedTalk {
        time: day.row.time_of(talk.slot),
        table: talk.seat + 1,
        buyer: named(&talk.buyer_id),
        seller: named(&talk.seller_id),
        score: talk.score as f64 / 100.0,
    };
    let left_out = day.figures.left_out.iter().filter_map(|at| day.guests.get(*at as usize));
    TimetableAnswer {
        score: day.figures.score as f64 / 100.0,
        left_out: left_out.filter(|guest| guest.presence.is_coming()).map(|guest| named(&guest.firm_id)).collect(),
        items: day.talks.iter().map(talk).collect(),
        fair: FairAnswer::new(day.row.clone(), None),
    }
}

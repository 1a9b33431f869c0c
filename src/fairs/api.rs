//! Fairs in the JSON API: for firms what they are invited to, for officials what they hold.

mod desk;

pub use desk::{
    FairRequest, InvitationAnswer, InvitationRequest, ProposalList, TimetableAnswer, create, invite, plan, proposals,
};

use actix_web::{HttpResponse, web};
use serde_json::Value;
use utoipa::ToSchema;

use super::guests::{self, Meeting};
use super::store::FairRow;
use super::{FairId, Presence, actions};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::listings::api::FirmRef;

/// A fair.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct FairAnswer {
    id: String,
    name: String,
    place: String,
    /// The day in Shanghai.
    held_on: String,
    /// When the first talk begins: `09:30`.
    starts_at: String,
    slot_minutes: i64,
    slots: i64,
    tables: i64,
    /// When its timetable was made last, UTC; null before that.
    planned_at: Option<String>,
    /// Whether your firm comes: `invited`, `accepted`, `declined`, `absent`; null for officials and operators.
    presence: Option<String>,
}

impl FairAnswer {
    fn new(row: FairRow, presence: Option<Presence>) -> FairAnswer {
        FairAnswer {
            starts_at: row.time_of(0).split('–').next().unwrap_or_default().to_owned(),
            id: row.id.0,
            name: row.name,
            place: row.place,
            held_on: row.held_on.to_string(),
            slot_minutes: row.slot_minutes,
            slots: row.slots,
            tables: row.tables,
            planned_at: row.planned_at.map(|at| at.and_utc().to_rfc3339()),
            presence: presence.map(|presence| presence.to_string()),
        }
    }
}

/// Fairs, the latest first.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct FairList {
    items: Vec<FairAnswer>,
}

/// A talk of your firm.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct TalkAnswer {
    id: String,
    /// `09:20–09:40`.
    time: String,
    /// The number of the table, from 1.
    table: i64,
    /// With whom.
    with: FirmRef,
    /// `buyer` or `seller`: as what you talk.
    role: &'static str,
    /// The need that it is about, while it is published.
    need: String,
    /// The product, while it is published.
    product: String,
}

impl TalkAnswer {
    fn new(row: &FairRow, meeting: Meeting) -> TalkAnswer {
        let (code, name) = meeting.other;
        TalkAnswer {
            time: row.time_of(meeting.talk.slot),
            table: meeting.talk.seat + 1,
            with: FirmRef { code, name },
            role: if meeting.is_buyer { "buyer" } else { "seller" },
            need: meeting.need,
            product: meeting.product,
            id: meeting.talk.id.0,
        }
    }
}

/// Your firm's talks at a fair, in order.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct OwnTimetable {
    fair: FairAnswer,
    /// Talks that you want at most.
    most_talks: i64,
    items: Vec<TalkAnswer>,
}

/// Whether your firm comes.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct RegistrationRequest {
    /// `true` or `false`.
    comes: bool,
    /// Talks that you want at most; as many as there are slots if not given.
    most_talks: Option<i64>,
}

/// `GET /api/v1/fairs`: for officials and operators all, for a firm those that it is invited to, for others none.
///
/// # Errors
/// `SignIn`.
pub async fn list(app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    let rows = move |conn: &mut Conn| -> AppResult<Vec<FairAnswer>> {
        if viewer.is_staff() {
            return Ok(actions::list(conn, &viewer)?.into_iter().map(|row| FairAnswer::new(row, None)).collect());
        }
        if viewer.firm.is_none() {
            return Ok(vec![]);
        }
        let own = guests::list(conn, &viewer)?.into_iter();
        Ok(own.map(|(row, presence)| FairAnswer::new(row, Some(presence))).collect())
    };
    Ok(HttpResponse::Ok().json(FairList { items: app.read(rows).await? }))
}

fn one(conn: &mut Conn, viewer: &Viewer, id: &FairId) -> AppResult<FairAnswer> {
    if viewer.is_staff() {
        return Ok(FairAnswer::new(actions::find(conn, viewer, id)?, None));
    }
    if viewer.is_signed_in() && viewer.firm.is_none() {
        return Err(AppError::NotFound);
    }
    let (row, guest) = guests::taken(conn, viewer, id)?;
    Ok(FairAnswer::new(row, Some(guest.presence)))
}

/// `GET /api/v1/fairs/{id}`
///
/// # Errors
/// `SignIn`; `NotFound` for whom it does not concern.
pub async fn show(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    let id = FairId(id.into_inner());
    Ok(HttpResponse::Ok().json(app.read(move |conn| one(conn, &viewer, &id)).await?))
}

/// `GET /api/v1/fairs/{id}/timetable`: the talks of the key's firm.
///
/// # Errors
/// As [`guests::card`].
pub async fn timetable(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    let id = FairId(id.into_inner());
    let card = app.read(move |conn| guests::card(conn, &viewer, &id)).await?;
    let items = card.talks.into_iter().map(|meeting| TalkAnswer::new(&card.row, meeting)).collect();
    let (most_talks, presence) = (card.guest.most_talks, Some(card.guest.presence));
    Ok(HttpResponse::Ok().json(OwnTimetable { fair: FairAnswer::new(card.row, presence), most_talks, items }))
}

/// `POST /api/v1/fairs/{id}/registration`
///
/// # Errors
/// As [`guests::answer`]; `Invalid` without a word whether the firm comes.
pub async fn register(
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    let (id, site) = (FairId(id.into_inner()), app.config.clone());
    let done = move |conn: &mut Conn| {
        let (row, _) = guests::taken(conn, &viewer, &id)?;
        let sent = Columns::from_json(&body, &["comes", "most_talks"])?;
        let comes = comes(sent.text("comes"))?;
        let most = match sent.text("most_talks") {
            "" => row.slots.to_string(),
            written => written.to_owned(),
        };
        guests::answer(conn, &site.public_url, &viewer, (&id, comes, &most), clock::now())?;
        one(conn, &viewer, &id)
    };
    Ok(HttpResponse::Ok().json(app.write(done).await?))
}

fn comes(word: &str) -> AppResult<bool> {
    word.parse().map_err(|_| {
        let cause = crate::lang::Say::new("没有说明是否到场", "It is not said whether the firm comes");
        AppError::invalid("comes", word, cause, crate::lang::Say::new("可用 true、false", "Use true or false"))
    })
}

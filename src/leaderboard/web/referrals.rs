//! `/desk/referrals`: what parks hand to each other.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Form, LIST, REFERRALS, field};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::clock;
use crate::divisions::{self, DivisionKind};
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Shell, after, in_address, redirect, show};
use crate::lang::Lang;
use crate::leaderboard::actions::referrals::{self as actions, Offer};
use crate::leaderboard::referral::REFERRERS;
use crate::leaderboard::store::referrals::ReferralRow;
use crate::leaderboard::{ReferralId, Step};

struct Line {
    row: ReferralRow,
    /// The page of a need.
    link: Option<String>,
    from: String,
    to: String,
    made: String,
    state: &'static str,
    is_open: bool,
    /// Whether it is a project that was taken over and has not come about.
    is_running: bool,
}

impl Line {
    fn new(row: ReferralRow, parks: &[(String, String)], lang: Lang) -> Line {
        let name = |code: &str| parks.iter().find(|park| park.0 == code).map_or(code, |park| &park.1).to_owned();
        let state = match (row.state, row.landed_at) {
            (_, Some(_)) => lang.t("已落地", "Came about"),
            (Step::Offered, _) => lang.t("待承接", "Offered"),
            (Step::Accepted, _) => lang.t("已承接", "Taken over"),
            (Step::Declined, _) => lang.t("未承接", "Declined"),
        };
        Line {
            link: row.matter.strip_prefix("need:").map(|code| format!("/needs/{}", in_address(code))),
            from: name(&row.from_code),
            to: name(&row.to_code),
            made: clock::show(row.made_at),
            state,
            is_open: row.state == Step::Offered,
            is_running: row.state == Step::Accepted && row.landed_at.is_none() && row.matter.starts_with("project:"),
            row,
        }
    }
}

#[derive(Template)]
#[template(path = "leaderboard/referrals.html")]
struct ReferralsPage {
    page: Shell,
    lines: Vec<Line>,
    /// Codes and names.
    parks: Vec<(String, String)>,
    offer: Offer,
    is_operator: bool,
    faults: Vec<Fault>,
}

impl ReferralsPage {
    fn served(&self) -> u32 {
        100 - REFERRERS
    }
}

async fn load(request: &HttpRequest, app: &App, viewer: &Viewer) -> AppResult<ReferralsPage> {
    let who = viewer.clone();
    let (rows, all) = app.read(move |conn| Ok((actions::list(conn, &who)?, divisions::store::all(conn)?))).await?;
    let parks = all.into_iter().filter(|row| row.kind == DivisionKind::Park).map(|row| (row.code, row.name));
    let parks: Vec<(String, String)> = parks.collect();
    let page = Shell::new(request, lang_of(request).t("园区转办", "Referrals between parks"));
    let lines = rows.into_iter().map(|row| Line::new(row, &parks, page.lang)).collect();
    Ok(ReferralsPage { page, lines, parks, offer: Offer::default(), is_operator: viewer.is_operator(), faults: vec![] })
}

/// Goes on after a change, or shows the page with what was wrong.
async fn done(
    request: &HttpRequest,
    app: &App,
    viewer: &Viewer,
    offer: Offer,
    (outcome, said): (AppResult<()>, (&str, &str)),
) -> AppResult<HttpResponse> {
    let wrong = async |faults| Ok(ReferralsPage { faults, offer, ..load(request, app, viewer).await? });
    after(request, outcome, (REFERRALS, lang_of(request).t(said.0, said.1)), wrong).await
}

/// `GET /desk/referrals`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn list(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    show(&request, &load(&request, &app, &viewer).await?)
}

/// `POST /desk/referrals`
///
/// # Errors
/// As [`actions::offer`], apart from faults, with which the page comes back.
pub async fn offer(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(sent): web::Form<Offer>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (who, typed) = (viewer.clone(), sent.clone());
    let outcome = app.write(move |conn| actions::offer(conn, &who, &sent, clock::now())).await;
    let said = ("已转办，等待对方承接", "Offered; the other park answers");
    done(&request, &app, &viewer, typed, (outcome.map(drop), said)).await
}

/// `POST /desk/referrals/{id}/answer` with `step` (`accepted` or `declined`) and `reply`.
///
/// # Errors
/// As [`actions::answer`], apart from faults, with which the page comes back.
pub async fn answer(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (who, id, reply) = (viewer.clone(), ReferralId(id.into_inner()), field(&form, "reply").to_owned());
    let step = Step::parse(field(&form, "step")).ok_or(AppError::NotFound)?;
    let outcome = app.write(move |conn| actions::answer(conn, &who, &id, (step, &reply), clock::now())).await;
    done(&request, &app, &viewer, Offer::default(), (outcome, ("已答复", "Answered"))).await
}

/// `POST /desk/referrals/{id}/landing`
///
/// # Errors
/// As [`actions::land`].
pub async fn land(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    crate::accounts::actions::for_operators(&viewer)?;
    let id = ReferralId(id.into_inner());
    app.write(move |conn| actions::land(conn, &viewer, &id, clock::now())).await?;
    Ok(redirect(REFERRALS, lang_of(&request).t("已登记落地", "Noted")))
}

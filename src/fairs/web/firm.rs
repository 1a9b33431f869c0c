//! `/fairs/{id}`: a fair as a firm sees it that was invited.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::card::{Card, Line};
use super::{Form, field};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::fairs::store::{FairRow, GuestRow, OutcomeRow};
use crate::fairs::{FairId, Outcome, Presence, TalkId, guests};
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Shell, after, show};

#[derive(Template)]
#[template(path = "fairs/mine.html")]
struct MinePage {
    page: Shell,
    rows: Vec<(FairRow, &'static str)>,
}

/// `GET /my/fairs`
///
/// # Errors
/// As [`guests::list`].
pub async fn mine(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    let rows = app.read(move |conn| guests::list(conn, &viewer)).await?;
    let page = Shell::new(&request, lang_of(&request).t("对接会", "Fairs"));
    let lang = page.lang;
    let label = |(row, presence): (FairRow, Presence)| (row, presence.label(lang));
    show(&request, &MinePage { page, rows: rows.into_iter().map(label).collect() })
}

#[derive(Template)]
#[template(path = "fairs/card.html")]
struct CardPage {
    page: Shell,
    row: FairRow,
    guest: GuestRow,
    card: Card,
    is_ahead: bool,
    /// What the firm is asked now.
    days: Option<u64>,
    outcomes: Vec<OutcomeRow>,
    faults: Vec<Fault>,
}

impl CardPage {
    fn presence(&self) -> &'static str {
        self.guest.presence.label(self.page.lang)
    }

    /// What it can say of a talk: word, label, and whether it has said so to the present question.
    fn choices(&self, line: &Line) -> Vec<(&'static str, &'static str, bool)> {
        let said = self.said(line).map(|one| one.outcome);
        Outcome::ALL.iter().map(|one| (one.as_str(), one.label(self.page.lang), said == Some(*one))).collect()
    }

    fn said(&self, line: &Line) -> Option<&OutcomeRow> {
        let is_it = |one: &&OutcomeRow| one.talk_id.as_str() == line.id && Some(one.days) == self.asked();
        self.outcomes.iter().find(is_it)
    }

    fn asked(&self) -> Option<i64> {
        self.days.map(|days| days as i64)
    }

    fn note(&self, line: &Line) -> &str {
        self.said(line).map_or("", |one| &one.note)
    }
}

async fn load(request: &HttpRequest, app: &App, viewer: &Viewer, id: &FairId) -> AppResult<CardPage> {
    let (who, id) = (viewer.clone(), id.clone());
    let (card, name) = app
        .read(move |conn| {
            let card = guests::card(conn, &who, &id)?;
            let names = crate::accounts::actions::firm_names(conn, std::slice::from_ref(&card.guest.firm_id))?;
            Ok((card, names.into_iter().next().map_or_else(String::new, |(_, _, name)| name)))
        })
        .await?;
    let page = Shell::new(request, card.row.name.clone());
    Ok(CardPage {
        card: Card::new(&card.row, name, card.talks, (&app.config.public_url, page.lang))?,
        is_ahead: clock::local_day(clock::now()) <= card.row.held_on,
        days: card.days,
        outcomes: card.outcomes,
        row: card.row,
        guest: card.guest,
        faults: vec![],
        page,
    })
}

/// Goes on after a change, or shows the page with what was wrong.
async fn done(
    request: &HttpRequest,
    app: &App,
    (viewer, id): (&Viewer, &FairId),
    (outcome, said): (AppResult<()>, &str),
) -> AppResult<HttpResponse> {
    let wrong = async |faults| Ok(CardPage { faults, ..load(request, app, viewer, id).await? });
    after(request, outcome, (&format!("/fairs/{id}"), said), wrong).await
}

/// `GET /fairs/{id}`: the card of the viewer's firm.
///
/// # Errors
/// As [`guests::card`].
pub async fn own(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    show(&request, &load(&request, &app, &viewer, &FairId(id.into_inner())).await?)
}

/// `POST /fairs/{id}/answer` with `comes` (`1` or nothing) and `most_talks`.
///
/// # Errors
/// As [`guests::answer`], apart from faults, with which the page comes back.
pub async fn answer(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    let id = FairId(id.into_inner());
    let (who, own, site) = (viewer.clone(), id.clone(), app.config.clone());
    let (comes, most) = (field(&form, "comes") == "1", field(&form, "most_talks").to_owned());
    let said = move |conn: &mut _| guests::answer(conn, &site.public_url, &who, (&own, comes, &most), clock::now());
    let outcome = app.write(said).await;
    done(&request, &app, (&viewer, &id), (outcome, lang_of(&request).t("已答复", "Answered"))).await
}

/// `POST /fairs/{id}/outcome` with `talk`, `outcome` and `note`.
///
/// # Errors
/// As [`guests::say`]; `NotFound` for an unknown outcome.
pub async fn say(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    guests::own(&viewer)?;
    let (id, talk) = (FairId(id.into_inner()), TalkId(field(&form, "talk").to_owned()));
    let outcome = Outcome::parse(field(&form, "outcome")).ok_or(AppError::NotFound)?;
    let note = field(&form, "note").to_owned();
    let (who, own) = (viewer.clone(), id.clone());
    let said = move |conn: &mut _| guests::say(conn, &who, (&own, &talk), (outcome, &note), clock::now());
    let outcome = app.write(said).await;
    done(&request, &app, (&viewer, &id), (outcome, lang_of(&request).t("已记录，谢谢", "Noted, thank you"))).await
}

//! `/desk/fairs`: fairs as officials hold them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::card::Card;
use super::{DESK, Form, field, path};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::clock;
use crate::fairs::actions::{self, Day};
use crate::fairs::store::{FairRow, TalkRow};
use crate::fairs::{FairId, Outcome, Presence, follow_up, guests, rules};
use crate::faults::Fault;
use crate::http::download::{CSV, Table, attachment, csv};
use crate::http::page::lang_of;
use crate::http::{self, AppError, AppResult, Shell, redirect, show as show_page, show_as};
use crate::ids::FirmId;
use crate::lang::Lang;

/// From how many firms on answers are counted in public.
const FEWEST: usize = 3;

#[derive(Template)]
#[template(path = "fairs/list.html")]
struct ListPage {
    page: Shell,
    rows: Vec<FairRow>,
    form: http::Form,
}

async fn list_page(request: &HttpRequest, app: &App, viewer: &Viewer, form: http::Form) -> AppResult<ListPage> {
    let who = viewer.clone();
    let rows = app.read(move |conn| actions::list(conn, &who)).await?;
    Ok(ListPage { page: Shell::new(request, lang_of(request).t("对接会", "Fairs")), rows, form })
}

/// `GET /desk/fairs`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn list(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let usual = [("starts_at", "09:30"), ("slot_minutes", "20"), ("slots", "12"), ("tables", "20"), ("per_row", "5")];
    let form = usual.into_iter().chain([("everyone_first", "1")]).collect();
    show_page(&request, &list_page(&request, &app, &viewer, form).await?)
}

/// `POST /desk/fairs`
///
/// # Errors
/// As [`actions::create`], apart from faults, with which the form comes back.
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(sent): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (who, typed) = (viewer.clone(), http::Form::new(sent.clone()));
    let made =
        app.write(move |conn| actions::create(conn, &who, &|name: &str| sent.get(name).cloned(), clock::now())).await;
    match made {
        Ok(row) => Ok(redirect(&path(&row.id), lang_of(&request).t("已创建，请邀请企业", "Made; now invite firms"))),
        Err(AppError::Invalid(faults)) => {
            let page = list_page(&request, &app, &viewer, typed.wrong(faults)).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
        Err(other) => Err(other),
    }
}

struct Guest {
    code: String,
    name: String,
    presence: &'static str,
    is_coming: bool,
    talks: usize,
}

struct Talk {
    time: String,
    table: i64,
    buyer: String,
    seller: String,
    score: String,
}

#[derive(Template)]
#[template(path = "fairs/show.html")]
struct ShowPage {
    page: Shell,
    row: FairRow,
    /// Number and time of each slot.
    slots: Vec<(i64, String)>,
    guests: Vec<Guest>,
    talks: Vec<Talk>,
    score: String,
    left_out: Vec<String>,
    moves: u32,
    metres: i64,
    /// What was said, by question.
    outcomes: Vec<(String, Vec<(&'static str, String)>)>,
    codes: String,
    faults: Vec<Fault>,
}

fn hundredths(value: i64) -> String {
    format!("{:.1}", value as f64 / 100.0)
}

impl Day {
    fn name(&self, firm: &FirmId) -> String {
        self.names.get(firm).map_or_else(String::new, |(_, name)| name.clone())
    }

    fn guest(&self, at: usize, lang: Lang) -> Guest {
        let guest = &self.guests[at];
        let (code, name) = self.names.get(&guest.firm_id).cloned().unwrap_or_default();
        let is_own = |talk: &&TalkRow| talk.buyer_id == guest.firm_id || talk.seller_id == guest.firm_id;
        Guest {
            code,
            name,
            presence: guest.presence.label(lang),
            is_coming: guest.presence != Presence::Absent && guest.presence != Presence::Declined,
            talks: self.talks.iter().filter(is_own).count(),
        }
    }

    fn talk(&self, talk: &TalkRow) -> Talk {
        Talk {
            time: self.row.time_of(talk.slot),
            table: talk.seat + 1,
            buyer: self.name(&talk.buyer_id),
            seller: self.name(&talk.seller_id),
            score: hundredths(talk.score),
        }
    }

    /// How many said what, by question; what fewer firms than [`FEWEST`] said is not counted.
    fn said(&self, lang: Lang) -> Vec<(String, Vec<(&'static str, String)>)> {
        let count = |days: u64, outcome: Outcome| {
            let said = self.outcomes.iter().filter(|one| one.days == days as i64 && one.outcome == outcome);
            let firms: std::collections::HashSet<&FirmId> = said.clone().map(|one| &one.firm_id).collect();
            let shown =
                if (1..FEWEST).contains(&firms.len()) { format!("<{FEWEST}") } else { said.count().to_string() };
            (outcome.label(lang), shown)
        };
        let question = |(at, days): (usize, &u64)| {
            let label = lang.t(format!("{days} 天后"), format!("After {days} days"));
            let counts = Outcome::ALL.iter().map(|outcome| count(*days, *outcome)).collect();
            (self.row.asked > at as i64).then_some((label, counts))
        };
        follow_up::AFTER.iter().enumerate().filter_map(question).collect()
    }
}

fn page_of(request: &HttpRequest, day: Day) -> ShowPage {
    let page = Shell::new(request, day.row.name.clone());
    let lang = page.lang;
    let left_out = day.figures.left_out.iter().filter_map(|at| day.guests.get(*at as usize));
    ShowPage {
        slots: (0..day.row.slots).map(|slot| (slot, day.row.time_of(slot))).collect(),
        guests: (0..day.guests.len()).map(|at| day.guest(at, lang)).collect(),
        talks: day.talks.iter().map(|talk| day.talk(talk)).collect(),
        score: hundredths(day.figures.score as i64),
        left_out: left_out.filter(|guest| guest.presence.is_coming()).map(|guest| day.name(&guest.firm_id)).collect(),
        moves: day.figures.moves,
        metres: day.figures.walk / 10,
        outcomes: day.said(lang),
        codes: String::new(),
        faults: vec![],
        row: day.row,
        page,
    }
}

async fn load(request: &HttpRequest, app: &App, viewer: &Viewer, id: &FairId) -> AppResult<ShowPage> {
    let (who, id) = (viewer.clone(), id.clone());
    let day = app.read(move |conn| actions::show(conn, &who, &id)).await?;
    Ok(page_of(request, day))
}

/// `GET /desk/fairs/{id}`
///
/// # Errors
/// As [`actions::show`].
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    show_page(&request, &load(&request, &app, &viewer, &FairId(id.into_inner())).await?)
}

/// Goes on after a change, or shows the page with what was wrong.
async fn done(
    request: &HttpRequest,
    app: &App,
    (viewer, id): (&Viewer, &FairId),
    codes: String,
    (outcome, said): (AppResult<()>, &str),
) -> AppResult<HttpResponse> {
    match outcome {
        Ok(()) => Ok(redirect(&path(id), said)),
        Err(AppError::Invalid(faults)) => {
            let page = ShowPage { faults, codes, ..load(request, app, viewer, id).await? };
            show_as(StatusCode::UNPROCESSABLE_ENTITY, request, &page)
        }
        Err(other) => Err(other),
    }
}

/// `POST /desk/fairs/{id}/firms` with `codes`.
///
/// # Errors
/// As [`actions::invite`], apart from faults, with which the page comes back.
pub async fn invite(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let id = FairId(id.into_inner());
    let (who, own, site, typed) = (viewer.clone(), id.clone(), app.config.clone(), field(&form, "codes").to_owned());
    let codes = rules::codes(&typed);
    let invited = move |conn: &mut _| actions::invite(conn, &site.public_url, &who, (&own, &codes), clock::now());
    let outcome = app.write(invited).await.map(drop);
    let said = lang_of(&request).t("已邀请，邀请函已发送", "Invited; the letters are on their way");
    done(&request, &app, (&viewer, &id), typed, (outcome, said)).await
}

/// `POST /desk/fairs/{id}/plan`
///
/// # Errors
/// As [`actions::plan`], apart from faults, with which the page comes back.
pub async fn plan(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let id = FairId(id.into_inner());
    let (who, own, site) = (viewer.clone(), id.clone(), app.config.clone());
    let planned = move |conn: &mut _| actions::plan(conn, &site.public_url, &who, &own, clock::now());
    let outcome = app.write(planned).await;
    done(&request, &app, (&viewer, &id), String::new(), (outcome, lang_of(&request).t("日程已排好", "Planned"))).await
}

/// `POST /desk/fairs/{id}/absence` with `firm` (its code) and `slot` (from 0).
///
/// # Errors
/// As [`actions::absent`].
pub async fn absent(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let id = FairId(id.into_inner());
    let (who, own, site) = (viewer.clone(), id.clone(), app.config.clone());
    let (firm, slot) = (field(&form, "firm").to_owned(), field(&form, "slot").parse().unwrap_or(0));
    let noted = move |conn: &mut _| actions::absent(conn, &site.public_url, &who, (&own, &firm, slot), clock::now());
    let outcome = app.write(noted).await;
    let said = lang_of(&request).t("已登记缺席，只调整了受影响的洽谈", "Noted; only what it touches has changed");
    done(&request, &app, (&viewer, &id), String::new(), (outcome, said)).await
}

#[derive(Template)]
#[template(path = "fairs/cards.html")]
struct CardsPage {
    page: Shell,
    back: String,
    cards: Vec<Card>,
}

/// `GET /desk/fairs/{id}/cards`: the card of each firm that talks, a sheet of A4 each.
///
/// # Errors
/// As [`actions::show`].
pub async fn cards(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (id, lang, site) = (FairId(id.into_inner()), lang_of(&request), app.config.clone());
    let back = path(&id);
    let cards = app
        .read(move |conn| {
            let day = actions::show(conn, &viewer, &id)?;
            let mut cards = vec![];
            for guest in &day.guests {
                let meetings = guests::meetings(conn, &day.talks, &guest.firm_id)?;
                if !meetings.is_empty() {
                    cards.push(Card::new(&day.row, day.name(&guest.firm_id), meetings, (&site.public_url, lang))?);
                }
            }
            Ok(cards)
        })
        .await?;
    show_page(&request, &CardsPage { page: Shell::new(&request, lang.t("席卡", "Seat cards")), back, cards })
}

/// `GET /desk/fairs/{id}/export`: the timetable as a CSV.
///
/// # Errors
/// As [`actions::show`].
pub async fn export(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (id, lang) = (FairId(id.into_inner()), lang_of(&request));
    let day = app.read(move |conn| actions::show(conn, &viewer, &id)).await?;
    let header = [("时间", "time"), ("桌号", "table"), ("采购方", "buyer"), ("供应方", "seller"), ("得分", "score")];
    let row = |talk: &TalkRow| {
        let talk = day.talk(talk);
        vec![talk.time.into(), (talk.table as f64).into(), talk.buyer.into(), talk.seller.into(), talk.score.into()]
    };
    let table = Table {
        name: "talks".into(),
        header: header.iter().map(|(zh, en)| lang.t(*zh, *en).to_owned()).collect(),
        rows: day.talks.iter().map(row).collect(),
    };
    Ok(attachment(csv(&table)?, &format!("{}.csv", day.row.name), CSV))
}

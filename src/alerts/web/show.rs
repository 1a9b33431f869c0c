//! One matter: its course, what was written, and the form to write more.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LIST, Line, path, subject, tone};
use crate::accounts::Viewer;
use crate::alerts::actions::{self, Case};
use crate::alerts::store::{LevelRow, ReplyRow};
use crate::alerts::{MatterId, sweep};
use crate::app::App;
use crate::clock::{self, Moment};
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, after, show as show_page};

/// One step of a matter's course.
struct Step {
    at: Moment,
    shown: String,
    what: String,
    note: String,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "alerts/show.html")]
struct ShowPage {
    page: Shell,
    line: Line,
    here: String,
    subject: String,
    steps: Vec<Step>,
    rule: String,
    is_open: bool,
    text: String,
    faults: Vec<Fault>,
}

fn step(at: Moment, what: String, note: String, tone: &'static str) -> Step {
    Step { at, shown: clock::show(at), what, note, tone }
}

fn of_level(page: &Shell, row: &LevelRow) -> Step {
    let what = format!("{} {}", row.level.label(page.lang), page.t("级到期", "fell due"));
    let note = match (row.told_at, row.told_to.as_deref()) {
        (Some(at), Some(to)) => {
            let to = if to.is_empty() { page.t("全市", "the city") } else { to };
            format!("{} {to} {}", page.t("已告知", "Told:"), clock::show(at))
        }
        _ => page.t("尚未告知", "Nobody was told yet").into(),
    };
    step(row.due_at, what, note, tone(row.level))
}

fn of_reply(page: &Shell, (row, name): &(ReplyRow, String)) -> Step {
    if row.author == sweep::SITE {
        let note = page.t("条件已满足，自动办结", "Its condition holds; it ended by itself").into();
        return step(row.at, page.t("办结", "Ended").into(), note, "ok");
    }
    let what = if row.is_end { page.t("办结", "Ended") } else { page.t("办理情况", "Reply") };
    step(row.at, format!("{what} · {name}"), row.text.clone(), if row.is_end { "ok" } else { "" })
}

fn page_of(request: &HttpRequest, case: Case) -> ShowPage {
    let page = Shell::new(request, case.matter.title.clone());
    let began = page.t("开始计时", "The clock began").to_owned();
    let mut steps = vec![step(case.matter.started_at, began, String::new(), "")];
    steps.extend(case.levels.iter().map(|row| of_level(&page, row)));
    steps.extend(case.replies.iter().map(|reply| of_reply(&page, reply)));
    steps.sort_by_key(|step| step.at);
    let rule = case.facts.rule().r#in(page.lang).to_owned();
    ShowPage {
        here: path(&case.matter.id),
        subject: subject(&case.matter),
        is_open: case.matter.cleared_at.is_none(),
        line: Line::new(case.matter, page.lang),
        steps,
        rule,
        text: String::new(),
        faults: vec![],
        page,
    }
}

/// `GET /desk/alerts/{id}`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `NotFound`.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = MatterId(id.into_inner());
    let case = app.read(move |conn| actions::case(conn, &viewer, &id)).await?;
    show_page(&request, &page_of(&request, case))
}

/// What was written.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Written {
    text: String,
    end: String,
}

/// `POST /desk/alerts/{id}`
///
/// # Errors
/// As [`actions::reply`], apart from faults, with which the page comes back.
pub async fn reply(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Written>,
) -> AppResult<HttpResponse> {
    let (id, is_end) = (MatterId(id.into_inner()), form.end == "1");
    let (who, of, text) = (viewer.clone(), id.clone(), form.text.clone());
    let outcome = app.write(move |conn| actions::reply(conn, &who, &of, (&text, is_end), clock::now())).await;
    let (lang, to) = (lang_of(&request), path(&id));
    let said = if is_end { lang.t("已办结", "The matter has ended") } else { lang.t("已记录", "Noted") };
    let wrong = async |faults| {
        let case = app.read(move |conn| actions::case(conn, &viewer, &id)).await?;
        Ok(ShowPage { faults, text: form.text, ..page_of(&request, case) })
    };
    after(&request, outcome, (&to, said), wrong).await
}

//! The list of enquiries: those that were sent and those that were received.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{path, words};
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::enquiries::seat::{check_may_ask, owner_of};
use crate::enquiries::store::{self, EnquiryRow};
use crate::http::{AppResult, Paging, Shell, page, show};
use crate::lang::Lang;

/// Enquiries of one page.
const PAGE: u64 = 25;

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    r#box: Option<String>,
    page: Option<u64>,
}

struct Row {
    path: String,
    title: String,
    code: String,
    buyer: String,
    phase: (&'static str, &'static str),
    deadline: String,
    answers: String,
}

#[derive(Template)]
#[template(path = "enquiries/list.html")]
struct ListPage {
    page: Shell,
    is_member: bool,
    is_received: bool,
    rows: Vec<Row>,
    paging: Paging,
}

fn row(row: &EnquiryRow, answers: String, now: Moment, lang: Lang) -> Row {
    Row {
        path: path(&row.code),
        title: if row.title.is_empty() { row.code.clone() } else { row.title.clone() },
        code: row.code.clone(),
        buyer: row.buyer_name.clone(),
        phase: words::phase(row.phase(now), lang),
        deadline: row.deadline.map(clock::show).unwrap_or_default(),
        answers,
    }
}

fn sent(conn: &mut Conn, viewer: &Viewer, offset: u64, now: Moment, lang: Lang) -> AppResult<(Vec<Row>, u64)> {
    let (rows, total) = store::own(conn, &owner_of(viewer), &viewer.actor.to_string(), offset, PAGE)?;
    let counts = store::answered(conn, &rows.iter().map(|row| &row.id).collect::<Vec<_>>())?;
    let shown = rows.iter().map(|one| {
        let (asked, answered) = counts.get(&one.id).copied().unwrap_or_default();
        row(one, format!("{answered} / {asked}"), now, lang)
    });
    Ok((shown.collect(), total))
}

fn received(conn: &mut Conn, viewer: &Viewer, offset: u64, now: Moment, lang: Lang) -> AppResult<(Vec<Row>, u64)> {
    let Some(firm) = viewer.firm.as_ref() else { return Ok((Vec::new(), 0)) };
    let (rows, total) = store::received(conn, firm, offset, PAGE)?;
    let shown = rows.iter().map(|(one, own)| row(one, words::answer(own.answer, lang).to_owned(), now, lang));
    Ok((shown.collect(), total))
}

/// `GET /my/enquiries?box=received&page=`
///
/// # Errors
/// `SignIn`; `Forbidden` for staff.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let (lang, now) = (page::lang_of(&request), clock::now());
    let is_member = viewer.role == Some(Role::Member);
    let is_received = is_member && asked.r#box.as_deref() == Some("received");
    let number = asked.page.unwrap_or(1).clamp(1, 400);
    let load = if is_received { received } else { sent };
    let (rows, total) = app.read(move |conn| load(conn, &viewer, (number - 1) * PAGE, now, lang)).await?;
    let page = Shell::new(&request, lang.t("询价", "Enquiries"));
    let paging = Paging::new(number, PAGE, total, &page.here);
    show(&request, &ListPage { page, is_member, is_received, rows, paging })
}

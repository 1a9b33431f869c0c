//! The list of imports, with the form to hand a file in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LIST, path_of, words};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::{AppResult, Paging, Shell, show_as};
use crate::imports::actions;
use crate::imports::store::BatchRow;
use crate::lang::{Lang, Say};

/// Imports on a page.
const PAGE: u64 = 20;

/// Which page of the list.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    page: Option<u64>,
}

struct Line {
    to: String,
    source: String,
    when: String,
    who: String,
    state: &'static str,
    class: &'static str,
    counts: String,
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    page: Shell,
    lines: Vec<Line>,
    paging: Paging,
    is_member: bool,
    fault: Option<String>,
}

/// `GET /imports`
///
/// # Errors
/// As [`actions::list`].
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    render(&request, &app, viewer, asked.page.unwrap_or(1), None).await
}

/// The list once more, with what was wrong with the file that was handed in.
///
/// # Errors
/// As [`actions::list`].
pub(super) async fn render(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    number: u64,
    fault: Option<Say>,
) -> AppResult<HttpResponse> {
    let is_member = actions::may_import(&viewer)?.is_some();
    let (rows, total) = app
        .read(move |conn| {
            let offset = number.saturating_sub(1).saturating_mul(PAGE);
            actions::list(conn, &viewer, offset, PAGE)
        })
        .await?;
    let page = Shell::new(request, crate::http::page::lang_of(request).t("导入与导出", "Import and export"));
    let lines = rows.iter().map(|row| line(row, page.lang)).collect::<AppResult<_>>()?;
    let paging = Paging::new(number, PAGE, total, LIST);
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let fault = fault.map(|why| why.r#in(page.lang).to_owned());
    show_as(status, request, &ListPage { page, lines, paging, is_member, fault })
}

fn line(row: &BatchRow, lang: Lang) -> AppResult<Line> {
    Ok(Line {
        to: path_of(&row.id),
        source: row.source.clone(),
        when: clock::show(row.created_at),
        who: row.actor_name.clone(),
        state: words::state(row, lang),
        class: words::state_class(row),
        counts: words::counts(row.total()?, lang),
    })
}

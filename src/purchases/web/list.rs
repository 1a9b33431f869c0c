//! The list of one's purchase lists, with the forms to hand one in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::path;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::enquiries::seat::owner_of;
use crate::http::{AppResult, Paging, Shell, page, show_as};
use crate::lang::Say;
use crate::purchases::{MOST_LINES, actions, store};

/// Lists on a page.
const PAGE: u64 = 20;

/// Which page of the list.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    page: Option<u64>,
}

struct Row {
    to: String,
    name: String,
    lines: i64,
    is_ready: bool,
    when: String,
}

#[derive(Template)]
#[template(path = "purchases/list.html")]
struct ListPage {
    page: Shell,
    rows: Vec<Row>,
    paging: Paging,
    most: usize,
    /// What was wrong with what was handed in, and what was pasted.
    fault: Option<String>,
    pasted: String,
    name: String,
}

/// `GET /my/purchases?page=`
///
/// # Errors
/// Those of [`actions::check`].
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    render(&request, &app, viewer, asked.page.unwrap_or(1), None).await
}

/// What was handed in and could not be taken.
pub struct Refused {
    /// Why, for the user.
    pub why: Say,
    /// What was pasted, to be mended.
    pub pasted: String,
    /// The name that was given.
    pub name: String,
}

/// The list once more, with what could not be taken.
///
/// # Errors
/// As [`list`].
pub async fn render(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    number: u64,
    refused: Option<Refused>,
) -> AppResult<HttpResponse> {
    actions::check(&viewer)?;
    let (lang, owner) = (page::lang_of(request), owner_of(&viewer));
    let page = Shell::new(request, lang.t("采购清单", "Purchase lists"));
    let here = page.here.clone();
    let (paging, rows) = app
        .read(move |conn| {
            let total = u64::try_from(store::count(conn, &owner)?).unwrap_or(0);
            let paging = Paging::new(number, PAGE, total, &here);
            let rows = store::page(conn, &owner, paging.offset() as i64, PAGE as i64)?;
            let sizes = store::sizes(conn, &rows.iter().map(|row| &row.id).collect::<Vec<_>>())?;
            let rows = rows.into_iter().map(|row| Row {
                to: path(row.id.as_str()),
                lines: sizes.get(&row.id).copied().unwrap_or(0),
                is_ready: row.matched_at.is_some(),
                when: clock::show(row.created_at),
                name: row.name,
            });
            Ok((paging, rows.collect()))
        })
        .await?;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let fault = refused.as_ref().map(|refused| refused.why.r#in(lang).to_owned());
    let (pasted, name) = refused.map(|refused| (refused.pasted, refused.name)).unwrap_or_default();
    show_as(status, request, &ListPage { page, rows, paging, most: MOST_LINES, fault, pasted, name })
}

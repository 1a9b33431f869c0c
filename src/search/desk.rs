//! `/desk/searches`: what people looked for in the last 30 days, and what of it was not found.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::query::{Asked, kind_name};
use crate::accounts::Viewer;
use crate::accounts::actions::for_operators;
use crate::app::App;
use crate::clock;
use crate::http::page::lang_of;
use crate::http::{AppResult, Paging, Shell, show};
use crate::sought::{self, store::Line};

/// Lines on a page.
const SIZE: u64 = 50;

/// Which lines.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Which {
    show: String,
    page: Option<u64>,
}

#[derive(Template)]
#[template(path = "desk/searches.html")]
struct SearchesPage {
    page: Shell,
    paging: Paging,
    rows: Vec<Line>,
    missing: bool,
}

impl SearchesPage {
    fn kind(&self, row: &Line) -> &'static str {
        kind_name(row.kind, self.page.lang)
    }

    fn again(&self, row: &Line) -> String {
        Asked { kind: row.kind, q: row.text.clone(), ..Asked::default() }.address()
    }
}

/// `GET /desk/searches`
///
/// # Errors
/// `Forbidden` for anybody but an operator.
pub async fn searches(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    which: web::Query<Which>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let page = Shell::new(&request, lang_of(&request).t("搜索记录", "Searches"));
    let (missing, number, here) = (which.show == "missing", which.page.unwrap_or(1), page.here.clone());
    let (paging, rows) = app
        .read(move |conn| {
            let since = sought::first_day(clock::now());
            let total = u64::try_from(sought::store::count(conn, since, missing)?).unwrap_or(0);
            let paging = Paging::new(number, SIZE, total, &here);
            let rows = sought::store::page(conn, since, missing, paging.offset(), SIZE)?;
            Ok((paging, rows))
        })
        .await?;
    show(&request, &SearchesPage { page, paging, rows, missing })
}

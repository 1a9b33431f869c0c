//! The list of a firm's own needs.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::{AppResult, Paging, Shell, page, show};
use crate::listings::web::{Asked, Line, Own, own};
use crate::needs::store::NeedRow;
use crate::needs::web::words;

/// A row: what every listing shows, and how much is needed by when.
struct Row {
    line: Line,
    quantity: String,
    needed_by: String,
}

#[derive(Template)]
#[template(path = "needs/list.html")]
struct ListPage {
    page: Shell,
    own: Own,
    rows: Vec<Row>,
    paging: Paging,
}

/// `GET /my/needs?state=&q=&page=`
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let (lang, now) = (page::lang_of(&request), clock::now());
    let (own, rows, paging) = own::<NeedRow>(&request, &app, &viewer, asked.into_inner()).await?;
    let row = |row: NeedRow| Row {
        line: Line::new(&row, now, lang),
        quantity: words::quantity(&row, lang),
        needed_by: row.needed_by.map(|day| day.to_string()).unwrap_or_default(),
    };
    let rows = rows.into_iter().map(row).collect();
    show(&request, &ListPage { page: Shell::new(&request, lang.t("我的需求", "My needs")), own, rows, paging })
}

//! The list of a firm's own products.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::{AppResult, Paging, Shell, page, show};
use crate::listings::web::{Asked, Line, Own, own};
use crate::products::rules;
use crate::products::store::ProductRow;

/// A row: what every listing shows, and the price as its firm states it.
struct Row {
    line: Line,
    price: String,
}

#[derive(Template)]
#[template(path = "products/list.html")]
struct ListPage {
    page: Shell,
    own: Own,
    rows: Vec<Row>,
    paging: Paging,
}

/// `GET /my/products?state=&q=&page=`
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let (lang, now) = (page::lang_of(&request), clock::now());
    let (own, rows, paging) = own::<ProductRow>(&request, &app, &viewer, asked.into_inner()).await?;
    let row = |row: ProductRow| Row {
        line: Line::new(&row, now, lang),
        price: rules::visible_price(&row, &viewer).line(&row.unit, lang),
    };
    let rows = rows.into_iter().map(row).collect();
    show(&request, &ListPage { page: Shell::new(&request, lang.t("我的产品", "My products")), own, rows, paging })
}

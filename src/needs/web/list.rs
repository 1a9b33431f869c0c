//! The list of a firm's own needs.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LIST, edit_path, public_path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::http::{AppResult, Paging, Shell, page, show};
use crate::lang::Lang;
use crate::listings::web::{Asked, PAGE, Tab, state_word, tabs};
use crate::listings::{self, Counts, Listing, ListingState};
use crate::needs::store::NeedRow;
use crate::needs::web::words;

struct Row {
    code: String,
    text: String,
    state: ListingState,
    state_word: &'static str,
    is_stale: bool,
    quantity: String,
    needed_by: String,
    confirmed: String,
    updated: String,
    edit_path: String,
    public_path: String,
}

impl Row {
    fn new(row: NeedRow, now: Moment, lang: Lang) -> Row {
        Row {
            state: row.state,
            state_word: state_word(row.state, lang),
            is_stale: listings::is_stale(row.state, row.confirmed_at, now),
            quantity: words::quantity(&row, lang),
            needed_by: row.needed_by.map(|day| day.to_string()).unwrap_or_default(),
            confirmed: row.confirmed_at.map(clock::show_day).unwrap_or_default(),
            updated: clock::show_day(row.updated_at),
            edit_path: edit_path(&row.code),
            public_path: public_path(&row.code),
            code: row.code,
            text: row.text,
        }
    }
}

#[derive(Template)]
#[template(path = "needs/list.html")]
struct ListPage {
    page: Shell,
    tabs: Vec<Tab>,
    counts: Counts,
    rows: Vec<Row>,
    paging: Paging,
    asked: Asked,
    firm_verified: bool,
}

/// `GET /my/needs?state=&q=&page=`
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let (lang, now) = (page::lang_of(&request), clock::now());
    let asked = asked.into_inner();
    let here = Shell::bare(&request, "").here;
    let (firm, wanted) = (listings::firm_of(&viewer)?.clone(), asked.clone());
    let (counts, rows, paging) = app
        .read(move |conn| {
            let counts = NeedRow::counts(conn, &firm, listings::stale_before(now))?;
            let filter = wanted.filter(now);
            let (mut rows, total) = NeedRow::own(conn, &firm, &filter, wanted.offset(), PAGE)?;
            let paging = Paging::new(wanted.page.unwrap_or(1), PAGE, total, &here);
            if paging.offset() != wanted.offset() {
                // Asked for a page behind the last one, which is shown instead.
                rows = NeedRow::own(conn, &firm, &filter, paging.offset(), PAGE)?.0;
            }
            Ok((counts, rows, paging))
        })
        .await?;
    let page = ListPage {
        page: Shell::new(&request, lang.t("我的需求", "My needs")),
        tabs: tabs(LIST, &counts, &asked.state, lang),
        counts,
        rows: rows.into_iter().map(|row| Row::new(row, now, lang)).collect(),
        paging,
        asked,
        firm_verified: viewer.firm_verified,
    };
    show(&request, &page)
}

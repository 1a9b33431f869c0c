//! `/desk/alerts`: all matters by level and kind.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LIST, Line};
use crate::accounts::Viewer;
use crate::alerts::store::Selection;
use crate::alerts::{Level, MatterKind, actions};
use crate::app::App;
use crate::http::page::lang_of;
use crate::http::{AppResult, Paging, Shell, show};

/// Matters on a page.
const SIZE: u64 = 50;

/// How the page is asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    level: String,
    kind: String,
    page: Option<u64>,
}

#[derive(Template)]
#[template(path = "alerts/list.html")]
struct ListPage {
    page: Shell,
    lines: Vec<Line>,
    paging: Paging,
    counts: [i64; 3],
    has_no_post: bool,
    asked: Asked,
    is_operator: bool,
}

impl ListPage {
    fn is_cleared(&self) -> bool {
        self.asked.state == "cleared"
    }

    /// Address, name, whether we are there, and count of each tab.
    fn tabs(&self) -> Vec<(String, &'static str, bool, i64)> {
        let lang = self.page.lang;
        let to = |level: &str| format!("{LIST}?state={}&level={level}&kind={}", self.asked.state, self.asked.kind);
        let of = |(level, count): (&Level, &i64)| {
            (to(level.as_str()), level.label(lang), self.asked.level == level.as_str(), *count)
        };
        let is_all = Level::parse(&self.asked.level).is_none();
        let all = (to(""), lang.t("全部", "All"), is_all, self.counts.iter().sum());
        std::iter::once(all).chain(Level::ALL.iter().rev().zip(self.counts.iter().rev()).map(of)).collect()
    }

    /// Word, name, and whether it is chosen, of each kind.
    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        let named = |kind: &MatterKind| (kind.as_str(), kind.label(self.page.lang), self.asked.kind == kind.as_str());
        MatterKind::ALL.iter().map(named).collect()
    }
}

/// `GET /desk/alerts?state=&level=&kind=&page=`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let page = Shell::new(&request, lang_of(&request).t("预警督办", "Alerts"));
    let selection = Selection {
        is_cleared: asked.state == "cleared",
        level: Level::parse(&asked.level),
        kind: MatterKind::parse(&asked.kind),
        divisions: None,
    };
    let (number, is_operator) = (asked.page.unwrap_or(1), viewer.is_operator());
    let offset = Paging::new(number, SIZE, u64::MAX, "").offset();
    let found = app.read(move |conn| actions::list(conn, &viewer, selection, (offset, SIZE))).await?;
    let paging = Paging::new(number, SIZE, found.total, &page.here);
    let lines = found.rows.into_iter().map(|row| Line::new(row, page.lang)).collect();
    let (counts, has_no_post) = (found.counts, found.has_no_post);
    show(&request, &ListPage { page, lines, paging, counts, has_no_post, asked, is_operator })
}

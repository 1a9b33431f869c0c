//! `/my/searches`: one's own searches to run, rename and delete.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::store::SavedRow;
use super::{Cadence, actions};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, redirect, show};
use crate::search::query::{Asked, kind_name};

const LIST: &str = "/my/searches";

/// A search to be kept, or to be kept again.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Kept {
    search: String,
    name: String,
    cadence: String,
}

#[derive(Template)]
#[template(path = "search/saved.html")]
struct SavedPage {
    page: Shell,
    rows: Vec<SavedRow>,
    /// What was just deleted, to be kept again.
    deleted: Option<Kept>,
}

impl SavedPage {
    /// The kind and the words of a search, and how many filters it has.
    fn facts(&self, row: &SavedRow) -> String {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&row.search).unwrap_or_default();
        let (asked, lang) = (Asked::read(&pairs).0, self.page.lang);
        let filters = asked.filters().len();
        let filters = match filters {
            0 => String::new(),
            n => lang.t(format!(" · {n} 个筛选条件"), format!(" · {n} filters")),
        };
        format!("{} {}{filters}", kind_name(asked.kind, lang), asked.q)
    }

    /// The cadences with their names, and whether it is this search's.
    fn cadences(&self, row: &SavedRow) -> Vec<(&'static str, &'static str, bool)> {
        let lang = self.page.lang;
        let name = |cadence| match cadence {
            Cadence::Never => lang.t("不发邮件", "No mails"),
            Cadence::Daily => lang.t("有新结果每天发邮件", "A mail a day when there is something new"),
            Cadence::Weekly => lang.t("有新结果每周发邮件", "A mail a week when there is something new"),
        };
        Cadence::ALL.iter().map(|cadence| (cadence.as_str(), name(*cadence), *cadence == row.cadence)).collect()
    }
}

/// `GET /my/searches`
///
/// # Errors
/// `SignIn`.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    deleted: web::Query<Kept>,
) -> AppResult<HttpResponse> {
    let rows = app.read(move |conn| actions::own(conn, &viewer)).await?;
    let page = Shell::new(&request, lang_of(&request).t("保存的搜索", "Saved searches"));
    let deleted = Some(deleted.into_inner()).filter(|kept| !kept.search.is_empty());
    show(&request, &SavedPage { page, rows, deleted })
}

/// `POST /my/searches`
///
/// # Errors
/// Those of [`actions::keep`].
pub async fn keep(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    kept: web::Form<Kept>,
) -> AppResult<HttpResponse> {
    let lang = lang_of(&request);
    let row =
        app.write(move |conn| actions::keep(conn, &viewer, (&kept.search, &kept.name), lang, clock::now())).await?;
    Ok(redirect(LIST, &lang.t(format!("已保存「{}」", row.name), format!("“{}” is saved", row.name))))
}

/// `POST /my/searches/{id}/name`
///
/// # Errors
/// Those of [`actions::rename`].
pub async fn rename(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    kept: web::Form<Kept>,
) -> AppResult<HttpResponse> {
    app.write(move |conn| actions::rename(conn, &viewer, &id, &kept.name)).await?;
    Ok(redirect(LIST, lang_of(&request).t("已改名", "Renamed")))
}

/// `POST /my/searches/{id}/deletion`. The next page offers to keep it again.
///
/// # Errors
/// Those of [`actions::delete`].
pub async fn delete(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    let row = app.write(move |conn| actions::delete(conn, &viewer, &id)).await?;
    let back = serde_urlencoded::to_string([("search", row.search), ("name", row.name)]);
    Ok(redirect(&format!("{LIST}?{}", back.map_err(anyhow::Error::new)?), ""))
}

/// `POST /my/searches/{id}/cadence`
///
/// # Errors
/// Those of [`actions::set_cadence`].
pub async fn set_cadence(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    kept: web::Form<Kept>,
) -> AppResult<HttpResponse> {
    let cadence = app.write(move |conn| actions::set_cadence(conn, &viewer, &id, &kept.cadence)).await?;
    let lang = lang_of(&request);
    let message = match cadence {
        Cadence::Never => lang.t("不再发邮件", "No more mails"),
        _ => lang.t("已开启，白天发送，一天最多一封", "Switched on: by day, one mail a day at most"),
    };
    Ok(redirect(LIST, message))
}

//! One's own lists, and putting things on them.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::path;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::enquiries::seat::owner_of;
use crate::http::columns::Columns;
use crate::http::{AppResult, Shell, back_path, page, redirect, show};
use crate::shortlists::rules::named;
use crate::shortlists::{actions, store};

struct Line {
    to: String,
    name: String,
    count: i64,
    when: String,
}

#[derive(Template)]
#[template(path = "shortlists/list.html")]
struct ListPage {
    page: Shell,
    rows: Vec<Line>,
}

/// `GET /my/shortlists`
///
/// # Errors
/// Those of [`actions::check`].
pub async fn list(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    actions::check(&viewer)?;
    let rows = app
        .read(move |conn| {
            let rows = store::of(conn, &owner_of(&viewer))?;
            let sizes = store::sizes(conn, &rows.iter().map(|row| &row.id).collect::<Vec<_>>())?;
            let line = |row: store::ShortlistRow| Line {
                to: path(row.id.as_str()),
                count: sizes.get(&row.id).copied().unwrap_or(0),
                when: clock::show_day(row.updated_at),
                name: row.name,
            };
            Ok(rows.into_iter().map(line).collect())
        })
        .await?;
    show(&request, &ListPage { page: Shell::new(&request, page::lang_of(&request).t("收藏", "Shortlists")), rows })
}

/// `POST /my/shortlists`
///
/// # Errors
/// Those of [`actions::create`].
pub async fn create(app: web::Data<App>, viewer: Viewer, form: web::Form<Columns>) -> AppResult<HttpResponse> {
    let name = form.get("name").unwrap_or_default();
    let made = app.write(move |conn| actions::create(conn, &viewer, &name, clock::now())).await?;
    Ok(redirect(&path(made.id.as_str()), ""))
}

/// `POST /my/shortlists/items`: puts `product=CODE` and `firm=CODE` on the list `list`, or on the one used last, and goes
/// back to where that was asked for.
///
/// # Errors
/// Those of [`actions::put`].
pub async fn put(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    pairs: web::Form<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let (lang, id, things) = (page::lang_of(&request), value("list").unwrap_or_default(), named(&pairs));
    let (list, added) = app.write(move |conn| actions::put(conn, &viewer, (&id, &things), lang, clock::now())).await?;
    let to = value("back").map_or_else(|| path(list.id.as_str()), |back| back_path(&back).to_owned());
    let message = match added {
        0 => lang.t(format!("没有新的收藏，已在“{}”里", list.name), format!("Nothing new for “{}”", list.name)),
        n => lang.t(format!("已收藏 {n} 个到“{}”", list.name), format!("{n} put on “{}”", list.name)),
    };
    Ok(redirect(&to, &message))
}

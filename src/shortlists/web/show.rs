//! One list with what is on it.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LIST, path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::columns::Columns;
use crate::http::{AppResult, Shell, in_address, page, redirect, show as show_page};
use crate::lang::Lang;
use crate::products::rules::visible_price;
use crate::shortlists::actions::{self, Subject};
use crate::shortlists::rules::named;
use crate::shortlists::{MOST_COMPARED, store};

struct Line {
    kind: &'static str,
    code: String,
    to: String,
    name: String,
    /// The firm of a product.
    firm: Option<(String, String)>,
    price: String,
}

fn line(subject: Subject, viewer: &Viewer, lang: Lang) -> Line {
    let named = subject.named();
    let (kind, code) = (named.kind.as_str(), named.code);
    match subject {
        Subject::Product(card) => Line {
            to: format!("/products/{}", in_address(&code)),
            price: visible_price(&card.row, viewer).line(&card.row.unit, lang),
            firm: Some((format!("/firms/{}", in_address(&card.firm.code)), card.firm.name)),
            name: card.row.name,
            kind,
            code,
        },
        Subject::Firm(row) => Line {
            to: format!("/firms/{}", in_address(&code)),
            price: String::new(),
            firm: None,
            name: row.name,
            kind,
            code,
        },
    }
}

#[derive(Template)]
#[template(path = "shortlists/show.html")]
struct ShowPage {
    page: Shell,
    to: String,
    name: String,
    rows: Vec<Line>,
    gone: usize,
    most: usize,
    /// Key and name of the other lists.
    others: Vec<(String, String)>,
}

/// `GET /my/shortlists/{id}`
///
/// # Errors
/// Those of [`actions::show`].
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let who = viewer.clone();
    let (seen, others) = app
        .read(move |conn| {
            let seen = actions::show(conn, &who, &id)?;
            let others = store::of(conn, &seen.list.owner)?;
            Ok((seen, others))
        })
        .await?;
    let lang = page::lang_of(&request);
    let id = seen.list.id.0.clone();
    let shown = ShowPage {
        page: Shell::new(&request, seen.list.name.clone()),
        to: path(&id),
        rows: seen.subjects.into_iter().map(|subject| line(subject, &viewer, lang)).collect(),
        others: others.into_iter().filter(|other| other.id.0 != id).map(|other| (other.id.0, other.name)).collect(),
        gone: seen.gone,
        most: MOST_COMPARED,
        name: seen.list.name,
    };
    show_page(&request, &shown)
}

/// `POST /my/shortlists/{id}/name`
///
/// # Errors
/// Those of [`actions::rename`].
pub async fn rename(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (to, name) = (path(&id), form.get("name").unwrap_or_default());
    app.write(move |conn| actions::rename(conn, &viewer, &id, &name)).await?;
    Ok(redirect(&to, page::lang_of(&request).t("已改名", "Renamed")))
}

/// `POST /my/shortlists/{id}/deletion`
///
/// # Errors
/// Those of [`actions::delete`].
pub async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let list = app.write(move |conn| actions::delete(conn, &viewer, &id)).await?;
    let message = page::lang_of(&request).t(format!("已删除“{}”", list.name), format!("“{}” is deleted", list.name));
    Ok(redirect(LIST, &message))
}

/// `POST /my/shortlists/{id}/removal`: takes what is ticked off; with `to`, puts it on that list.
///
/// # Errors
/// Those of [`actions::take_off`].
pub async fn take_off(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    pairs: web::Form<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let (page_of_list, things) = (path(&id), named(&pairs));
    let to = pairs.iter().find(|(name, _)| name == "to").map(|(_, value)| value.clone()).filter(|to| !to.is_empty());
    let is_moved = to.is_some();
    let count =
        app.write(move |conn| actions::take_off(conn, &viewer, (&id, to.as_deref()), &things, clock::now())).await?;
    let lang = page::lang_of(&request);
    let message = if is_moved {
        lang.t(format!("已移动 {count} 个"), format!("{count} moved"))
    } else {
        lang.t(format!("已移除 {count} 个"), format!("{count} taken off"))
    };
    Ok(redirect(&page_of_list, &message))
}

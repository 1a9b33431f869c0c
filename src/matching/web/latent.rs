//! What a firm most likely needs and has not listed: it takes it up as a need, or says that it does not need it.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, redirect, show};
use crate::matching::Matcher;
use crate::matching::latent;

const PAGE: &str = "/my/latent-needs";

struct Row {
    name: String,
    percent: u32,
    because: Vec<String>,
}

#[derive(Template)]
#[template(path = "matching/latent.html")]
struct LatentPage {
    page: Shell,
    rows: Vec<Row>,
    dismissed: Vec<String>,
    /// Whether the first learning is still under way.
    is_learning: bool,
}

/// `GET /my/latent-needs`
///
/// # Errors
/// `SignIn`, `Forbidden` for who is no member of a firm.
#[allow(clippy::module_name_repetitions)]
pub async fn latent(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
) -> AppResult<HttpResponse> {
    crate::listings::firm_of(&viewer)?;
    let (lang, known, is_learning) = (lang_of(&request), matcher.now()?, !matcher.is_settled());
    let (likely, dismissed) = app.read(move |conn| latent::own(conn, &known, &viewer)).await?;
    let row = |one: crate::matching::known::Likely| Row {
        name: one.name,
        percent: (one.score * 100.0).round() as u32,
        because: one.because.iter().map(|fact| fact.r#in(lang).to_owned()).collect(),
    };
    let page = Shell::new(&request, lang.t("潜在需求", "Likely needs"));
    let rows = likely.into_iter().map(row).collect();
    show(&request, &LatentPage { page, rows, dismissed, is_learning })
}

/// `POST /my/latent-needs/acceptance` with `name`: makes a draft of a need and shows it.
///
/// # Errors
/// As [`latent::accept`].
pub async fn accept(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let name = form.get("name").cloned().unwrap_or_default();
    let row = app.write(move |conn| latent::accept(conn, &viewer, &name, clock::now())).await?;
    let lang = lang_of(&request);
    let message = lang.t("已存为需求草稿，补充数量后即可发布", "Kept as a draft; add a quantity and publish it");
    Ok(redirect(&format!("/my/needs/{}", crate::http::in_address(&row.code)), message))
}

/// `POST /my/latent-needs/dismissal` with `name`, and `back` to take the dismissal back.
///
/// # Errors
/// As [`latent::dismiss`].
pub async fn dismiss(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let (name, back) = (form.get("name").cloned().unwrap_or_default(), form.contains_key("back"));
    app.write(move |conn| latent::dismiss(conn, &viewer, &name, !back, clock::now())).await?;
    let lang = lang_of(&request);
    let message = match back {
        true => lang.t("已恢复", "It is back in the list"),
        false => lang.t("已记录：不需要", "Noted: not needed"),
    };
    Ok(redirect(PAGE, message))
}

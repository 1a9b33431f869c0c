//! `/desk/chain-growth`: edges that were predicted, for operators.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::actions;
use crate::accounts::Viewer;
use crate::accounts::actions::for_operators;
use crate::app::App;
use crate::clock;
use crate::http::page::lang_of;
use crate::http::{AppResult, Paging, Shell, back_path, redirect, show};
use crate::matching::Matcher;

struct Row {
    input: String,
    product: String,
    firms: usize,
    score: f64,
    percent: u32,
    because: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/growth.html")]
struct GrowthPage {
    page: Shell,
    rows: Vec<Row>,
    paging: Paging,
}

/// How the list is asked for.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    page: Option<u64>,
}

/// `GET /desk/chain-growth`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators; `Busy` before the matcher is ready.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let (known, lang) = (matcher.now()?, lang_of(&request));
    let (number, size) = (asked.page.unwrap_or(1).max(1), actions::GOODS as u64);
    let behind = usize::try_from((number - 1).saturating_mul(size)).unwrap_or(usize::MAX);
    let (proposed, goods) = app.read(move |conn| actions::proposed(conn, &known, &viewer, behind)).await?;
    let page = Shell::new(&request, lang.t("图谱补充", "Growth of the chain graph"));
    let paging = Paging::new(number, size, goods as u64, &page.here);
    let row = |one: actions::Proposed| Row {
        percent: (one.input.score * 100.0).round() as u32,
        score: one.input.score,
        because: one.input.because.iter().map(|fact| fact.r#in(lang).to_owned()).collect(),
        input: one.input.name,
        product: one.product,
        firms: one.firms,
    };
    show(&request, &GrowthPage { page, rows: proposed.into_iter().map(row).collect(), paging })
}

type Sent = HashMap<String, String>;

fn of<'a>(form: &'a Sent, name: &str) -> &'a str {
    form.get(name).map_or("", String::as_str)
}

/// `POST /desk/chain-growth/acceptance` with `input`, `product`, `score`, `back`.
///
/// # Errors
/// As [`actions::accept`].
pub async fn accept(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Sent>,
) -> AppResult<HttpResponse> {
    let sent = form.clone();
    app.write(move |conn| {
        let score = of(&sent, "score").parse().unwrap_or(0.0);
        actions::accept(conn, &viewer, (of(&sent, "input"), of(&sent, "product")), score, clock::now())
    })
    .await?;
    let edge = format!("{} → {}", of(&form, "input"), of(&form, "product"));
    let message = lang_of(&request).t(format!("已加入图谱：{edge}"), format!("Taken into the graph: {edge}"));
    Ok(redirect(back_path(of(&form, "back")), &message))
}

/// `POST /desk/chain-growth/refusal` with `input`, `product`, `back`.
///
/// # Errors
/// As [`actions::refuse`].
pub async fn refuse(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Sent>,
) -> AppResult<HttpResponse> {
    let sent = form.clone();
    app.write(move |conn| actions::refuse(conn, &viewer, (of(&sent, "input"), of(&sent, "product")), clock::now()))
        .await?;
    let edge = format!("{} → {}", of(&form, "input"), of(&form, "product"));
    let message = lang_of(&request).t(format!("不再提议：{edge}"), format!("Not proposed again: {edge}"));
    Ok(redirect(back_path(of(&form, "back")), &message))
}

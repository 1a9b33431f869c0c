//! `/desk/weights`: the weights in force, trying others on real needs, putting them in force.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::actions::{self, Preview};
use super::store::Version;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Shell, redirect, show, show_as};
use crate::lang::Say;
use crate::matching::Matcher;
use crate::matching::reasons::Weights;

const PAGE: &str = "/desk/weights";

#[derive(Template)]
#[template(path = "desk/weights.html")]
struct WeightsPage {
    page: Shell,
    versions: Vec<Version>,
    weights: Weights,
    preview: Option<Preview>,
    note: String,
    faults: Vec<Fault>,
}

impl WeightsPage {
    fn seen(&self) -> i64 {
        self.versions.first().map_or(0, |version| version.version)
    }

    fn fault(&self, field: &str) -> Option<String> {
        self.faults.iter().find(|fault| fault.field == field).map(|fault| self.page.fault(fault))
    }
}

type Sent = HashMap<String, String>;

/// The weights that were typed.
fn typed(form: &Sent) -> Result<Weights, Vec<Fault>> {
    let (mut weights, mut faults) = (Weights::default(), vec![]);
    for (word, ..) in Weights::default().named() {
        let written = form.get(word).map_or("", |written| written.trim());
        match written.parse::<f64>() {
            Ok(value) => drop(weights.set(word, value)),
            Err(_) => {
                let (cause, fix) =
                    (Say::new("不是数字", "Not a number"), Say::new("请填写数字，如 1.5", "Use a number, such as 1.5"));
                faults.push(Fault::new(word, written, cause, fix));
            }
        }
    }
    if faults.is_empty() { Ok(weights) } else { Err(faults) }
}

async fn page_of(request: &HttpRequest, app: &App, viewer: &Viewer) -> AppResult<WeightsPage> {
    let viewer = viewer.clone();
    let (versions, weights) = app.read(move |conn| Ok((actions::versions(conn, &viewer)?, super::now(conn)?))).await?;
    let page = Shell::new(request, lang_of(request).t("配对权重", "Weights of pairings"));
    Ok(WeightsPage { page, versions, weights, preview: None, note: String::new(), faults: vec![] })
}

/// `GET /desk/weights`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators.
pub async fn edit(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    show(&request, &page_of(&request, &app, &viewer).await?)
}

/// `POST /desk/weights/preview`: changes nothing.
///
/// # Errors
/// `SignIn`, `Forbidden`; `Busy` before the matcher is ready.
pub async fn preview(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    web::Form(form): web::Form<Sent>,
) -> AppResult<HttpResponse> {
    let page =
        WeightsPage { note: form.get("note").cloned().unwrap_or_default(), ..page_of(&request, &app, &viewer).await? };
    let weights = match typed(&form) {
        Ok(weights) => weights,
        Err(faults) => return refuse(&request, WeightsPage { faults, ..page }),
    };
    let known = matcher.now()?;
    match app.read(move |conn| actions::preview(conn, &known, &viewer, weights)).await {
        Ok(preview) => show(&request, &WeightsPage { weights, preview: Some(preview), ..page }),
        Err(AppError::Invalid(faults)) => refuse(&request, WeightsPage { weights, faults, ..page }),
        Err(other) => Err(other),
    }
}

fn refuse(request: &HttpRequest, page: WeightsPage) -> AppResult<HttpResponse> {
    show_as(StatusCode::UNPROCESSABLE_ENTITY, request, &page)
}

/// `POST /desk/weights`
///
/// # Errors
/// As [`actions::put`].
pub async fn put(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Sent>,
) -> AppResult<HttpResponse> {
    let note = form.get("note").cloned().unwrap_or_default();
    let seen = form.get("seen").and_then(|seen| seen.parse().ok()).unwrap_or(-1);
    let page = WeightsPage { note: note.clone(), ..page_of(&request, &app, &viewer).await? };
    let weights = match typed(&form) {
        Ok(weights) => weights,
        Err(faults) => return refuse(&request, WeightsPage { faults, ..page }),
    };
    match app.write(move |conn| actions::put(conn, &viewer, weights, (&note, seen), clock::now())).await {
        Ok(version) => {
            let number = version.version;
            let message = lang_of(&request).t(
                format!("第 {number} 版已生效，配对正在重算"),
                format!("Version {number} is in force; pairings are being worked out anew"),
            );
            Ok(redirect(PAGE, &message))
        }
        Err(AppError::Invalid(faults)) => refuse(&request, WeightsPage { weights, faults, ..page }),
        Err(other) => Err(other),
    }
}

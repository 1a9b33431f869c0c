//! One import: its progress, its counts, its faults, and what can be done with it.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{path_of, words};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::{self, AppResult, Paging, Shell, page, redirect};
use crate::imports::actions;
use crate::imports::batch::Outcome;
use crate::imports::report::{Counts, KEPT_FAULTS, RowFault};
use crate::imports::store::BatchRow;
use crate::lang::Lang;

/// Faults on a page.
const PAGE: u64 = 50;

/// Which page of the faults.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    page: Option<u64>,
}

/// What is decided of a checked import.
#[derive(Debug, serde::Deserialize)]
pub struct Decision {
    #[serde(default)]
    skip_bad: Option<String>,
}

struct TableLine {
    name: String,
    counts: Counts,
}

struct FaultLine {
    cell: String,
    column: String,
    value: String,
    cause: String,
    fix: String,
}

#[derive(Template)]
#[template(path = "imports/one.html")]
struct OnePage {
    page: Shell,
    to: String,
    batch: BatchRow,
    state: &'static str,
    class: &'static str,
    when: String,
    tables: Vec<TableLine>,
    total: Counts,
    notes: Vec<String>,
    failure: Option<String>,
    undone: Vec<String>,
    kept: Vec<String>,
    kept_more: u64,
    undo_until: Option<String>,
    is_stuck: bool,
    faults: Vec<FaultLine>,
    faults_beyond: u64,
    paging: Paging,
}

/// `GET /imports/{id}`
///
/// # Errors
/// As [`actions::find`].
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let (id, number) = (id.into_inner(), asked.page.unwrap_or(1));
    let offset = number.saturating_sub(1).saturating_mul(PAGE);
    let wanted = id.clone();
    let (batch, faults) = app.read(move |conn| actions::faults(conn, &viewer, &wanted, offset, PAGE)).await?;
    http::show(&request, &fill(&request, batch, faults, number)?)
}

fn fill(request: &HttpRequest, batch: BatchRow, faults: Vec<RowFault>, number: u64) -> AppResult<OnePage> {
    let page = Shell::new(request, batch.source.clone());
    let lang = page.lang;
    let outcome = batch.ending()?;
    let (undone, kept, kept_more) = undone(outcome.as_ref(), lang);
    let now = clock::now();
    let all = u64::try_from(batch.faults).unwrap_or(0);
    let kept_faults = all.min(KEPT_FAULTS as u64);
    Ok(OnePage {
        to: path_of(&batch.id),
        state: words::state(&batch, lang),
        class: words::state_class(&batch),
        when: clock::show(batch.created_at),
        tables: batch.tables()?.into_iter().map(|t| TableLine { name: t.name, counts: t.counts }).collect(),
        total: batch.total()?,
        notes: batch.notes()?.iter().map(|note| note.r#in(lang).to_owned()).collect(),
        failure: words::failure(outcome.as_ref(), lang),
        undone,
        kept,
        kept_more,
        undo_until: batch.undo_until().filter(|until| *until > now).map(clock::show_day),
        is_stuck: actions::is_stuck(&batch, now),
        faults: faults.iter().map(|fault| line(fault, lang)).collect(),
        faults_beyond: all - kept_faults,
        paging: Paging::new(number, PAGE, kept_faults, &path_of(&batch.id)),
        page,
        batch,
    })
}

fn undone(outcome: Option<&Outcome>, lang: Lang) -> (Vec<String>, Vec<String>, u64) {
    let Some(Outcome::Undone(undone)) = outcome else { return (vec![], vec![], 0) };
    let kept = undone.kept.iter().map(|row| {
        let sheet = words::sheet(row.sheet, lang);
        lang.t(format!("{sheet} {}：{}", row.name, row.why.zh), format!("{sheet} {}: {}", row.name, row.why.en))
    });
    let more = undone.kept_total().saturating_sub(undone.kept.len() as u64);
    (undone.tables.iter().map(|table| words::undone(table, lang)).collect(), kept.collect(), more)
}

fn line(fault: &RowFault, lang: Lang) -> FaultLine {
    FaultLine {
        cell: fault.cell(),
        column: fault.fault.field.clone(),
        value: fault.fault.value.chars().take(80).collect(),
        cause: fault.fault.cause.r#in(lang).to_owned(),
        fix: fault.fault.fix.r#in(lang).to_owned(),
    }
}

/// `POST /imports/{id}/application`
///
/// # Errors
/// As [`actions::apply`].
pub async fn apply(
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    decision: web::Form<Decision>,
) -> AppResult<HttpResponse> {
    let (id, skip_bad) = (id.into_inner(), decision.skip_bad.is_some());
    let wanted = id.clone();
    app.write(move |conn| actions::apply(conn, &viewer, &wanted, skip_bad, clock::now())).await?;
    Ok(redirect(&path_of(&id), ""))
}

/// `POST /imports/{id}/resumption`
///
/// # Errors
/// As [`actions::resume`].
pub async fn resume(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let wanted = id.clone();
    app.write(move |conn| actions::resume(conn, &viewer, &wanted, clock::now())).await?;
    Ok(redirect(&path_of(&id), ""))
}

/// `POST /imports/{id}/undoing`
///
/// # Errors
/// As [`actions::undo`].
pub async fn undo(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let wanted = id.clone();
    let undone = app.write(move |conn| actions::undo(conn, &viewer, &wanted, clock::now())).await?;
    let lang = page::lang_of(&request);
    let message = match undone.kept_total() {
        0 => lang.t("导入已撤销".to_owned(), "The import has been undone".to_owned()),
        kept => lang.t(
            format!("导入已撤销，{kept} 行因后来有改动而保留"),
            format!("The import has been undone; {kept} rows stay because of later changes"),
        ),
    };
    Ok(redirect(&path_of(&id), &message))
}

//! `/desk/synonyms`: the list, the preview, adding and removing.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::preview::{self, Change};
use super::store::{self, SynonymRow};
use super::{actions, rules};
use crate::accounts::Viewer;
use crate::accounts::actions::for_operators;
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Paging, Shell, redirect, show, show_as};
use crate::search::Lexicon;
use crate::search::query::kind_name;

const LIST: &str = "/desk/synonyms";
/// Pairs on a page.
const SIZE: u64 = 50;

/// A pair as it was typed, and the page of the list.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Typed {
    word: String,
    other: String,
    note: String,
    page: Option<u64>,
}

impl Typed {
    /// Whether a word is still to be given: the page then only shows what is there.
    fn is_unfinished(&self) -> bool {
        self.word.is_empty() || self.other.is_empty()
    }

    fn pair(&self) -> (&str, &str, &str) {
        (&self.word, &self.other, &self.note)
    }
}

/// What a pair would change, and how many more searches than are shown.
struct Preview {
    pair: rules::Pair,
    changes: Vec<Change>,
    more: usize,
}

#[derive(Template)]
#[template(path = "desk/synonyms.html")]
struct SynonymsPage {
    page: Shell,
    paging: Paging,
    rows: Vec<SynonymRow>,
    typed: Typed,
    preview: Option<Preview>,
    faults: Vec<Fault>,
}

impl SynonymsPage {
    fn kind(&self, change: &Change) -> &'static str {
        kind_name(change.kind, self.page.lang)
    }

    fn fault(&self, field: &str) -> Option<String> {
        self.faults.iter().find(|fault| fault.field == field).map(|fault| self.page.fault(fault))
    }
}

async fn page_of(request: &HttpRequest, app: &App, typed: Typed, faults: Vec<Fault>) -> AppResult<SynonymsPage> {
    let page = Shell::new(request, lang_of(request).t("同义词", "Synonyms"));
    let (number, here) = (typed.page.unwrap_or(1), page.here.clone());
    let (paging, rows) = app
        .read(move |conn| {
            let total = u64::try_from(store::count(conn)?).unwrap_or(0);
            let paging = Paging::new(number, SIZE, total, &here);
            let offset = i64::try_from(paging.offset()).unwrap_or(i64::MAX);
            Ok((paging, store::page(conn, offset, SIZE as i64)?))
        })
        .await?;
    Ok(SynonymsPage { page, paging, rows, typed, preview: None, faults })
}

/// `GET /desk/synonyms`; with `word` and `other` it shows what that pair would change.
///
/// # Errors
/// `Forbidden` for anybody but an operator; those of the engine and of the database.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    lexicon: web::Data<Lexicon>,
    viewer: Viewer,
    typed: web::Query<Typed>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let typed = typed.into_inner();
    if typed.is_unfinished() {
        return show(&request, &page_of(&request, &app, typed, Vec::new()).await?);
    }
    let (engine, wanted) = (app.engine.clone(), typed.clone());
    let previewed = app
        .read(move |conn| {
            let pair = actions::check(conn, &viewer, wanted.pair())?;
            let known = lexicon.renewed(conn)?;
            let (changes, more) = preview::changes(conn, (&*engine, &known), &pair, clock::now())?;
            Ok(Preview { pair, changes, more })
        })
        .await;
    match previewed {
        Ok(preview) => {
            let page = page_of(&request, &app, typed, Vec::new()).await?;
            show(&request, &SynonymsPage { preview: Some(preview), ..page })
        }
        Err(AppError::Invalid(faults)) => refuse(&request, &app, typed, faults).await,
        Err(why) => Err(why),
    }
}

async fn refuse(request: &HttpRequest, app: &App, typed: Typed, faults: Vec<Fault>) -> AppResult<HttpResponse> {
    show_as(StatusCode::UNPROCESSABLE_ENTITY, request, &page_of(request, app, typed, faults).await?)
}

/// `POST /desk/synonyms`
///
/// # Errors
/// Those of [`actions::add`].
pub async fn add(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    typed: web::Form<Typed>,
) -> AppResult<HttpResponse> {
    let typed = typed.into_inner();
    let wanted = typed.clone();
    match app.write(move |conn| actions::add(conn, &viewer, wanted.pair(), clock::now())).await {
        Ok(row) => {
            let lang = lang_of(&request);
            let (zh, en) =
                (format!("已添加：{} = {}", row.word, row.other), format!("Added: {} = {}", row.word, row.other));
            Ok(redirect(LIST, &lang.t(zh, en)))
        }
        Err(AppError::Invalid(faults)) => refuse(&request, &app, typed, faults).await,
        Err(why) => Err(why),
    }
}

/// `POST /desk/synonyms/{id}/removal`
///
/// # Errors
/// Those of [`actions::remove`].
pub async fn remove(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let row = app.write(move |conn| actions::remove(conn, &viewer, &id, clock::now())).await?;
    let lang = lang_of(&request);
    let (zh, en) = (format!("已删除：{} = {}", row.word, row.other), format!("Removed: {} = {}", row.word, row.other));
    Ok(redirect(LIST, &lang.t(zh, en)))
}

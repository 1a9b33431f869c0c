//! The form of a need: new, edited, and come back with faults.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LABELS, edit_path, public_path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::chain::store as chain;
use crate::clock;
use crate::db::Conn;
use crate::faults::Fault;
use crate::http::columns::{Columns, version};
use crate::http::{AppError, AppResult, Shell, page, redirect, show_as};
use crate::ids;
use crate::lang::Lang;
use crate::listings::form::{Form, overtaken};
use crate::listings::web::{OFFERED, published_message, state_word};
use crate::listings::{self, ListingState, Saved, actions};
use crate::needs::NeedFields;
use crate::needs::rules::{self, COLUMNS};
use crate::needs::store::{Card, NeedRow};
use crate::{specs, text};

/// What the page says beside the form of a need that exists.
struct Subject {
    code: String,
    edit_path: String,
    public_path: String,
    state: ListingState,
    state_word: &'static str,
    is_public: bool,
    is_stale: bool,
    confirmed: String,
}

#[derive(Template)]
#[template(path = "needs/form.html")]
struct FormPage {
    page: Shell,
    form: Form,
    categories: Vec<String>,
    subject: Option<Subject>,
    /// Somebody else changed it meanwhile.
    is_overtaken: bool,
    firm_verified: bool,
}

/// What the page of an existing need is made of.
struct Loaded {
    card: Card,
    categories: Vec<String>,
}

fn load(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<Loaded> {
    let card = actions::editable::<NeedRow>(conn, viewer, code)?;
    Ok(Loaded { card, categories: chain::names_with(conn, "", OFFERED)? })
}

/// The columns as the form shows them: specs one a line.
fn values(fields: &NeedFields) -> HashMap<String, String> {
    let text = |column: &&str| {
        let text = fields.column(column).unwrap_or_default();
        let text = if *column == "specs" { specs::as_lines(&text) } else { text };
        ((*column).to_owned(), text)
    };
    COLUMNS.iter().map(text).collect()
}

fn form_of(card: &Card, lang: Lang) -> Form {
    let mut values = values(&card.fields());
    values.insert("updated_at".into(), version(card.row.updated_at));
    Form::new(lang, LABELS, values)
}

impl FormPage {
    fn empty(request: &HttpRequest, viewer: &Viewer, form: Form, categories: Vec<String>) -> FormPage {
        let lang = page::lang_of(request);
        FormPage {
            page: Shell::new(request, lang.t("新需求", "New need")),
            form,
            categories,
            subject: None,
            is_overtaken: false,
            firm_verified: viewer.firm_verified,
        }
    }

    fn of(request: &HttpRequest, viewer: &Viewer, form: Form, loaded: Loaded) -> FormPage {
        let lang = page::lang_of(request);
        let row = &loaded.card.row;
        let subject = Subject {
            edit_path: edit_path(&row.code),
            public_path: public_path(&row.code),
            state: row.state,
            state_word: state_word(row.state, lang),
            is_public: loaded.card.is_public(),
            is_stale: listings::is_stale(row.state, row.confirmed_at, clock::now()),
            confirmed: row.confirmed_at.map(clock::show_day).unwrap_or_default(),
            code: row.code.clone(),
        };
        let mut shown = FormPage::empty(request, viewer, form, loaded.categories);
        shown.page.title.clone_from(&row.text);
        shown.subject = Some(subject);
        shown
    }
}

/// What a new need begins with.
#[derive(serde::Deserialize)]
pub struct Begun {
    /// The words of a search that found nothing.
    #[serde(default)]
    text: String,
}

/// `GET /my/needs/new`
pub async fn new(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    begun: web::Query<Begun>,
) -> AppResult<HttpResponse> {
    listings::firm_of(&viewer)?;
    let categories = app.read(|conn| Ok(chain::names_with(conn, "", OFFERED)?)).await?;
    let mut values = values(&NeedFields::empty());
    // Made here and sent back with the form, so that a form sent twice makes one need.
    values.insert("code".into(), ids::new_code('N'));
    values.insert("text".into(), text::tidy(&begun.text));
    let form = Form::new(page::lang_of(&request), LABELS, values);
    show_as(StatusCode::OK, &request, &FormPage::empty(&request, &viewer, form, categories))
}

/// `POST /my/needs` (`then=publish` publishes at once)
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    sent: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (sent, who) = (sent.into_inner(), viewer.clone());
    let columns = sent.clone();
    let state = if sent.text("then") == "publish" { ListingState::Published } else { ListingState::Draft };
    let created = app.write(move |conn| actions::create::<NeedRow>(conn, &who, &columns, state, clock::now())).await;
    let lang = page::lang_of(&request);
    match created {
        Ok(row) => Ok(redirect(&edit_path(&row.code), created_message(row.state, &viewer, lang))),
        Err(AppError::Invalid(faults)) => {
            let categories = app.read(|conn| Ok(chain::names_with(conn, "", OFFERED)?)).await?;
            let form = Form::back(lang, LABELS, sent, faults);
            let shown = FormPage::empty(&request, &viewer, form, categories);
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &shown)
        }
        Err(why) => Err(why),
    }
}

fn created_message(state: ListingState, viewer: &Viewer, lang: Lang) -> &'static str {
    match state {
        ListingState::Published => published_message(viewer.firm_verified, lang),
        _ => lang.t("已存为草稿，发布后别人才能看到", "Saved as a draft; others see it once you publish it"),
    }
}

/// `GET /my/needs/{code}`
pub async fn edit(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let who = viewer.clone();
    let loaded = app.read(move |conn| load(conn, &who, &code)).await?;
    let form = form_of(&loaded.card, page::lang_of(&request));
    show_as(StatusCode::OK, &request, &FormPage::of(&request, &viewer, form, loaded))
}

/// `POST /my/needs/{code}` (`then=publish` publishes as well)
pub async fn save(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    sent: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (sent, code, who) = (sent.into_inner(), code.into_inner(), viewer.clone());
    let (columns, wanted) = (sent.clone(), code.clone());
    let publish = sent.text("then") == "publish";
    let saved = app
        .write(move |conn| {
            let now = clock::now();
            let saved = actions::edit::<NeedRow>(conn, &who, &wanted, &columns, columns.seen()?, now)?;
            if publish && matches!(saved, Saved::Done(_)) {
                actions::publish::<NeedRow>(conn, &who, &wanted, now)?;
            }
            Ok(saved)
        })
        .await;
    let lang = page::lang_of(&request);
    match saved {
        Ok(Saved::Done(_)) if publish => Ok(redirect(&edit_path(&code), published_message(viewer.firm_verified, lang))),
        Ok(Saved::Done(_)) => Ok(redirect(&edit_path(&code), lang.t("已保存", "Saved"))),
        Ok(Saved::Changed(current)) => overtaken_page(&request, &app, viewer, sent, current).await,
        Err(AppError::Invalid(faults)) => {
            let form = Form::back(lang, LABELS, sent, faults);
            back(StatusCode::UNPROCESSABLE_ENTITY, &request, &app, viewer, code, form, false).await
        }
        Err(why) => Err(why),
    }
}

/// The form with what was sent and, beside each field, what somebody else has made of it.
async fn overtaken_page(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    mut sent: Columns,
    current: Card,
) -> AppResult<HttpResponse> {
    let (stored, lang) = (current.fields(), page::lang_of(request));
    let (read, _) = rules::read_onto(stored.clone(), &|column| sent.get(column));
    let faults: Vec<Fault> = COLUMNS
        .iter()
        .filter(|column| read.column(column) != stored.column(column))
        .map(|column| overtaken(column, sent.text(column), &stored.column(column).unwrap_or_default()))
        .collect();
    // Saving again is then a decision made in sight of both.
    sent.0.insert("updated_at".into(), version(current.row.updated_at));
    let form = Form::back(lang, LABELS, sent, faults);
    back(StatusCode::CONFLICT, request, app, viewer, current.row.code, form, true).await
}

async fn back(
    status: StatusCode,
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    code: String,
    form: Form,
    is_overtaken: bool,
) -> AppResult<HttpResponse> {
    let who = viewer.clone();
    let loaded = app.read(move |conn| load(conn, &who, &code)).await?;
    let shown = FormPage { is_overtaken, ..FormPage::of(request, &viewer, form, loaded) };
    show_as(status, request, &shown)
}

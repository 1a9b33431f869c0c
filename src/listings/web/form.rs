//! The form of a listing: new, edited, and come back with faults.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{Pages, edit_path, list_path, public_path, published_message, state_word};
use crate::accounts::Viewer;
use crate::app::App;
use crate::chain::store as chain;
use crate::clock;
use crate::faults::Fault;
use crate::http::columns::{Columns, version};
use crate::http::{AppError, AppResult, page, redirect};
use crate::lang::Lang;
use crate::listings::form::{Form, overtaken};
use crate::listings::{Card, Fields, Listing, ListingState, Saved, actions, rules};
use crate::{ids, specs};

/// Categories offered while typing; the form accepts every one of the chain's.
const OFFERED: i64 = 1_000;

/// What the page says beside the form of a listing that exists.
pub struct Subject {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// Where its form and its steps are sent.
    pub edit_path: String,
    /// Where everyone sees it.
    pub public_path: String,
    /// Where it stands.
    pub state: ListingState,
    /// The same in words.
    pub state_word: &'static str,
    /// Whether everyone sees it.
    pub is_public: bool,
    /// Whether it waits to be confirmed.
    pub is_stale: bool,
    /// Day of the last confirmation, or empty.
    pub confirmed: String,
}

impl Subject {
    fn of<L: Listing>(card: &Card<L>, lang: Lang) -> Subject {
        let (row, standing) = (&card.row, card.row.standing());
        Subject {
            code: row.code().to_owned(),
            title: card.fields().title().to_owned(),
            edit_path: edit_path::<L>(row.code()),
            public_path: public_path::<L>(row.code()),
            state: standing.state,
            state_word: state_word(standing.state, lang),
            is_public: card.is_public(),
            is_stale: rules::is_stale(standing.state, standing.confirmed_at, clock::now()),
            confirmed: standing.confirmed_at.map(clock::show_day).unwrap_or_default(),
        }
    }
}

/// What the page of a form shows, whatever the kind of listing.
pub struct Sheet {
    /// The form.
    pub form: Form,
    /// Names of categories to choose from.
    pub categories: Vec<String>,
    /// Where the list of one's own is; a new listing is sent there too.
    pub base: String,
    /// The listing, none for a new one.
    pub subject: Option<Subject>,
    /// Somebody else changed it meanwhile.
    pub is_overtaken: bool,
    /// Whether others see what the firm publishes.
    pub firm_verified: bool,
}

impl Sheet {
    fn empty<L: Listing>(viewer: &Viewer, form: Form, categories: Vec<String>) -> Sheet {
        let (base, firm_verified) = (list_path::<L>(), viewer.firm_verified);
        Sheet { form, categories, base, subject: None, is_overtaken: false, firm_verified }
    }

    /// What the listing is called; `new` for one that does not exist yet.
    pub fn title(&self, new: &str) -> String {
        self.subject.as_ref().map_or(new, |subject| &subject.title).to_owned()
    }
}

/// What the page of an existing listing is made of.
pub struct Loaded<L: Pages> {
    card: Card<L>,
    categories: Vec<String>,
    /// What it shows beside the form.
    pub beside: L::Beside,
}

/// Reads the page of the listing of that code.
///
/// # Errors
/// Those of [`actions::editable`].
pub async fn loaded<L: Pages>(app: &App, viewer: &Viewer, code: &str) -> AppResult<Loaded<L>> {
    let (viewer, code) = (viewer.clone(), code.to_owned());
    app.read(move |conn| {
        let card = actions::editable::<L>(conn, &viewer, &code)?;
        let beside = card.row.beside(conn)?;
        Ok(Loaded { card, categories: chain::names_with(conn, "", OFFERED)?, beside })
    })
    .await
}

impl<L: Pages> Loaded<L> {
    /// Shows the page, with what is stored in the form.
    ///
    /// # Errors
    /// When its template fails.
    pub fn show(self, status: StatusCode, request: &HttpRequest, viewer: &Viewer) -> AppResult<HttpResponse> {
        let mut values = values(&self.card.fields());
        values.insert("updated_at".into(), version(self.card.row.standing().updated_at));
        let form = Form::new(page::lang_of(request), L::LABELS, values);
        self.show_with(form, false, status, request, viewer)
    }

    fn show_with(
        self,
        form: Form,
        is_overtaken: bool,
        status: StatusCode,
        request: &HttpRequest,
        viewer: &Viewer,
    ) -> AppResult<HttpResponse> {
        let subject = Some(Subject::of(&self.card, page::lang_of(request)));
        let sheet = Sheet { subject, is_overtaken, ..Sheet::empty::<L>(viewer, form, self.categories) };
        L::form_page(status, request, sheet, self.beside)
    }
}

/// The columns as the form shows them: specs and certificates one a line.
fn values<F: Fields>(fields: &F) -> HashMap<String, String> {
    let text = |column: &&str| {
        let text = fields.column(column).unwrap_or_default();
        let text = if matches!(*column, "specs" | "certificates") { specs::as_lines(&text) } else { text };
        ((*column).to_owned(), text)
    };
    F::COLUMNS.iter().map(text).collect()
}

/// Shows the page of a new listing that begins with the texts of `begun`.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub async fn begin<L: Pages>(
    request: &HttpRequest,
    app: &App,
    viewer: &Viewer,
    begun: &[(&str, String)],
) -> AppResult<HttpResponse> {
    rules::firm_of(viewer)?;
    let mut values = values(&L::Fields::empty());
    // Made here and sent back with the form, so that a form sent twice makes one listing.
    values.insert("code".into(), ids::new_code(L::LETTER));
    values.extend(begun.iter().map(|(column, text)| ((*column).to_owned(), text.clone())));
    let form = Form::new(page::lang_of(request), L::LABELS, values);
    show_new::<L>(StatusCode::OK, request, app, viewer, form).await
}

async fn show_new<L: Pages>(
    status: StatusCode,
    request: &HttpRequest,
    app: &App,
    viewer: &Viewer,
    form: Form,
) -> AppResult<HttpResponse> {
    let categories = app.read(|conn| Ok(chain::names_with(conn, "", OFFERED)?)).await?;
    L::form_page(status, request, Sheet::empty::<L>(viewer, form, categories), L::Beside::default())
}

/// `POST /my/products` (`then=publish` publishes at once)
pub async fn create<L: Pages>(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    sent: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (sent, who) = (sent.into_inner(), viewer.clone());
    let columns = sent.clone();
    let state = if sent.text("then") == "publish" { ListingState::Published } else { ListingState::Draft };
    let created = app.write(move |conn| actions::create::<L>(conn, &who, &columns, state, clock::now())).await;
    let lang = page::lang_of(&request);
    match created {
        Ok(row) => {
            let message = created_message(row.standing().state, &viewer, lang);
            Ok(redirect(&edit_path::<L>(row.code()), message))
        }
        Err(AppError::Invalid(faults)) => {
            let form = Form::back(lang, L::LABELS, sent, faults);
            show_new::<L>(StatusCode::UNPROCESSABLE_ENTITY, &request, &app, &viewer, form).await
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

/// `GET /my/products/{code}`
pub async fn edit<L: Pages>(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    loaded::<L>(&app, &viewer, &code).await?.show(StatusCode::OK, &request, &viewer)
}

/// `POST /my/products/{code}` (`then=publish` publishes as well)
pub async fn save<L: Pages>(
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
            let saved = actions::edit::<L>(conn, &who, &wanted, &columns, columns.seen()?, now)?;
            if publish && matches!(saved, Saved::Done(_)) {
                actions::publish::<L>(conn, &who, &wanted, now)?;
            }
            Ok(saved)
        })
        .await;
    let (lang, to) = (page::lang_of(&request), edit_path::<L>(&code));
    match saved {
        Ok(Saved::Done(_)) if publish => Ok(redirect(&to, published_message(viewer.firm_verified, lang))),
        Ok(Saved::Done(_)) => Ok(redirect(&to, lang.t("已保存", "Saved"))),
        Ok(Saved::Changed(current)) => {
            let form = overtaken_form(sent, &current, lang);
            let loaded = loaded::<L>(&app, &viewer, &code).await?;
            loaded.show_with(form, true, StatusCode::CONFLICT, &request, &viewer)
        }
        Err(AppError::Invalid(faults)) => {
            let form = Form::back(lang, L::LABELS, sent, faults);
            let loaded = loaded::<L>(&app, &viewer, &code).await?;
            loaded.show_with(form, false, StatusCode::UNPROCESSABLE_ENTITY, &request, &viewer)
        }
        Err(why) => Err(why),
    }
}

/// The form with what was sent and, beside each field, what somebody else has made of it.
fn overtaken_form<L: Pages>(mut sent: Columns, current: &Card<L>, lang: Lang) -> Form {
    let stored = current.fields();
    let (read, _) = stored.clone().read_onto(&|column| sent.get(column));
    let faults: Vec<Fault> = L::Fields::COLUMNS
        .iter()
        .filter(|column| read.column(column) != stored.column(column))
        .map(|column| overtaken(column, sent.text(column), &stored.column(column).unwrap_or_default()))
        .collect();
    // Saving again is then a decision made in sight of both.
    sent.0.insert("updated_at".into(), version(current.row.standing().updated_at));
    Form::back(lang, L::LABELS, sent, faults)
}

//! The page of an enquiry that has been sent: the buyer's, and that of a firm that was asked.

mod parts;

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use self::parts::{AskedLine, FileLine, QuoteForm, ReceiptBox};
use super::door::Door;
use super::words;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::enquiries::quotes::actions::{self as quotes, Receipt};
use crate::enquiries::rules::Phase;
use crate::enquiries::seat::{Seat, take};
use crate::enquiries::store::LineRow;
use crate::enquiries::view::{self, Question, View};
use crate::enquiries::{Answer, State};
use crate::faults::Fault;
use crate::http::columns::Columns;
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, show_as};
use crate::sealing::Sealing;
use crate::specs;

#[derive(Template)]
#[template(path = "enquiries/show.html")]
struct ShowPage {
    page: Shell,
    /// The address of the steps.
    base: String,
    by_link: bool,
    code: String,
    buyer: String,
    note: String,
    phase: Phase,
    phase_word: (&'static str, &'static str),
    deadline: String,
    cancel_reason: String,
    lines: Vec<LineRow>,
    /// For the buyer.
    suppliers: Vec<AskedLine>,
    /// For a firm that was asked: its answer and whether it has quoted.
    own: Option<(&'static str, bool)>,
    questions: Vec<Question>,
    files: Vec<FileLine>,
    quote: Option<QuoteForm>,
    /// To who came by link it is shown once, just after quoting.
    receipt: Option<ReceiptBox>,
    faults: Vec<(String, String)>,
}

impl ShowPage {
    fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    fn has_quoted(&self) -> bool {
        self.own.is_some_and(|(_, has_quoted)| has_quoted)
    }

    fn specs(&self, line: &LineRow) -> String {
        specs::as_lines(&line.specs)
    }

    fn quantity(&self, line: &LineRow) -> String {
        line.quantity.map(|quantity| format!("{quantity} {}", line.unit).trim().to_owned()).unwrap_or_default()
    }
}

/// What the page is made of.
pub(super) struct Loaded {
    view: View,
    receipt: Option<Receipt>,
    asked: Vec<AskedLine>,
}

fn load(conn: &mut Conn, sealing: &Sealing, door: &Door, viewer: &Viewer, now: Moment) -> AppResult<Loaded> {
    let seated = door.take(conn, sealing, viewer, now)?;
    // Who came by link is never shown a price.
    let receipt = match &seated.seat {
        Seat::Supplier { row, by_link: false } => quotes::own(conn, sealing, &row.id)?,
        _ => None,
    };
    let mut view = view::load(conn, seated, now)?;
    let asked = parts::asked(conn, std::mem::take(&mut view.suppliers), now)?;
    Ok(Loaded { view, receipt, asked })
}

/// `GET /enquiries/{code}`; a draft is shown as its form.
///
/// # Errors
/// Those of [`take`].
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (who, wanted) = (viewer.clone(), code.clone());
    let is_draft = app.read(move |conn| Ok(take(conn, &who, &wanted)?.row.state == State::Draft)).await?;
    if is_draft {
        return super::edit(request, app, viewer, code).await;
    }
    page(&request, &app, viewer, Door::Page(code.into_inner()), None, None).await
}

/// `GET /answer/{token}`
///
/// # Errors
/// `NotFound` for a link that is not ours or has run out.
pub async fn by_link(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    token: web::Path<String>,
) -> AppResult<HttpResponse> {
    page(&request, &app, viewer, Door::Link(token.into_inner()), None, None).await
}

/// The page, with a form that comes back with its faults, or with the receipt of a quote that was just sent by link.
pub(super) async fn page(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    door: Door,
    sent: Option<(Columns, Vec<Fault>)>,
    fresh: Option<Receipt>,
) -> AppResult<HttpResponse> {
    let (now, lang) = (clock::now(), lang_of(request));
    let (sealing, way) = (app.sealing.clone(), door.clone());
    let loaded = app.read(move |conn| load(conn, &sealing, &way, &viewer, now)).await?;
    let status = if sent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let Loaded { view, receipt, asked } = loaded;
    let (sent, faults) = sent.unwrap_or_default();
    let may_quote = view.own.is_some() && view.phase == Phase::Open;
    let shown = ShowPage {
        page: Shell::new(request, view.row.title.clone()),
        base: door.base(),
        by_link: door.is_link(),
        phase: view.phase,
        phase_word: words::phase(view.phase, lang),
        deadline: view.row.deadline.map(clock::show).unwrap_or_default(),
        suppliers: asked.into_iter().map(|line| line.r#in(lang)).collect(),
        quote: may_quote.then(|| QuoteForm::new(sent, receipt.as_ref(), &view)),
        own: view.own.as_ref().map(|own| (words::answer(own.answer, lang), own.answer == Answer::Quoted)),
        receipt: fresh.or(receipt).map(|receipt| ReceiptBox::new(receipt, &app.sealing)),
        files: view.files.iter().map(|file| FileLine::new(file, &view)).collect(),
        faults: faults.iter().map(|fault| (fault.field.clone(), fault.line(lang))).collect(),
        questions: view.questions,
        lines: view.lines,
        code: view.row.code,
        buyer: view.row.buyer_name,
        note: view.row.note,
        cancel_reason: view.row.cancel_reason,
    };
    let mut answer = show_as(status, request, &shown)?;
    // A page with a price of one's own is kept nowhere.
    answer.headers_mut().insert(CACHE_CONTROL, actix_web::http::header::HeaderValue::from_static("no-store"));
    Ok(answer)
}

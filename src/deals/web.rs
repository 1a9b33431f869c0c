//! The pages of deals.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::store::{self, DealRow, RatingRow};
use super::{DealState, Side, actions};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::enquiries::comparison::actions::settled;
use crate::enquiries::seat::{check_may_ask, owner_of};
use crate::firms;
use crate::http::columns::Columns;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Form, Shell, in_address, redirect, show, show_as};
use crate::lang::Lang;

/// Deals of the list.
const MOST: i64 = 100;

fn path(code: &str) -> String {
    format!("/deals/{}", in_address(code))
}

/// A state in words, and the class of its tag.
fn state_word(state: DealState, lang: Lang) -> (&'static str, &'static str) {
    match state {
        DealState::Proposed => (lang.t("待对方确认", "To be confirmed"), "warn"),
        DealState::Confirmed => (lang.t("双方已确认", "Confirmed by both"), "ok"),
        DealState::Declined => (lang.t("未被确认", "Declined"), "bad"),
    }
}

struct Line {
    row: DealRow,
    path: String,
    state: (&'static str, &'static str),
    is_buyer: bool,
}

#[derive(Template)]
#[template(path = "deals/list.html")]
struct ListPage {
    page: Shell,
    rows: Vec<Line>,
}

/// `GET /my/deals`: the latest hundred.
///
/// # Errors
/// `SignIn`; `Forbidden` for staff.
pub async fn list(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let lang = lang_of(&request);
    let owner = owner_of(&viewer);
    let mine = owner.clone();
    let rows = app.read(move |conn| Ok(store::own(conn, &mine, viewer.firm.as_ref(), MOST)?)).await?;
    let line = |row: DealRow| Line {
        path: path(&row.code),
        state: state_word(row.state, lang),
        is_buyer: row.owner == owner,
        row,
    };
    let rows = rows.into_iter().map(line).collect();
    show(&request, &ListPage { page: Shell::new(&request, lang.t("成交", "Deals")), rows })
}

/// Which enquiry led to the deal.
#[derive(Debug, Deserialize)]
pub struct From {
    #[serde(default)]
    enquiry: String,
}

#[derive(Template)]
#[template(path = "deals/form.html")]
struct FormPage {
    page: Shell,
    enquiry: String,
    title: String,
    seller: String,
    form: Form,
    faults: Vec<(String, String)>,
}

async fn form_page(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    enquiry: String,
    form: Form,
) -> AppResult<FormPage> {
    let wanted = enquiry.clone();
    let (title, seller) = app
        .read(move |conn| {
            let (row, chosen) = settled(conn, &viewer, &wanted, clock::now())?;
            let firm = firms::store::find(conn, &chosen.firm_id)?.ok_or(AppError::NotFound)?;
            Ok((row.title, firm))
        })
        .await?;
    let lang = lang_of(request);
    let is_local = if seller.division_code.is_some() { "true" } else { "false" };
    let form = if form.value("is_local").is_empty() && form.faults().is_empty() {
        [("starts_on", clock::local_day(clock::now()).to_string()), ("is_local", is_local.to_owned())]
            .into_iter()
            .collect()
    } else {
        form
    };
    let faults = form.faults().iter().map(|fault| (fault.field.clone(), fault.line(lang))).collect();
    let page = Shell::new(request, lang.t("登记成交", "Record a deal"));
    Ok(FormPage { page, enquiry, title, seller: seller.name, form, faults })
}

/// `GET /deals/new?enquiry=`
///
/// # Errors
/// Those of [`settled`].
pub async fn new(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    from: web::Query<From>,
) -> AppResult<HttpResponse> {
    show(&request, &form_page(&request, &app, viewer, from.into_inner().enquiry, Form::default()).await?)
}

/// `POST /deals`
///
/// # Errors
/// Those of [`actions::propose`], but for wrong values, which come back in the form.
pub async fn propose(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let sent = form.into_inner();
    let (own, who, columns) = (app.clone(), viewer.clone(), sent.clone());
    let site = move |conn: &mut Conn| actions::propose(conn, &own.config.public_url, &who, &columns, clock::now());
    match app.write(site).await {
        Ok(row) => {
            let message = lang_of(&request).t("已登记，等待对方确认", "Recorded; the other side has to confirm it");
            Ok(redirect(&path(&row.code), message))
        }
        Err(AppError::Invalid(faults)) => {
            let enquiry = sent.text("enquiry").to_owned();
            let form = Form::new(sent.0).wrong(faults);
            let page = form_page(&request, &app, viewer, enquiry, form).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
        Err(why) => Err(why),
    }
}

#[derive(Template)]
#[template(path = "deals/show.html")]
struct ShowPage {
    page: Shell,
    base: String,
    row: DealRow,
    seller: (String, String),
    state: (&'static str, &'static str),
    /// Whether this side has to settle it.
    to_settle: bool,
    may_rate: bool,
    ratings: Vec<(RatingRow, &'static str, bool)>,
}

/// `GET /deals/{code}`
///
/// # Errors
/// Those of [`actions::take`].
pub async fn page(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let lang = lang_of(&request);
    let (row, side, ratings, seller) = app
        .read(move |conn| {
            let (row, side) = actions::take(conn, &viewer, &code)?;
            let seller = firms::store::find(conn, &row.seller_firm_id)?.ok_or(AppError::NotFound)?;
            let ratings = store::ratings(conn, &row.id)?;
            Ok((row, side, ratings, (format!("/firms/{}", in_address(&seller.code)), seller.name)))
        })
        .await?;
    let has_rated = ratings.iter().any(|rating| rating.side == side);
    let line = |rating: RatingRow| {
        let who = match rating.side {
            Side::Buyer => lang.t("采购方评价", "The buyer says"),
            Side::Seller => lang.t("供应方评价", "The seller says"),
        };
        let may_reply = rating.side != side && rating.reply.is_empty();
        (rating, who, may_reply)
    };
    let shown = ShowPage {
        page: Shell::new(&request, row.title.clone()),
        base: path(&row.code),
        state: state_word(row.state, lang),
        to_settle: row.state == DealState::Proposed && row.proposed_by != side,
        may_rate: row.state == DealState::Confirmed && !has_rated,
        ratings: ratings.into_iter().map(line).collect(),
        seller,
        row,
    };
    show(&request, &shown)
}

/// One step of a deal, then its page with `message`.
async fn step(
    app: web::Data<App>,
    viewer: Viewer,
    code: String,
    message: &str,
    take: impl FnOnce(&mut Conn, &str, &Viewer, &str) -> AppResult<()> + Send + 'static,
) -> AppResult<HttpResponse> {
    let (own, wanted) = (app.clone(), code.clone());
    app.write(move |conn| take(conn, &own.config.public_url, &viewer, &wanted)).await?;
    Ok(redirect(&path(&code), message))
}

type Sent = web::Form<Columns>;

/// `POST /deals/{code}/confirmation`
///
/// # Errors
/// Those of [`actions::settle`].
pub async fn confirm(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let message = lang_of(&request).t("成交已确认，可以评价对方", "Confirmed; you can now rate the other side");
    step(app, viewer, code.into_inner(), message, |conn, site, viewer, code| {
        actions::settle(conn, site, viewer, code, (DealState::Confirmed, ""), clock::now()).map(drop)
    })
    .await
}

/// `POST /deals/{code}/refusal` (`reason`)
///
/// # Errors
/// Those of [`actions::settle`].
pub async fn decline(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    sent: Sent,
) -> AppResult<HttpResponse> {
    let message = lang_of(&request).t("已答复对方", "The other side has been told");
    step(app, viewer, code.into_inner(), message, move |conn, site, viewer, code| {
        actions::settle(conn, site, viewer, code, (DealState::Declined, sent.text("reason")), clock::now()).map(drop)
    })
    .await
}

/// `POST /deals/{code}/rating` (`score`, `text`)
///
/// # Errors
/// Those of [`actions::rate`].
pub async fn rate(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    sent: Sent,
) -> AppResult<HttpResponse> {
    let message = lang_of(&request).t("评价已提交，对方可以回复", "Rated; the other side may reply");
    step(app, viewer, code.into_inner(), message, move |conn, site, viewer, code| {
        actions::rate(conn, site, viewer, code, (sent.text("score"), sent.text("text")), clock::now())
    })
    .await
}

/// `POST /deals/{code}/reply` (`reply`)
///
/// # Errors
/// Those of [`actions::reply`].
pub async fn reply(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    sent: Sent,
) -> AppResult<HttpResponse> {
    let message = lang_of(&request).t("回复已提交", "Your reply is stored");
    step(app, viewer, code.into_inner(), message, move |conn, site, viewer, code| {
        actions::reply(conn, site, viewer, code, sent.text("reply"), clock::now())
    })
    .await
}

//! The form of an enquiry: new, edited, and come back with faults.

mod begin;
mod page;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use self::page::{Content, FormPage};
use super::path;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::enquiries::actions::{self, Post};
use crate::enquiries::files;
use crate::enquiries::seat::{check_may_ask, take_as_buyer};
use crate::enquiries::sent::Sent;
use crate::enquiries::store::EnquiryRow;
use crate::http::columns::Columns;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, redirect, show_as};
use crate::ids;

/// `GET /enquiries/new?product=&need=&firm=`, each as often as wanted: what is asked for, and whom.
///
/// # Errors
/// `SignIn`; `Forbidden` for staff.
pub async fn new(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    begun: web::Query<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let content = app
        .read(move |conn| {
            let mut sent = begin::begin(conn, &viewer, &begun)?;
            // Made here and sent back with the form, so that a form sent twice makes one enquiry.
            sent.code = ids::new_code('E');
            Content::new(conn, sent, Vec::new())
        })
        .await?;
    show_as(StatusCode::OK, &request, &FormPage::new(&request, None, content, 0))
}

/// `POST /enquiries` (`then=send` sends at once, `then=more` adds lines to the form)
///
/// # Errors
/// Those of [`actions::create`] and [`actions::send`], but for wrong values, which come back in the form.
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    check_may_ask(&viewer)?;
    let then = form.text("then").to_owned();
    let sent = Sent::from_form(&form);
    if then == "more" {
        return back(&request, &app, None, sent, Ok(())).await;
    }
    let (own, wanted) = (app.clone(), sent.clone());
    let done = app.write(move |conn| save_and(conn, &own, &viewer, None, &wanted, then == "send")).await;
    finish(&request, &app, None, sent, done).await
}

/// `GET` of a draft: the form with what is stored.
///
/// # Errors
/// Those of [`take_as_buyer`].
pub async fn edit(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let code = code.into_inner();
    let wanted = code.clone();
    let content = app
        .read(move |conn| {
            let row = take_as_buyer(conn, &viewer, &wanted)?;
            let sent = begin::stored(conn, &row)?;
            let files = files::store::of_enquiry(conn, &row.id)?;
            Ok(Content::new(conn, sent, Vec::new())?.with(files))
        })
        .await?;
    show_as(StatusCode::OK, &request, &FormPage::new(&request, Some(code), content, 0))
}

/// `POST /enquiries/{code}`: as [`create`], for a draft.
///
/// # Errors
/// Those of [`actions::edit`] and [`actions::send`], but for wrong values.
pub async fn save(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let then = form.text("then").to_owned();
    let (code, sent) = (code.into_inner(), Sent::from_form(&form));
    if then == "more" {
        let wanted = code.clone();
        app.read(move |conn| take_as_buyer(conn, &viewer, &wanted).map(drop)).await?;
        return back(&request, &app, Some(code), sent, Ok(())).await;
    }
    let (own, wanted, edited) = (app.clone(), sent.clone(), code.clone());
    let done = app.write(move |conn| save_and(conn, &own, &viewer, Some(&edited), &wanted, then == "send")).await;
    finish(&request, &app, Some(code), sent, done).await
}

fn save_and(
    conn: &mut Conn,
    app: &App,
    viewer: &Viewer,
    code: Option<&str>,
    sent: &Sent,
    send: bool,
) -> AppResult<(EnquiryRow, bool)> {
    let now = clock::now();
    let row = match code {
        Some(code) => actions::edit(conn, viewer, code, sent, now)?,
        None => actions::create(conn, viewer, sent, now)?,
    };
    let row = if send { actions::send(conn, Post::from(app), viewer, &row.code, now)? } else { row };
    Ok((row, send))
}

async fn finish(
    request: &HttpRequest,
    app: &App,
    code: Option<String>,
    sent: Sent,
    done: AppResult<(EnquiryRow, bool)>,
) -> AppResult<HttpResponse> {
    match done {
        Ok((row, true)) => {
            let message = lang_of(request).t("询价已发出，已通知供应商", "Sent; the firms have been told");
            Ok(redirect(&path(&row.code), message))
        }
        Ok((row, false)) => Ok(redirect(&path(&row.code), lang_of(request).t("草稿已保存", "The draft is saved"))),
        Err(why) => back(request, app, code, sent, Err(why)).await,
    }
}

/// The form with what was sent, and what is wrong with it; without an error it has more lines.
async fn back(
    request: &HttpRequest,
    app: &App,
    code: Option<String>,
    sent: Sent,
    done: AppResult<()>,
) -> AppResult<HttpResponse> {
    let (faults, status, more) = match done {
        Ok(()) => (Vec::new(), StatusCode::OK, 5),
        Err(AppError::Invalid(faults)) => (faults, StatusCode::UNPROCESSABLE_ENTITY, 0),
        Err(why) => return Err(why),
    };
    let content = app.read(move |conn| Content::new(conn, sent, faults)).await?;
    show_as(status, request, &FormPage::new(request, code, content, more))
}

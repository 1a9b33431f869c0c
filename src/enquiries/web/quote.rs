//! Sending a quote and taking it back, by page and by link.

use actix_web::{HttpRequest, HttpResponse, web};

use super::door::Door;
use super::show;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::enquiries::quotes::actions;
use crate::http::columns::Columns;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, redirect};

/// `POST /enquiries/{code}/quote`
///
/// # Errors
/// Those of [`actions::submit`], but for wrong values, which come back in the form.
pub async fn submit(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    submit_at(&request, &app, viewer, Door::Page(code.into_inner()), form.into_inner()).await
}

/// `POST /answer/{token}/quote`
///
/// # Errors
/// As [`submit`]; `NotFound` for a link that is not ours or has run out.
pub async fn submit_by_link(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    token: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    submit_at(&request, &app, viewer, Door::Link(token.into_inner()), form.into_inner()).await
}

async fn submit_at(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    door: Door,
    sent: Columns,
) -> AppResult<HttpResponse> {
    let (sealing, way, who, columns) = (app.sealing.clone(), door.clone(), viewer.clone(), sent.clone());
    let done = app
        .write(move |conn| {
            let now = clock::now();
            let seated = way.take(conn, &sealing, &who, now)?;
            actions::submit(conn, &sealing, seated, &columns, now)
        })
        .await;
    match done {
        // The link's page shows no price, so this is the only time that the receipt can be.
        Ok(receipt) if door.is_link() => show::page(request, app, viewer, door, None, Some(receipt)).await,
        Ok(_) => {
            let message = lang_of(request).t("报价已密封提交，请保存回执", "Your quote is sealed; keep the receipt");
            Ok(redirect(&door.base(), message))
        }
        Err(AppError::Invalid(faults)) => show::page(request, app, viewer, door, Some((sent, faults)), None).await,
        Err(why) => Err(why),
    }
}

/// `POST /enquiries/{code}/quote/withdrawal`
///
/// # Errors
/// Those of [`actions::withdraw`].
pub async fn withdraw(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    withdraw_at(&request, &app, viewer, Door::Page(code.into_inner()), form.into_inner()).await
}

/// `POST /answer/{token}/quote/withdrawal`
///
/// # Errors
/// As [`withdraw`].
pub async fn withdraw_by_link(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    token: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    withdraw_at(&request, &app, viewer, Door::Link(token.into_inner()), form.into_inner()).await
}

async fn withdraw_at(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    door: Door,
    sent: Columns,
) -> AppResult<HttpResponse> {
    let (sealing, way) = (app.sealing.clone(), door.clone());
    app.write(move |conn| {
        let now = clock::now();
        let seated = way.take(conn, &sealing, &viewer, now)?;
        actions::withdraw(conn, &sealing, seated, &sent, now)
    })
    .await?;
    Ok(redirect(&door.base(), lang_of(request).t("报价已撤回", "Your quote is withdrawn")))
}

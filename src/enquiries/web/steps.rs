//! The steps of an enquiry: sending, calling off, deleting; refusing, asking, answering.

use actix_web::{HttpRequest, HttpResponse, web};

use super::door::Door;
use super::{LIST, path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::enquiries::QuestionId;
use crate::enquiries::actions::{self, Post};
use crate::http::columns::Columns;
use crate::http::page::lang_of;
use crate::http::{AppResult, redirect};

/// `POST /enquiries/{code}/sending`
///
/// # Errors
/// Those of [`actions::send`].
pub async fn send(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (own, wanted) = (app.clone(), code.clone());
    app.write(move |conn| actions::send(conn, Post::from(&**own), &viewer, &wanted, clock::now()).map(drop)).await?;
    Ok(redirect(&path(&code), lang_of(&request).t("询价已发出，已通知供应商", "Sent; the firms have been told")))
}

/// `POST /enquiries/{code}/cancellation` (`reason`)
///
/// # Errors
/// Those of [`actions::cancel`].
pub async fn cancel(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (wanted, reason) = (code.clone(), form.text("reason").to_owned());
    app.write(move |conn| actions::cancel(conn, &viewer, &wanted, &reason, clock::now()).map(drop)).await?;
    let message = lang_of(&request).t("询价已取消，已通知供应商", "Called off; the firms have been told");
    Ok(redirect(&path(&code), message))
}

/// `POST /enquiries/{code}/deletion`
///
/// # Errors
/// Those of [`actions::delete`].
pub async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    app.write(move |conn| actions::delete(conn, &viewer, &code)).await?;
    Ok(redirect(LIST, lang_of(&request).t("草稿已删除", "The draft is deleted")))
}

/// `POST /enquiries/{code}/refusal` (`answer`, `referred`, `note`)
///
/// # Errors
/// Those of [`actions::decline`].
pub async fn decline(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    decline_at(&request, &app, viewer, Door::Page(code.into_inner()), form.into_inner()).await
}

/// `POST /answer/{token}/refusal`
///
/// # Errors
/// As [`decline`]; `NotFound` for a link that is not ours or has run out.
pub async fn decline_by_link(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    token: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    decline_at(&request, &app, viewer, Door::Link(token.into_inner()), form.into_inner()).await
}

async fn decline_at(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    door: Door,
    form: Columns,
) -> AppResult<HttpResponse> {
    let (sealing, way) = (app.sealing.clone(), door.clone());
    app.write(move |conn| {
        let now = clock::now();
        let seated = way.take(conn, &sealing, &viewer, now)?;
        let (answer, referred, note) = (form.text("answer"), form.text("referred"), form.text("note"));
        actions::decline(conn, seated, answer, referred, note, now).map(drop)
    })
    .await?;
    Ok(redirect(&door.base(), lang_of(request).t("已答复，谢谢", "Answered; thank you")))
}

/// `POST /enquiries/{code}/questions` (`question`)
///
/// # Errors
/// Those of [`actions::ask`].
pub async fn ask(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    ask_at(&request, app, viewer, Door::Page(code.into_inner()), form.into_inner()).await
}

/// `POST /answer/{token}/questions`
///
/// # Errors
/// As [`ask`]; `NotFound` for a link that is not ours or has run out.
pub async fn ask_by_link(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    token: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    ask_at(&request, app, viewer, Door::Link(token.into_inner()), form.into_inner()).await
}

async fn ask_at(
    request: &HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    door: Door,
    form: Columns,
) -> AppResult<HttpResponse> {
    let (own, way) = (app.clone(), door.clone());
    app.write(move |conn| {
        let now = clock::now();
        let seated = way.take(conn, &own.sealing, &viewer, now)?;
        actions::ask(conn, Post::from(&**own), seated, form.text("question"), now).map(drop)
    })
    .await?;
    let message = lang_of(request).t("提问已匿名发出", "Your question is sent, without your name");
    Ok(redirect(&door.base(), message))
}

/// `POST /enquiries/{code}/questions/{id}` (`answer`)
///
/// # Errors
/// Those of [`actions::answer_question`].
pub async fn answer_question(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    ids: web::Path<(String, String)>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (code, id) = ids.into_inner();
    let (own, wanted, text) = (app.clone(), code.clone(), form.text("answer").to_owned());
    app.write(move |conn| {
        let post = Post::from(&**own);
        actions::answer_question(conn, post, &viewer, &wanted, &QuestionId(id), &text, clock::now())
    })
    .await?;
    let message = lang_of(&request).t("已回答，所有受邀供应商都能看到", "Answered, for all who were asked");
    Ok(redirect(&path(&code), message))
}

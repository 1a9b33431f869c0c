//! Uploading, fetching and removing attachments.

use actix_multipart::form::MultipartForm;
use actix_multipart::form::tempfile::TempFile;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ContentDisposition, DispositionParam, DispositionType, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use super::door::Door;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::enquiries::files::{FileId, LARGEST, actions};
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, redirect};
use crate::lang::Say;

#[derive(MultipartForm)]
struct Upload {
    #[multipart(limit = "11 MiB")]
    file: TempFile,
}

/// `POST /enquiries/{code}/files`
///
/// # Errors
/// Those of [`actions::attach`].
pub async fn upload(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Payload,
) -> AppResult<HttpResponse> {
    upload_at(&request, app, viewer, Door::Page(code.into_inner()), body).await
}

/// `POST /answer/{token}/files`
///
/// # Errors
/// As [`upload`]; `NotFound` for a link that is not ours or has run out.
pub async fn upload_by_link(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    token: web::Path<String>,
    body: web::Payload,
) -> AppResult<HttpResponse> {
    upload_at(&request, app, viewer, Door::Link(token.into_inner()), body).await
}

async fn upload_at(
    request: &HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    door: Door,
    body: web::Payload,
) -> AppResult<HttpResponse> {
    let (own, way, who) = (app.clone(), door.clone(), viewer.clone());
    // Before the body is read: nobody fills our disk who may not.
    app.read(move |conn| way.take(conn, &own.sealing, &who, clock::now()).map(drop)).await?;
    let upload = MultipartForm::<Upload>::from_request(request, &mut body.into_inner()).await;
    let file = upload.map_err(|_| not_received())?.into_inner().file;
    let (own, way) = (app.clone(), door.clone());
    app.write(move |conn| {
        let now = clock::now();
        let seated = way.take(conn, &own.sealing, &viewer, now)?;
        if file.size > LARGEST {
            return Err(not_received());
        }
        let content = std::fs::read(file.file.path())?;
        let ready = actions::prepare(file.file_name.as_deref().unwrap_or(""), &content)?;
        actions::attach(conn, &own.sealing, &own.config.data_dir, &seated, (&ready, &content), now).map(drop)
    })
    .await?;
    Ok(redirect(&door.base(), lang_of(request).t("附件已上传", "The file is attached")))
}

fn not_received() -> AppError {
    AppError::invalid(
        "file",
        "",
        Say::new("没有收到文件，或超过 10 MB", "no file arrived, or it is larger than 10 MB"),
        Say::new("请选择 10 MB 以内的文件", "choose one of at most 10 MB"),
    )
}

/// `GET /enquiries/{code}/files/{id}`
///
/// # Errors
/// Those of [`actions::fetchable`].
pub async fn fetch(app: web::Data<App>, viewer: Viewer, ids: web::Path<(String, String)>) -> AppResult<HttpResponse> {
    let (code, id) = ids.into_inner();
    fetch_at(app, viewer, Door::Page(code), FileId(id)).await
}

/// `GET /answer/{token}/files/{id}`
///
/// # Errors
/// As [`fetch`]; `NotFound` for a link that is not ours or has run out.
pub async fn fetch_by_link(
    app: web::Data<App>,
    viewer: Viewer,
    ids: web::Path<(String, String)>,
) -> AppResult<HttpResponse> {
    let (token, id) = ids.into_inner();
    fetch_at(app, viewer, Door::Link(token), FileId(id)).await
}

async fn fetch_at(app: web::Data<App>, viewer: Viewer, door: Door, id: FileId) -> AppResult<HttpResponse> {
    let own = app.clone();
    let row = app
        .read(move |conn| {
            let now = clock::now();
            let seated = door.take(conn, &own.sealing, &viewer, now)?;
            actions::fetchable(conn, &seated, &id, now)
        })
        .await?;
    let (own, wanted) = (app.clone(), row.clone());
    let content = app.block(move || actions::content(&own.sealing, &own.config.data_dir, &wanted)).await?;
    let name = DispositionParam::Filename(row.name);
    let saved = ContentDisposition { disposition: DispositionType::Attachment, parameters: vec![name] };
    let mut answer = HttpResponse::Ok();
    answer.insert_header(saved).insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    answer.insert_header((CONTENT_TYPE, row.kind)).insert_header((CACHE_CONTROL, "private, no-store"));
    Ok(answer.body(content))
}

/// `POST /enquiries/{code}/files/{id}/removal`
///
/// # Errors
/// Those of [`actions::remove`].
pub async fn remove(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    ids: web::Path<(String, String)>,
) -> AppResult<HttpResponse> {
    let (code, id) = ids.into_inner();
    remove_at(&request, app, viewer, Door::Page(code), FileId(id)).await
}

/// `POST /answer/{token}/files/{id}/removal`
///
/// # Errors
/// As [`remove`]; `NotFound` for a link that is not ours or has run out.
pub async fn remove_by_link(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    ids: web::Path<(String, String)>,
) -> AppResult<HttpResponse> {
    let (token, id) = ids.into_inner();
    remove_at(&request, app, viewer, Door::Link(token), FileId(id)).await
}

async fn remove_at(
    request: &HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    door: Door,
    id: FileId,
) -> AppResult<HttpResponse> {
    let (own, way) = (app.clone(), door.clone());
    app.write(move |conn| {
        let now = clock::now();
        let seated = way.take(conn, &own.sealing, &viewer, now)?;
        actions::remove(conn, &seated, &id, now)
    })
    .await?;
    Ok(redirect(&door.base(), lang_of(request).t("附件已删除", "The file is removed")))
}

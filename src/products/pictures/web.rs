//! Uploading, removing and serving pictures.

use actix_multipart::form::MultipartForm;
use actix_multipart::form::tempfile::TempFile;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use super::{LARGEST_FILE, MOST, PictureId, Size, actions, files, rules};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::http::{AppError, AppResult, page, redirect};
use crate::lang::{Lang, Say};
use crate::listings::actions::editable;
use crate::listings::web::edit_path;
use crate::products::store::ProductRow;
use crate::products::web::form as product_form;

/// Kept by the browser that was allowed to see it, and by nobody between: a withdrawn product's pictures must not live
/// on in a shared cache. A picture never changes, so the browser need not ask again for a month.
const CACHING: &str = "private, max-age=2592000, immutable";

#[derive(MultipartForm)]
struct Upload {
    /// All of them together; each is looked at by itself later.
    #[multipart(limit = "72 MiB")]
    file: Vec<TempFile>,
}

/// What is asked of a picture.
#[derive(serde::Deserialize)]
pub struct Wanted {
    size: Option<String>,
}

/// `GET /pictures/{id}?size=small`
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> AppResult<HttpResponse> {
    let size = if wanted.size.as_deref() == Some("small") { Size::Small } else { Size::Full };
    let id = PictureId(id.into_inner());
    let tag = format!("\"{id}-{size:?}\"");
    let asked = id.clone();
    app.read(move |conn| actions::see(conn, &viewer, &asked)).await?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, CACHING)).insert_header((ETAG, tag.as_str()));
    answer.insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff")).insert_header((CONTENT_TYPE, "image/jpeg"));
    let known = request.headers().get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    if known.is_some_and(|known| known.contains(&tag)) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    let config = app.config.clone();
    let bytes = app.block(move || Ok(files::read(&config.data_dir, &id, size)?)).await?;
    Ok(answer.body(bytes.ok_or(AppError::NotFound)?))
}

/// `POST /my/products/{code}/pictures`
pub async fn upload(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Payload,
) -> AppResult<HttpResponse> {
    let (code, asked) = (code.into_inner(), viewer.clone());
    // Before the body is read: nobody fills our disk who may not.
    let wanted = code.clone();
    app.read(move |conn| editable::<ProductRow>(conn, &asked, &wanted).map(drop)).await?;
    let (added, faults) = match MultipartForm::<Upload>::from_request(&request, &mut body.into_inner()).await {
        Ok(form) => add_all(&app, &viewer, &code, form.into_inner().file).await?,
        Err(why) => (0, vec![not_received(&why)]),
    };
    if faults.is_empty() {
        let lang = page::lang_of(&request);
        return Ok(redirect(&edit_path::<ProductRow>(&code), &added_message(added, lang)));
    }
    product_form::with_picture_faults(&request, &app, viewer, code, added, faults).await
}

fn added_message(added: usize, lang: Lang) -> String {
    match (added, lang) {
        (n, Lang::Zh) => format!("已上传 {n} 张图片"),
        (1, Lang::En) => "Added 1 picture".into(),
        (n, Lang::En) => format!("Added {n} pictures"),
    }
}

/// Adds one after the other, so that only one is in memory at a time. What is wrong with one does not hold up the
/// others.
async fn add_all(app: &App, viewer: &Viewer, code: &str, uploaded: Vec<TempFile>) -> AppResult<(usize, Vec<Fault>)> {
    let (mut added, mut faults) = (0, Vec::new());
    // A form sent without choosing a file holds one without a name.
    let chosen =
        uploaded.into_iter().filter(|file| file.size > 0 || file.file_name.as_ref().is_some_and(|n| !n.is_empty()));
    for file in chosen {
        match add_one(app, viewer, code, file).await {
            Ok(()) => added += 1,
            Err(AppError::Invalid(wrong)) => faults.extend(wrong),
            Err(why) => return Err(why),
        }
    }
    if added == 0 && faults.is_empty() {
        faults.push(Fault::new(
            "picture",
            "",
            Say::new("没有选择图片", "no picture was chosen"),
            Say::new("请先选择图片再上传", "choose one, then upload"),
        ));
    }
    Ok((added, faults))
}

async fn add_one(app: &App, viewer: &Viewer, code: &str, file: TempFile) -> AppResult<()> {
    let ready = app
        .block(move || {
            let name = file.file_name.unwrap_or_default();
            rules::check_size(file.size)
                .map_err(|(cause, fix)| AppError::Invalid(vec![Fault::new("picture", &name, cause, fix)]))?;
            actions::prepare(&name, &std::fs::read(file.file.path())?)
        })
        .await?;
    let (viewer, code, config) = (viewer.clone(), code.to_owned(), app.config.clone());
    app.write(move |conn| actions::add(conn, &viewer, &code, &ready, &config.data_dir, clock::now()).map(drop)).await
}

fn not_received(why: &actix_web::Error) -> Fault {
    let status = why.as_response_error().status_code();
    tracing::info!(%status, error = %why, "an upload was not received");
    let megabytes = LARGEST_FILE / 1024 / 1024;
    Fault::new(
        "picture",
        "",
        Say::new("上传没有完成，或一次上传的内容过大", "the upload was cut off, or too large at once"),
        Say::new(
            format!("每张不超过 {megabytes} MB，最多 {MOST} 张；可分几次上传"),
            format!("at most {megabytes} MB each and {MOST} in all; upload a few at a time"),
        ),
    )
}

/// `POST /my/products/{code}/pictures/{id}/removal`
pub async fn remove(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    path: web::Path<(String, String)>,
) -> AppResult<HttpResponse> {
    let (code, id) = path.into_inner();
    let id = PictureId(id);
    let (wanted, gone) = (code.clone(), id.clone());
    app.write(move |conn| actions::remove(conn, &viewer, &wanted, &gone)).await?;
    let config = app.config.clone();
    app.block(move || {
        actions::drop_files(&config.data_dir, &id);
        Ok(())
    })
    .await?;
    let lang = page::lang_of(&request);
    Ok(redirect(&edit_path::<ProductRow>(&code), lang.t("图片已删除", "Picture removed")))
}

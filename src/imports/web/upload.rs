//! Handing a file in.

use actix_multipart::form::MultipartForm;
use actix_multipart::form::tempfile::TempFile;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use super::{list, path_of};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::{AppResult, redirect};
use crate::ids::new_id;
use crate::imports::{actions, files};
use crate::lang::Say;

#[derive(MultipartForm)]
struct Upload {
    /// All of them together; their sum is looked at by itself.
    #[multipart(limit = "21 MiB")]
    file: Vec<TempFile>,
}

/// `POST /imports`
///
/// # Errors
/// As [`actions::begin`].
pub async fn upload(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    body: web::Payload,
) -> AppResult<HttpResponse> {
    // Before the body is read: nobody fills our disk who may not.
    actions::may_import(&viewer)?;
    let chosen = match MultipartForm::<Upload>::from_request(&request, &mut body.into_inner()).await {
        Ok(form) => form.into_inner().file.into_iter().filter(|file| file.size > 0).collect::<Vec<_>>(),
        Err(why) => return refuse(&request, &app, viewer, not_received(&why)).await,
    };
    if let Some(why) = unfit(&chosen) {
        return refuse(&request, &app, viewer, why).await;
    }
    let id = keep(&app, viewer, chosen).await?;
    Ok(redirect(&path_of(&id), ""))
}

async fn refuse(request: &HttpRequest, app: &App, viewer: Viewer, why: Say) -> AppResult<HttpResponse> {
    list::render(request, app, viewer, 1, Some(why)).await
}

fn unfit(chosen: &[TempFile]) -> Option<Say> {
    let size: usize = chosen.iter().map(|file| file.size).sum();
    if chosen.is_empty() {
        return Some(Say::new("请先选择要导入的文件", "Choose the file to import"));
    }
    (size > files::LARGEST).then(too_large)
}

fn too_large() -> Say {
    Say::new("文件超过 20 MB，请分成几份导入", "The file is larger than 20 MB; split it")
}

fn not_received(why: &actix_web::Error) -> Say {
    let status = why.as_response_error().status_code();
    tracing::info!(%status, error = %why, "an upload was not received");
    Say::new("上传没有完成，或文件超过 20 MB", "The upload was cut off, or the file is larger than 20 MB")
}

/// Keeps the files and begins the batch; a batch that cannot begin leaves no files behind.
async fn keep(app: &App, viewer: Viewer, chosen: Vec<TempFile>) -> AppResult<String> {
    let (id, data_dir) = (new_id(), app.config.data_dir.clone());
    let names: Vec<String> = chosen.iter().map(|f| f.file_name.clone().unwrap_or_default()).collect();
    let source = names.iter().map(|name| files::safe_name(name)).collect::<Vec<_>>().join(", ");
    let (batch, dir) = (id.clone(), data_dir.clone());
    app.block(move || {
        chosen.iter().zip(&names).try_for_each(|(file, name)| files::keep(&dir, &batch, name, file.file.path()))
    })
    .await?;
    let batch = id.clone();
    let begun = app.write(move |conn| actions::begin(conn, &viewer, batch, &source, clock::now())).await;
    if let Err(why) = begun {
        let batch = id.clone();
        app.block(move || files::discard(&data_dir, &batch)).await?;
        return Err(why);
    }
    Ok(id)
}

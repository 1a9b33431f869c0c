//! Handing in the outlines that the map draws.

use actix_multipart::form::MultipartForm;
use actix_multipart::form::tempfile::TempFile;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use crate::accounts::Viewer;
use crate::accounts::actions::for_operators;
use crate::app::App;
use crate::clock;
use crate::clusters::report::pages::ROOT;
use crate::divisions::actions::replace_boundaries;
use crate::divisions::boundaries::LARGEST;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, redirect};
use crate::lang::Say;

#[derive(MultipartForm)]
struct Upload {
    #[multipart(limit = "21 MiB")]
    file: TempFile,
}

/// `POST /desk/reports/boundaries` with a GeoJSON `file`.
///
/// # Errors
/// As [`replace_boundaries`]; `Invalid` for a file that is too large or did not arrive.
pub async fn boundaries(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    body: web::Payload,
) -> AppResult<HttpResponse> {
    // Before the body is read: nobody fills our disk who may not.
    for_operators(&viewer)?;
    let form = MultipartForm::<Upload>::from_request(&request, &mut body.into_inner()).await;
    let file = form.ok().map(|form| form.into_inner().file).filter(|file| file.size <= LARGEST);
    let file = file.ok_or_else(|| {
        let cause = Say::new("上传没有完成，或文件超过 20 MB", "The upload was cut off, or is larger than 20 MB");
        AppError::invalid("file", "", cause, Say::new("请抽稀后重试", "Simplify it and try again"))
    })?;
    let text = app.block(move || Ok(String::from_utf8_lossy(&std::fs::read(file.file.path())?).into_owned())).await?;
    let kept = app.write(move |conn| replace_boundaries(conn, &viewer, &text, clock::now())).await?;
    let message = match lang_of(&request) {
        crate::lang::Lang::Zh => format!("已更新 {kept} 个区划的边界"),
        crate::lang::Lang::En => format!("Outlines of {kept} divisions are in place"),
    };
    Ok(redirect(&format!("{ROOT}/map"), &message))
}

//! Handing a list in: a file or pasted lines.

use std::path::PathBuf;

use actix_multipart::form::MultipartForm;
use actix_multipart::form::tempfile::TempFile;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use super::list::{Refused, render};
use super::path;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult, page, redirect};
use crate::ids::new_id;
use crate::imports::files;
use crate::lang::{Lang, Say};
use crate::purchases::actions;
use crate::purchases::sheet::{self, Read};

#[derive(MultipartForm)]
struct Upload {
    #[multipart(limit = "21 MiB")]
    file: TempFile,
}

/// `POST /my/purchases`: a workbook or a CSV.
///
/// # Errors
/// Those of [`actions::begin`]; what is wrong with the file is shown above the form.
pub async fn upload(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    body: web::Payload,
) -> AppResult<HttpResponse> {
    // Before the body is read: nobody fills our disk who may not.
    actions::check(&viewer)?;
    let refused = |why: Say| Refused { why, pasted: String::new(), name: String::new() };
    let file = match MultipartForm::<Upload>::from_request(&request, &mut body.into_inner()).await {
        Ok(form) => form.into_inner().file,
        Err(why) => {
            tracing::info!(error = %why, "a purchase list was not received");
            return render(&request, &app, viewer, 1, Some(refused(not_received()))).await;
        }
    };
    let name = files::safe_name(file.file_name.as_deref().unwrap_or(""));
    let (dir, title) = (app.config.data_dir.clone(), stem(&name));
    let read = app.block(move || from_file(dir, &name, &file)).await;
    match read {
        Ok(read) => keep(&request, &app, viewer, title, read).await,
        Err(AppError::Conflict(why)) => render(&request, &app, viewer, 1, Some(refused(why))).await,
        Err(why) => Err(why),
    }
}

fn not_received() -> Say {
    Say::new(
        "没有收到文件：请选择一个表格文件，不超过 20 MB",
        "No file was received: choose a workbook or a CSV of 20 MB at most",
    )
}

/// The file's name without its ending, which the list is called by.
fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim();
    if stem.is_empty() { "采购清单".into() } else { stem.to_owned() }
}

/// The ending says what kind of file it is, so it is read under its own name, and then taken away: the list holds all
/// of it.
fn from_file(data_dir: PathBuf, name: &str, file: &TempFile) -> AppResult<Read> {
    if file.size > files::LARGEST {
        return Err(AppError::Conflict(not_received()));
    }
    let id = new_id();
    files::keep(&data_dir, &id, name, file.file.path())?;
    let read = sheet::open(&files::folder(&data_dir, &id).join(name));
    files::discard(&data_dir, &id)?;
    read
}

/// `POST /my/purchases/pasted`
///
/// # Errors
/// As [`upload`].
pub async fn paste(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    actions::check(&viewer)?;
    let (text, typed) = (form.get("lines").unwrap_or_default(), form.text("name").to_owned());
    match sheet::paste(&text) {
        Ok(read) => {
            let name = if typed.is_empty() { usual_name(page::lang_of(&request)) } else { typed };
            keep(&request, &app, viewer, name, read).await
        }
        Err(AppError::Conflict(why)) => {
            render(&request, &app, viewer, 1, Some(Refused { why, pasted: text, name: typed })).await
        }
        Err(why) => Err(why),
    }
}

/// What pasted lines are called until their owner names them.
fn usual_name(lang: Lang) -> String {
    let day = clock::local_day(clock::now());
    lang.t(format!("采购清单 {day}"), format!("Purchase list {day}"))
}

async fn keep(request: &HttpRequest, app: &App, viewer: Viewer, name: String, read: Read) -> AppResult<HttpResponse> {
    let wrong = read.lines.iter().filter(|line| !line.faults.is_empty()).count();
    let (lang, lines) = (page::lang_of(request), read.lines.len());
    let list = app.write(move |conn| actions::begin(conn, &viewer, &name, read, clock::now())).await?;
    let message = match wrong {
        0 => lang.t(format!("已读取 {lines} 行"), format!("{lines} lines were read")),
        n => lang.t(
            format!("已读取 {lines} 行，其中 {n} 行有误，已原样保留，可在下面更正"),
            format!("{lines} lines were read; {n} of them are wrong, kept as they are, and can be corrected below"),
        ),
    };
    Ok(redirect(&path(list.id.as_str()), &message))
}

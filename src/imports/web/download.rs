//! Files handed out: the template, the user's own workbook with its marks, a member's own listings.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::download::{XLSX, attachment};
use crate::http::{AppError, AppResult, page};
use crate::imports::report::KEPT_FAULTS;
use crate::imports::sheets::Sheet;
use crate::imports::{Form, actions, export_own, files, marked, template as sheet};

/// `GET /imports/template.xlsx`
///
/// # Errors
/// As [`actions::lists`].
pub async fn template(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    let sheets = actions::sheets_of(&viewer)?;
    let lists = app.read(move |conn| actions::lists(conn, &viewer)).await?;
    let lang = page::lang_of(&request);
    let bytes = app.block(move || Ok(sheet::template(sheets, &lists, lang).map_err(anyhow::Error::from)?)).await?;
    Ok(attachment(bytes, lang.t("配套导入模板.xlsx", "import template.xlsx"), XLSX))
}

/// `GET /imports/{id}/workbook`
///
/// # Errors
/// As [`actions::find`]; `NotFound` when the file is no longer kept.
pub async fn workbook(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = id.into_inner();
    let wanted = id.clone();
    let all = KEPT_FAULTS as u64;
    let (batch, faults) = app.read(move |conn| actions::faults(conn, &viewer, &wanted, 0, all)).await?;
    let folder = files::folder(&app.config.data_dir, &id);
    let lang = page::lang_of(&request);
    let bytes = app
        .block(move || {
            if !folder.is_dir() {
                return Err(AppError::NotFound);
            }
            marked::marked(&folder, files::MOST_ROWS, &faults, lang)
        })
        .await?;
    let stem = batch.source.rsplit_once('.').map_or(batch.source.as_str(), |(stem, _)| stem);
    Ok(attachment(bytes, &format!("{stem}{}.xlsx", lang.t("（已标注）", " (marked)")), XLSX))
}

/// What is wanted of one's own listings.
#[derive(Debug, serde::Deserialize)]
pub struct Wanted {
    #[serde(default)]
    form: Option<Form>,
    #[serde(default)]
    table: Option<Sheet>,
}

/// `GET /my/export?form=xlsx|csv|gb18030&table=products|needs`
///
/// # Errors
/// As [`export_own`].
pub async fn export(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    wanted: web::Query<Wanted>,
) -> AppResult<HttpResponse> {
    let (form, table) = (wanted.form.unwrap_or(Form::Xlsx), wanted.table.unwrap_or(Sheet::Products));
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    let bytes = app.read(move |conn| export_own(conn, &viewer, form, table)).await?;
    let lang = page::lang_of(&request);
    let day = clock::local_day(clock::now());
    let name = lang.t(if table == Sheet::Needs { "需求" } else { "产品" }, table.name());
    Ok(match form {
        Form::Xlsx => attachment(bytes, &format!("{}-{day}.xlsx", lang.t("产品和需求", "listings")), XLSX),
        Form::Csv => attachment(bytes, &format!("{name}-{day}.csv"), "text/csv; charset=utf-8"),
        Form::Gb18030 => attachment(bytes, &format!("{name}-{day}-GB18030.csv"), "text/csv; charset=gb18030"),
    })
}

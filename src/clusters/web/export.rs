//! Handing a report out.

use actix_web::HttpResponse;

use super::Reading;
use crate::clusters::export::{Form, file};
use crate::http::download::attachment;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// `GET /desk/reports/export?form=xlsx|csv|json|geojson&table=`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `Invalid`; `NotFound` for a quarter or table that there is not.
pub async fn export(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { app, asked, report, pen, .. } = reading;
    let word = asked.form.as_deref().unwrap_or("xlsx");
    let form = Form::parse(word).ok_or_else(|| {
        let fix = Say::new("可用 xlsx、csv、json、geojson", "Use xlsx, csv, json or geojson");
        AppError::invalid("form", word, Say::new("未知的格式", "Unknown form"), fix)
    })?;
    let table = asked.table.clone().unwrap_or_default();
    let name = format!("{} {}", pen.t("集群密度报告", "cluster report"), report.quarter);
    let bytes = app.block(move || file(&report, &pen, form, &table)).await?;
    let (ending, kind) = form.kind();
    Ok(attachment(bytes, &format!("{name}.{ending}"), kind))
}

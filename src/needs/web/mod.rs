//! The pages on which a firm keeps its needs, where they are more than [those of listings](crate::listings::web).

mod form;
mod list;
pub mod words;

pub use form::new;
pub use list::list;

use actix_web::{HttpRequest, HttpResponse, web};

use super::store::NeedRow;
use crate::accounts::Viewer;
use crate::app::App;
use crate::http::{AppResult, page, redirect};
use crate::listings::actions;
use crate::listings::form::Labels;
use crate::listings::web::list_path;

/// `POST /my/needs/{code}/deletion`
pub async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    app.write(move |conn| actions::delete::<NeedRow>(conn, &viewer, &code)).await?;
    let lang = page::lang_of(&request);
    Ok(redirect(&list_path::<NeedRow>(), lang.t("草稿已删除", "The draft is deleted")))
}

/// The labels of a need's columns.
const LABELS: Labels = &[
    ("code", "编码", "Code"),
    ("text", "需求内容", "What is needed"),
    ("category", "品类", "Category"),
    ("for_product", "用于生产", "To make"),
    ("specs", "规格要求", "Specifications"),
    ("quantity", "数量", "Quantity"),
    ("unit", "计量单位", "Unit"),
    ("period", "采购频率", "How often"),
    ("budget_wan", "预算（万元）", "Budget (10,000 CNY)"),
    ("needed_by", "最晚到货日期", "Needed by"),
    ("current_source", "目前货源", "Where it comes from today"),
    ("updated_at", "版本", "Version"),
];

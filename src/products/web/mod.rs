//! The pages on which a firm keeps its products, where they are more than [those of listings](crate::listings::web).

pub mod form;
mod list;

pub use form::new;
pub use list::list;

use actix_web::{HttpRequest, HttpResponse, web};

use super::pictures;
use super::store::ProductRow;
use crate::accounts::Viewer;
use crate::app::App;
use crate::http::{AppResult, page, redirect};
use crate::listings::actions;
use crate::listings::form::Labels;
use crate::listings::web::list_path;

/// `POST /my/products/{code}/deletion`
pub async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (row, shown) = app
        .write(move |conn| {
            let id = actions::editable::<ProductRow>(conn, &viewer, &code)?.row.id;
            let shown = pictures::store::of_product(conn, &id)?;
            Ok((actions::delete::<ProductRow>(conn, &viewer, &code)?, shown))
        })
        .await?;
    let config = app.config.clone();
    app.block(move || {
        shown.iter().for_each(|picture| pictures::actions::drop_files(&config.data_dir, &picture.id));
        Ok(())
    })
    .await?;
    let lang = page::lang_of(&request);
    let message = lang.t(format!("草稿“{}”已删除", row.name), format!("The draft “{}” is deleted", row.name));
    Ok(redirect(&list_path::<ProductRow>(), &message))
}

/// The labels of a product's columns.
const LABELS: Labels = &[
    ("code", "编码", "Code"),
    ("name", "产品名称", "Name"),
    ("category", "品类", "Category"),
    ("description", "产品说明", "Description"),
    ("specs", "规格参数", "Specifications"),
    ("unit", "计量单位", "Unit"),
    ("price_from", "最低价（元）", "Lowest price (CNY)"),
    ("price_to", "最高价（元）", "Highest price (CNY)"),
    ("price_visibility", "价格对谁可见", "Who sees the price"),
    ("tax_included", "是否含税", "VAT"),
    ("min_order", "起订量", "Minimum order"),
    ("capacity_per_month", "月产能", "Capacity per month"),
    ("lead_days", "交货期（天）", "Lead time (days)"),
    ("certificates", "证书", "Certificates"),
    ("revenue_share", "占企业营收比例", "Share of the firm's revenue"),
    ("picture", "图片", "Picture"),
    ("updated_at", "版本", "Version"),
];

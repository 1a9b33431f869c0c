//! The pages on which a firm keeps its products.

pub mod form;
mod list;
mod steps;

pub use form::{create, edit, new, save};
pub use list::list;
pub use steps::{confirm, confirm_all, delete, publish, withdraw};

use crate::http::in_address;
use crate::listings::form::Labels;

/// The list of a firm's own products.
pub const LIST: &str = "/my/products";

/// The page on which a product is changed.
pub fn edit_path(code: &str) -> String {
    format!("{LIST}/{}", in_address(code))
}

/// The page on which everyone sees it.
pub fn public_path(code: &str) -> String {
    format!("/products/{}", in_address(code))
}

/// The labels of a product's columns.
pub const LABELS: Labels = &[
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

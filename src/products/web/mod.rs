//! The pages on which a firm keeps its products.

pub mod form;
mod list;
mod steps;

pub use form::{create, edit, new, save};
pub use list::{Asked, PAGE, Tab, list, tabs};
pub use steps::{confirm, confirm_all, delete, publish, withdraw};

use super::ListingState;
use super::form::{Labels, in_address};
use crate::lang::Lang;

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

/// A state in words; here and for needs.
pub fn state_word(state: ListingState, lang: Lang) -> &'static str {
    match state {
        ListingState::Draft => lang.t("草稿", "Draft"),
        ListingState::Published => lang.t("已发布", "Published"),
        ListingState::Withdrawn => lang.t("已下架", "Withdrawn"),
    }
}

/// What publishing has done, for the message; here and for needs.
pub fn published_message(firm_verified: bool, lang: Lang) -> &'static str {
    if firm_verified {
        lang.t("已发布，现在所有人都能看到", "Published; everyone can see it now")
    } else {
        lang.t(
            "已发布。企业通过审核后，所有人即可看到",
            "Published. Everyone will see it as soon as your firm is verified",
        )
    }
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

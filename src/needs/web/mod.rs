//! The pages on which a firm keeps its needs.

mod form;
mod list;
mod steps;
pub mod words;

pub use form::{create, edit, new, save};
pub use list::list;
pub use steps::{confirm, confirm_all, delete, publish, withdraw};

use crate::http::in_address;
use crate::listings::form::Labels;

/// The list of a firm's own needs.
pub const LIST: &str = "/my/needs";

/// The page on which a need is changed.
pub fn edit_path(code: &str) -> String {
    format!("{LIST}/{}", in_address(code))
}

/// The page on which everyone sees it.
pub fn public_path(code: &str) -> String {
    format!("/needs/{}", in_address(code))
}

/// The labels of a need's columns.
pub const LABELS: Labels = &[
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

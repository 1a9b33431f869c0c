//! Pages of plans, for officials and operators.

mod list;
mod show;

pub use list::{ask, list};
pub use show::{compare, export, show, wish};

use super::PlanId;
use super::store::PlanRow;

const LIST: &str = "/desk/plans";

fn path(id: &PlanId) -> String {
    format!("{LIST}/{id}")
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value:.1}%"))
}

/// Points with one decimal.
fn points(thousandths: i64) -> String {
    format!("{:.1}", thousandths as f64 / 1_000.0)
}

/// How far a plan is from its bound at most.
fn gap(plan: &PlanRow) -> String {
    let total = plan.total();
    if plan.bound <= 0 {
        "0%".into()
    } else {
        format!("{:.3}%", (plan.bound - total) as f64 * 100.0 / plan.bound as f64)
    }
}

//! Pages of the leaderboard and of referrals, for officials and operators.

mod board;
mod evidence;
mod line;
mod referrals;

pub use board::{appeal, check, decide, export, groups, publish, set_formula, show};
pub use evidence::evidence;
pub use line::Line;
pub use referrals::{answer, land, list, offer};

use std::collections::HashMap;

use crate::clock;
use crate::clusters::Quarter;
use crate::clusters::actions::present;
use crate::http::{AppError, AppResult};

const LIST: &str = "/desk/leaderboard";
const REFERRALS: &str = "/desk/referrals";

type Form = HashMap<String, String>;

fn field<'a>(form: &'a Form, name: &str) -> &'a str {
    form.get(name).map_or("", String::as_str)
}

/// The quarter that is asked for; without one the present.
fn quarter(form: &Form) -> AppResult<Quarter> {
    match field(form, "quarter") {
        "" => Ok(present(clock::now())),
        text => Quarter::parse(text).ok_or(AppError::NotFound),
    }
}

fn path(quarter: Quarter) -> String {
    format!("{LIST}?quarter={quarter}")
}

//! Pages of fairs: for officials who hold them, and for firms that were invited.

mod card;
mod firm;
mod list;
mod print;
pub(super) mod proposals;
mod show;
mod steps;

pub use firm::{answer, mine, own, say};
pub use list::{create, list};
pub use print::{cards, export};
pub use proposals::proposals;
pub use show::show;
pub use steps::{absent, invite, plan};

use std::collections::HashMap;

use super::{FairId, Presence};
use crate::lang::Lang;

const DESK: &str = "/desk/fairs";

type Form = HashMap<String, String>;

fn field<'a>(form: &'a Form, name: &str) -> &'a str {
    form.get(name).map_or("", String::as_str)
}

fn path(id: &FairId) -> String {
    format!("{DESK}/{id}")
}

impl Presence {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Presence::Invited => lang.t("已邀请", "Invited"),
            Presence::Accepted => lang.t("确认到场", "Comes"),
            Presence::Declined => lang.t("不参加", "Does not come"),
            Presence::Absent => lang.t("缺席", "Absent"),
        }
    }
}

//! Pages of alerts, for officials and operators.

mod list;
mod settings;
mod show;
mod tasks;

pub use list::list;
pub use settings::{put_notice, put_post, settings};
pub use show::{reply, show};
pub use tasks::{finish_task, list_tasks, set_task};

use super::store::MatterRow;
use super::{Level, MatterId, MatterKind};
use crate::clock::{self, Moment};
use crate::http::in_address;
use crate::lang::Lang;

const LIST: &str = "/desk/alerts";
const TASKS: &str = "/desk/alerts/tasks";

fn path(id: &MatterId) -> String {
    format!("{LIST}/{id}")
}

/// The tone of a level's tag.
fn tone(level: Level) -> &'static str {
    match level {
        Level::Yellow | Level::Orange => "warn",
        Level::Red => "bad",
    }
}

/// A matter as a line shows it.
pub struct Line {
    /// Where it leads.
    pub to: String,
    /// Its kind.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// Its level, with the tone of its tag.
    pub level: Option<(&'static str, &'static str)>,
    /// Code of the division that answers for it.
    pub division: String,
    /// When its clock began.
    pub since: String,
    /// When its next level falls due; empty behind the last.
    pub next: String,
    /// When it ended; empty before.
    pub cleared: String,
}

fn shown(moment: Option<Moment>) -> String {
    moment.map(clock::show).unwrap_or_default()
}

impl Line {
    /// A matter in words.
    pub fn new(row: MatterRow, lang: Lang) -> Line {
        Line {
            to: path(&row.id),
            kind: row.kind.label(lang),
            level: row.level.map(|level| (level.label(lang), tone(level))),
            division: row.division_code.unwrap_or_else(|| lang.t("未填", "None").into()),
            since: clock::show(row.started_at),
            next: shown(row.next_at),
            cleared: shown(row.cleared_at),
            title: row.title,
        }
    }
}

/// The page of the thing that waits.
fn subject(row: &MatterRow) -> String {
    let code = in_address(&row.code);
    match row.kind {
        MatterKind::Need => format!("/needs/{code}"),
        MatterKind::Verification => format!("/desk/firms/{code}"),
        MatterKind::Enquiry => format!("/firms/{code}"),
        MatterKind::Gap | MatterKind::Task => TASKS.to_owned(),
    }
}

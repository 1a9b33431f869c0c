//! What several of these pages say alike: the choices of a form, the state of a firm.

use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::divisions::store as divisions;
use crate::firms::Verification;
use crate::firms::store::FirmRow;
use crate::firms::verification::{self, PROMISED_DAYS};
use crate::http::AppResult;
use crate::lang::{Lang, Say};

/// What can be chosen in a firm's form: pairs of code and name.
pub struct Choices {
    /// The city's divisions.
    pub divisions: Vec<(String, String)>,
    /// The industries.
    pub industries: Vec<(String, String)>,
}

impl Choices {
    /// An industry as its list shows it, `C3734 船用配套设备制造`.
    pub fn industry(&self, code: &str) -> String {
        let name = self.industries.iter().find(|one| one.0 == code).map(|one| one.1.as_str());
        name.map_or_else(|| code.to_owned(), |name| format!("{code} {name}"))
    }
}

/// Loads the choices.
pub fn choices(conn: &mut Conn) -> AppResult<Choices> {
    let industries = divisions::industries::all(conn)?;
    Ok(Choices {
        divisions: divisions::all(conn)?.into_iter().map(|row| (row.code, row.name)).collect(),
        industries: industries.into_iter().map(|row| (row.code, row.name)).collect(),
    })
}

/// The code out of what was chosen from the list, `C3734 船用配套设备制造`.
pub fn industry_code(chosen: &str) -> String {
    chosen.split_whitespace().next().unwrap_or("").to_owned()
}

/// The word for a firm's state, and the class of its tag.
pub fn state(row: &FirmRow, lang: Lang) -> (&'static str, &'static str) {
    match (row.verification, row.waiting_since.is_some()) {
        (Verification::Verified, true) => (lang.t("已认证，变更待审", "Verified, change to be checked"), "warn"),
        (Verification::Verified, false) => (lang.t("已认证", "Verified"), "ok"),
        (Verification::Pending, _) => (lang.t("待审核", "Waiting"), "warn"),
        (Verification::Rejected, _) => (lang.t("已退回", "Sent back"), "bad"),
    }
}

/// How long a firm has waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Whole days.
    pub days: i64,
    /// Whether the promised working days are over.
    pub late: bool,
}

impl Wait {
    /// The wait since `since`.
    pub fn since(since: Moment, now: Moment) -> Wait {
        let (from, to) = (clock::local_day(since), clock::local_day(now));
        Wait { days: verification::days(from, to), late: verification::working_days(from, to) > PROMISED_DAYS }
    }
}

/// The name of a column of the form.
pub fn column(column: &str) -> Say {
    match column {
        "uscc" => Say::new("统一社会信用代码", "USCC"),
        "full_name" => Say::new("企业全称", "Registered name"),
        other => Say::new(other, other),
    }
}

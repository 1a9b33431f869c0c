//! Officials look at firms that wait, and decide.

use super::mark;
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::divisions::store::DivisionRow;
use crate::divisions::{self, DivisionKind};
use crate::faults::Fault;
use crate::firms::store::queue::{self as shelves, Prepared, Selection};
use crate::firms::store::{self, FirmRow};
use crate::firms::verification::{self, Decision, Identity, REASON_LENGTH, Shelf};
use crate::firms::{rules, uscc};
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::notices::{News, To, Topic};
use crate::text;
use crate::{audit, notices};

/// What the desk asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which list.
    pub shelf: Shelf,
    /// Only firms of this division and those in it; empty for all that this official sees.
    pub division: String,
    /// Rows to leave out.
    pub offset: i64,
    /// Rows to show.
    pub limit: i64,
}

/// One page of the desk.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Firms of the list in all.
    pub total: i64,
    /// Those of this page.
    pub rows: Vec<FirmRow>,
    /// How many wait, are verified, were sent back.
    pub counts: [i64; 3],
    /// Since when the longest waiting one waits.
    pub longest: Option<Moment>,
    /// The divisions that this official sees.
    pub divisions: Vec<DivisionRow>,
}

/// Everything that the desk shows of one firm.
#[derive(Debug, Clone)]
pub struct Case {
    /// The firm.
    pub row: FirmRow,
    /// Its division's name.
    pub division: Option<String>,
    /// Its industry's name.
    pub industry: Option<String>,
    /// What is odd about its USCC.
    pub warnings: Vec<Say>,
    /// The identity verified last, while a changed one waits.
    pub before: Option<Identity>,
    /// Other firms of the same name, legal form and brackets left out.
    pub doubles: Vec<FirmRow>,
    /// What it has prepared.
    pub prepared: Prepared,
}

/// The codes of the divisions that this official sees; none for the whole city.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub fn scope(viewer: &Viewer, divisions: &[DivisionRow]) -> AppResult<Option<Vec<String>>> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    if !viewer.is_staff() {
        return Err(AppError::forbidden("只有审核人员可以查看", "only officials and operators may look at this"));
    }
    match &viewer.division {
        Some(code) if !viewer.is_operator() => Ok(narrowed(code, divisions)),
        _ => Ok(None),
    }
}

/// A division and what lies in it. The city as a whole is no narrowing: firms without a division belong to it, too.
fn narrowed(code: &str, divisions: &[DivisionRow]) -> Option<Vec<String>> {
    let is_city = divisions.iter().any(|d| d.code == code && d.kind == DivisionKind::City && d.parent_code.is_none());
    if is_city {
        return None;
    }
    let pairs: Vec<_> = divisions.iter().map(|d| (d.code.as_str(), d.parent_code.as_deref())).collect();
    Some(divisions::rules::within(&pairs, code).into_iter().map(str::to_owned).collect())
}

/// A page of the desk.
///
/// # Errors
/// [`AppError::SignIn`] and [`AppError::Forbidden`] for whoever is no official.
pub fn queue(conn: &mut Conn, viewer: &Viewer, wanted: &Listing) -> AppResult<Queue> {
    let all = divisions::store::all(conn)?;
    let own = scope(viewer, &all)?;
    let divisions: Vec<DivisionRow> = match &own {
        Some(codes) => all.iter().filter(|d| codes.contains(&d.code)).cloned().collect(),
        None => all.clone(),
    };
    let chosen = divisions.iter().find(|d| d.code == wanted.division);
    let codes = chosen.map_or(own.clone(), |d| narrowed(&d.code, &all));
    let counts = shelves::counts(conn, codes.as_deref())?;
    let selection = Selection { shelf: wanted.shelf, divisions: codes };
    let total = match wanted.shelf {
        Shelf::Waiting => counts[0],
        Shelf::Verified => counts[1],
        Shelf::Rejected => counts[2],
        Shelf::All => shelves::count(conn, &selection)?,
    };
    // A page behind the last one, of a list that grew shorter, shows the last one.
    let last = (total - 1).max(0) / wanted.limit * wanted.limit;
    let rows = shelves::page(conn, &selection, wanted.offset.min(last), wanted.limit)?;
    let longest = shelves::longest_waiting(conn, &selection)?;
    Ok(Queue { total, rows, counts, longest, divisions })
}

/// The firm of that code, where this official may decide on it; another division's is not found.
fn reachable(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<FirmRow> {
    let all = divisions::store::all(conn)?;
    let own = scope(viewer, &all)?;
    let row = store::find_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    let is_own = |codes: Vec<String>| row.division_code.as_ref().is_some_and(|code| codes.contains(code));
    if own.is_none_or(is_own) { Ok(row) } else { Err(AppError::NotFound) }
}

/// One firm with everything that helps to decide.
///
/// # Errors
/// [`AppError::NotFound`] for a firm of another division, and those of [`queue`].
pub fn case(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<Case> {
    let row = reachable(conn, viewer, code)?;
    let division = row.division_code.as_deref().map(|code| divisions::store::find_by_code(conn, code)).transpose()?;
    let industry =
        row.industry_code.as_deref().map(|code| divisions::store::industries::find_by_code(conn, code)).transpose()?;
    let keys = [row.name_key.clone(), rules::name_key(&row.name)];
    Ok(Case {
        division: division.flatten().map(|d| d.name),
        industry: industry.flatten().map(|i| i.name),
        warnings: row.uscc.as_deref().map(uscc::warnings).unwrap_or_else(Vec::new),
        before: Identity::before(&row),
        doubles: shelves::doubles(conn, &row.id, &keys.each_ref().map(String::as_str))?,
        prepared: shelves::prepared(conn, &row.id)?,
        row,
    })
}

/// A decision with what came with it.
#[derive(Debug, Clone)]
pub struct Ruling<'a> {
    /// The word of a [`Decision`].
    pub decision: &'a str,
    /// Why; the firm reads it.
    pub reason: &'a str,
    /// [`version`](FirmRow::version) of the firm that the official looked at: what somebody changed since has not
    /// been looked at.
    pub seen: &'a str,
}

/// Decides on a firm, and tells its members by mail.
///
/// # Errors
/// [`AppError::Conflict`] when a colleague decided or the firm changed meanwhile, [`AppError::Invalid`] for a
/// rejection without reason or a verification without USCC, and those of [`case`].
pub fn decide(
    conn: &mut Conn,
    viewer: &Viewer,
    code: &str,
    ruling: &Ruling,
    site_url: &str,
    now: Moment,
) -> AppResult<FirmRow> {
    let old = reachable(conn, viewer, code)?;
    let (decision, reason) = (Decision::parse(ruling.decision).ok_or_else(unknown)?, text::tidy(ruling.reason));
    let faults = objections(&old, decision, &reason);
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let new = verification::decide(&old, decision, &reason, now).map_err(AppError::Conflict)?;
    if ruling.seen != old.version() {
        return Err(AppError::conflict(
            "这家企业刚刚修改了资料，请重新打开页面核对后再决定",
            "this firm has just changed its profile; open the page again and look before deciding",
        ));
    }
    store::update(conn, &new)?;
    mark(conn, &old, &new)?;
    tell(conn, &new, decision, site_url, now)?;
    let action = format!("firm.{decision}");
    let (before, after) = (summary(&old), summary(&new));
    audit::record(conn, viewer, &action, "firm", new.id.as_str(), Some(&before), Some(&after), now)?;
    Ok(new)
}

fn unknown() -> AppError {
    let cause = Say::new("没有这种决定", "there is no such decision");
    AppError::invalid("decision", "", cause, Say::new("请用页面上的按钮", "use the buttons of the page"))
}

/// Writes to the members of the firm. A decision taken back is no news to them yet.
fn tell(conn: &mut Conn, row: &FirmRow, decision: Decision, site_url: &str, now: Moment) -> AppResult<()> {
    let (title, what) = match decision {
        Decision::Verify => (
            Say::new("企业审核已通过", "Your firm is verified"),
            "企业已通过审核，已发布的产品和需求现在对所有人可见。\nThe firm is verified; what it has published is public now.",
        ),
        Decision::Reject => (
            Say::new("企业资料需要更正", "Your firm's profile needs correction"),
            "企业资料未通过审核，请按下面的意见更正后重新提交。\nThe firm was not verified; correct what is named below and submit it again.",
        ),
        Decision::Reopen => return Ok(()),
    };
    let body = format!("{}\n\n{what}\n\n{}\n\n{site_url}/my/firm\n", row.name, row.verification_note);
    let news = News { topic: Topic::Firm, title, body: &body, path: "/my/firm", key: None, secret_until: None };
    notices::tell(conn, To::Firm(&row.id), &news, now)
}

fn objections(row: &FirmRow, decision: Decision, reason: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if decision == Decision::Reject && reason.is_empty() {
        let cause = Say::new("退回时必须写明原因", "a firm is sent back with a reason only");
        let fix = Say::new("请写清企业需要更正什么", "say what the firm is to correct");
        faults.push(Fault::new("reason", reason, cause, fix));
    }
    if reason.chars().count() > REASON_LENGTH {
        let cause = Say::new(format!("超过 {REASON_LENGTH} 个字"), format!("more than {REASON_LENGTH} characters"));
        faults.push(Fault::new("reason", reason, cause, Say::new("请缩短", "shorten it")));
    }
    if decision == Decision::Verify && row.uscc.is_none() {
        let cause = Say::new("没有统一社会信用代码，不能通过审核", "without a USCC a firm cannot be verified");
        let fix = Say::new("请退回，让企业补填", "send it back so that the firm adds it");
        faults.push(Fault::new("decision", decision.as_str(), cause, fix));
    }
    faults
}

/// For the log: state, reason and identity, no contact.
fn summary(row: &FirmRow) -> String {
    serde_json::json!({
        "verification": row.verification, "note": row.verification_note,
        "uscc": row.uscc, "full_name": row.full_name,
    })
    .to_string()
}

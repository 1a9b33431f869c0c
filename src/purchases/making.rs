//! What a list leads to: drafts of enquiries, one for each supplier, and needs of the lines that nobody fits.
//!
//! Neither holds what the buyer is willing to pay: that stays in the list.

use std::collections::HashMap;

use chrono::Duration;

use super::actions::{Seen, seen, take_to_change};
use super::rules::Standing;
use super::store::{self, Candidate, LineRow};
use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::enquiries::sent::{Sent, SentLine};
use crate::enquiries::{self, MOST_LINES};
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::listings::{self, ListingState, firm_of};
use crate::needs;
use crate::needs::store::NeedRow;
use crate::specs;

/// Needs that one click makes at most.
pub const MOST_NEEDS: usize = 200;
/// Firms that one click writes drafts for at most.
const MOST_FIRMS: usize = 100;
/// Days until a need of a line without a date is wanted.
const DAYS: i64 = 30;

/// A draft that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// Its code.
    pub code: String,
    /// Name of the firm that it asks.
    pub firm: String,
    /// How many lines it has.
    pub lines: usize,
}

/// What is to be asked of one firm.
struct Batch<'a> {
    firm: &'a Candidate,
    asked: Vec<(&'a LineRow, Vec<&'a Candidate>)>,
}

/// Makes one draft of an enquiry for each firm that is chosen for a line, with all its lines. What a draft or an enquiry
/// asks already is left out, so that a second click makes nothing.
///
/// # Errors
/// `NotFound` for another’s list; `Conflict` when somebody was quicker, where nothing is chosen, or too much; those of
/// [`enquiries::actions::create`].
pub fn draft_enquiries(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<Vec<Drafted>> {
    let list = take_to_change(conn, viewer, id, now)?;
    let seen = seen(conn, viewer, list)?;
    let batches = batches(conn, &seen)?;
    if batches.is_empty() {
        return Err(nothing_chosen());
    }
    if batches.len() > MOST_FIRMS {
        return Err(AppError::conflict(
            "一次最多向 100 家企业询价，请减少勾选",
            "At most 100 firms are asked at a time; choose fewer",
        ));
    }
    let mut made = Vec::new();
    for Batch { firm, asked } in &batches {
        for part in asked.chunks(MOST_LINES) {
            let sent = Sent {
                title: title(&seen.list.name, part.len()),
                suppliers: vec![firm.firm.1.clone()],
                lines: part.iter().map(|(line, _)| sent_line(line)).collect(),
                ..Sent::default()
            };
            let draft = enquiries::actions::create(conn, viewer, &sent, now)?;
            for one in part.iter().flat_map(|(_, candidates)| candidates) {
                store::set_enquiry(conn, &seen.list.id, one.row.position, &one.row.product_id, &draft.code)?;
            }
            made.push(Drafted { code: draft.code, firm: firm.firm.2.clone(), lines: part.len() });
        }
    }
    Ok(made)
}

/// What is chosen and not asked yet, by firm, in the order of the lines.
fn batches<'a>(conn: &mut Conn, seen: &'a Seen) -> AppResult<Vec<Batch<'a>>> {
    let (mut batches, mut places): (Vec<Batch<'a>>, HashMap<&str, usize>) = Default::default();
    let mut known: HashMap<&str, bool> = HashMap::new();
    for line in seen.lines.iter().filter(|line| !line.is_wrong()) {
        for one in seen.of(line.position).iter().filter(|one| one.row.is_chosen) {
            let code = one.row.enquiry_code.as_str();
            if !code.is_empty() && !known.contains_key(code) {
                known.insert(code, enquiries::store::find_by_code(conn, code)?.is_some());
            }
            if known.get(code).copied().unwrap_or(false) {
                continue;
            }
            let at = *places.entry(one.firm.1.as_str()).or_insert(batches.len());
            if at == batches.len() {
                batches.push(Batch { firm: one, asked: Vec::new() });
            }
            let asked = &mut batches[at].asked;
            match asked.last_mut().filter(|(last, _)| last.position == line.position) {
                Some((_, candidates)) => candidates.push(one),
                None => asked.push((line, vec![one])),
            }
        }
    }
    Ok(batches)
}

fn nothing_chosen() -> AppError {
    AppError::conflict(
        "没有新勾选的供应商：请先勾选；已在询价草稿里的不会重复生成",
        "Nothing new is chosen: tick suppliers first; what is in a draft already is not asked twice",
    )
}

fn title(list: &str, lines: usize) -> String {
    let short: String = list.chars().take(60).collect();
    format!("{short}（{lines} 项）")
}

/// The specs of a line that are `key=value`, as the forms of needs and enquiries take them.
fn stated_specs(line: &LineRow) -> String {
    if specs::parse(&line.specs).is_ok() { line.specs.clone() } else { String::new() }
}

/// What the line is called, with the specs that are words; `number` is the buyer's own of it.
fn words(line: &LineRow, number: &str) -> String {
    let specs = if stated_specs(line).is_empty() { line.specs.as_str() } else { "" };
    let parts = [number, line.name.as_str(), specs];
    parts.iter().filter(|part| !part.trim().is_empty()).copied().collect::<Vec<_>>().join(" ")
}

fn sent_line(line: &LineRow) -> SentLine {
    SentLine {
        text: words(line, &line.code),
        specs: stated_specs(line),
        quantity: line.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
        unit: line.unit.clone(),
        need_code: line.need_code.clone(),
    }
}

/// Makes a public need of each line that no firm covers and that is none yet; says how many. A line without a date is
/// wanted in thirty days.
///
/// # Errors
/// `NotFound` for another’s list; `Conflict` when somebody was quicker or there is no such line; `Forbidden` for a buyer
/// without a firm; those of [`listings::actions::create`].
pub fn make_needs(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<usize> {
    let list = take_to_change(conn, viewer, id, now)?;
    firm_of(viewer)?;
    let seen = seen(conn, viewer, list)?;
    let mut made = 0;
    for line in seen.lines.iter().filter(|line| seen.standing(line) == Standing::Uncovered) {
        if made >= MOST_NEEDS {
            break;
        }
        let is_there = !line.need_code.is_empty() && needs::store::find_by_code(conn, &line.need_code)?.is_some();
        if is_there {
            continue;
        }
        let need =
            listings::actions::create::<NeedRow>(conn, viewer, &need_columns(line, now), ListingState::Published, now)?;
        store::set_need(conn, &seen.list.id, line.position, &need.code)?;
        made += 1;
    }
    if made == 0 {
        return Err(AppError::conflict(
            "没有可发布的行：每一行都有本地候选，或已发布为需求",
            "No line is left: each has a local candidate or is a need already",
        ));
    }
    Ok(made)
}

fn need_columns(line: &LineRow, now: Moment) -> Columns {
    let needed_by = line.needed_by.unwrap_or_else(|| clock::local_day(now) + Duration::days(DAYS));
    let columns = [
        ("text", words(line, "")),
        ("specs", stated_specs(line)),
        ("quantity", line.quantity.map(|quantity| quantity.to_string()).unwrap_or_default()),
        ("unit", line.unit.clone()),
        ("period", "once".to_owned()),
        ("needed_by", needed_by.to_string()),
    ];
    Columns(columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

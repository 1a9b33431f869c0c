//! What a buyer does with purchase lists. Each action is one intention in the caller's transaction.

use std::collections::HashMap;

use super::rules::{self, Coverage, Standing, covers};
use super::sheet::Read;
use super::store::{self, Candidate, LineRow, ListRow};
use super::{ListId, MOST_LISTS};
use crate::accounts::{Role, Viewer};
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::seat::owner_of;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::products::ProductId;
use crate::text;

pub use super::making::{Drafted, draft_enquiries, make_needs};
pub use super::undo::{TakenBack, take_back_needs};

/// Characters of a name, and of a sender's code, at most.
const LONGEST_NAME: usize = 80;
const LONGEST_CODE: usize = 64;

/// Refuses who has nothing to buy here: nobody signed in, and staff.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn check(viewer: &Viewer) -> AppResult<()> {
    match viewer.role {
        None => Err(AppError::SignIn),
        Some(Role::Member | Role::Buyer) => Ok(()),
        Some(Role::Official | Role::Operator) => Err(AppError::forbidden(
            "采购清单只对企业用户和采购商开放，工作人员和管理员不能查看",
            "Purchase lists are for members and buyers; staff and operators do not see them",
        )),
    }
}

/// The viewer's own list of that key: of its firm, or of the buyer.
///
/// # Errors
/// Those of [`check`]; `NotFound` for everybody else's.
pub fn take(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<ListRow> {
    check(viewer)?;
    store::find(conn, &owner_of(viewer), id)?.ok_or(AppError::NotFound)
}

/// [`take`] for a change: nobody else changes the list before this transaction ends.
///
/// # Errors
/// Those of [`take`]; `Conflict` when somebody was quicker.
pub(super) fn take_to_change(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<ListRow> {
    let list = take(conn, viewer, id)?;
    if store::advance(conn, &list.id, list.updated_at, now)? {
        return Ok(ListRow { updated_at: now, ..list });
    }
    Err(AppError::conflict(
        "清单刚刚有变动，请刷新页面后再操作",
        "The list has just changed; reload the page and try again",
    ))
}

/// Keeps a list that was read; its candidates are looked for in the background.
///
/// # Errors
/// Those of [`check`]; `Invalid` for a wrong name; `Conflict` when there are too many lists.
pub fn begin(conn: &mut Conn, viewer: &Viewer, name: &str, read: Read, now: Moment) -> AppResult<ListRow> {
    begin_once(conn, viewer, (name, ""), read, now)
}

/// [`begin`] with a code of the sender's own, which may be empty: sent twice, with the same code and the same content, it
/// makes one list.
///
/// # Errors
/// Those of [`begin`]; `Invalid` for a code that cannot be one; `Conflict` for one under which something else was sent.
pub fn begin_once(
    conn: &mut Conn,
    viewer: &Viewer,
    (name, code): (&str, &str),
    read: Read,
    now: Moment,
) -> AppResult<ListRow> {
    check(viewer)?;
    let (owner, sent_code) = (owner_of(viewer), code_of(code)?);
    let list = ListRow {
        id: ListId::new(),
        owner,
        made_by: viewer.actor.to_string(),
        name: name_of(name)?,
        notes: serde_json::to_string(&read.notes).map_err(anyhow::Error::new)?,
        created_at: now,
        updated_at: now,
        matched_at: None,
        sent_code,
    };
    let line = |(position, line): (i64, super::sheet::Line)| {
        LineRow::new(list.id.clone(), position, line.row, line.fields, &line.faults)
    };
    let lines: Vec<LineRow> = (1..).zip(read.lines).map(line).collect::<anyhow::Result<_>>()?;
    if let Some(stored) = sent_before(conn, &list, &lines)? {
        return Ok(stored);
    }
    if store::count(conn, &list.owner)? >= MOST_LISTS {
        return Err(AppError::conflict("清单已达上限，请先删除不用的", "There are too many lists; delete some first"));
    }
    match store::insert(conn, &list, &lines)? {
        true => Ok(list),
        // Somebody was quicker with the same code.
        false => sent_before(conn, &list, &lines)?.ok_or(AppError::NotFound),
    }
}

/// The list that was sent under the same code, if it says the same.
fn sent_before(conn: &mut Conn, list: &ListRow, lines: &[LineRow]) -> AppResult<Option<ListRow>> {
    let Some(code) = &list.sent_code else { return Ok(None) };
    let Some(stored) = store::find_sent(conn, &list.owner, code)? else { return Ok(None) };
    let said = |lines: &[LineRow]| lines.iter().map(|line| (line.fields(), line.faults.clone())).collect::<Vec<_>>();
    if stored.name == list.name && said(&store::lines(conn, &stored.id)?) == said(lines) {
        return Ok(Some(stored));
    }
    Err(AppError::conflict(
        "这个编号已用于另一份清单，请换一个",
        "Another list was sent under this code; use another one",
    ))
}

fn code_of(typed: &str) -> AppResult<Option<String>> {
    let code = text::tidy(typed);
    match code.chars().count() {
        0 => Ok(None),
        1..=LONGEST_CODE if !code.contains('\n') => Ok(Some(code)),
        _ => {
            let cause = Say::new("编号太长或有换行", "the code is too long or has several lines");
            let fix =
                Say::new(format!("请用 1 到 {LONGEST_CODE} 个字符"), format!("use 1 to {LONGEST_CODE} characters"));
            Err(AppError::invalid("code", typed, cause, fix))
        }
    }
}

fn name_of(typed: &str) -> AppResult<String> {
    let name = text::tidy(typed).replace('\n', " ");
    if (1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Ok(name);
    }
    let cause = Say::new("名称为空或太长", "the name is empty or too long");
    let fix = Say::new(format!("请填写 1 到 {LONGEST_NAME} 个字"), format!("use 1 to {LONGEST_NAME} characters"));
    Err(AppError::invalid("name", typed, cause, fix))
}

/// A list with its lines, the candidates that everybody may see, and how much of it the city can supply.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The list.
    pub list: ListRow,
    /// Its lines.
    pub lines: Vec<LineRow>,
    /// Their candidates, best first, by line.
    pub candidates: HashMap<i64, Vec<Candidate>>,
    /// How much of it can be supplied.
    pub coverage: Coverage,
}

impl Seen {
    /// The candidates of a line, best first.
    pub fn of(&self, position: i64) -> &[Candidate] {
        self.candidates.get(&position).map_or(&[], Vec::as_slice)
    }

    /// Where a line stands.
    pub fn standing(&self, line: &LineRow) -> Standing {
        match () {
            () if line.is_wrong() => Standing::Wrong,
            () if !line.is_matched => Standing::Waiting,
            () if self.of(line.position).iter().any(|one| covers(one.row.score, &one.row.fit)) => Standing::Covered,
            () => Standing::Uncovered,
        }
    }
}

/// The viewer's own list as it stands now.
///
/// # Errors
/// Those of [`take`].
pub fn show(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<Seen> {
    let list = take(conn, viewer, id)?;
    seen(conn, viewer, list)
}

/// As [`show`], of a list that has been taken.
///
/// # Errors
/// Those of the database.
pub(super) fn seen(conn: &mut Conn, viewer: &Viewer, list: ListRow) -> AppResult<Seen> {
    let lines = store::lines(conn, &list.id)?;
    let mut candidates: HashMap<i64, Vec<Candidate>> = HashMap::new();
    for one in store::shown(conn, &list.id, viewer.firm.as_ref())? {
        candidates.entry(one.row.position).or_default().push(one);
    }
    let mut seen = Seen { list, lines, candidates, coverage: Coverage::default() };
    let mut coverage = Coverage::default();
    seen.lines.iter().for_each(|line| coverage.add(seen.standing(line), line.fields().amount()));
    seen.coverage = coverage;
    Ok(seen)
}

/// Calls a list something else.
///
/// # Errors
/// Those of [`take`]; `Invalid` for a wrong name.
pub fn rename(conn: &mut Conn, viewer: &Viewer, id: &str, name: &str) -> AppResult<()> {
    let list = take(conn, viewer, id)?;
    Ok(store::rename(conn, &list.id, &name_of(name)?)?)
}

/// Deletes a list for good. Enquiries and needs that came of it stay.
///
/// # Errors
/// Those of [`take`]; `Conflict` when somebody was quicker.
pub fn delete(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<ListRow> {
    // It may be matched right now, which writes what hangs on it.
    let list = take_to_change(conn, viewer, id, now)?;
    store::delete(conn, &list.id)?;
    Ok(list)
}

/// Has all candidates looked for anew; what was chosen stays chosen where it still fits.
///
/// # Errors
/// `NotFound` for another’s list; `Conflict` when somebody was quicker.
pub fn renew(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<()> {
    let list = take_to_change(conn, viewer, id, now)?;
    Ok(store::ask_again(conn, &list.id)?)
}

/// A line of the viewer's own list.
///
/// # Errors
/// Those of [`take`]; `NotFound` for a line that there is not.
pub fn line(conn: &mut Conn, viewer: &Viewer, id: &str, position: &str) -> AppResult<(ListRow, LineRow)> {
    let list = take(conn, viewer, id)?;
    let position = position.parse().map_err(|_| AppError::NotFound)?;
    let line = store::line(conn, &list.id, position)?.ok_or(AppError::NotFound)?;
    Ok((list, line))
}

/// Corrects a line; its candidates are then looked for anew.
///
/// # Errors
/// `NotFound` for another’s list; `Conflict` when somebody was quicker; `NotFound`; `Invalid` with every wrong column.
pub fn edit_line(
    conn: &mut Conn,
    viewer: &Viewer,
    (id, position): (&str, &str),
    columns: &Columns,
    now: Moment,
) -> AppResult<()> {
    let (_, before) = line(conn, viewer, id, position)?;
    let list = take_to_change(conn, viewer, id, now)?;
    let (fields, faults) = rules::read(&|column| columns.get(column));
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let need_code = before.need_code;
    let row = LineRow::new(list.id.clone(), before.position, before.row_number, fields, &faults)?;
    store::update_line(conn, &LineRow { need_code, ..row })?;
    store::replace(conn, &list.id, &[before.position], &[])?;
    Ok(store::set_matched(conn, &list.id, None)?)
}

/// Notes which candidates of the lines at `positions` are to be asked: `picked` are lines with codes of products. What is
/// no candidate of its line is left out.
///
/// # Errors
/// `NotFound` for another’s list; `Conflict` when somebody was quicker.
pub fn choose(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &str,
    positions: &[i64],
    picked: &[(i64, String)],
    now: Moment,
) -> AppResult<usize> {
    let list = take_to_change(conn, viewer, id, now)?;
    let shown = store::shown(conn, &list.id, viewer.firm.as_ref())?;
    let is_picked = |one: &&Candidate| {
        let position = one.row.position;
        positions.contains(&position) && picked.iter().any(|(at, code)| *at == position && *code == one.product.0)
    };
    let chosen: Vec<(i64, ProductId)> =
        shown.iter().filter(is_picked).map(|one| (one.row.position, one.row.product_id.clone())).collect();
    store::choose(conn, &list.id, positions, &chosen)?;
    Ok(chosen.len())
}

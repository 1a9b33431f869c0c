//! What officials set: a task with the day by which it is to be done, or a gap of a chain that local suppliers are to
//! close. Its clock runs from the end of that day, or from the setting of the gap; then it is a matter like all others.

use chrono::{NaiveDate, TimeDelta};

use super::store::tasks::{self, TaskRow};
use super::{MatterKind, TaskId};
use crate::accounts::Viewer;
use crate::audit;
use crate::chain;
use crate::clock::{Moment, local_day};
use crate::db::Conn;
use crate::divisions;
use crate::faults::Fault;
use crate::fields::{Get, Reader};
use crate::firms::actions::scope;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// Letters of a title, suppliers that close a gap, and lines of the list, at most.
const LONGEST: usize = 100;
const MOST_SUPPLIERS: i64 = 100;
const SHOWN: i64 = 200;

/// What is to be done, as an official states it.
#[derive(Debug, Clone, PartialEq)]
struct Stated {
    title: String,
    category: String,
    wanted: i64,
    division: String,
    due_on: Option<NaiveDate>,
}

/// Reads what is stated; a category makes it a gap, without one it is a task with a day.
fn read(get: Get, today: NaiveDate) -> Result<Stated, Vec<Fault>> {
    let mut read = Reader::new(get);
    let (mut title, mut category, mut division) = (String::new(), String::new(), String::new());
    let (mut wanted, mut due_on) = (None, None);
    read.name("title", &mut title, LONGEST);
    read.text("category", &mut category, LONGEST);
    read.text("division", &mut division, LONGEST);
    read.whole("wanted", &mut wanted, MOST_SUPPLIERS);
    read.day("due_on", &mut due_on);
    if category.is_empty() && due_on.is_none_or(|day| day < today) {
        let value = get("due_on").unwrap_or_default();
        let cause = Say::new("没有日期，或日期已过", "No day, or one that is over");
        let fix =
            Say::new("请填写今天或以后的日期；补链事项填写品类", "Give today or a later day, or the category of a gap");
        read.fault("due_on", &value, cause, fix);
    }
    let faults = read.finish();
    let stated = Stated { title, category, wanted: wanted.unwrap_or(1).max(1), division, due_on };
    if faults.is_empty() { Ok(stated) } else { Err(faults) }
}

/// The last second of a day in Shanghai: the next working day is then the first that counts.
fn end_of(day: NaiveDate) -> Moment {
    day.and_time(chrono::NaiveTime::MIN) + TimeDelta::days(1) - TimeDelta::hours(8) - TimeDelta::seconds(1)
}

/// What is open, as far as this official answers for it.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub fn list(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<TaskRow>> {
    let divisions = scope(viewer, &divisions::store::all(conn)?)?;
    Ok(tasks::open(conn, divisions.as_deref(), SHOWN)?)
}

/// Sets something to be done: `title`, `division`, and `due_on` of a task, or `category` and `wanted` of a gap.
///
/// # Errors
/// `SignIn`; `Forbidden` for another division; `Invalid` with every wrong field.
pub fn set(conn: &mut Conn, viewer: &Viewer, get: Get, now: Moment) -> AppResult<TaskRow> {
    let own = scope(viewer, &divisions::store::all(conn)?)?;
    let stated = read(get, local_day(now)).map_err(AppError::Invalid)?;
    let division_code = Some(stated.division).filter(|code| !code.is_empty());
    check_division(conn, own, division_code.as_deref())?;
    let category_id = category(conn, &stated.category)?;
    let row = TaskRow {
        id: TaskId::new(),
        kind: if category_id.is_some() { MatterKind::Gap } else { MatterKind::Task },
        since: stated.due_on.filter(|_| category_id.is_none()).map_or(now, end_of),
        title: stated.title,
        category_id,
        wanted: stated.wanted,
        division_code,
        author: viewer.actor.to_string(),
        created_at: now,
        done_at: None,
    };
    tasks::insert(conn, &row)?;
    audit::record(conn, viewer, "alert.task", "alert_task", row.id.as_str(), None, Some(&row.title), now)?;
    Ok(row)
}

fn check_division(conn: &mut Conn, own: Option<Vec<String>>, code: Option<&str>) -> AppResult<()> {
    if own.is_some_and(|own| !code.is_some_and(|code| own.iter().any(|one| one == code))) {
        return Err(AppError::forbidden("只能交办给本区划", "You may set tasks for your own division only"));
    }
    match code {
        Some(code) if divisions::store::find_by_code(conn, code)?.is_none() => {
            let cause = Say::new("没有这个区划", "There is no such division");
            Err(AppError::invalid("division", code, cause, Say::new("请从列表选择", "Choose from the list")))
        }
        _ => Ok(()),
    }
}

fn category(conn: &mut Conn, name: &str) -> AppResult<Option<chain::CategoryId>> {
    if name.is_empty() {
        return Ok(None);
    }
    match chain::store::category_by_name(conn, name)? {
        Some(row) => Ok(Some(row.id)),
        None => {
            let cause = Say::new("产业链图谱上没有这个品类", "The chain graph has no such category");
            let fix = Say::new("请填写图谱上的品类名称", "Give the name of a category of the graph");
            Err(AppError::invalid("category", name, cause, fix))
        }
    }
}

/// Notes that something is done. Its alert, if there is one, ends within the minute.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` for what this official does not answer for; `Conflict` for what is done already.
pub fn finish(conn: &mut Conn, viewer: &Viewer, id: &TaskId, now: Moment) -> AppResult<()> {
    let own = scope(viewer, &divisions::store::all(conn)?)?;
    let row = tasks::find(conn, id)?.ok_or(AppError::NotFound)?;
    let is_own = |own: Vec<String>| row.division_code.as_ref().is_some_and(|code| own.contains(code));
    if !own.is_none_or(is_own) {
        return Err(AppError::NotFound);
    }
    if !tasks::done(conn, id, now)? {
        return Err(AppError::conflict("该事项已办结", "It is done already"));
    }
    audit::record(conn, viewer, "alert.task_done", "alert_task", id.as_str(), None, Some(&row.title), now)
}

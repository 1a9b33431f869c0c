//! What people do with imports on the web: hand a file in, decide after its check, take it back.

use chrono::Duration;

use super::State;
use super::apply;
use super::batch::{UNDO_DAYS, Undone};
use super::jobs;
use super::report::RowFault;
use super::sheets::Sheet;
use super::store::{self, BatchRow};
use super::template::Lists;
use super::undo::take_back;
use crate::accounts::{Role, Viewer};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::firms::FirmId;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::queue;

/// Names of categories that a template lists at most.
const LISTED_CATEGORIES: i64 = 3_000;
/// After so long without a sign of life, a batch may be set going again.
const STUCK_MINUTES: i64 = 10;

/// The firm that this viewer imports for; none when an operator imports everything.
///
/// # Errors
/// `SignIn` or `Forbidden` for those who import nothing.
pub fn may_import(viewer: &Viewer) -> AppResult<Option<FirmId>> {
    match viewer.role {
        Some(Role::Operator) => Ok(None),
        Some(Role::Member) if viewer.firm.is_some() => Ok(viewer.firm.clone()),
        None => Err(AppError::SignIn),
        Some(_) => Err(AppError::forbidden(
            "只有企业用户和运营人员可以导入数据",
            "Only members of firms and operators may import data",
        )),
    }
}

/// The tables that this viewer may import.
///
/// # Errors
/// As [`may_import`].
pub fn sheets_of(viewer: &Viewer) -> AppResult<&'static [Sheet]> {
    Ok(if may_import(viewer)?.is_some() { &Sheet::OF_MEMBERS } else { &Sheet::ALL })
}

/// Begins a batch whose files are in place under `id`; a worker checks it.
///
/// # Errors
/// As [`may_import`], and those of the database.
pub fn begin(conn: &mut Conn, viewer: &Viewer, id: String, source: &str, now: Moment) -> AppResult<()> {
    let firm = may_import(viewer)?;
    let batch = BatchRow { id, ..BatchRow::new(viewer, firm, source, now) };
    store::insert_batch(conn, &batch)?;
    Ok(queue::enqueue(conn, jobs::NAME, &batch.id, now)?)
}

/// The batches that this viewer may see: a member's firm's, or all.
///
/// # Errors
/// As [`may_import`], and those of the database.
pub fn list(conn: &mut Conn, viewer: &Viewer, offset: u64, limit: u64) -> AppResult<(Vec<BatchRow>, u64)> {
    let firm = may_import(viewer)?;
    Ok(store::batches(conn, firm.as_ref(), offset, limit)?)
}

/// One batch.
///
/// # Errors
/// `NotFound` when there is none, or none that this viewer may see.
pub fn find(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<BatchRow> {
    let firm = may_import(viewer)?;
    let batch = store::batch(conn, id)?.ok_or(AppError::NotFound)?;
    if firm.is_some() && batch.firm_id != firm { Err(AppError::NotFound) } else { Ok(batch) }
}

/// A page of a batch's faults.
///
/// # Errors
/// As [`find`].
pub fn faults(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &str,
    offset: u64,
    limit: u64,
) -> AppResult<(BatchRow, Vec<RowFault>)> {
    let batch = find(conn, viewer, id)?;
    let faults = store::faults(conn, id, offset, limit)?;
    Ok((batch, faults))
}

/// Sets a checked batch to be written: all of it, or without the rows that have faults.
///
/// # Errors
/// As [`find`]; a `Conflict` when it is not checked, has nothing to write, or has faults that are not to be left out.
pub fn apply(conn: &mut Conn, viewer: &Viewer, id: &str, skip_bad: bool, now: Moment) -> AppResult<()> {
    let mut batch = find(conn, viewer, id)?;
    if batch.state != State::Checked {
        return Err(AppError::conflict(
            "这次导入已经处理过了，请查看结果",
            "This import has been dealt with already; see its result",
        ));
    }
    let total = batch.total()?;
    if total.new + total.changed == 0 {
        return Err(AppError::conflict("没有需要写入的行", "There is nothing to write"));
    }
    if batch.faults > 0 && !skip_bad {
        return Err(AppError::Conflict(faults_in_the_way(batch.faults)));
    }
    apply::set_applying(&mut batch, skip_bad, now);
    store::update_batch(conn, &batch)?;
    Ok(queue::enqueue(conn, jobs::NAME, &batch.id, now)?)
}

fn faults_in_the_way(count: i64) -> Say {
    Say::new(
        format!("还有 {count} 处错误。请改好后重新上传，或选择“只导入正确的行”"),
        format!("{count} cells are wrong. Mend them and upload again, or choose to import the right rows only"),
    )
}

/// Whether a batch seems to have been given up by its worker.
pub fn is_stuck(batch: &BatchRow, now: Moment) -> bool {
    let since = batch.applied_at.unwrap_or(batch.created_at);
    batch.is_running() && now - since > Duration::minutes(STUCK_MINUTES)
}

/// Sets a batch going again that its worker gave up.
///
/// # Errors
/// As [`find`]; a `Conflict` when it is not stuck.
pub fn resume(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<()> {
    let batch = find(conn, viewer, id)?;
    if !is_stuck(&batch, now) {
        return Err(AppError::conflict("这次导入正在进行或已经结束", "This import is under way, or over"));
    }
    Ok(queue::enqueue(conn, jobs::NAME, &batch.id, now)?)
}

/// Takes an import back.
///
/// # Errors
/// As [`find`]; a `Conflict` when it cannot be undone (any more).
pub fn undo(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<Undone> {
    let mut batch = find(conn, viewer, id)?;
    let undone = take_back(conn, &mut batch, now)?;
    if viewer.is_staff() {
        let what = undone.to_string();
        audit::record(conn, viewer, "import.undone", "import", id, Some(&batch.counts), Some(&what), now)?;
    }
    Ok(undone)
}

/// What the template of this viewer lists.
///
/// # Errors
/// As [`may_import`], and those of the database.
pub fn lists(conn: &mut Conn, viewer: &Viewer) -> AppResult<Lists> {
    may_import(viewer)?;
    let mut divisions: Vec<(String, String)> = store::division_names(conn)?.into_iter().collect();
    divisions.sort();
    Ok(Lists { categories: store::listed_categories(conn, LISTED_CATEGORIES)?, divisions })
}

/// Forgets what can no longer be used: faults and earlier rows of batches older than [`UNDO_DAYS`], and their files
/// below `data_dir`. Says how many batches that were.
///
/// # Errors
/// Those of the database and of the disk.
pub fn purge(db: &Db, data_dir: &std::path::Path, now: Moment) -> AppResult<usize> {
    let before = now - Duration::days(UNDO_DAYS);
    let expired = db.read::<_, AppError>(|conn| Ok(store::expired(conn, before)?))?;
    for id in &expired {
        db.write::<_, AppError>(|conn| Ok(store::forget(conn, id)?))?;
    }
    super::files::purge(data_dir, before)?;
    Ok(expired.len())
}

//! Takes an import back: rows that it made go, rows that it changed are as they were. Rows that were edited since,
//! and rows that others depend on, stay and are named.

use chrono::Duration;

use super::State;
use super::batch::{Kept, Outcome, UNDO_DAYS, Undone, UndoneTable};
use super::kinds::{self, Kind};
use super::sheets::Sheet;
use super::store::{self, BatchRow};
use crate::clock::Moment;
use crate::db::{self, Conn};
use crate::engine::dirty;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// Rows looked at in one query.
const PAGE: i64 = 2_000;
/// Rows named per table.
const NAMED: usize = 100;

/// Takes `batch` back, in the caller's transaction.
///
/// # Errors
/// A `Conflict` when it cannot be undone (any more); others are of the database.
pub fn take_back(conn: &mut Conn, batch: &mut BatchRow, now: Moment) -> AppResult<Undone> {
    let applied = may_undo(batch, now)?;
    let mut undone = Undone::default();
    // Backwards: what refers to others goes first.
    one::<kinds::Needs>(conn, batch, applied, &mut undone)?;
    one::<kinds::Products>(conn, batch, applied, &mut undone)?;
    one::<kinds::Firms>(conn, batch, applied, &mut undone)?;
    one::<kinds::Edges>(conn, batch, applied, &mut undone)?;
    store::remove_categories(conn, &batch.id)?;
    one::<kinds::Industries>(conn, batch, applied, &mut undone)?;
    one::<kinds::Divisions>(conn, batch, applied, &mut undone)?;
    undone.tables.reverse();
    if undone.tables.iter().any(|table| table.sheet.is_around_listings()) {
        dirty::mark_everything(conn)?;
    }
    batch.state = State::Undone;
    batch.undone_at = Some(now);
    batch.end(&Outcome::Undone(undone.clone()))?;
    store::update_batch(conn, batch)?;
    store::forget(conn, &batch.id)?;
    Ok(undone)
}

/// When the batch was applied, if it may be undone.
fn may_undo(batch: &BatchRow, now: Moment) -> AppResult<Moment> {
    let applied = match (batch.state, batch.applied_at) {
        (State::Applied, Some(applied)) => applied,
        (State::Undone, _) => {
            return Err(AppError::conflict("这次导入已经撤销过了", "This import has been undone already"));
        }
        _ => {
            return Err(AppError::conflict(
                "这次导入还没有写入数据，不用撤销",
                "This import has written nothing to undo",
            ));
        }
    };
    if now - applied > Duration::days(UNDO_DAYS) {
        return Err(AppError::conflict(
            "已超过 30 天，不能再撤销",
            "More than 30 days have passed; it can no longer be undone",
        ));
    }
    Ok(applied)
}

fn one<K: Kind>(conn: &mut Conn, batch: &BatchRow, applied: Moment, undone: &mut Undone) -> AppResult<()> {
    mark_removable::<K>(conn, batch, applied)?;
    let removed = store::remove(conn, K::SHEET, &batch.id, applied)?;
    let (restored, mut kept) = restore::<K>(conn, batch, applied)?;
    let (left, rows) = store::left(conn, K::SHEET, &batch.id, applied, NAMED as i64)?;
    kept.names.extend(rows.into_iter().map(|row| (row.name, if row.edited { edited() } else { in_use() })));
    let kept_total = kept.total + left;
    let named = kept.names.into_iter().take(NAMED);
    undone.kept.extend(named.map(|(name, why)| Kept { sheet: K::SHEET, name, why }));
    if removed + restored + kept_total > 0 {
        undone.tables.push(UndoneTable { sheet: K::SHEET, removed, restored, kept: kept_total });
    }
    Ok(())
}

fn edited() -> Say {
    Say::new("导入后又修改过", "edited since")
}

fn in_use() -> Say {
    Say::new("后来的数据用到了它", "later data depends on it")
}

/// The search must look at what goes, as long as its keys are known.
fn mark_removable<K: Kind>(conn: &mut Conn, batch: &BatchRow, applied: Moment) -> AppResult<()> {
    let kind = match K::SHEET {
        Sheet::Firms => db::Kind::Firm,
        Sheet::Products => db::Kind::Product,
        Sheet::Needs => db::Kind::Need,
        _ => return Ok(()),
    };
    let mut after = String::new();
    loop {
        let ids = store::removable(conn, K::SHEET, &batch.id, applied, &after, PAGE)?;
        let Some(last) = ids.last() else { return Ok(()) };
        dirty::mark_many(conn, kind, &ids.iter().map(String::as_str).collect::<Vec<_>>())?;
        after = last.clone();
    }
}

/// Rows that stay as the batch, or somebody since, left them.
#[derive(Default)]
struct Staying {
    total: u64,
    names: Vec<(String, Say)>,
}

impl Staying {
    fn push(&mut self, name: String, why: Say) {
        self.total += 1;
        if self.names.len() < NAMED {
            self.names.push((name, why));
        }
    }
}

/// Puts the rows that the batch changed back as they were.
fn restore<K: Kind>(conn: &mut Conn, batch: &BatchRow, applied: Moment) -> AppResult<(u64, Staying)> {
    let (mut restored, mut staying, mut after) = (0, Staying::default(), String::new());
    loop {
        let page = store::changes(conn, &batch.id, K::SHEET.name(), &after, PAGE)?;
        let Some(last) = page.last() else { return Ok((restored, staying)) };
        after = last.subject_id.clone();
        let before: Vec<K::Row> = page
            .iter()
            .map(|c| serde_json::from_str(&c.before))
            .collect::<Result<_, _>>()
            .map_err(anyhow::Error::from)?;
        restored += restore_page::<K>(conn, before, applied, &mut staying)?;
    }
}

fn restore_page<K: Kind>(
    conn: &mut Conn,
    before: Vec<K::Row>,
    applied: Moment,
    staying: &mut Staying,
) -> AppResult<u64> {
    let now = K::current(conn, &before)?;
    let blocked = K::cannot_return(conn, &before)?;
    let mut pairs = Vec::with_capacity(before.len());
    for (before, now) in before.into_iter().zip(now) {
        let why = match now {
            None => Say::new("后来已被删除", "deleted since"),
            Some(row) if K::facts(&row).updated_at != applied => edited(),
            Some(_) if blocked.contains(&K::facts(&before).id) => {
                Say::new("原统一社会信用代码已属于另一家企业", "another firm has its former USCC by now")
            }
            Some(row) => {
                K::update(conn, &before)?;
                pairs.push((row, before));
                continue;
            }
        };
        staying.push(K::name(conn, &before)?, why);
    }
    K::mark(conn, &[], &pairs)?;
    Ok(pairs.len() as u64)
}

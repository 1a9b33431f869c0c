//! Checking and writing a whole input: nothing is written before everything was checked, and with a fault nothing at
//! all, unless its user leaves the wrong rows out.
//!
//! Rows go in chunks that each are one transaction. A run that is interrupted goes on with the same batch: what the
//! batch has written it recognises, so nothing is lost or doubled and the counts are those of the whole run.

use super::State;
use super::batch::Outcome;
use super::context::{Context, Scope};
use super::report::{Phase, Progress, Report, TableCounts};
use super::run::{Access, Run};
use super::sheets::Sheet;
use super::store::{self, BatchRow};
use super::tables::Input;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::engine::dirty;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// Is told how far a run has come; its failure ends the run.
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress) -> AppResult<()>;

/// Checks every row and writes nothing.
///
/// # Errors
/// Those of the database and of reading the files.
pub fn check(db: &Db, input: &Input, scope: Scope, progress: OnProgress) -> AppResult<Report> {
    let context = db.read::<_, AppError>(|conn| Ok(Context::load(conn, scope, None)?))?;
    let mut run = Run::new(Access::Chunks(db), context, Phase::Checking, 0, progress);
    run.input(input)?;
    Ok(report(run, input.warnings.clone()))
}

/// Writes every row that has no fault, for a batch that stands at `Applying`, and ends the batch.
///
/// # Errors
/// Those of the database and of reading the files; the batch then still stands at `Applying` and can be gone on with.
pub fn write(db: &Db, batch: &mut BatchRow, input: &Input, scope: Scope, progress: OnProgress) -> AppResult<Report> {
    let mut run = begin(db, batch, scope, progress)?;
    run.input(input)?;
    finish(db, batch, report(run, input.warnings.clone()))
}

/// A run that writes for `batch`.
pub(super) fn begin<'a>(db: &'a Db, batch: &BatchRow, scope: Scope, progress: OnProgress<'a>) -> AppResult<Run<'a>> {
    let applied_at = batch.applied_at.ok_or_else(|| anyhow::anyhow!("a batch is written before it was begun"))?;
    let mut context = db.read::<_, AppError>(|conn| Ok(Context::load(conn, scope, Some((&batch.id, applied_at)))?))?;
    context.resumed = batch.rows_done > 0;
    Ok(Run::new(Access::Chunks(db), context, Phase::Writing, u64::try_from(batch.rows_total).unwrap_or(0), progress))
}

/// What a run has to say.
pub(super) fn report(run: Run, mut warnings: Vec<Say>) -> Report {
    let made = run.context.made_categories;
    if made > 0 {
        warnings.push(Say::new(
            format!("产品和需求中有 {made} 个新品类，已加入品类表"),
            format!("{made} categories that products or needs name were new and have been added"),
        ));
    }
    let reshaped = !run.context.was_empty(Sheet::Firms) && run.tables.iter().any(reshapes);
    Report { batch: None, applied: false, reshaped, tables: run.tables, faults: run.faults, warnings }
}

/// Whether a table's changes show in documents of listings that it does not name.
fn reshapes(table: &TableCounts) -> bool {
    table.sheet.is_around_listings() && table.counts.new + table.counts.changed > 0
}

/// Notes the end of a run that wrote.
pub(super) fn finish(db: &Db, batch: &mut BatchRow, mut report: Report) -> AppResult<Report> {
    set_applied(batch, &mut report)?;
    db.write(|conn| end(conn, batch, &report))?;
    Ok(report)
}

/// The same within the transaction that wrote.
pub(super) fn finish_within(conn: &mut Conn, batch: &mut BatchRow, mut report: Report) -> AppResult<Report> {
    set_applied(batch, &mut report)?;
    end(conn, batch, &report)?;
    Ok(report)
}

fn set_applied(batch: &mut BatchRow, report: &mut Report) -> AppResult<()> {
    report.batch = Some(batch.id.clone());
    report.applied = true;
    batch.state = State::Applied;
    batch.take(report)?;
    batch.rows_total = i64::try_from(report.total().read()).unwrap_or(i64::MAX);
    batch.rows_done = batch.rows_total;
    Ok(())
}

fn end(conn: &mut Conn, batch: &BatchRow, report: &Report) -> AppResult<()> {
    store::update_batch(conn, batch)?;
    store::replace_faults(conn, &batch.id, &report.faults.kept)?;
    if report.reshaped {
        dirty::mark_everything(conn)?;
    }
    note(conn, batch, "import.applied", &summary(report))
}

fn summary(report: &Report) -> String {
    report.tables.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Whoever began the batch, for the audit log.
struct Beginner<'a>(&'a str);

impl audit::Author for Beginner<'_> {
    fn author(&self) -> String {
        self.0.to_owned()
    }
}

/// An import by staff is noted in the audit log; a member's is its own affair.
fn note(conn: &mut Conn, batch: &BatchRow, action: &str, what: &str) -> AppResult<()> {
    if batch.firm_id.is_some() {
        return Ok(());
    }
    let at = batch.applied_at.unwrap_or(batch.created_at);
    audit::record(conn, &Beginner(&batch.actor), action, "import", &batch.id, None, Some(what), at)
}

/// Sets a checked batch to be written from `now` on.
pub(super) fn set_applying(batch: &mut BatchRow, skip_bad: bool, now: Moment) {
    batch.state = State::Applying;
    batch.skip_bad = skip_bad;
    batch.rows_done = 0;
    batch.applied_at = Some(now);
}

/// Notes the counts and faults of a check.
///
/// # Errors
/// Those of the database.
pub(super) fn note_check(db: &Db, batch: &mut BatchRow, report: &Report) -> AppResult<()> {
    batch.take(report)?;
    batch.state = State::Checked;
    batch.applied_at = None;
    batch.rows_total = i64::try_from(report.total().read()).unwrap_or(i64::MAX);
    batch.rows_done = batch.rows_total;
    db.write(|conn| {
        store::update_batch(conn, batch)?;
        Ok(store::replace_faults(conn, &batch.id, &report.faults.kept)?)
    })
}

/// Notes that a batch's file cannot be imported.
///
/// # Errors
/// Those of the database.
pub(super) fn note_failure(db: &Db, batch: &mut BatchRow, why: Say) -> AppResult<()> {
    batch.state = State::Failed;
    batch.end(&Outcome::Failed(why))?;
    db.write(|conn| Ok(store::update_batch(conn, batch)?))
}

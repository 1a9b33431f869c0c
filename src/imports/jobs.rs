//! The worker's part of an import: check what was handed in, and write what was decided on.

use std::path::Path;
use std::time::{Duration, Instant};

use super::State;
use super::apply;
use super::context::Scope;
use super::files;
use super::report::{Phase, Progress, Report};
use super::store::{self, BatchRow};
use super::tables::{self, Input, Limits};
use crate::db::Db;
use crate::firms::store as firms;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::wake::Wake;

/// The name of the job; its payload is the key of a batch.
pub const NAME: &str = "import";
/// How often the progress of a check is written down; writing rows notes it anyway.
const NOTE: Duration = Duration::from_millis(700);
/// Between two chunks, so that others who wait for the one writing connection get it.
const PAUSE: Duration = Duration::from_millis(1);

/// Does what is next for a batch: checks it, or writes it, or nothing. May run twice, and after an interruption.
///
/// # Errors
/// Those of the database and of the disk, after which it may be tried again. What its user can mend ends the batch.
pub fn run(db: &Db, wake: &Wake, data_dir: &Path, batch: &str) -> anyhow::Result<()> {
    let Some(mut batch) = db.read::<_, AppError>(|conn| Ok(store::batch(conn, batch)?))? else { return Ok(()) };
    if !batch.is_running() {
        return Ok(());
    }
    match step(db, wake, data_dir, &mut batch) {
        Ok(()) => {}
        Err(AppError::Conflict(why)) => apply::note_failure(db, &mut batch, why)?,
        Err(why) => return Err(why.into()),
    }
    wake.ring();
    Ok(())
}

fn step(db: &Db, wake: &Wake, data_dir: &Path, batch: &mut BatchRow) -> AppResult<()> {
    let (scope, input) = open(db, data_dir, batch)?;
    if batch.state == State::Checking {
        let checked = check(db, batch, &input, scope)?;
        return apply::note_check(db, batch, &checked);
    }
    // Between the check that its user saw and now, others may have changed what the rows refer to.
    if batch.rows_done == 0 {
        let mut checked = check(db, batch, &input, scope.clone())?;
        if checked.has_faults() && !batch.skip_bad {
            checked.warnings.push(changed_meanwhile());
            return apply::note_check(db, batch, &checked);
        }
        batch.rows_done = 0;
        batch.rows_total = i64::try_from(checked.total().read()).unwrap_or(i64::MAX);
    }
    apply::write(db, batch, &input, scope, &mut |_| {
        wake.ring();
        std::thread::sleep(PAUSE);
        Ok(())
    })?;
    Ok(())
}

fn changed_meanwhile() -> Say {
    Say::new(
        "检查之后数据有了变化，出现了新的错误，因此没有写入",
        "Data changed after the check and new faults came up, so nothing was written",
    )
}

fn open(db: &Db, data_dir: &Path, batch: &BatchRow) -> AppResult<(Scope, Input)> {
    let scope = match &batch.firm_id {
        None => Scope::Everything,
        Some(id) => {
            let firm = db.read::<_, AppError>(|conn| Ok(firms::find(conn, id)?))?.ok_or(AppError::NotFound)?;
            Scope::Firm { id: firm.id, code: firm.code }
        }
    };
    let limits = Limits { member: batch.firm_id.is_some(), rows: files::MOST_ROWS };
    Ok((scope, tables::open(&files::folder(data_dir, &batch.id), limits)?))
}

fn check(db: &Db, batch: &BatchRow, input: &Input, scope: Scope) -> AppResult<Report> {
    let mut noted = Instant::now();
    apply::check(db, input, scope, &mut |progress| {
        too_many(progress)?;
        if noted.elapsed() > NOTE && batch.state == State::Checking {
            noted = Instant::now();
            // The total is not known before the end.
            db.write::<_, AppError>(|conn| Ok(store::note_progress(conn, &batch.id, progress.done, 0)?))?;
        }
        Ok(())
    })
}

fn too_many(progress: Progress) -> AppResult<()> {
    let most = files::MOST_ROWS as u64 - 1;
    if progress.phase == Phase::Writing || progress.done <= most {
        return Ok(());
    }
    Err(AppError::Conflict(Say::new(
        format!("一次最多导入 {most} 行，请分成几份导入"),
        format!("At most {most} rows can be imported at once; split the file"),
    )))
}

//! The first import of an empty database: one walk checks and writes in one transaction, which a fault takes back, and
//! the first index is made of the same rows on the way. Nobody waits for the database yet, and what is interrupted is
//! simply not there.

use std::path::Path;

use super::apply::{self, OnProgress};
use super::command::{self, Options};
use super::context::{Context, Scope};
use super::report::{Phase, Report};
use super::run::{Access, Making, Run};
use super::store::{self, BatchRow};
use super::tables::Input;
use crate::clock;
use crate::db::{self, Conn, Db};
use crate::engine::Engine;
use crate::http::{AppError, AppResult};
use crate::search::First;

/// Largest input, in bytes: some seconds of one transaction. A larger one goes in by chunks, between which others get
/// their turn.
const LARGEST: u64 = 16 << 20;

/// The tables that hold nearly all rows.
const FILLED: [&str; 4] = ["chain_edges", "firms", "products", "needs"];

/// Imports the folder or file at `path` as [`run_import`](super::run_import) would, if the database is empty and the
/// input not too large; none otherwise. An index that `engine` never built is built on the way.
///
/// # Errors
/// Those of [`run_import`](super::run_import) and of the engine.
pub fn run_first_import(
    db: &Db,
    engine: &dyn Engine,
    path: &Path,
    options: Options,
    progress: OnProgress,
) -> AppResult<Option<Report>> {
    if options.dry_run || !path.exists() || !db.read::<_, AppError>(|conn| Ok(store::is_untouched(conn)?))? {
        return Ok(None);
    }
    let input = command::open(path)?;
    if input.bytes()? > LARGEST {
        return Ok(None);
    }
    let mut batch = command::begin(path)?;
    apply::set_applying(&mut batch, options.skip_bad, clock::now());
    let mut index = First::begin(engine)?;
    let done = db.write(|conn| {
        db::without_indexes(conn, &FILLED, |conn| write(conn, &mut batch, &input, index.as_mut(), progress))
    });
    match done {
        Ok(report) => {
            index.map_or(Ok(()), |index| index.finish(db))?;
            Ok(Some(report))
        }
        Err(TakenBack::Faults(report)) => Ok(Some(*report)),
        Err(TakenBack::Failed(why)) => Err(why),
    }
}

/// Why the transaction was taken back.
enum TakenBack {
    Faults(Box<Report>),
    Failed(AppError),
}

macro_rules! failed {
    ($($error:ty)+) => {$(
        impl From<$error> for TakenBack {
            fn from(why: $error) -> TakenBack {
                TakenBack::Failed(why.into())
            }
        }
    )+};
}

failed!(AppError diesel::result::Error diesel::r2d2::PoolError);

fn write(
    conn: &mut Conn,
    batch: &mut BatchRow,
    input: &Input,
    index: Option<&mut First>,
    progress: OnProgress,
) -> Result<Report, TakenBack> {
    store::insert_batch(conn, batch)?;
    let applied_at = batch.applied_at.unwrap_or(batch.created_at);
    let context = Context::load(conn, Scope::Everything, Some((&batch.id, applied_at)))?;
    let mut run = Run::new(Access::Whole(conn, index.map(Making::new)), context, Phase::Writing, 0, progress);
    run.input(input)?;
    let report = apply::report(run, input.warnings.clone());
    if report.has_faults() && !batch.skip_bad {
        return Err(TakenBack::Faults(Box::new(report)));
    }
    Ok(apply::finish_within(conn, batch, report)?)
}

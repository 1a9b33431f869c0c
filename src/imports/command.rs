//! Imports from the command line: a folder or a file on this machine, checked and written in one go.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use super::State;
use super::actions;
use super::apply::{self, OnProgress};
use super::batch::Undone;
use super::context::Scope;
use super::report::Report;
use super::store::{self, BatchRow};
use super::tables::{self, Input, Limits};
use crate::accounts::Viewer;
use crate::clock;
use crate::db::{Conn, Db};
use crate::http::{AppError, AppResult};

/// How an import is run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Check and write nothing.
    pub dry_run: bool,
    /// Leave out rows with faults instead of writing nothing.
    pub skip_bad: bool,
}

/// Rows that a workbook can have, with which the command line is content.
const ALL_ROWS: usize = 1_048_576;

/// Imports the folder or file at `path` as the person at the shell. An import of the same files that was interrupted
/// is gone on with. The report says whether anything was written: with faults and without `skip_bad`, nothing was.
///
/// # Errors
/// A `Conflict` says what its user can mend; others are of the database or of reading the files.
pub fn run_import(db: &Db, path: &Path, options: Options, progress: OnProgress) -> AppResult<Report> {
    let input = open(path)?;
    let mut batch = begin(path)?;
    let interrupted = |conn: &mut Conn| store::interrupted(conn, &batch.source, &batch.fingerprint, &batch.actor);
    let begun = db.read::<_, AppError>(|conn| Ok(interrupted(conn)?))?;
    match begun {
        Some(begun) if !options.dry_run => batch = begun,
        _ => {
            let checked = apply::check(db, &input, Scope::Everything, progress)?;
            if options.dry_run || (checked.has_faults() && !options.skip_bad) {
                return Ok(checked);
            }
            batch.take(&checked)?;
            batch.rows_total = i64::try_from(checked.total().read()).unwrap_or(i64::MAX);
            apply::set_applying(&mut batch, options.skip_bad, clock::now());
            db.write::<_, AppError>(|conn| Ok(store::insert_batch(conn, &batch)?))?;
        }
    }
    debug_assert_eq!(batch.state, State::Applying);
    apply::write(db, &mut batch, &input, Scope::Everything, progress)
}

/// Opens what the person at the shell named.
pub(super) fn open(path: &Path) -> AppResult<Input> {
    if !path.exists() {
        let path = path.display();
        return Err(AppError::Conflict(crate::lang::Say::new(
            format!("没有这个文件或文件夹：{path}"),
            format!("there is no file or folder {path}"),
        )));
    }
    tables::open(path, Limits { member: false, rows: ALL_ROWS })
}

/// A batch of these files, not kept yet.
pub(super) fn begin(path: &Path) -> AppResult<BatchRow> {
    let fingerprint = fingerprint(path)?;
    Ok(BatchRow { fingerprint, ..BatchRow::new(&Viewer::cli(), None, &path.display().to_string(), clock::now()) })
}

/// Takes the import `batch` back, as the person at the shell.
///
/// # Errors
/// `NotFound` when there is no such batch, a `Conflict` when it cannot be undone (any more).
pub fn undo_import(db: &Db, batch: &str) -> AppResult<Undone> {
    db.write(|conn| actions::undo(conn, &Viewer::cli(), batch, clock::now()))
}

/// Names, sizes and times of the files: enough to tell whether they are still those that an interrupted import read.
fn fingerprint(path: &Path) -> AppResult<String> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        files = std::fs::read_dir(path)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
        files.sort();
    }
    let mut hasher = DefaultHasher::new();
    for file in files {
        let known = file.metadata()?;
        (&file, known.len(), known.modified()?).hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

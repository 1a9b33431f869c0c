//! `peitao reindex` and `peitao check`.

use std::process::ExitCode;

use super::progress::Progress;
use crate::audit;
use crate::http::AppError;
use crate::search;
use crate::serve::Opened;

pub fn reindex(opened: &Opened) -> anyhow::Result<()> {
    let mut progress = Progress::new("indexing");
    let app = &opened.app;
    let indexed = search::reindex(&app.db, &*app.engine, &mut |done, total| progress.at(done, total))?;
    drop(progress);
    println!("{indexed} documents indexed");
    Ok(())
}

pub fn check(opened: &Opened) -> anyhow::Result<ExitCode> {
    let app = &opened.app;
    let mut progress = Progress::new("checking");
    let found = search::check(&app.db, &*app.engine, &mut |done, total| progress.at(done, total))?;
    drop(progress);
    let log = app.db.read::<_, AppError>(|conn| Ok(audit::verify(conn)?))?;
    println!("{found}");
    println!("{log}");
    Ok(if found.is_equal() && log.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

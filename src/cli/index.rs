//! `peitao reindex` and `peitao check`, and keeping the index in step while a command writes.

use std::process::ExitCode;

use super::progress::Progress;
use crate::app::App;
use crate::audit;
use crate::http::{AppError, AppResult};
use crate::search::{self, Caught, Feed};
use crate::serve::Opened;
use crate::wake::Wake;

/// Runs `work` while a feed indexes what it writes, then indexes the rest, whether `work` succeeded or not. If a server
/// runs on this data folder, its own feed does that.
pub fn while_indexing<T>(app: &App, work: impl FnOnce() -> AppResult<T>) -> anyhow::Result<T> {
    let wake = Wake::default();
    let feed = Feed::start(app.db.clone(), app.engine.clone(), &wake);
    let done = work();
    wake.stop();
    feed.join();
    catch_up(app)?;
    Ok(done?)
}

/// Indexes what waits.
pub fn catch_up(app: &App) -> anyhow::Result<()> {
    let mut progress = Progress::new("indexing");
    let caught = search::catch_up(&app.db, app.engine.clone(), |settled| progress.at(settled, 0))?;
    drop(progress);
    match caught {
        Caught::Up(_) => {}
        Caught::Elsewhere => eprintln!("the index is written by a running server, which brings the changes in"),
        Caught::Away => {
            eprintln!("the search server does not answer; `peitao serve` brings the changes in when it does")
        }
    }
    Ok(())
}

pub fn reindex(opened: &Opened) -> anyhow::Result<()> {
    let app = &opened.app;
    let mut progress = Progress::new("indexing");
    let done = search::reindex(&app.db, &*app.engine, |step| {
        progress.at(step.documents, step.expected);
        true
    })?;
    drop(progress);
    println!("{} documents indexed", done.documents);
    Ok(())
}

pub fn check(opened: &Opened) -> anyhow::Result<ExitCode> {
    let app = &opened.app;
    let found = search::check(&app.db, &*app.engine)?;
    println!(
        "index: {} documents compared, {} differ, {} wait",
        found.documents,
        found.differences.len(),
        found.waiting
    );
    for difference in found.differences.iter().take(20) {
        println!("  {} {}: {:?}", difference.kind, difference.id, difference.wrong);
    }
    let chain = app.db.read::<_, AppError>(audit::verify)?;
    println!("{chain}");
    let is_right = found.differences.is_empty() && chain.is_whole();
    if !found.differences.is_empty() {
        eprintln!("the index is wrong in these; `peitao reindex` builds it anew");
    }
    Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

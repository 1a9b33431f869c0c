//! `peitao import`, `undo-import` and `export`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::progress::Progress;
use crate::accounts::Viewer;
use crate::imports;
use crate::search::Feed;
use crate::serve::Opened;

#[derive(Args)]
pub struct ImportOptions {
    /// A bundle folder, one of its CSV files, or a workbook (.xlsx, .xls, .ods)
    path: PathBuf,
    /// Check and count only; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Import the right rows although others are wrong; without it one wrong row stops everything
    #[arg(long)]
    skip_bad: bool,
}

/// How many wrong cells are printed; the rest is counted.
const SHOWN: usize = 50;

pub fn import(opened: &Opened, options: &ImportOptions) -> anyhow::Result<ExitCode> {
    let app = &opened.app;
    // The index follows while the rows go in; if a server runs, its feed does that.
    let feed = Feed::start(app.db.clone(), app.engine.clone(), &app.wake);
    let mut progress = Progress::new("reading");
    let asked = imports::Options { dry_run: options.dry_run, skip_bad: options.skip_bad };
    let report = imports::run_import(app, &Viewer::cli(), &options.path, asked, &mut |step| {
        progress.rename(step.what);
        progress.at(step.done, step.total);
    });
    drop(progress);
    feed.drain(&app.wake);
    let report = report?;
    print!("{report}");
    for fault in report.faults.iter().take(SHOWN) {
        eprintln!("{fault}");
    }
    if report.faults.len() > SHOWN {
        eprintln!("… and {} more", report.faults.len() - SHOWN);
    }
    Ok(if report.is_applied() || (options.dry_run && report.faults.is_empty()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub fn undo(opened: &Opened, batch: &str) -> anyhow::Result<()> {
    let app = &opened.app;
    let feed = Feed::start(app.db.clone(), app.engine.clone(), &app.wake);
    let undone = imports::undo(app, &Viewer::cli(), batch);
    feed.drain(&app.wake);
    print!("{}", undone?);
    Ok(())
}

pub fn export(opened: &Opened, dir: &Path) -> anyhow::Result<()> {
    let written = opened.app.db.read(|conn| imports::export_dir(conn, &Viewer::cli(), dir))?;
    print!("{written}");
    Ok(())
}

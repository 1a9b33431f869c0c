//! `peitao import`, `boundaries`, `undo-import` and `export`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::index::{catch_up, while_indexing};
use super::progress::Progress;
use crate::accounts::Viewer;
use crate::db::Conn;
use crate::http::AppError;
use crate::imports::{self, Phase};
use crate::lang::Say;
use crate::serve::Opened;
use crate::{clock, divisions};

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

pub fn boundaries(opened: &Opened, file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let replace = |conn: &mut Conn| divisions::actions::replace_boundaries(conn, &Viewer::cli(), &text, clock::now());
    let kept = opened.app.db.write(replace)?;
    println!("{kept} outlines");
    Ok(())
}

pub fn import(opened: &Opened, options: &ImportOptions) -> anyhow::Result<ExitCode> {
    let app = &opened.app;
    let asked = imports::Options { dry_run: options.dry_run, skip_bad: options.skip_bad };
    let mut progress = Progress::new("checking");
    let mut step = |step: imports::Progress| {
        progress.rename(if step.phase == Phase::Checking { "checking" } else { "writing" });
        progress.at(step.done, step.total);
        Ok(())
    };
    let first = imports::run_first_import(&app.db, &*app.engine, &options.path, asked, &mut step)?;
    let report = match first {
        Some(report) => {
            catch_up(app)?;
            report
        }
        None => while_indexing(app, || imports::run_import(&app.db, &options.path, asked, &mut step))?,
    };
    drop(progress);
    print!("{report}");
    if report.has_faults() && !report.applied && !options.dry_run {
        eprintln!("nothing was imported: correct the rows above, or import the others with --skip-bad");
    }
    if let Some(batch) = &report.batch {
        println!("batch {batch}: `peitao undo-import {batch}` takes it back");
    }
    let is_done = if options.dry_run { !report.has_faults() } else { report.applied };
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub fn undo(opened: &Opened, batch: &str) -> anyhow::Result<()> {
    let undone = while_indexing(&opened.app, || match imports::undo_import(&opened.app.db, batch) {
        Err(AppError::NotFound) => Err(AppError::Conflict(Say::new(
            format!("没有编号为 {batch} 的导入；编号由 import 命令显示，也列在 /imports 页面"),
            format!("no import has the key {batch}; `import` prints it and the page /imports lists them"),
        ))),
        outcome => outcome,
    })?;
    print!("{undone}");
    Ok(())
}

pub fn export(opened: &Opened, dir: &Path) -> anyhow::Result<()> {
    let written = opened.app.db.read(|conn| imports::export_dir(conn, &Viewer::cli(), dir))?;
    for (sheet, rows) in written {
        println!("{}: {rows} rows", dir.join(format!("{}.csv", sheet.name())).display());
    }
    Ok(())
}

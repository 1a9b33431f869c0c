//! `peitao report`.

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;

use crate::clock;
use crate::clusters::export::{Form, file};
use crate::clusters::report::pages::Pen;
use crate::clusters::{Quarter, actions};
use crate::lang::Lang;
use crate::serve::Opened;

fn quarter(word: &str) -> Result<Quarter, String> {
    Quarter::parse(word).ok_or_else(|| "a quarter like 2026Q3".into())
}

#[derive(Subcommand)]
pub enum ReportCommand {
    /// Write the cluster report of a quarter as a file (.xlsx, .csv, .json or .geojson)
    Clusters {
        /// The quarter, like 2026Q3; the present one if not given
        #[arg(long, value_parser = quarter)]
        quarter: Option<Quarter>,
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

pub fn run(opened: &Opened, command: ReportCommand) -> anyhow::Result<()> {
    let ReportCommand::Clusters { quarter, out } = command;
    let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let form = Form::parse(ending).context("name the file .xlsx, .csv, .json or .geojson")?;
    let now = clock::now();
    let quarter = quarter.unwrap_or_else(|| actions::present(now));
    let report = actions::report(&opened.app.db, quarter, now).with_context(|| format!("{quarter} is not kept"))?;
    let pen = Pen { lang: Lang::Zh, query: String::new() };
    let bytes = file(&report, &pen, form, "")?;
    std::fs::write(&out, &bytes).with_context(|| format!("writing {}", out.display()))?;
    println!("{quarter}: {} ({} bytes)", out.display(), bytes.len());
    Ok(())
}

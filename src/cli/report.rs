//! `peitao report`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;

use crate::clock;
use crate::clusters::export::{Form, file};
use crate::clusters::report::pages::Pen;
use crate::clusters::{Quarter, actions};
use crate::config::Config;
use crate::faults::Fault;
use crate::lang::Lang;
use crate::leaderboard::board::{self, Standing};
use crate::leaderboard::published;

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
    /// Recompute a published leaderboard from its CSV alone, without the site, and name what comes out otherwise
    Leaderboard {
        /// The CSV
        file: PathBuf,
    },
}

pub fn run(config: Config, command: ReportCommand) -> anyhow::Result<()> {
    match command {
        ReportCommand::Clusters { quarter, out } => clusters(config, quarter, &out),
        ReportCommand::Leaderboard { file } => recompute(&file),
    }
}

fn clusters(config: Config, quarter: Option<Quarter>, out: &Path) -> anyhow::Result<()> {
    let opened = super::open(config)?;
    let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let form = Form::parse(ending).context("name the file .xlsx, .csv, .json or .geojson")?;
    let now = clock::now();
    let quarter = quarter.unwrap_or_else(|| actions::present(now));
    let report = actions::report(&opened.app.db, quarter, now).with_context(|| format!("{quarter} is not kept"))?;
    let pen = Pen { lang: Lang::Zh, query: String::new() };
    let bytes = file(&report, &pen, form, "")?;
    std::fs::write(out, &bytes).with_context(|| format!("writing {}", out.display()))?;
    println!("{quarter}: {} ({} bytes)", out.display(), bytes.len());
    Ok(())
}

/// Prints the order that comes out of a CSV; fails where the CSV says something else.
fn recompute(file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let wrong = |fault: Fault| anyhow::anyhow!("{}: {}", fault.field, fault.line(Lang::En));
    let made_of = published::read(&text).map_err(wrong)?;
    for row in board::board(&made_of.formula, &made_of.entrants).map_err(wrong)? {
        let entrant = &made_of.entrants[row.entrant];
        let rank = match row.standing {
            Standing::Ranked { rank, .. } => rank.to_string(),
            Standing::Frozen(frozen) => format!("{} (frozen)", frozen.rank),
            Standing::Unranked(_) => "-".to_owned(),
        };
        println!("{} {rank} {} {}", entrant.kind, entrant.code, entrant.name);
    }
    let found = published::differences(&text)?;
    for one in &found {
        eprintln!("{} {}: {} comes out as {}", one.code, one.column, one.published, one.recomputed);
    }
    anyhow::ensure!(found.is_empty(), "{} cells come out otherwise", found.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaderboard::formula::Formula;
    use crate::leaderboard::published::{Published, write};
    use crate::leaderboard::{Entrant, Kind, Value};
    use crate::units::Decimal;

    #[test]
    fn a_leaderboard_is_recomputed_from_its_file_alone() {
        let entrant = |code: &str, amount: i64| Entrant {
            kind: Kind::Park,
            code: code.into(),
            name: code.into(),
            heads: None,
            values: [Value::Known { amount: Decimal::whole(amount), evidence: 1 }; 5],
            appeal: None,
        };
        let formula = Formula::standard("1");
        let made_of = Published { quarter: "2026Q3".into(), formula, entrants: vec![entrant("A", 1), entrant("B", 2)] };
        let dir = tempfile::tempdir().unwrap();
        let (good, forged) = (dir.path().join("good.csv"), dir.path().join("forged.csv"));
        let text = write(&made_of).unwrap();
        std::fs::write(&good, &text).unwrap();
        std::fs::write(&forged, text.replace(",ranked,100,1,", ",ranked,100,2,")).unwrap();
        recompute(&good).unwrap();
        assert_eq!(recompute(&forged).unwrap_err().to_string(), "1 cells come out otherwise");
    }
}

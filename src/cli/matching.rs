//! `peitao match`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::progress::Progress;
use crate::accounts::Viewer;
use crate::app::App;
use crate::http::AppError;
use crate::matching::evaluate::{Bench, Figures, TASKS, mean};
use crate::matching::known::{Known, LISTINGS_TO_LEARN};
use crate::matching::matcher;
use crate::matching::runs::{self, Shelves};
use crate::plans::rules::Rules;
use crate::serve::Opened;
use crate::{clock, needs, plans};

#[derive(Args)]
pub struct Options {
    /// Measure search and matching on the tasks of this folder (NAME_queries.jsonl, NAME_truth.jsonl)
    #[arg(long, value_name = "DIR")]
    evaluate: Option<PathBuf>,
}

pub fn run(opened: &Opened, options: &Options) -> anyhow::Result<()> {
    let app = &opened.app;
    let started = Instant::now();
    let mut known = matcher::read(&app.db, None)?;
    if known.market().listings.len() >= LISTINGS_TO_LEARN
        && let Some(learned) = matcher::learn(&known, &|| true)
    {
        known = known.taught(learned);
    }
    println!("{} listings, learned in {:.1} s", known.market().listings.len(), started.elapsed().as_secs_f32());
    match &options.evaluate {
        Some(dir) => evaluate(app, &known, dir),
        None => recompute(app, &known),
    }
}

/// Works out the pairings of all needs. Stopped at any time, it goes on where it was.
fn recompute(app: &App, known: &Known) -> anyhow::Result<()> {
    let started = Instant::now();
    runs::ask(&app.db)?;
    let total = app.db.read::<_, AppError>(|conn| Ok(needs::store::count(conn)?))?;
    let mut progress = Progress::new("needs");
    let mut first = None;
    let shelves = Shelves::default();
    while let Some(run) = runs::go_on(&app.db, (known, &shelves), runs::PART)? {
        let before = *first.get_or_insert(run.done - runs::PART.min(run.done));
        progress.at(run.done.unsigned_abs(), total.unsigned_abs());
        if run.finished_at.is_some() {
            drop(progress);
            let (done, seconds) = (run.done - before, started.elapsed().as_secs_f32());
            println!("{} needs worked out ({done} in this go, {seconds:.1} s)", run.done);
            return plan(app);
        }
    }
    Ok(())
}

/// Makes a plan of them by the usual rules.
fn plan(app: &App) -> anyhow::Result<()> {
    let started = Instant::now();
    let (cli, rules) = (Viewer::cli(), Rules::default());
    let asked = app.db.write(|conn| plans::actions::ask(conn, &cli, "", rules, clock::now()))?;
    plans::actions::make(&app.db, &asked.id)?;
    let made = app.db.read(|conn| plans::actions::show(conn, &cli, Some(&asked.id)))?;
    let points = |thousandths: i64| thousandths as f64 / 1_000.0;
    let total = points(made.total());
    let seconds = started.elapsed().as_secs_f32();
    println!("plan: {total:.1} points, at most {:.1} possible ({seconds:.1} s)", points(made.bound));
    Ok(())
}

fn evaluate(app: &App, known: &Known, dir: &Path) -> anyhow::Result<()> {
    println!("{:<6}{:<14}{:>8}{:>10}{:>10}{:>10}", "task", "kind", "n", "nDCG@10", "nDCG@20", "RR@10");
    let bench = Bench { app, known, dir };
    for task in TASKS {
        let Some(by_kind) = bench.run(task)? else { continue };
        by_kind.iter().for_each(|(kind, figures)| line(task, kind, figures));
        line(task, "macro", &mean(by_kind.values()));
    }
    Ok(())
}

fn line(task: &str, kind: &str, figures: &Figures) {
    let Figures { questions, ndcg10, ndcg20, rr10 } = figures;
    println!("{task:<6}{kind:<14}{questions:>8}{ndcg10:>10.4}{ndcg20:>10.4}{rr10:>10.4}");
}

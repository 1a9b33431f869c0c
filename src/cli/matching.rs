//! `peitao match`.

use std::path::PathBuf;

use clap::Args;

use crate::matching::evaluate::{Bench, Figures, TASKS, mean};
use crate::matching::matcher;
use crate::serve::Opened;

#[derive(Args)]
pub struct Options {
    /// Measure search and matching on the tasks of this folder (NAME_queries.jsonl, NAME_truth.jsonl)
    #[arg(long, value_name = "DIR")]
    evaluate: PathBuf,
}

pub fn run(opened: &Opened, options: &Options) -> anyhow::Result<()> {
    let app = &opened.app;
    let started = std::time::Instant::now();
    let known = matcher::read(&app.db, None)?;
    let learned = matcher::learn(&known, &|| true);
    let known = matcher::read(&app.db, learned)?;
    println!("{} listings, learned in {:.1} s", known.market().listings.len(), started.elapsed().as_secs_f32());
    println!("{:<6}{:<14}{:>8}{:>10}{:>10}{:>10}", "task", "kind", "n", "nDCG@10", "nDCG@20", "RR@10");
    let bench = Bench { app, known: &known, dir: &options.evaluate };
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

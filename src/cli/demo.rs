//! `peitao demo`: makes the demonstration city once, then serves it.

use std::time::Instant;

use clap::Args;

use super::index::while_indexing;
use super::progress::Progress;
use crate::clock;
use crate::config::Config;
use crate::demo::{self, Size};
use crate::imports::Loader;
use crate::serve::{self, Opened};

#[derive(Args)]
pub struct Options {
    /// How many firms
    #[arg(long, default_value_t = Size::default().firms)]
    firms: u64,
    /// How many products
    #[arg(long, default_value_t = Size::default().products)]
    products: u64,
    /// How many needs
    #[arg(long, default_value_t = Size::default().needs)]
    needs: u64,
    /// Another seed makes another city
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Make the city and end
    #[arg(long)]
    no_serve: bool,
}

pub fn run(config: Config, options: Options) -> anyhow::Result<()> {
    let opened = serve::open(config)?;
    if Loader::is_done(&opened.app.db, &demo::source(options.seed))? {
        eprintln!("the demonstration city is there already; remove the data folder to make it anew");
    } else {
        make(&opened, &options)?;
    }
    if options.no_serve {
        return Ok(());
    }
    if !opened.app.config.listen.ip().is_loopback() {
        eprintln!("note: the demonstration's passwords are public, and this address can be reached from elsewhere");
    }
    serve::run(opened, |address| {
        println!("Peitao 配套 demonstration: http://{address}");
        println!("accounts (password {}):", demo::PASSWORD);
        for account in &demo::ACCOUNTS {
            println!("  {:<24} {} {}", account.email, account.what.0, account.what.1);
        }
        println!("Ctrl-C ends it.");
    })
}

fn make(opened: &Opened, options: &Options) -> anyhow::Result<()> {
    let app = &opened.app;
    let started = Instant::now();
    let size = Size { firms: options.firms, products: options.products, needs: options.needs };
    if size.firms == 0 {
        anyhow::bail!("a city needs at least one firm; give --firms 1 or more");
    }
    let mut progress = Progress::new("making the city");
    let today = clock::local_day(clock::now());
    let report = while_indexing(app, || {
        demo::make(&app.db, options.seed, size, today, &mut |step| {
            progress.at(step.done, step.total);
            Ok(())
        })
    })?;
    drop(progress);
    demo::keep_past(&app.db, options.seed, size, today)?;
    demo::add_accounts(&app.db, &demo::City::new(options.seed, size, today).shown_firm())?;
    let trades = demo::deal(app, options.seed, size, today)?;
    let (rows, all) = (report.total().read(), started.elapsed());
    eprintln!(
        "{rows} rows made and indexed in {:.1} s ({:.0} rows/s), {trades} trades among them",
        all.as_secs_f64(),
        rows as f64 / all.as_secs_f64()
    );
    Ok(())
}

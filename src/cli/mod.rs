//! The commands: read what was asked, open the site, call the action, print the outcome.
//!
//! Exit status: 0 done, 1 failed, 2 wrong usage. Results go to stdout; progress, logs and errors to stderr.

mod backup;
mod demo;
mod index;
mod matching;
mod people;
mod progress;
mod report;
mod transfer;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Given};
use crate::serve::{self, Opened};

#[derive(Parser)]
#[command(
    name = "peitao",
    version,
    about = "配套 Peitao: the supply-demand marketplace of an industrial city",
    max_term_width = 100
)]
struct Cli {
    #[command(flatten)]
    settings: Given,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the demonstration city once, then serve it
    Demo(demo::Options),
    /// Serve the site
    Serve,
    /// Import a bundle folder, a CSV file or a workbook
    Import(transfer::ImportOptions),
    /// Put the outlines of a GeoJSON file in the place of the divisions' outlines on maps
    Boundaries {
        /// GeoJSON in degrees of WGS-84 or CGCS2000; each area with its division's code in the property `code`
        file: PathBuf,
    },
    /// Take an import back (within 30 days)
    UndoImport {
        /// Key of the batch, as `import` printed it
        batch: String,
    },
    /// Write everything as a bundle folder
    Export {
        /// Folder to write to; made if missing
        dir: PathBuf,
    },
    /// Build the search index anew beside the present one, then swap
    Reindex,
    /// Prove that the search index equals the database and that the audit log is whole
    Check,
    /// Measure how well suppliers and inputs are found
    Match(matching::Options),
    /// Write reports
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// Manage users
    #[command(subcommand)]
    User(people::UserCommand),
    /// Manage API keys
    #[command(subcommand)]
    ApiKey(people::KeyCommand),
    /// Copy database and pictures into one file
    Backup {
        /// File to write; must not exist yet
        file: PathBuf,
    },
    /// Put a backup back into an empty data folder
    Restore {
        /// File that `backup` wrote
        file: PathBuf,
    },
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("peitao: {why:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = Config::load(cli.settings)?;
    let serves = matches!(cli.command, Command::Serve | Command::Demo(_));
    serve::start_logging(config.log_format, if serves { "info" } else { "warn" });
    match cli.command {
        Command::Demo(options) => demo::run(config, options)?,
        Command::Import(options) => return transfer::import(&open(config)?, &options),
        Command::Boundaries { file } => transfer::boundaries(&open(config)?, &file)?,
        Command::UndoImport { batch } => transfer::undo(&open(config)?, &batch)?,
        Command::Export { dir } => transfer::export(&open(config)?, &dir)?,
        Command::Reindex => index::reindex(&open(config)?)?,
        Command::Check => return index::check(&open(config)?),
        Command::Match(options) => matching::run(&open(config)?, &options)?,
        Command::Report(command) => report::run(config, command)?,
        Command::Serve => serve::run(open(config)?, |address| println!("http://{address}"))?,
        Command::User(command) => people::user(&open(config)?, command)?,
        Command::ApiKey(command) => people::api_key(&open(config)?, command)?,
        Command::Backup { file } => backup::backup(&open(config)?, &file)?,
        Command::Restore { file } => backup::restore(&config, &file)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn open(config: Config) -> anyhow::Result<Opened> {
    serve::open(config)
}

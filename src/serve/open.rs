//! Opens what a site stands on: the data folder, the database, the index, the mailer.

use std::sync::Arc;

use anyhow::Context;

use crate::app::App;
use crate::config::Config;
use crate::db::{self, Db};
use crate::engine::{Embedded, Engine, Meili};
use crate::mail::Mailer;
use crate::sealing::Sealing;
use crate::sought::Sought;
use crate::views::Views;
use crate::wake::Wake;

/// A site that is ready to run or to be worked on by a command.
pub struct Opened {
    /// The site.
    pub app: App,
    /// Name of the database, for the log.
    pub database: &'static str,
}

/// Opens the site that `config` names, making what is missing.
///
/// # Errors
/// When the data folder, the database or the index cannot be opened; the message says which and what to do.
pub fn open(config: Config) -> anyhow::Result<Opened> {
    let dir = &config.data_dir;
    std::fs::create_dir_all(dir)
        .with_context(|| format!("making the data folder {}; choose another one with --data-dir", dir.display()))?;
    let database = if db::Url::parse(&config.database_url)?.is_sqlite() { "SQLite" } else { "PostgreSQL" };
    let db = Db::open(&config.database_url)?;
    let engine = engine(&config)?;
    let sealing = Arc::new(Sealing::open(&config.data_dir)?);
    let mailer = Arc::new(Mailer::new(&config, &sealing)?);
    let (views, sought) = (Views::default(), Sought::default());
    let app = App { config: Arc::new(config), db, engine, mailer, sealing, wake: Wake::default(), views, sought };
    Ok(Opened { app, database })
}

/// What the site's indexes on a search server begin with.
const INDEXES: &str = "peitao";

fn engine(config: &Config) -> anyhow::Result<Arc<dyn Engine>> {
    let Some(url) = &config.search_url else {
        let embedded = Embedded::open(&config.data_dir.join("search")).context("opening the search index")?;
        return Ok(Arc::new(embedded));
    };
    let key = config.search_key.as_ref().map(|key| key.0.as_str());
    let meili = Meili::open(url, key, INDEXES)
        .with_context(|| format!("using the search server {url}; check --search-url and --search-key"))?;
    Ok(Arc::new(meili))
}

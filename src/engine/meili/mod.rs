//! The engine on a Meilisearch server, for several processes that share one index.
//!
//! The server is asked as a set of documents: a plan becomes filters over exact keys, and what they find is ranked here
//! as everywhere. So both engines find the same. The server may go away and come back at any time.

mod ask;
mod breaker;
mod document;
mod facets;
mod filter;
mod home;
mod look;
mod order;
mod pen;
mod rebuild;
mod row;
mod search;
mod settings;
mod suggest;
mod tasks;
mod value;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::home::Home;
use self::pen::Pen;
use self::rebuild::Building;
use self::wire::Wire;
use super::{Doc, Engine, EngineError, Hits, Query, Rebuild, Result, Suggestion};
use crate::db::Kind;

/// The engine on a server.
pub struct Meili {
    home: Arc<Home>,
    pen: Mutex<Pen>,
}

impl Meili {
    /// Takes the server at `url` into use, with `key` if it asks for one. Its indexes begin with `prefix`. A server
    /// that is away is waited for later; until then every call says [`EngineError::Away`].
    ///
    /// # Errors
    /// When address or key cannot be one, and when the server answers and refuses.
    pub fn open(url: &str, key: Option<&str>, prefix: &str) -> anyhow::Result<Meili> {
        let home = Arc::new(Home::new(Wire::new(url, key)?, prefix));
        match home.wire.probe().and_then(|()| home.make_ready()) {
            Ok(()) => {}
            Err(EngineError::Away(why)) => {
                tracing::warn!(why = format!("{why:#}"), "the search server is away; names are looked up meanwhile");
            }
            Err(why) => return Err(why.into()),
        }
        Ok(Meili { home, pen: Mutex::default() })
    }

    fn pen(&self) -> MutexGuard<'_, Pen> {
        self.pen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine for Meili {
    fn search(&self, query: &Query) -> Result<Hits> {
        search::search(&self.home, query)
    }

    fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<Suggestion>> {
        suggest::suggest(&self.home, prefix, limit)
    }

    fn apply(&self, delete: &[(Kind, String)], add: Vec<Doc>) -> Result<()> {
        self.pen().apply(&self.home, delete, add)
    }

    fn commit(&self) -> Result<()> {
        self.pen().commit(&self.home)
    }

    fn rebuild(&self) -> Result<Box<dyn Rebuild>> {
        Ok(Box::new(Building::begin(self.home.clone())?))
    }

    fn needs_rebuild(&self) -> Result<bool> {
        self.home.make_ready()?;
        Ok(self.home.mark()?.is_none())
    }

    fn count(&self, kind: Kind) -> Result<u64> {
        look::count(&self.home, kind)
    }

    fn ids(&self, kind: Kind, after: Option<&str>, limit: usize) -> Result<Vec<String>> {
        look::ids(&self.home, kind, after, limit)
    }

    fn versions(&self, kind: Kind, ids: &[String]) -> Result<Vec<Option<u64>>> {
        look::versions(&self.home, kind, ids)
    }

    fn healthy(&self) -> Result<()> {
        self.home.wire.probe()
    }

    fn release(&self) -> Result<()> {
        self.pen().release();
        Ok(())
    }
}

//! The engine inside this process: tantivy on local files.
//!
//! Any number of processes may search one index; one of them writes, whichever comes first with a change.

mod analyzer;
mod any_of;
mod building;
mod columns;
mod count;
mod filter;
mod gather;
mod home;
mod live;
mod matching;
mod met;
mod pen;
mod recent;
mod schema;
mod suggest;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use tantivy::query::Query as Match;

use self::building::Building;
use self::columns::Snapshot;
use self::filter::Filters;
use self::gather::Pass;
use self::home::Home;
use self::live::Live;
use self::pen::Pen;
use super::plan::{A_PAGE, Plan};
use super::{Doc, Engine, EngineError, Hits, Query, Rebuild, Result, Suggestion};
use crate::db::Kind;

/// How often a process looks whether another has replaced the index.
const LOOK: Duration = Duration::from_millis(500);

/// The embedded engine.
pub struct Embedded(Arc<Inner>);

struct Inner {
    home: Home,
    live: RwLock<Arc<Live>>,
    looked: Mutex<Looked>,
    pen: Mutex<Pen>,
}

/// When this process last looked at the pointer, and how old the pointer was.
struct Looked {
    at: Instant,
    pointer: Option<SystemTime>,
}

impl From<tantivy::TantivyError> for EngineError {
    fn from(why: tantivy::TantivyError) -> EngineError {
        EngineError::Failed(why.into())
    }
}

impl From<anyhow::Error> for EngineError {
    fn from(why: anyhow::Error) -> EngineError {
        EngineError::Failed(why)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Embedded {
    /// Opens the index in the folder `root`, or makes an empty one there. An index that cannot be read, or is of
    /// another layout, is replaced by an empty one that [`needs_rebuild`](Engine::needs_rebuild).
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn open(root: &Path) -> anyhow::Result<Embedded> {
        let home = Home::open(root)?;
        let live = open_or_create(&home)?;
        let looked = Looked { at: Instant::now(), pointer: home.changed() };
        Ok(Embedded(Arc::new(Inner {
            home,
            live: RwLock::new(Arc::new(live)),
            looked: Mutex::new(looked),
            pen: Mutex::new(Pen::default()),
        })))
    }
}

fn open_or_create(home: &Home) -> anyhow::Result<Live> {
    if let Some(pointer) = home.current()? {
        match Live::open(home, pointer.clone()) {
            Ok(live) => return Ok(live),
            Err(why) => tracing::warn!(index = pointer.name, %why, "the search index is unreadable; starting anew"),
        }
    }
    let live = Live::create(home)?;
    home.point_to(&live.pointer)?;
    Ok(live)
}

impl Inner {
    /// The index in use, after a look whether another process has replaced it.
    fn live(&self) -> Arc<Live> {
        self.follow();
        self.live.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn follow(&self) {
        // One thread looks; the others go on.
        let Ok(mut looked) = self.looked.try_lock() else { return };
        if looked.at.elapsed() < LOOK {
            return;
        }
        looked.at = Instant::now();
        let pointer = self.home.changed();
        if pointer == looked.pointer {
            return;
        }
        match self.switch() {
            Ok(()) => looked.pointer = pointer,
            Err(why) => tracing::warn!(why = format!("{why:#}"), "the replaced search index cannot be opened yet"),
        }
    }

    /// Goes over to the index that another process put in use.
    fn switch(&self) -> anyhow::Result<()> {
        let Some(pointer) = self.home.current()? else { return Ok(()) };
        let held = self.live.read().unwrap_or_else(PoisonError::into_inner).clone();
        if pointer == held.pointer {
            return Ok(());
        }
        let live = Live::open(&self.home, pointer)?;
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(live);
        Ok(())
    }

    /// Puts a finished index in use, and removes those it replaces.
    fn install(&self, live: Live) -> anyhow::Result<()> {
        let mut pen = lock(&self.pen);
        let mut looked = lock(&self.looked);
        self.home.point_to(&live.pointer)?;
        looked.pointer = self.home.changed();
        pen.close();
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(live);
        self.sweep();
        Ok(())
    }

    fn sweep(&self) {
        if let Err(why) = self.home.sweep() {
            tracing::warn!(why = format!("{why:#}"), "an old search index was left behind");
        }
    }
}

/// Answers a query from one state of the index.
fn search(live: &Live, snapshot: &Snapshot, query: &Query) -> Result<Hits> {
    let fields = &live.fields;
    let (filters, narrowing) = Filters::split(query, fields, snapshot);
    let pass = |text: Option<Box<dyn Match>>, plan| {
        Pass::over(&*matching::narrowed(text, narrowing.clone()), plan, query, &filters, snapshot)
    };
    if query.text.trim().is_empty() {
        return Ok(pass(None, None)?.finish(fields)?);
    }
    let plan = Plan::of(query);
    if plan.is_empty() {
        // Signs only: nothing can hold them.
        let facets = query.facets.iter().map(|facet| (*facet, Vec::new())).collect();
        return Ok(Hits { facets, ..Hits::default() });
    }
    let meant = pass(Some(matching::any_of(fields, &plan.first, None)), Some(&plan))?;
    if meant.matched() >= A_PAGE || plan.wider.is_empty() {
        return Ok(meant.finish(fields)?);
    }
    let close = pass(Some(matching::any_of(fields, &plan.wider, Some(meant.met()))), Some(&plan))?;
    let loose = meant.matched() == 0 && close.matched() > 0;
    Ok(Hits { loose, ..close.finish(fields)? })
}

impl Engine for Embedded {
    fn search(&self, query: &Query) -> Result<Hits> {
        let live = self.0.live();
        let snapshot = live.snapshot()?;
        let key = recent::key(query);
        if let Some(hits) = snapshot.recent.find(&key) {
            return Ok(hits);
        }
        let hits = search(&live, &snapshot, query)?;
        snapshot.recent.keep(key, &hits);
        Ok(hits)
    }

    fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<Suggestion>> {
        let live = self.0.live();
        let snapshot = live.snapshot()?;
        Ok(suggest::suggest(prefix, limit, &live.fields, &snapshot)?)
    }

    fn apply(&self, delete: &[(Kind, String)], add: Vec<Doc>) -> Result<()> {
        let mut pen = lock(&self.0.pen);
        let live = self.0.live();
        if pen.leave_for(&live) {
            // Another process replaced the index, and could not remove the old one while it was written here.
            self.0.sweep();
        }
        pen.apply(live, delete, add)
    }

    fn commit(&self) -> Result<()> {
        lock(&self.0.pen).commit()
    }

    fn rebuild(&self) -> Result<Box<dyn Rebuild>> {
        Ok(Box::new(Building::begin(self.0.clone())?))
    }

    fn needs_rebuild(&self) -> Result<bool> {
        Ok(!self.0.live().pointer.built)
    }

    fn count(&self, kind: Kind) -> Result<u64> {
        Ok(self.0.live().count(kind)?)
    }

    fn ids(&self, kind: Kind, after: Option<&str>, limit: usize) -> Result<Vec<String>> {
        Ok(self.0.live().ids(kind, after, limit)?)
    }

    fn versions(&self, kind: Kind, ids: &[String]) -> Result<Vec<Option<u64>>> {
        Ok(self.0.live().versions(kind, ids)?)
    }

    fn healthy(&self) -> Result<()> {
        self.0.live().snapshot()?;
        Ok(())
    }

    fn release(&self) -> Result<()> {
        lock(&self.0.pen).release()
    }
}

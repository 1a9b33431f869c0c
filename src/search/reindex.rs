//! Builds the index anew beside the present one, which goes on answering and changing until the new one takes over.

use anyhow::{Context, bail};

use super::check;
use super::load::{self, Around};
use super::store;
use crate::clock;
use crate::db::{Db, Kind};
use crate::engine::{Engine, dirty};

/// Subjects read at once.
const PART: i64 = 2_000;

/// How far building has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Documents put in so far.
    pub documents: u64,
    /// About how many there will be.
    pub expected: u64,
}

/// Builds a new index from the whole database and puts it in use. Afterwards it compares the two and marks what
/// changed meanwhile, so that the feed brings it in. `go_on` hears the progress and ends the work by saying false.
///
/// # Errors
/// Those of the database and of the engine, and when `go_on` said false; the present index then stays.
pub fn reindex(db: &Db, engine: &dyn Engine, mut go_on: impl FnMut(Progress) -> bool) -> anyhow::Result<Progress> {
    let mut around = Around::default();
    let expected = db.read::<_, anyhow::Error>(|conn| Ok(store::count(conn)?))?.unsigned_abs();
    let mut progress = Progress { documents: 0, expected };
    let mut rebuild = engine.rebuild().context("beginning a new index")?;
    for kind in Kind::ALL {
        let mut after = String::new();
        loop {
            let page = db.read::<_, anyhow::Error>(|conn| {
                let around = around.recent(conn)?;
                Ok(load::page(conn, around, *kind, &after, PART, clock::now())?)
            })?;
            progress.documents += page.docs.len() as u64;
            rebuild.add(page.docs)?;
            if !go_on(progress) {
                bail!("stopped before the new index was complete");
            }
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
    }
    rebuild.finish().context("putting the new index in use")?;
    mark_changes(db, engine)?;
    Ok(progress)
}

/// Marks every subject in which index and database differ.
fn mark_changes(db: &Db, engine: &dyn Engine) -> anyhow::Result<()> {
    check::differences(db, engine, &mut |kind, differences| {
        let ids: Vec<&str> = differences.iter().map(|difference| difference.id.as_str()).collect();
        db.write::<_, anyhow::Error>(|conn| Ok(dirty::mark_many(conn, kind, &ids)?))
    })?;
    Ok(())
}

//! The feed: keeps the index in step with the database.
//!
//! A note leads to a look at its subject, that to a change of the index, and only when the engine has committed is the
//! note taken away. A crash anywhere in between repeats work and loses none.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::expiry::mark_expired;
use super::load::{self, Around};
use super::reindex::reindex;
use crate::clock;
use crate::db::{Conn, Db, Kind};
use crate::engine::dirty::{self, Note};
use crate::engine::{Doc, Engine, EngineError};
use crate::pairings::notes;
use crate::wake::{Ear, Wake};

/// How often notes of other processes are looked for.
const ROUND: Duration = Duration::from_millis(300);
/// Wait after a failure, and while another process writes the index.
const PAUSE: Duration = Duration::from_secs(1);
/// How often an index is asked whether it was ever built: one on a server may be gone with the server's disk.
const AGAIN: Duration = Duration::from_secs(60);
/// Subjects read at once; while these are read, the engine's threads work on those before.
const PART: usize = 1_000;
/// A single change must be found within a second, so a round over a backlog may not take longer than this.
const LONGEST: Duration = Duration::from_millis(500);
/// Notes of one round, at least and at most.
const FEWEST: i64 = 500;
const MOST: i64 = 20_000;

/// The feed's thread. Dropping it does not end it: ring [`Wake::stop`], then [`join`](Feed::join).
pub struct Feed(JoinHandle<()>);

impl Feed {
    /// Starts the feed. An index that was never built from the whole database is built beside it.
    pub fn start(db: Db, engine: Arc<dyn Engine>, wake: &Wake) -> Feed {
        let wake = wake.clone();
        Feed(std::thread::spawn(move || run(&db, &engine, &wake)))
    }

    /// Waits for the round in hand, its commit and background work of the engine.
    pub fn join(self) {
        if self.0.join().is_err() {
            tracing::error!("the search feed had panicked");
        }
    }
}

fn run(db: &Db, engine: &Arc<dyn Engine>, wake: &Wake) {
    let mut building = Building::default();
    let mut feeder = Feeder::new(db.clone(), engine.clone());
    let mut ear: Ear = wake.ear();
    let mut day = None;
    building.look(db, engine, wake);
    while ear.wait(ROUND) {
        let now = clock::now();
        if day != Some(clock::local_day(now)) {
            day = Some(clock::local_day(now));
            if let Err(why) = mark_expired(db, now) {
                tracing::error!(error = format!("{why:#}"), "expired certificates could not be looked for");
                day = None;
            }
        }
        building.look(db, engine, wake);
        // What the builder will index anyway need not be indexed twice.
        let which = if building.thread.is_some() { Which::Urgent } else { Which::All };
        match feeder.work(which, wake) {
            Left::Nothing => {}
            Left::Elsewhere | Left::Failed => std::thread::sleep(PAUSE),
            Left::Away => {
                // The server may come back with nothing on its disk.
                building.asked = None;
                std::thread::sleep(PAUSE);
            }
        }
    }
    building.join();
    feeder.release();
}

/// The building of an index that was never built from the whole database.
#[derive(Default)]
struct Building {
    /// When the engine last said whether it needs one.
    asked: Option<Instant>,
    thread: Option<JoinHandle<()>>,
}

impl Building {
    /// Begins to build when that is needed, and ends when it is done.
    fn look(&mut self, db: &Db, engine: &Arc<dyn Engine>, wake: &Wake) {
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            self.join();
        }
        if self.thread.is_some() || self.asked.is_some_and(|at| at.elapsed() < AGAIN) {
            return;
        }
        self.asked = Some(Instant::now());
        match engine.needs_rebuild() {
            Ok(needed) => self.thread = needed.then(|| build(db.clone(), engine.clone(), wake.clone())),
            // Asked again in the next round.
            Err(EngineError::Away(_)) => self.asked = None,
            Err(why) => tracing::error!(error = %why, "the search index cannot be asked"),
        }
    }

    fn join(&mut self) {
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("building the search index had panicked");
        }
    }
}

fn build(db: Db, engine: Arc<dyn Engine>, wake: Wake) -> JoinHandle<()> {
    std::thread::spawn(move || match reindex(&db, &*engine, |_| !wake.is_stopping()) {
        Ok(done) => tracing::info!(documents = done.documents, "the search index is built"),
        Err(_) if wake.is_stopping() => tracing::info!("building the search index begins anew at the next start"),
        Err(why) => tracing::error!(error = format!("{why:#}"), "building the search index failed"),
    })
}

/// How far [`catch_up`] came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caught {
    /// Nothing is waiting any more; so many notes were settled.
    Up(u64),
    /// Another process writes the index and sees to what is waiting.
    Elsewhere,
    /// The search server is away; what is waiting waits for it.
    Away,
}

/// Settles all notes, for a command that changed much. `progress` hears how many are done.
///
/// # Errors
/// Those of the database and of the engine.
pub fn catch_up(db: &Db, engine: Arc<dyn Engine>, mut progress: impl FnMut(u64)) -> anyhow::Result<Caught> {
    let mut feeder = Feeder::new(db.clone(), engine);
    // Nobody waits for a single listing here.
    feeder.batch = MOST;
    let mut done = 0;
    loop {
        match feeder.round(Which::All) {
            Ok(0) => break,
            Ok(settled) => done += settled as u64,
            Err(why) if is_busy(&why) => return Ok(Caught::Elsewhere),
            Err(why) if is_away(&why) => return Ok(Caught::Away),
            Err(why) if is_replaced(&why) => {}
            Err(why) => return Err(why),
        }
        progress(done);
    }
    feeder.release();
    Ok(Caught::Up(done))
}

fn is_busy(why: &anyhow::Error) -> bool {
    matches!(why.downcast_ref(), Some(EngineError::Busy))
}

fn is_replaced(why: &anyhow::Error) -> bool {
    matches!(why.downcast_ref(), Some(EngineError::Replaced))
}

fn is_away(why: &anyhow::Error) -> bool {
    matches!(why.downcast_ref(), Some(EngineError::Away(_)))
}

/// Which notes a round looks at.
#[derive(Clone, Copy)]
enum Which {
    All,
    /// Single changes only.
    Urgent,
}

impl Which {
    /// What stands for all notes is unfolded once a backlog is looked at.
    fn prepare(self, db: &Db) -> anyhow::Result<()> {
        if matches!(self, Which::Urgent) || !db.read::<_, anyhow::Error>(|conn| Ok(dirty::is_all_marked(conn)?))? {
            return Ok(());
        }
        db.write::<_, anyhow::Error>(|conn| Ok(dirty::unfold(conn)?)).context("unfolding notes")
    }

    fn read(self, conn: &mut Conn, limit: i64) -> diesel::QueryResult<Vec<Note>> {
        match self {
            Which::All => dirty::waiting(conn, limit),
            Which::Urgent => dirty::urgent(conn, limit),
        }
    }
}

/// What is left to do after some rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    /// Another process does it.
    Elsewhere,
    /// The search server does not answer.
    Away,
    /// What failed, and is tried again.
    Failed,
}

/// What the feed carries from round to round.
struct Feeder {
    db: Db,
    engine: Arc<dyn Engine>,
    around: Around,
    batch: i64,
    /// Said once that another process writes the index, or that the server is away.
    waits: bool,
}

impl Feeder {
    fn new(db: Db, engine: Arc<dyn Engine>) -> Feeder {
        Feeder { db, engine, around: Around::default(), batch: FEWEST * 2, waits: false }
    }

    /// Rounds until nothing waits.
    fn work(&mut self, which: Which, wake: &Wake) -> Left {
        while !wake.is_stopping() {
            let started = Instant::now();
            match self.round(which) {
                Ok(0) => break,
                Ok(settled) => self.pace(settled, started.elapsed()),
                Err(why) if is_replaced(&why) => {}
                Err(why) if is_busy(&why) => {
                    if !std::mem::replace(&mut self.waits, true) {
                        tracing::info!("another process writes the search index and keeps it in step");
                    }
                    return Left::Elsewhere;
                }
                Err(why) if is_away(&why) => {
                    if !std::mem::replace(&mut self.waits, true) {
                        tracing::error!(error = format!("{why:#}"), "changes wait for the search server");
                    }
                    return Left::Away;
                }
                Err(why) => {
                    tracing::error!(error = format!("{why:#}"), "the search index is not in step; trying again");
                    return Left::Failed;
                }
            }
        }
        Left::Nothing
    }

    /// Keeps rounds over a backlog short enough for a single change to be found in time, and otherwise long, since
    /// each ends with a commit.
    fn pace(&mut self, settled: usize, took: Duration) {
        self.waits = false;
        if took > LONGEST {
            self.batch = (self.batch / 2).max(FEWEST);
        } else if settled as i64 == self.batch && took < LONGEST / 3 {
            self.batch = (self.batch * 2).min(MOST);
        }
    }

    /// Looks at the most urgent subjects, commits and settles their notes; says how many.
    fn round(&mut self, which: Which) -> anyhow::Result<usize> {
        let limit = self.batch;
        which.prepare(&self.db)?;
        let notes = self.db.read::<_, anyhow::Error>(|conn| Ok(which.read(conn, limit)?))?;
        if notes.is_empty() {
            return Ok(0);
        }
        if let Err(why) = self.index(&notes) {
            // A later round must not commit what this one left half done.
            self.release();
            return Err(why);
        }
        let settle = |conn: &mut Conn| {
            notes::hand_on(conn, &notes)?;
            Ok(dirty::settle(conn, &notes)?)
        };
        self.db.write::<_, anyhow::Error>(settle).context("settling notes")?;
        metrics::counter!("search_subjects_indexed_total").increment(notes.len() as u64);
        Ok(notes.len())
    }

    fn index(&mut self, notes: &[Note]) -> anyhow::Result<()> {
        let (db, now) = (self.db.clone(), clock::now());
        db.read(|conn| {
            let around = self.around.now(conn)?;
            for part in notes.chunks(PART) {
                let mut ids: HashMap<Kind, Vec<&str>> = HashMap::new();
                part.iter().for_each(|note| ids.entry(note.kind).or_default().push(&note.subject_id));
                for (kind, ids) in ids {
                    let docs = load::documents(conn, around, kind, &ids, now)?;
                    change(&*self.engine, kind, &ids, docs)?;
                }
            }
            anyhow::Ok(())
        })?;
        Ok(self.engine.commit()?)
    }

    fn release(&self) {
        if let Err(why) = self.engine.release() {
            tracing::error!(error = %why, "background work of the search engine failed");
        }
    }
}

/// Brings the index to where it has `docs` and nothing else of `ids`. What it has already is left alone.
fn change(engine: &dyn Engine, kind: Kind, ids: &[&str], docs: Vec<Doc>) -> anyhow::Result<()> {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    let held: HashMap<&str, u64> = {
        let versions = engine.versions(kind, &ids)?;
        ids.iter().map(String::as_str).zip(versions).filter_map(|(id, version)| Some((id, version?))).collect()
    };
    let shown: std::collections::HashSet<String> = docs.iter().map(|doc| doc.id.clone()).collect();
    let gone = held.keys().filter(|id| !shown.contains(**id)).map(|id| (kind, (*id).to_owned()));
    let gone: Vec<(Kind, String)> = gone.collect();
    let changed: Vec<Doc> = docs.into_iter().filter(|doc| held.get(doc.id.as_str()) != Some(&doc.version())).collect();
    if !gone.is_empty() || !changed.is_empty() {
        engine.apply(&gone, changed)?;
    }
    Ok(())
}

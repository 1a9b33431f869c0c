//! Keeps what is known in memory, in step with the database.
//!
//! A thread of its own looks for changes. Listings are read anew soon after a change; learning takes both cores for some
//! tens of seconds, so it is done at the start and when much has changed. Until the first learning is done, answers come
//! from the listings and the chain graph alone.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::known::{Known, LISTINGS_TO_LEARN, Learned};
use super::store::{self, Mark};
use super::weights;
use crate::clock::{self, Moment};
use crate::db::{Conn, Db};
use crate::http::{AppError, AppResult};
use crate::pairings::notes;
use crate::wake::Wake;

/// Shortest time between two looks, and how many times as long as reading took the next one waits.
const ROUND: Duration = Duration::from_millis(250);
const PATIENCE: u32 = 20;
/// Longest rest, since pairings are to follow within a minute, and how long to wait for the bell before looking unasked:
/// other processes do not ring it.
const LONGEST: Duration = Duration::from_secs(30);
const UNASKED: Duration = Duration::from_secs(5);
/// How long a program that asks waits for the first learning: less than the minute after which most give up.
const FIRST_LEARNING: Duration = Duration::from_secs(55);

/// What is known, shared by all threads; clones share it.
#[derive(Clone, Default)]
pub struct Matcher {
    known: Arc<RwLock<Option<Arc<Known>>>>,
    as_of: Arc<Mutex<Option<Moment>>>,
    /// Whether the first learning is over, or was not needed.
    settled: Arc<watch::Sender<bool>>,
}

impl Matcher {
    /// What is known once the first learning is over. A program that asks right after the start waits for it, since it
    /// cannot see that an answer lacks what has not been learned yet; after 55 seconds it gets what there is.
    ///
    /// # Errors
    /// As [`Matcher::now`].
    pub async fn settled(&self) -> AppResult<Arc<Known>> {
        let mut settled = self.settled.subscribe();
        if !self.is_settled() {
            // Neither a closed channel nor the end of patience changes what is done next.
            let _ = tokio::time::timeout(FIRST_LEARNING, settled.wait_for(|is_over| *is_over)).await;
        }
        self.now()
    }

    /// Whether the first learning is over; until then pages say that they will know more.
    pub fn is_settled(&self) -> bool {
        *self.settled.borrow()
    }

    /// What is known now.
    ///
    /// # Errors
    /// `Busy` in the first moments of the program, before the tables have been read.
    pub fn now(&self) -> AppResult<Arc<Known>> {
        self.held().ok_or(AppError::Busy)
    }

    /// What is known, if it holds everything that was in the tables at `moment`.
    pub(super) fn since(&self, moment: Moment) -> Option<Arc<Known>> {
        let as_of = *self.as_of.lock().unwrap_or_else(PoisonError::into_inner);
        self.held().filter(|_| as_of.is_some_and(|as_of| as_of >= moment))
    }

    fn holds_up_to(&self, moment: Moment) {
        *self.as_of.lock().unwrap_or_else(PoisonError::into_inner) = Some(moment);
    }

    fn held(&self) -> Option<Arc<Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hold(&self, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        known
    }

    /// Keeps it in step on a thread of its own until the bell says that it is time to finish.
    pub fn keep_behind(&self, db: &Db, wake: &Wake) {
        let (matcher, db, wake) = (self.clone(), db.clone(), wake.clone());
        let keeper = std::thread::Builder::new().name("matcher".into());
        if let Err(why) = keeper.spawn(move || matcher.keep(&db, &wake)) {
            tracing::error!(error = %why, "the matcher's thread could not be started; there will be no pairings");
        }
    }

    fn keep(&self, db: &Db, wake: &Wake) {
        let mut ear = wake.ear();
        let mut seen: Option<Mark> = None;
        loop {
            let started = Instant::now();
            match self.look(db, wake, &mut seen) {
                Ok(()) => drop(self.settled.send_replace(true)),
                Err(why) => tracing::warn!(error = %why, "the matcher could not read the tables; it tries again"),
            }
            let pause = ROUND.max(started.elapsed().min(LONGEST) * PATIENCE).min(LONGEST);
            std::thread::sleep(ROUND);
            if !ear.wait(UNASKED) || !rest(wake, pause.saturating_sub(ROUND)) {
                return;
            }
        }
    }

    /// Reads the tables where they have changed since `seen`, and learns where much has.
    fn look(&self, db: &Db, wake: &Wake, seen: &mut Option<Mark>) -> AppResult<()> {
        let began = clock::now();
        let mark = db.read::<_, AppError>(|conn| Ok(store::mark(conn)?))?;
        if *seen == Some(mark) {
            self.holds_up_to(began);
            return Ok(());
        }
        let learned = self.held().and_then(|known| known.learned().cloned());
        let known = self.hold(read(db, learned)?);
        self.holds_up_to(began);
        *seen = Some(mark);
        let is_outdated = known.learned().is_none_or(|learned| learned.is_outdated(known.market()));
        if is_outdated && known.market().listings.len() >= LISTINGS_TO_LEARN {
            let go_on = || !wake.is_stopping();
            if let Some(taught) = learn(&known, &go_on) {
                // Listings may have changed while it took place; read anew only where they did, since that takes the
                // same room once more.
                let is_still_so = db.read::<_, AppError>(|conn| Ok(store::mark(conn)?))? == mark;
                self.hold(if is_still_so { known.taught(taught) } else { read(db, Some(taught))? });
                // What was worked out by what was learned before is outdated with it.
                if known.learned().is_some() {
                    db.write::<_, AppError>(|conn| Ok(notes::ask_all(conn)?))?;
                }
            }
        }
        Ok(())
    }
}

/// Rests in small steps; false when it is time to finish.
fn rest(wake: &Wake, pause: Duration) -> bool {
    let started = Instant::now();
    while started.elapsed() < pause && !wake.is_stopping() {
        std::thread::sleep(ROUND.min(pause));
    }
    !wake.is_stopping()
}

/// Reads the tables; `learned` goes with them.
///
/// # Errors
/// Those of the database.
pub fn read(db: &Db, learned: Option<Arc<Learned>>) -> AppResult<Known> {
    let read = |conn: &mut Conn| Ok::<_, AppError>((store::market(conn)?, weights::now(conn)?));
    let (market, weights) = db.read(read)?;
    Ok(Known::new(Arc::new(market), learned, weights))
}

/// Learns from what is known, and says so in the log. None when `go_on` said no.
pub fn learn(known: &Known, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Arc<Learned>> {
    let started = Instant::now();
    let (listings, edges) = (known.market().listings.len(), known.market().edges.len());
    tracing::info!(listings, edges, "learning who makes and who needs what");
    let learned = Learned::train(known, go_on).map(Arc::new);
    let seconds = started.elapsed().as_secs_f32();
    match &learned {
        Some(_) => tracing::info!(seconds, "learned"),
        None => tracing::info!(seconds, "learning was cut short"),
    }
    learned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::TestDb;

    #[actix_web::test]
    async fn a_program_that_asks_early_waits_for_the_first_learning() {
        let (test, matcher, wake) = (TestDb::new(), Matcher::default(), Wake::default());
        assert!(!matcher.is_settled() && matcher.now().is_err());
        let early = matcher.settled();
        matcher.keep_behind(&test.db, &wake);
        assert!(early.await.is_ok() && matcher.is_settled());
        wake.stop();
    }
}

//! The worker: one thread that claims due jobs and runs them.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use super::store::{self, Job};
use crate::clock;
use crate::db::Db;
use crate::http::{AppError, AppResult};
use crate::wake::{Ear, Wake};

/// Runs one kind of job, given its payload.
pub type Handler = Box<dyn Fn(&str) -> anyhow::Result<()> + Send>;

/// How long a claim holds; a running job renews it three times in that time.
const CLAIM: Duration = Duration::from_secs(60);
/// How often the table is looked at without a ring, for jobs of other processes and for tries that come due.
const ROUND: Duration = Duration::from_secs(1);

/// The worker thread. Dropping it does not end it: ring [`Wake::stop`], then [`join`](Worker::join).
pub struct Worker(JoinHandle<()>);

impl Worker {
    /// Starts the worker with a handler for each name of a job.
    pub fn start(db: Db, wake: &Wake, handlers: HashMap<&'static str, Handler>) -> Worker {
        let ear = wake.ear();
        Worker(std::thread::spawn(move || run(&db, ear, &handlers)))
    }

    /// Waits for the job in hand to end.
    pub fn join(self) {
        if self.0.join().is_err() {
            tracing::error!("the worker thread had panicked");
        }
    }
}

fn run(db: &Db, mut ear: Ear, handlers: &HashMap<&'static str, Handler>) {
    while ear.wait(ROUND) {
        loop {
            match next(db) {
                Ok(Some(job)) => run_one(db, handlers, &job),
                Ok(None) => break,
                Err(why) => {
                    tracing::error!(error = %why, "the queue could not be read");
                    break;
                }
            }
        }
    }
}

/// Claims the next due job. Looks with a reading connection first: an idle queue takes no write lock.
fn next(db: &Db) -> AppResult<Option<Job>> {
    let now = clock::now();
    let Some(job) = db.read::<_, AppError>(|conn| Ok(store::due(conn, now)?))? else { return Ok(None) };
    let claimed = db.write::<_, AppError>(|conn| Ok(store::claim(conn, &job, now + CLAIM)?))?;
    Ok(claimed.then_some(Job { attempts: job.attempts + 1, ..job }))
}

fn run_one(db: &Db, handlers: &HashMap<&'static str, Handler>, job: &Job) {
    let started = std::time::Instant::now();
    let outcome = holding(db, &job.id, || match handlers.get(job.name.as_str()) {
        Some(handler) => catch_unwind(AssertUnwindSafe(|| handler(&job.payload)))
            .unwrap_or_else(|_| Err(anyhow::anyhow!("the job panicked"))),
        None => Err(anyhow::anyhow!("no handler for a job of this name")),
    });
    let failure = outcome.err().map(|why| format!("{why:#}"));
    let noted = db
        .write::<_, AppError>(|conn| Ok(store::finish(conn, &job.id, job.attempts, failure.as_deref(), clock::now())?));
    let millis = started.elapsed().as_millis() as u64;
    match (noted, failure) {
        (Err(why), _) => tracing::error!(job = job.name, job.id, error = %why, "the end of a job could not be noted"),
        (Ok(state), Some(why)) => {
            tracing::error!(job = job.name, job.id, attempt = job.attempts, %state, error = why, "job failed")
        }
        (Ok(_), None) => tracing::info!(job = job.name, job.id, duration_ms = millis, "job done"),
    }
}

/// Runs `work` while a second thread renews the claim, so that no other worker takes a long job for a dead one's.
fn holding<T>(db: &Db, id: &str, work: impl FnOnce() -> T) -> T {
    let (done, waits) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while let Err(mpsc::RecvTimeoutError::Timeout) = waits.recv_timeout(CLAIM / 3) {
                let renewed = db.write::<_, AppError>(|conn| Ok(store::hold(conn, id, clock::now() + CLAIM)?));
                if let Err(why) = renewed {
                    tracing::warn!(job.id = id, error = %why, "a claim could not be renewed");
                }
            }
        });
        let outcome = work();
        drop(done);
        outcome
    })
}

//! Keeps finished reports in memory. Who finds one that is no longer right gets it at once, while the next is worked
//! out off the request's path; only the first reader of a quarter waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::report::Report;
use super::store::{self, Mark};
use super::{Quarter, actions};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::clock;
use crate::http::{AppError, AppResult};

/// How long a change may go unnoticed.
const ROUND: Duration = Duration::from_secs(2);
/// Quarters that are kept in memory at most.
const MOST: usize = 4;

#[derive(Clone)]
struct Kept {
    mark: Mark,
    looked: Instant,
    report: Arc<Report>,
}

/// The reports. Clones share them.
#[derive(Clone, Default)]
pub struct Board {
    kept: Arc<Mutex<HashMap<Quarter, Kept>>>,
    /// Held while one is worked out, so that many who wait do it once.
    making: Arc<tokio::sync::Mutex<()>>,
}

impl Board {
    /// The report of the quarter that is written so; of the present one if nothing is.
    ///
    /// # Errors
    /// `SignIn`, `Forbidden` for all but officials and operators; `Invalid` for what is no quarter; `NotFound` for one
    /// that is not kept.
    pub async fn report(&self, app: &App, viewer: &Viewer, quarter: Option<&str>) -> AppResult<Arc<Report>> {
        for_staff(viewer)?;
        let quarter = match quarter.filter(|written| !written.is_empty()) {
            Some(written) => Quarter::read(written)?,
            None => actions::present(clock::now()),
        };
        let Some(kept) = self.kept(quarter) else { return self.make(app, quarter).await };
        if kept.looked.elapsed() >= ROUND {
            self.look(app, quarter, &kept).await?;
        }
        Ok(kept.report)
    }

    /// Works the present quarter out on a thread of its own, so that no reader waits for it after a start. A city without
    /// firms has nothing to work out.
    ///
    /// # Errors
    /// Those of the database.
    pub fn make_behind(&self, app: &App) -> AppResult<()> {
        if app.db.read::<_, AppError>(|conn| Ok(store::has_verified(conn)?))? {
            let (board, app) = (self.clone(), app.clone());
            std::thread::spawn(move || {
                let _turn = board.making.blocking_lock();
                if let Err(why) = board.work_out(&app, actions::present(clock::now())) {
                    tracing::warn!(error = %why, "the report could not be made ahead; its first reader waits for it");
                }
            });
        }
        Ok(())
    }

    /// Looks whether the tables have changed, and has a new report made if so.
    async fn look(&self, app: &App, quarter: Quarter, kept: &Kept) -> AppResult<()> {
        let mark = app.read(|conn| Ok(store::mark(conn)?)).await?;
        if mark == kept.mark {
            self.put(quarter, Kept { looked: Instant::now(), ..kept.clone() });
        } else if self.making.try_lock().is_ok() {
            let (board, app) = (self.clone(), app.clone());
            actix_web::rt::spawn(async move {
                if let Err(why) = board.make(&app, quarter).await {
                    tracing::warn!(error = %why, "a report could not be made anew; the old one stays");
                }
            });
        }
        Ok(())
    }

    async fn make(&self, app: &App, quarter: Quarter) -> AppResult<Arc<Report>> {
        let _turn = self.making.lock().await;
        if let Some(kept) = self.kept(quarter).filter(|kept| kept.looked.elapsed() < ROUND) {
            return Ok(kept.report);
        }
        let (board, own) = (self.clone(), app.clone());
        app.block(move || board.work_out(&own, quarter)).await
    }

    /// Reads the tables and makes the report of them; the caller holds the turn.
    fn work_out(&self, app: &App, quarter: Quarter) -> AppResult<Arc<Report>> {
        let (source, mark) = app.db.read(|conn| actions::read(conn, quarter, clock::now()))?;
        let report = Arc::new(Report::new(source));
        self.put(quarter, Kept { mark, looked: Instant::now(), report: report.clone() });
        Ok(report)
    }

    fn kept(&self, quarter: Quarter) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&quarter).cloned()
    }

    fn put(&self, quarter: Quarter, kept: Kept) {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(quarter, kept);
        if all.len() > MOST {
            let oldest = all.iter().filter(|(one, _)| **one != quarter).min_by_key(|(_, kept)| kept.looked);
            if let Some(oldest) = oldest.map(|(quarter, _)| *quarter) {
                all.remove(&oldest);
            }
        }
    }
}

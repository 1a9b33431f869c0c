//! What handlers, jobs and commands are handed. Built once, in `serve`.

use std::sync::Arc;

use actix_web::web;

use crate::config::Config;
use crate::db::{self, Conn, Db};
use crate::engine::Engine;
use crate::http::AppResult;
use crate::mail::Mailer;
use crate::sealing::Sealing;
use crate::sought::Sought;
use crate::views::Views;
use crate::wake::Wake;

/// The running site.
#[derive(Clone)]
pub struct App {
    /// The settings in force.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The search index.
    pub engine: Arc<dyn Engine>,
    /// Sends mail, or keeps it for the operator.
    pub mailer: Arc<Mailer>,
    /// Seals what nobody may read yet.
    pub sealing: Arc<Sealing>,
    /// Rung after a change, so that the feed and the workers look at once instead of at their next round.
    pub wake: Wake,
    /// Views not yet added to the table.
    pub views: Views,
    /// What was looked for, not yet added to the table.
    pub sought: Sought,
}

impl App {
    /// Runs `work` on a reading connection, off the async threads.
    ///
    /// # Errors
    /// Those of `work`; `Busy` when no connection or thread comes free.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let db = self.db.clone();
        web::block(move || db.read(work)).await?
    }

    /// Runs `work`, a few look-ups by key or index that take less time than a change of threads: at once, where the
    /// database is a local file with a connection free, else as [`read`](App::read) does.
    ///
    /// # Errors
    /// As [`read`](App::read).
    pub async fn glance<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        match self.db.idle_local_reader() {
            Some(mut conn) => db::snapshot(&mut conn, work),
            None => self.read(work).await,
        }
    }

    /// Runs `work` in one writing transaction, off the async threads, then rings the bell.
    ///
    /// # Errors
    /// Those of `work` and of the commit; `Busy` when no connection or thread comes free.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let db = self.db.clone();
        let done = web::block(move || db.write(work)).await?;
        self.wake.ring();
        done
    }

    /// Runs slow work without a connection (hashing, pictures, files) off the async threads.
    ///
    /// # Errors
    /// Those of `work`; `Busy` when no thread comes free.
    pub async fn block<T: Send + 'static>(&self, work: impl FnOnce() -> AppResult<T> + Send + 'static) -> AppResult<T> {
        web::block(work).await?
    }
}

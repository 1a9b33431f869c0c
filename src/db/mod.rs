//! The database: SQLite by default, PostgreSQL by URL, one schema and one set of queries for both.
//!
//! [`Db`] has two pools. `read` serves pages; `write` has a single connection on SQLite, because SQLite has one
//! writer and a second one would only meet `SQLITE_BUSY`. Every write is one transaction.

mod among;
mod both;
mod bulk;
mod direct;
mod pool;
pub mod schema;
mod snapshot;
#[doc(hidden)]
pub mod testing;
pub mod types;

pub use among::{Among, among};
pub use both::Both;
pub use bulk::{PER_STATEMENT, without_indexes};
pub use direct::{first, load};
pub use pool::{Manager, Pool, Url};
pub use snapshot::snapshot;
pub use types::Kind;

use anyhow::Context;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// A connection to whichever database the URL named.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The two pools.
#[derive(Clone)]
pub struct Db {
    read: Pool,
    write: Pool,
    is_local: bool,
}

impl Db {
    /// Opens the database at `url`, making a SQLite file if there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// When the URL is of no known scheme, the server does not answer, or a migration fails.
    pub fn open(url: &str) -> anyhow::Result<Db> {
        let url = Url::parse(url)?;
        let write = pool::build(&url, if url.is_sqlite() { 1 } else { 8 }, false)?;
        let mut conn = write.get().context("connecting to the database")?;
        conn.run_pending_migrations(MIGRATIONS).map_err(|why| anyhow::anyhow!("migrating the database: {why}"))?;
        drop(conn);
        // Readers come second: on a fresh SQLite file the writer's pragmas must have switched it to WAL.
        let read = pool::build(&url, 8, url.is_sqlite())?;
        Ok(Db { read, write, is_local: url.is_sqlite() })
    }

    /// Runs `work` on a reading connection. Blocks; inside a handler use `App::read`.
    ///
    /// # Errors
    /// Those of `work`, and [`PoolError`](diesel::r2d2::PoolError) when no connection comes free in time.
    pub fn read<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::r2d2::PoolError>,
    {
        work(&mut *self.read.get()?)
    }

    /// A reading connection that is free right now, of a database that needs no network; for `App::glance`.
    pub fn idle_local_reader(&self) -> Option<pool::Pooled> {
        if self.is_local { self.read.try_get() } else { None }
    }

    /// Runs `work` in one writing transaction, rolled back when it fails. Blocks; inside a handler use `App::write`.
    ///
    /// # Errors
    /// Those of `work`, of the pool and of the commit.
    pub fn write<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::r2d2::PoolError> + From<diesel::result::Error>,
    {
        transaction(&mut *self.write.get()?, work)
    }

    /// A writing connection outside a transaction, for long work that commits in steps (imports, vacuum).
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub fn writer(&self) -> Result<pool::Pooled, diesel::r2d2::PoolError> {
        self.write.get()
    }
}

/// One writing transaction on `conn`. On SQLite it takes the write lock at once, since a transaction that reads
/// first and writes later is refused without waiting when another process wrote in between.
///
/// # Errors
/// Those of `work` and of the commit.
pub fn transaction<T, E>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    use diesel::Connection;
    use diesel::connection::{AnsiTransactionManager, TransactionManager};

    let Conn::Sqlite(sqlite) = conn else {
        return conn.transaction(work);
    };
    AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?;
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(conn)));
    let Conn::Sqlite(sqlite) = conn else { unreachable!("a connection does not change its database") };
    match done {
        Ok(Ok(value)) => {
            AnsiTransactionManager::commit_transaction(sqlite)?;
            Ok(value)
        }
        Ok(Err(why)) => {
            AnsiTransactionManager::rollback_transaction(sqlite)?;
            Err(why)
        }
        Err(panic) => {
            // The connection returns to the pool, so it must not carry the half-done transaction with it.
            AnsiTransactionManager::rollback_transaction(sqlite)?;
            std::panic::resume_unwind(panic)
        }
    }
}

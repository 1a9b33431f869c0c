//! Connection pools, made by the URL's scheme. An unknown scheme is refused, so that a typing error in
//! `postgres://…` does not silently make a SQLite file of that name.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use diesel::connection::SimpleConnection;
use diesel::r2d2::{self, ManageConnection, R2D2Connection};
use diesel::{Connection, ConnectionError, PgConnection, SqliteConnection};

use super::Conn;

/// A pool of connections.
pub type Pool = r2d2::Pool<Manager>;
/// A connection borrowed from a [`Pool`].
pub type Pooled = r2d2::PooledConnection<Manager>;

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Url {
    /// A PostgreSQL connection URL.
    Postgres(String),
    /// A SQLite file.
    Sqlite(PathBuf),
}

impl Url {
    /// Reads `postgres://…`, `postgresql://…` or `sqlite:PATH`.
    ///
    /// # Errors
    /// On any other scheme.
    pub fn parse(url: &str) -> anyhow::Result<Url> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Url::Postgres(url.into()));
        }
        match url.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Ok(Url::Sqlite(path.strip_prefix("//").unwrap_or(path).into())),
            _ => bail!(
                "database URL {:?} is neither sqlite:PATH nor postgres://USER@HOST/NAME; correct --database-url or leave it out",
                redact(url)
            ),
        }
    }

    /// Whether this is SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Url::Sqlite(_))
    }
}

/// The URL without its password, for messages.
fn redact(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}://…{}", &url[..scheme], &url[at..]),
        _ => url.into(),
    }
}

/// Opens connections of one kind to one place.
#[derive(Debug)]
pub struct Manager {
    url: Url,
    read_only: bool,
}

// The log is copied into the file at 8,000 pages (32 MB) instead of 1,000: each copying ends in a sync, and an
// import would do little else.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456; PRAGMA cache_size = -16000; \
     PRAGMA wal_autocheckpoint = 8000;";

fn open_sqlite(path: &Path, read_only: bool) -> Result<Conn, ConnectionError> {
    let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
    let refused = |why: diesel::result::Error| ConnectionError::BadConnection(why.to_string());
    conn.batch_execute(PRAGMAS).map_err(refused)?;
    // An import that alters more pages than fit would have to write some of them again and again.
    // Readers of a large city would otherwise copy a page from the system's memory at nearly every step.
    let own = match read_only {
        true => "PRAGMA query_only = ON; PRAGMA mmap_size = 8589934592;",
        false => "PRAGMA cache_size = -64000;",
    };
    conn.batch_execute(own).map_err(refused)?;
    Ok(Conn::Sqlite(conn))
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Conn, r2d2::Error> {
        match &self.url {
            Url::Postgres(url) => PgConnection::establish(url).map(Conn::Pg),
            Url::Sqlite(path) => open_sqlite(path, self.read_only),
        }
        .map_err(r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), r2d2::Error> {
        conn.ping().map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

/// A pool of up to `size` connections.
pub(super) fn build(url: &Url, size: u32, read_only: bool) -> anyhow::Result<Pool> {
    let remote = !url.is_sqlite();
    r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        // A local file does not go away between two uses; asking it each time costs every page.
        .test_on_check_out(remote)
        .connection_timeout(Duration::from_secs(if remote { 5 } else { 30 }))
        .build(Manager { url: url.clone(), read_only })
        .with_context(|| match url {
            Url::Postgres(url) => format!("no answer from {}; is PostgreSQL running there?", redact(url)),
            Url::Sqlite(path) => format!("opening {}; can this user write there?", path.display()),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `.cargo/config.toml` has it built so; without QPSG each statement with a LIMIT is compiled anew at each use.
    #[test]
    fn sqlite_keeps_its_plans_and_takes_no_locks_of_its_own() {
        use diesel::RunQueryDsl;
        use diesel::dsl::sql;
        use diesel::sql_types::Integer;

        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        for option in ["ENABLE_QPSG", "THREADSAFE=2"] {
            let used = diesel::select(sql::<Integer>(&format!("sqlite_compileoption_used('{option}')")));
            assert_eq!(used.get_result::<i32>(&mut conn), Ok(1), "{option}");
        }
    }

    #[test]
    fn the_scheme_chooses_and_a_typing_error_is_refused() {
        assert_eq!(Url::parse("sqlite:/tmp/a.db").unwrap(), Url::Sqlite("/tmp/a.db".into()));
        assert_eq!(Url::parse("sqlite:///tmp/a.db").unwrap(), Url::Sqlite("/tmp/a.db".into()));
        assert!(matches!(Url::parse("postgres://u@h/n").unwrap(), Url::Postgres(_)));
        for wrong in ["postgers://u:secret@h/n", "peitao.db", "sqlite:", ""] {
            let why = Url::parse(wrong).unwrap_err().to_string();
            assert!(!why.contains("secret"), "{why}");
        }
    }
}

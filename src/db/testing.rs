//! A database of its own for each test: a migrated SQLite file in a temporary folder, or, with `TEST_DATABASE_URL`
//! set, a schema of its own on that PostgreSQL.

use std::path::PathBuf;
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use super::Db;

/// A database that goes away with this value.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// Its URL.
    pub url: String,
    /// A folder for files of the test.
    pub dir: PathBuf,
    schema: Option<(String, String)>,
}

impl TestDb {
    /// Makes one.
    ///
    /// # Panics
    /// When the folder or the schema cannot be made.
    pub fn new() -> TestDb {
        let name = format!("peitao_{}", crate::ids::new_id());
        let dir = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&dir).expect("a temporary folder");
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => TestDb::on_postgres(server, name, dir),
            Err(_) => TestDb::on_sqlite(dir),
        }
    }

    fn on_sqlite(dir: PathBuf) -> TestDb {
        // Migrating once and copying the file is much quicker than migrating for each test.
        static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();
        let file = dir.join("test.db");
        let url = format!("sqlite:{}", file.display());
        let migrated = MIGRATED.get_or_init(|| {
            let first = dir.join("first.db");
            drop(Db::open(&format!("sqlite:{}", first.display())).expect("a new SQLite database"));
            std::fs::read(first).expect("the file just made")
        });
        std::fs::write(&file, migrated).expect("a temporary file");
        let db = Db::open(&url).expect("a migrated SQLite database");
        TestDb { db, url, dir, schema: None }
    }

    fn on_postgres(server: String, schema: String, dir: PathBuf) -> TestDb {
        let mut admin = PgConnection::establish(&server).expect("TEST_DATABASE_URL answers");
        admin.batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema of the test's own");
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-csearch_path%3D{schema}");
        let db = Db::open(&url).expect("a migrated schema");
        TestDb { db, url, dir, schema: Some((server, schema)) }
    }
}

impl Default for TestDb {
    fn default() -> TestDb {
        TestDb::new()
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        // Best effort: a folder that stays behind harms no test.
        drop(std::fs::remove_dir_all(&self.dir));
        if let Some((server, schema)) = &self.schema {
            let dropped = PgConnection::establish(server)
                .map_err(|why| why.to_string())
                .and_then(|mut c| c.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).map_err(|w| w.to_string()));
            if let Err(why) = dropped {
                eprintln!("schema {schema} stays behind: {why}");
            }
        }
    }
}

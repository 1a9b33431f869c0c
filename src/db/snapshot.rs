//! A few short queries on one state of the database.

use diesel::connection::SimpleConnection;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;
use diesel::{Connection, QueryResult, RunQueryDsl, SqliteConnection};

use super::Conn;

/// Runs a few short queries on one state of the database. Apart, SQLite would lock and unlock the file for each of them,
/// and threads that read at the same time would wait for each other there. `work` only reads and begins no transaction.
/// On PostgreSQL each query still sees what is committed when it begins.
///
/// # Errors
/// Those of `work` and of the database.
pub fn snapshot<T, E>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    let Conn::Sqlite(sqlite) = conn else {
        return conn.transaction(work);
    };
    Begin.execute(sqlite)?;
    // After a panic the pool does not take the connection back.
    let done = work(conn);
    let Conn::Sqlite(sqlite) = conn else { unreachable!("a connection does not change its database") };
    if let Err(why) = Commit.execute(sqlite) {
        sqlite.batch_execute("ROLLBACK")?;
        return Err(why.into());
    }
    done
}

/// Statements that SQLite compiles once for a connection: diesel's transactions hand it texts, which it compiles each time.
macro_rules! statements {
    ($($name:ident $sql:literal)+) => {$(
        #[derive(Debug, Clone, Copy, QueryId)]
        struct $name;

        impl QueryFragment<Sqlite> for $name {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                out.push_sql($sql);
                Ok(())
            }
        }

        impl RunQueryDsl<SqliteConnection> for $name {}
    )+};
}

statements! { Begin "BEGIN" Commit "COMMIT" }

#[cfg(test)]
mod tests {
    use diesel::prelude::*;

    use super::*;
    use crate::db::schema::categories;
    use crate::db::testing::TestDb;
    use crate::http::{AppError, AppResult};

    #[test]
    fn what_is_written_meanwhile_is_not_seen_and_a_failure_leaves_the_connection_usable() {
        let test = TestDb::new();
        let count = |conn: &mut Conn| -> AppResult<i64> { Ok(categories::table.count().get_result(conn)?) };
        let read = |work: &dyn Fn(&mut Conn) -> AppResult<i64>| test.db.read(|conn| snapshot(conn, work));
        let before = read(&|conn| {
            let before = count(conn)?;
            let add =
                |conn: &mut Conn| crate::chain::store::ensure_categories(conn, &["钢"], None, crate::clock::now());
            test.db.write::<_, AppError>(|conn| Ok(add(conn)?))?;
            let written = i64::from(matches!(conn, Conn::Pg(_)));
            assert_eq!(count(conn)?, before + written, "one state where one is promised");
            Ok(before)
        });
        assert_eq!(before.unwrap(), 0);
        for _ in 0..20 {
            assert!(read(&|_| Err(AppError::NotFound)).is_err());
            assert_eq!(read(&|conn| count(conn)).unwrap(), 1);
        }
    }
}

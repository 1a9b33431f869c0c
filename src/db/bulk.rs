//! Many new rows of one table.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use super::Conn;

/// Adds all `rows` to `table`: on PostgreSQL many with each statement, since each is a way to the server and back; on
/// SQLite one after the other by one prepared statement, which it would otherwise compile anew for every few rows.
/// Call it in a transaction; rows before the one that fails are there.
#[macro_export]
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {
        match $conn {
            $crate::db::Conn::Pg(conn) => $rows.chunks($crate::db::PER_STATEMENT).try_for_each(|rows| {
                diesel::RunQueryDsl::execute(diesel::insert_into($table).values(rows), conn).map(drop)
            }),
            $crate::db::Conn::Sqlite(conn) => $rows.iter().try_for_each(|row| {
                diesel::RunQueryDsl::execute(diesel::insert_into($table).values(row), conn).map(drop)
            }),
        }
    };
}

/// Rows of one statement on PostgreSQL, which takes 65,535 values; no table has more than 32 columns.
pub const PER_STATEMENT: usize = 500;

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

/// Runs `work`, which fills empty tables, in the transaction that `conn` is in. On SQLite the indexes of these tables that
/// do not guard a key are made anew of all the rows when it is done, which is quicker than row by row. PostgreSQL would
/// lock readers out of the tables meanwhile, and there the way to the server takes the time.
///
/// # Errors
/// Those of `work` and of the database; the transaction must then be taken back.
pub fn without_indexes<T, E>(
    conn: &mut Conn,
    tables: &[&str],
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    let indexes = match conn {
        Conn::Pg(_) => vec![],
        Conn::Sqlite(conn) => indexes_of(conn, tables)?,
    };
    for index in &indexes {
        conn.batch_execute(&format!("DROP INDEX {}", index.name))?;
    }
    let done = work(conn)?;
    for index in &indexes {
        conn.batch_execute(&index.sql)?;
    }
    Ok(done)
}

/// Those that were made by a statement of their own, as keys are not.
fn indexes_of(conn: &mut SqliteConnection, tables: &[&str]) -> QueryResult<Vec<Index>> {
    let mut found = Vec::new();
    for table in tables {
        let all =
            sql_query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?");
        found.extend(all.bind::<Text, _>(*table).load::<Index>(conn)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::TestDb;

    #[derive(Debug, PartialEq, QueryableByName)]
    struct Made {
        #[diesel(sql_type = Text)]
        made: String,
    }

    fn indexes(conn: &mut Conn) -> Vec<Made> {
        let all = match conn {
            Conn::Pg(_) => "SELECT indexdef AS made FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1",
            Conn::Sqlite(_) => {
                "SELECT sql AS made FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1"
            }
        };
        sql_query(all).load(conn).unwrap()
    }

    #[test]
    fn indexes_are_there_again_whether_the_work_succeeds_or_not() {
        let test = TestDb::new();
        let before = test.db.read::<_, diesel::r2d2::PoolError>(|conn| Ok(indexes(conn))).unwrap();
        assert!(before.len() > 10);
        for succeeds in [true, false] {
            let outcome = if succeeds { Ok(()) } else { Err(anyhow::anyhow!("a fault")) };
            let done = test.db.write::<_, anyhow::Error>(|conn| {
                without_indexes(conn, &["products", "needs"], |conn| {
                    if matches!(conn, Conn::Sqlite(_)) {
                        assert!(indexes(conn).len() < before.len());
                    }
                    outcome
                })
            });
            assert_eq!(done.is_ok(), succeeds);
            assert_eq!(test.db.read::<_, diesel::r2d2::PoolError>(|conn| Ok(indexes(conn))).unwrap(), before);
        }
    }
}

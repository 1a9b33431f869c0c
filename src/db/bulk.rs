//! Many new rows of one table.

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

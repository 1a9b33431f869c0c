//! Reading past the derived connection.
//!
//! The derived [`Conn`] writes the text of a query anew, and more than once, each time the query runs, although the
//! database has it prepared already; for the wide rows of a page that costs as much as looking them up. These two
//! hand the query to the database's own connection, which knows it by its type.

use diesel::query_dsl::methods::{LimitDsl, LoadQuery};
use diesel::{PgConnection, QueryResult, SqliteConnection};

use super::Conn;

/// The rows of `query`.
///
/// # Errors
/// Those of the database.
pub fn load<'query, T, Q>(conn: &mut Conn, query: Q) -> QueryResult<Vec<T>>
where
    Q: LoadQuery<'query, PgConnection, T> + LoadQuery<'query, SqliteConnection, T>,
{
    match conn {
        Conn::Pg(conn) => query.internal_load(conn)?.collect(),
        Conn::Sqlite(conn) => query.internal_load(conn)?.collect(),
    }
}

/// The first row of `query`, if there is one.
///
/// # Errors
/// Those of the database.
pub fn first<'query, T, Q>(conn: &mut Conn, query: Q) -> QueryResult<Option<T>>
where
    Q: LimitDsl,
    Q::Output: LoadQuery<'query, PgConnection, T> + LoadQuery<'query, SqliteConnection, T>,
{
    Ok(load(conn, query.limit(1))?.into_iter().next())
}

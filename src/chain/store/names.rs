//! Names of categories to choose from.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::categories::dsl;
use crate::text::literal;

/// Up to `limit` names of categories that hold `text` (all of them for an empty one), the shortest first.
///
/// # Errors
/// Those of the database.
pub fn names_with(conn: &mut Conn, text: &str, limit: i64) -> QueryResult<Vec<String>> {
    let pattern = format!("%{}%", literal(text.trim()));
    diesel::define_sql_function!(fn length(text: diesel::sql_types::Text) -> diesel::sql_types::Integer);
    dsl::categories
        .filter(dsl::name.like(pattern).escape('\\'))
        .order((length(dsl::name), dsl::name))
        .limit(limit)
        .select(dsl::name)
        .load(conn)
}

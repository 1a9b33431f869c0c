//! Looking up names in the tables themselves, for the time when the search server is away.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::{firms, needs, products};
use crate::db::{Conn, Kind};
use crate::firms::Verification;
use crate::listings::ListingState;
use crate::text::literal;

diesel::define_sql_function!(fn lower(text: Text) -> Text);
diesel::define_sql_function!(fn length(text: Text) -> diesel::sql_types::Integer);

/// The beginning of a name in lower case, for `LIKE … ESCAPE '\'`.
fn pattern(text: &str) -> String {
    format!("{}%", literal(&text.to_lowercase()))
}

/// Declares how listings are looked up: those with the code, then those whose name begins so, the shortest first; with
/// nothing typed, the newest.
macro_rules! listings {
    ($named:ident, $table:ident, $name:ident) => {
        fn $named(conn: &mut Conn, text: &str, limit: i64) -> QueryResult<Vec<String>> {
            let shown = || {
                $table::table
                    .inner_join(firms::table)
                    .filter($table::state.eq(ListingState::Published))
                    .filter(firms::verification.eq(Verification::Verified))
                    .select($table::id)
            };
            if text.is_empty() {
                return shown().order(($table::published_at.desc(), $table::id)).limit(limit).load(conn);
            }
            let mut found: Vec<String> = shown().filter($table::code.eq(text)).load(conn)?;
            let names = shown().filter(lower($table::$name).like(pattern(text)).escape('\\'));
            found.extend(names.order((length($table::$name), $table::id)).limit(limit).load::<String>(conn)?);
            Ok(found)
        }
    };
}

listings!(products_named, products, name);
listings!(needs_named, needs, text);

fn firms_named(conn: &mut Conn, text: &str, limit: i64) -> QueryResult<Vec<String>> {
    let shown = || firms::table.filter(firms::verification.eq(Verification::Verified)).select(firms::id);
    if text.is_empty() {
        return shown().order((firms::created_at.desc(), firms::id)).limit(limit).load(conn);
    }
    let mut found: Vec<String> = shown().filter(firms::code.eq(text)).load(conn)?;
    let begins = pattern(text);
    let full = lower(firms::full_name).like(begins.clone()).escape('\\');
    let names = shown().filter(lower(firms::name).like(begins).escape('\\').or(full));
    found.extend(names.order((length(firms::name), firms::id)).limit(limit).load::<String>(conn)?);
    Ok(found)
}

/// The keys of shown subjects with this code, then of up to `limit` whose name begins with `text` in either case, the
/// shortest first; with a blank text, of the newest.
///
/// # Errors
/// Those of the database.
pub fn named(conn: &mut Conn, kind: Kind, text: &str, limit: i64) -> QueryResult<Vec<String>> {
    let mut found = match kind {
        Kind::Product => products_named(conn, text.trim(), limit),
        Kind::Need => needs_named(conn, text.trim(), limit),
        Kind::Firm => firms_named(conn, text.trim(), limit),
    }?;
    let mut seen = std::collections::HashSet::new();
    found.retain(|id| seen.insert(id.clone()));
    Ok(found)
}

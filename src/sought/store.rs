//! Rows of `search_log`.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

use crate::db::schema::search_log;
use crate::db::{Both, Conn, Kind};

/// What was looked for over some days.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Line {
    /// The words, folded.
    #[diesel(sql_type = Text)]
    pub text: String,
    /// What was looked for.
    #[diesel(sql_type = Text)]
    pub kind: Kind,
    /// How often.
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    /// On how many days.
    #[diesel(sql_type = BigInt)]
    pub days: i64,
    /// How many were found on the last of these.
    #[diesel(sql_type = BigInt)]
    pub found: i64,
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Adds to the count of a day, a text and a kind.
///
/// # Errors
/// When the upsert fails.
pub fn add(conn: &mut Conn, (day, text, kind): (NaiveDate, &str, Kind), times: i64, found: i64) -> QueryResult<()> {
    let new = (
        search_log::day.eq(day),
        search_log::text.eq(text),
        search_log::kind.eq(kind),
        search_log::times.eq(times),
        search_log::found.eq(found),
    );
    Both(
        diesel::insert_into(search_log::table)
            .values(new)
            .on_conflict((search_log::text, search_log::kind, search_log::day))
            .do_update()
            .set((search_log::times.eq(search_log::times + times), search_log::found.eq(found))),
    )
    .execute(conn)?;
    Ok(())
}

/// The lines from `since` on; with `missing`, those that found nothing last.
fn lines(since: NaiveDate, missing: bool) -> String {
    let only = if missing { " WHERE found = 0" } else { "" };
    format!(
        "FROM (SELECT l.text AS text, l.kind AS kind, CAST(SUM(l.times) AS BIGINT) AS times, COUNT(*) AS days, \
         (SELECT n.found FROM search_log n WHERE n.text = l.text AND n.kind = l.kind ORDER BY n.day DESC LIMIT 1) \
         AS found FROM search_log l WHERE l.day >= '{since}' GROUP BY l.text, l.kind) lines{only}"
    )
}

/// A page of what was looked for since a day, the most frequent first.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, since: NaiveDate, missing: bool, offset: u64, limit: u64) -> QueryResult<Vec<Line>> {
    let lines = lines(since, missing);
    let order = "ORDER BY times DESC, found, text, kind";
    sql_query(format!("SELECT text, kind, times, days, found {lines} {order} LIMIT {limit} OFFSET {offset}")).load(conn)
}

/// How many lines there are in all.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn, since: NaiveDate, missing: bool) -> QueryResult<i64> {
    let total: Total = sql_query(format!("SELECT COUNT(*) AS total {}", lines(since, missing))).get_result(conn)?;
    Ok(total.total)
}

/// Deletes the counts of the days before `day`.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, day: NaiveDate) -> QueryResult<usize> {
    diesel::delete(search_log::table.filter(search_log::day.lt(day))).execute(conn)
}

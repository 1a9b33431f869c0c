//! Rows of `leads`.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Date, Text};

use super::FEWEST_FIRMS;
use crate::db::schema::leads;
use crate::db::{Both, Conn};

/// What several firms sought in vain.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Line {
    /// The words, folded.
    #[diesel(sql_type = Text)]
    pub text: String,
    /// How many firms.
    #[diesel(sql_type = BigInt)]
    pub firms: i64,
    /// The last day on which one did.
    #[diesel(sql_type = Date)]
    pub last_on: NaiveDate,
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Notes that `who` sought this in vain on that day.
///
/// # Errors
/// Those of the database.
pub fn put(conn: &mut Conn, text: &str, who: &str, day: NaiveDate) -> QueryResult<()> {
    let new = (leads::text.eq(text), leads::who.eq(who), leads::day.eq(day));
    let insert = diesel::insert_into(leads::table).values(new);
    Both(insert.on_conflict((leads::text, leads::who)).do_update().set(leads::day.eq(day))).execute(conn).map(drop)
}

/// Takes that back.
///
/// # Errors
/// Those of the database.
pub fn take_back(conn: &mut Conn, text: &str, who: &str) -> QueryResult<()> {
    diesel::delete(leads::table.find((text, who))).execute(conn).map(drop)
}

/// Takes away what is older than `day`.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, day: NaiveDate) -> QueryResult<usize> {
    diesel::delete(leads::table.filter(leads::day.lt(day))).execute(conn)
}

/// What was sought since a day, by as many firms as may be told.
fn lines(since: NaiveDate) -> String {
    format!(
        "FROM (SELECT text, COUNT(*) AS firms, MAX(day) AS last_on FROM leads WHERE day >= '{since}' GROUP BY text \
         HAVING COUNT(*) >= {FEWEST_FIRMS}) lines"
    )
}

/// A page of them, the most sought first.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, since: NaiveDate, offset: u64, limit: u64) -> QueryResult<Vec<Line>> {
    let order = "ORDER BY firms DESC, last_on DESC, text";
    let lines = lines(since);
    sql_query(format!("SELECT text, firms, last_on {lines} {order} LIMIT {limit} OFFSET {offset}")).load(conn)
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn, since: NaiveDate) -> QueryResult<i64> {
    let total: Total = sql_query(format!("SELECT COUNT(*) AS total {}", lines(since))).get_result(conn)?;
    Ok(total.total)
}

//! Boards as they were published, formulas and appeals; beside them [`facts`], what a quarter is counted from, and
//! [`referrals`].

pub mod facts;
pub mod referrals;

use diesel::prelude::*;

use super::{AppealId, Measure, Medal, Outcome};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{leaderboard_appeals, leaderboard_evidence, leaderboard_formulas, leaderboard_quarters};

/// The board of a quarter as it was published, and when.
///
/// # Errors
/// Those of the database.
pub fn published(conn: &mut Conn, quarter: &str) -> QueryResult<Option<(String, Moment)>> {
    let columns = (leaderboard_quarters::csv, leaderboard_quarters::published_at);
    leaderboard_quarters::table.find(quarter).select(columns).first(conn).optional()
}

/// Keeps the board of a quarter with its evidence, in the place of what was kept of it.
///
/// # Errors
/// Those of the database.
pub fn publish(conn: &mut Conn, (quarter, csv): (&str, &str), rows: &[EvidenceRow], now: Moment) -> QueryResult<()> {
    diesel::delete(leaderboard_quarters::table.find(quarter)).execute(conn)?;
    diesel::delete(leaderboard_evidence::table.filter(leaderboard_evidence::quarter.eq(quarter))).execute(conn)?;
    let row = (
        leaderboard_quarters::quarter.eq(quarter),
        leaderboard_quarters::csv.eq(csv),
        leaderboard_quarters::published_at.eq(now),
    );
    diesel::insert_into(leaderboard_quarters::table).values(row).execute(conn)?;
    crate::insert_all!(conn, leaderboard_evidence::table, rows)
}

/// One row that proves a value. What firms paid is not in it: a purchase counts as one, up or down.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = leaderboard_evidence)]
pub struct EvidenceRow {
    /// The quarter.
    pub quarter: String,
    /// Its place in the quarter.
    pub position: i64,
    /// What it counts for.
    pub measure: Measure,
    /// The division in which it happened.
    pub division_code: String,
    /// `products/CODE`, `needs/CODE`, `enquiries/CODE`, `deals/CODE` or `referrals/KEY`.
    pub subject: String,
    /// The day in Shanghai.
    pub day: chrono::NaiveDate,
    /// How much it counts.
    pub amount: crate::units::Decimal,
}

/// The evidence of a published quarter for these divisions.
///
/// # Errors
/// Those of the database.
pub fn evidence(conn: &mut Conn, quarter: &str, divisions: &[&str]) -> QueryResult<Vec<EvidenceRow>> {
    let of = leaderboard_evidence::table.filter(leaderboard_evidence::quarter.eq(quarter));
    let own = of.filter(leaderboard_evidence::division_code.eq_any(divisions.iter().copied()));
    own.order(leaderboard_evidence::position).load(conn)
}

/// A formula as it was set.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = leaderboard_formulas)]
pub struct FormulaRow {
    /// Its name.
    pub version: String,
    /// The whole formula in one line.
    pub line: String,
    /// Who set it.
    pub author: String,
    /// When.
    pub made_at: Moment,
}

/// The formulas that were set, the newest first.
///
/// # Errors
/// Those of the database.
pub fn formulas(conn: &mut Conn) -> QueryResult<Vec<FormulaRow>> {
    let order = (leaderboard_formulas::made_at.desc(), leaderboard_formulas::version.desc());
    leaderboard_formulas::table.order(order).load(conn)
}

/// Adds a formula.
///
/// # Errors
/// Those of the database.
pub fn set_formula(conn: &mut Conn, row: &FormulaRow) -> QueryResult<()> {
    diesel::insert_into(leaderboard_formulas::table).values(row).execute(conn).map(drop)
}

/// An appeal, with the row as it stood when it was made.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = leaderboard_appeals)]
pub struct AppealRow {
    /// Its key.
    pub id: AppealId,
    /// The quarter.
    pub quarter: String,
    /// The division.
    pub code: String,
    /// What is contested.
    pub reason: String,
    /// The rank as it stood.
    pub rank: i64,
    /// The cup that went with it.
    pub medal: Option<Medal>,
    /// Who made it.
    pub author: String,
    /// When it was made.
    pub at: Moment,
    /// How it ended; none while it lasts.
    pub outcome: Option<Outcome>,
    /// Why it ended so.
    pub answer: String,
    /// When it ended.
    pub decided_at: Option<Moment>,
}

/// The appeals of a quarter, in the order in which they were made.
///
/// # Errors
/// Those of the database.
pub fn appeals(conn: &mut Conn, quarter: &str) -> QueryResult<Vec<AppealRow>> {
    let of = leaderboard_appeals::table.filter(leaderboard_appeals::quarter.eq(quarter));
    of.order((leaderboard_appeals::at, leaderboard_appeals::id)).load(conn)
}

/// Adds an appeal.
///
/// # Errors
/// Those of the database, a second one of a division that has not ended its first among them.
pub fn appeal(conn: &mut Conn, row: &AppealRow) -> QueryResult<()> {
    diesel::insert_into(leaderboard_appeals::table).values(row).execute(conn).map(drop)
}

/// Ends an appeal that lasts; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn decide(conn: &mut Conn, id: &AppealId, (outcome, answer): (Outcome, &str), now: Moment) -> QueryResult<bool> {
    let lasting = leaderboard_appeals::table.find(id).filter(leaderboard_appeals::decided_at.is_null());
    let set = (
        leaderboard_appeals::outcome.eq(Some(outcome)),
        leaderboard_appeals::answer.eq(answer),
        leaderboard_appeals::decided_at.eq(Some(now)),
    );
    Ok(diesel::update(lasting).set(set).execute(conn)? == 1)
}

/// The appeal of that key.
///
/// # Errors
/// Those of the database.
pub fn find_appeal(conn: &mut Conn, id: &AppealId) -> QueryResult<Option<AppealRow>> {
    leaderboard_appeals::table.find(id).first(conn).optional()
}

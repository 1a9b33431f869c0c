//! What came of talks.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::schema::{fair_outcomes, fair_talks};
use crate::db::{Both, Conn};
use crate::fairs::{FairId, Outcome, TalkId};
use crate::ids::FirmId;

/// What one of the two says came of a talk.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = fair_outcomes)]
pub struct OutcomeRow {
    /// The talk.
    pub talk_id: TalkId,
    /// Who says it.
    pub firm_id: FirmId,
    /// How many days after the fair it was asked: 30 or 90.
    pub days: i64,
    /// What came of it.
    pub outcome: Outcome,
    /// In words.
    pub note: String,
    /// When it was said.
    pub at: Moment,
}

/// What was said of the talks of a fair.
///
/// # Errors
/// Those of the database.
pub fn outcomes(conn: &mut Conn, fair: &FairId) -> QueryResult<Vec<OutcomeRow>> {
    fair_outcomes::table
        .inner_join(fair_talks::table)
        .filter(fair_talks::fair_id.eq(fair))
        .order((fair_outcomes::talk_id, fair_outcomes::firm_id, fair_outcomes::days))
        .select(fair_outcomes::all_columns)
        .load(conn)
}

/// Writes what a firm says, in the place of what it said to the same question.
///
/// # Errors
/// Those of the database.
pub fn put_outcome(conn: &mut Conn, row: &OutcomeRow) -> QueryResult<()> {
    let key = (fair_outcomes::talk_id, fair_outcomes::firm_id, fair_outcomes::days);
    let set = (
        fair_outcomes::outcome.eq(row.outcome),
        fair_outcomes::note.eq(row.note.clone()),
        fair_outcomes::at.eq(row.at),
    );
    let insert = diesel::insert_into(fair_outcomes::table).values(row.clone()).on_conflict(key);
    Both(insert.do_update().set(set)).execute(conn).map(drop)
}

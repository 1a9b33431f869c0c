//! The table of referrals.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::referrals;
use crate::leaderboard::{ReferralId, Step};

/// One park asks another to take over a need or a project.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = referrals)]
pub struct ReferralRow {
    /// Its key.
    pub id: ReferralId,
    /// What is handed on: `need:CODE`, or `project:` and the key of its first referral.
    pub matter: String,
    /// What it is called.
    pub title: String,
    /// The park that hands on.
    pub from_code: String,
    /// The park that is to take over.
    pub to_code: String,
    /// Why.
    pub note: String,
    /// Where it stands.
    pub state: Step,
    /// Who offered it.
    pub author: String,
    /// When.
    pub made_at: Moment,
    /// What the other park says.
    pub reply: String,
    /// When it said so.
    pub answered_at: Option<Moment>,
    /// When the project came about, of the referral that led to it.
    pub landed_at: Option<Moment>,
}

/// The referral of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &ReferralId) -> QueryResult<Option<ReferralRow>> {
    referrals::table.find(id).first(conn).optional()
}

/// The newest referrals that go from or to one of these divisions, or all.
///
/// # Errors
/// Those of the database.
pub fn newest(conn: &mut Conn, divisions: Option<&[String]>, limit: i64) -> QueryResult<Vec<ReferralRow>> {
    let mut query = referrals::table.into_boxed();
    if let Some(codes) = divisions {
        let own = referrals::from_code.eq_any(codes.to_vec()).or(referrals::to_code.eq_any(codes.to_vec()));
        query = query.filter(own);
    }
    query.order((referrals::made_at.desc(), referrals::id.desc())).limit(limit).load(conn)
}

/// All referrals of a matter, in the order in which they were offered.
///
/// # Errors
/// Those of the database.
pub fn of_matter(conn: &mut Conn, matter: &str) -> QueryResult<Vec<ReferralRow>> {
    let of = referrals::table.filter(referrals::matter.eq(matter));
    of.order((referrals::made_at, referrals::id)).load(conn)
}

/// All that were taken over until a moment, by matter and in the order in which that happened.
///
/// # Errors
/// Those of the database.
pub fn accepted(conn: &mut Conn, until: Moment) -> QueryResult<Vec<ReferralRow>> {
    let taken = referrals::table.filter(referrals::state.eq(Step::Accepted).and(referrals::answered_at.lt(until)));
    taken.order((referrals::matter, referrals::answered_at, referrals::id)).load(conn)
}

/// Adds a referral.
///
/// # Errors
/// Those of the database, a second open one of the same matter among them.
pub fn insert(conn: &mut Conn, row: &ReferralRow) -> QueryResult<()> {
    diesel::insert_into(referrals::table).values(row).execute(conn).map(drop)
}

/// Answers a referral that is open; says whether it was.
///
/// # Errors
/// Those of the database.
pub fn answer(conn: &mut Conn, id: &ReferralId, (state, reply): (Step, &str), now: Moment) -> QueryResult<bool> {
    let open = referrals::table.find(id).filter(referrals::state.eq(Step::Offered));
    let set = (referrals::state.eq(state), referrals::reply.eq(reply), referrals::answered_at.eq(Some(now)));
    Ok(diesel::update(open).set(set).execute(conn)? == 1)
}

/// Notes that a project came about, once; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn land(conn: &mut Conn, id: &ReferralId, now: Moment) -> QueryResult<bool> {
    let open = referrals::table.find(id).filter(referrals::landed_at.is_null());
    Ok(diesel::update(open).set(referrals::landed_at.eq(Some(now))).execute(conn)? == 1)
}

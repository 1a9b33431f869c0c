//! What officials set to be done.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::standing::{Subject, begun};
use crate::alerts::{MatterId, MatterKind, TaskId};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::clusters;
use crate::db::Conn;
use crate::db::schema::{alert_matters, alert_tasks};

/// A task, or a gap to be closed.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = alert_tasks)]
pub struct TaskRow {
    /// Its key.
    pub id: TaskId,
    /// [`MatterKind::Task`] or [`MatterKind::Gap`].
    pub kind: MatterKind,
    /// What is to be done.
    pub title: String,
    /// The category of a gap.
    pub category_id: Option<CategoryId>,
    /// From how many local suppliers on a gap is closed.
    pub wanted: i64,
    /// Which division answers for it; none for the city.
    pub division_code: Option<String>,
    /// From when its clock runs.
    pub since: Moment,
    /// Who set it.
    pub author: String,
    /// When.
    pub created_at: Moment,
    /// When it was done.
    pub done_at: Option<Moment>,
}

/// Adds one.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &TaskRow) -> QueryResult<()> {
    diesel::insert_into(alert_tasks::table).values(row).execute(conn).map(drop)
}

/// The one of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &TaskId) -> QueryResult<Option<TaskRow>> {
    alert_tasks::table.find(id).first(conn).optional()
}

/// What is open and lies in these divisions, or anywhere; what runs over first comes first.
///
/// # Errors
/// Those of the database.
pub fn open(conn: &mut Conn, divisions: Option<&[String]>, limit: i64) -> QueryResult<Vec<TaskRow>> {
    let mut query = alert_tasks::table.filter(alert_tasks::done_at.is_null()).into_boxed();
    if let Some(codes) = divisions {
        query = query.filter(alert_tasks::division_code.eq_any(codes));
    }
    query.order((alert_tasks::since, alert_tasks::id)).limit(limit).load(conn)
}

/// Notes that one is done; says whether it was open.
///
/// # Errors
/// Those of the database.
pub fn done(conn: &mut Conn, id: &TaskId, now: Moment) -> QueryResult<bool> {
    let open = alert_tasks::table.find(id).filter(alert_tasks::done_at.is_null());
    Ok(diesel::update(open).set(alert_tasks::done_at.eq(Some(now))).execute(conn)? == 1)
}

/// What is open since `until` or longer and is no matter yet.
pub(super) fn unopened(conn: &mut Conn, kind: MatterKind, until: Moment, limit: i64) -> QueryResult<Vec<Subject>> {
    let rows: Vec<TaskRow> = alert_tasks::table
        .filter(alert_tasks::kind.eq(kind).and(alert_tasks::done_at.is_null()).and(alert_tasks::since.le(until)))
        .filter(not(begun!(kind, alert_tasks::id, alert_tasks::since.nullable())))
        .order((alert_tasks::since, alert_tasks::id))
        .limit(limit)
        .load(conn)?;
    let subject = |row: TaskRow| Subject {
        code: row.id.0.clone(),
        id: row.id.0,
        title: row.title,
        division_code: row.division_code,
        since: Some(row.since),
    };
    Ok(rows.into_iter().map(subject).collect())
}

/// Open matters of this kind that are done.
pub(super) fn solved(conn: &mut Conn, kind: MatterKind) -> QueryResult<Vec<MatterId>> {
    alert_matters::table
        .inner_join(alert_tasks::table.on(alert_tasks::id.eq(alert_matters::subject_id)))
        .filter(alert_matters::kind.eq(kind).and(alert_matters::cleared_at.is_null()))
        .filter(alert_tasks::done_at.is_not_null())
        .select(alert_matters::id)
        .load(conn)
}

/// Open gaps that have their suppliers, as reports count these. It reads the chain graph, the firms and the listings that may
/// count, so no writer should wait for it.
///
/// # Errors
/// Those of the database.
pub fn closed_gaps(conn: &mut Conn) -> QueryResult<Vec<MatterId>> {
    let open: Vec<(MatterId, Option<CategoryId>, i64)> = alert_matters::table
        .inner_join(alert_tasks::table.on(alert_tasks::id.eq(alert_matters::subject_id)))
        .filter(alert_matters::kind.eq(MatterKind::Gap).and(alert_matters::cleared_at.is_null()))
        .select((alert_matters::id, alert_tasks::category_id, alert_tasks::wanted))
        .load(conn)?;
    if open.is_empty() {
        return Ok(vec![]);
    }
    let categories: Vec<&CategoryId> = open.iter().filter_map(|(_, category, _)| category.as_ref()).collect();
    let market = clusters::store::offered(conn, &categories)?;
    let is_closed = |category: &Option<CategoryId>, wanted: i64| {
        category.as_ref().is_some_and(|category| i64::from(market.served_by(category)) >= wanted)
    };
    let closed = open.iter().filter(|(_, category, wanted)| is_closed(category, *wanted));
    Ok(closed.map(|(id, ..)| id.clone()).collect())
}

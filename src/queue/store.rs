//! The SQL of the queue.

use chrono::Duration;
use diesel::prelude::*;

use super::{MOST_ATTEMPTS, State, backoff_seconds};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::jobs;

/// One row of the table.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
pub struct Job {
    /// Key.
    pub id: String,
    /// Which handler runs it.
    pub name: String,
    /// What the handler is told.
    pub payload: String,
    /// Where it stands.
    pub state: State,
    /// How often it has been claimed.
    pub attempts: i64,
    /// Not before this moment.
    pub run_at: Moment,
    /// Until when the present claim holds.
    pub claimed_until: Option<Moment>,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// When it was enqueued.
    pub created_at: Moment,
}

/// A new job, due at `run_at`.
///
/// # Errors
/// When the insert fails.
pub fn insert(conn: &mut Conn, name: &str, payload: &str, run_at: Moment, now: Moment) -> QueryResult<()> {
    let job = Job {
        id: crate::ids::new_id(),
        name: name.into(),
        payload: payload.into(),
        state: State::Waiting,
        attempts: 0,
        run_at,
        claimed_until: None,
        failure: None,
        created_at: now,
    };
    diesel::insert_into(jobs::table).values(&job).execute(conn)?;
    Ok(())
}

/// The next due job, waiting or left by a worker that died.
///
/// # Errors
/// When the query fails.
pub fn due(conn: &mut Conn, now: Moment) -> QueryResult<Option<Job>> {
    jobs::table
        .filter(jobs::state.eq(State::Waiting).or(jobs::state.eq(State::Running).and(jobs::claimed_until.lt(now))))
        .filter(jobs::run_at.le(now))
        .order((jobs::run_at, jobs::id))
        .select(Job::as_select())
        .first(conn)
        .optional()
}

/// Claims `job` unless another worker was quicker.
///
/// # Errors
/// When the update fails.
pub fn claim(conn: &mut Conn, job: &Job, until: Moment) -> QueryResult<bool> {
    // Every claim counts an attempt, so a job claimed since it was read no longer has this number.
    let claimed = diesel::update(jobs::table.find(&job.id).filter(jobs::attempts.eq(job.attempts)))
        .set((jobs::state.eq(State::Running), jobs::attempts.eq(job.attempts + 1), jobs::claimed_until.eq(until)))
        .execute(conn)?;
    Ok(claimed == 1)
}

/// Lengthens the claim of a job that still runs.
///
/// # Errors
/// When the update fails.
pub fn hold(conn: &mut Conn, id: &str, until: Moment) -> QueryResult<()> {
    diesel::update(jobs::table.find(id)).set(jobs::claimed_until.eq(until)).execute(conn)?;
    Ok(())
}

/// Notes the end of a try: done, to be tried again, or given up. `attempts` includes this try.
///
/// # Errors
/// When the update fails.
pub fn finish(conn: &mut Conn, id: &str, attempts: i64, failure: Option<&str>, now: Moment) -> QueryResult<State> {
    let state = match failure {
        None => State::Done,
        Some(_) if attempts < MOST_ATTEMPTS => State::Waiting,
        Some(_) => State::Failed,
    };
    diesel::update(jobs::table.find(id))
        .set((
            jobs::state.eq(state),
            jobs::failure.eq(failure),
            jobs::run_at.eq(now + Duration::seconds(backoff_seconds(attempts))),
            jobs::claimed_until.eq(None::<Moment>),
        ))
        .execute(conn)?;
    Ok(state)
}

/// How many jobs stand in `state`.
///
/// # Errors
/// When the query fails.
pub fn count(conn: &mut Conn, state: State) -> QueryResult<i64> {
    jobs::table.filter(jobs::state.eq(state)).count().get_result(conn)
}

/// Deletes finished jobs older than `before`.
///
/// # Errors
/// When the delete fails.
pub fn purge(conn: &mut Conn, before: Moment) -> QueryResult<usize> {
    diesel::delete(jobs::table.filter(jobs::state.eq(State::Done)).filter(jobs::created_at.lt(before))).execute(conn)
}

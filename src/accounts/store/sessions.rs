//! Who stands behind a session or an API key, in one query each, and when they were last seen.

use diesel::prelude::*;

use crate::accounts::{Role, UserId};
use crate::clock::Moment;
use crate::db::schema::{api_keys, firms, sessions, users};
use crate::db::{self, Conn};
use crate::ids::FirmId;

/// A session with its user.
#[derive(Debug, Clone, Queryable)]
pub struct Session {
    /// When it was last used, to within some minutes.
    pub seen_at: Moment,
    /// When it ends however often it is used.
    pub expires_at: Moment,
    /// Whose it is.
    pub user: UserId,
    /// Address of that user.
    pub email: String,
    /// What the user may be.
    pub role: Role,
    /// Firm of a member.
    pub firm: Option<FirmId>,
    /// Division of an official.
    pub division: Option<String>,
    /// Since when the account is shut, if it is.
    pub disabled_at: Option<Moment>,
    /// Verification of the firm.
    pub verification: Option<String>,
}

/// An API key with what it may do.
#[derive(Debug, Clone, Queryable)]
pub struct Key {
    /// Its key in the database.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// As what it acts.
    pub role: Role,
    /// Firm that it acts for.
    pub firm: Option<FirmId>,
    /// Division of an official.
    pub division: Option<String>,
    /// When it was last used, to within some minutes.
    pub used_at: Option<Moment>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Moment>,
    /// Verification of the firm.
    pub verification: Option<String>,
}

/// The session of this token, dead or alive.
pub fn find(conn: &mut Conn, token_hash: &str) -> QueryResult<Option<Session>> {
    let session = sessions::table
        .inner_join(users::table)
        .left_join(firms::table.on(users::firm_id.eq(firms::id.nullable())))
        .filter(sessions::token_hash.eq(token_hash))
        .select((
            sessions::seen_at,
            sessions::expires_at,
            users::id,
            users::email,
            users::role,
            users::firm_id,
            users::division_code,
            users::disabled_at,
            firms::verification.nullable(),
        ));
    db::first(conn, session)
}

/// The API key of this secret, revoked or not.
pub fn find_key(conn: &mut Conn, key_hash: &str) -> QueryResult<Option<Key>> {
    api_keys::table
        .left_join(firms::table.on(api_keys::firm_id.eq(firms::id.nullable())))
        .filter(api_keys::key_hash.eq(key_hash))
        .select((
            api_keys::id,
            api_keys::name,
            api_keys::role,
            api_keys::firm_id,
            api_keys::division_code,
            api_keys::used_at,
            api_keys::revoked_at,
            firms::verification.nullable(),
        ))
        .first(conn)
        .optional()
}

/// Notes that a session was in use.
pub fn saw(conn: &mut Conn, token_hash: &str, at: Moment) -> QueryResult<()> {
    let row = sessions::table.filter(sessions::token_hash.eq(token_hash).and(sessions::seen_at.lt(at)));
    diesel::update(row).set(sessions::seen_at.eq(at)).execute(conn).map(|_| ())
}

/// Notes that an API key was in use.
pub fn saw_key(conn: &mut Conn, id: &str, at: Moment) -> QueryResult<()> {
    diesel::update(api_keys::table.find(id)).set(api_keys::used_at.eq(at)).execute(conn).map(|_| ())
}

/// Adds a session.
pub fn insert(conn: &mut Conn, hash: &str, user: &UserId, agent: &str, now: Moment, end: Moment) -> QueryResult<()> {
    let row = (
        sessions::token_hash.eq(hash),
        sessions::user_id.eq(user),
        sessions::created_at.eq(now),
        sessions::seen_at.eq(now),
        sessions::expires_at.eq(end),
        sessions::agent.eq(agent),
    );
    diesel::insert_into(sessions::table).values(row).execute(conn).map(|_| ())
}

/// Ends one session.
pub fn delete(conn: &mut Conn, token_hash: &str) -> QueryResult<()> {
    diesel::delete(sessions::table.find(token_hash)).execute(conn).map(|_| ())
}

/// Ends every session of a user. Returns how many.
pub fn delete_of(conn: &mut Conn, user: &UserId) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(conn)
}

/// How many sessions of a user are kept.
pub fn count_of(conn: &mut Conn, user: &UserId, now: Moment) -> QueryResult<i64> {
    sessions::table.filter(sessions::user_id.eq(user).and(sessions::expires_at.gt(now))).count().get_result(conn)
}

/// Forgets the sessions that ended before `now` or were last used before `idle_since`. Returns how many.
pub fn delete_over(conn: &mut Conn, now: Moment, idle_since: Moment) -> QueryResult<usize> {
    let over = sessions::table.filter(sessions::expires_at.le(now).or(sessions::seen_at.le(idle_since)));
    diesel::delete(over).execute(conn)
}

//! Rows of `api_keys`, for those who manage them; the look-up at a request is in `sessions`.

use diesel::prelude::*;

use crate::accounts::{Role, UserId};
use crate::clock::Moment;
use crate::db::schema::api_keys as keys;
use crate::db::{Conn, MultiBackend};
use crate::ids::FirmId;

/// A key in full; the secret itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = keys)]
pub struct KeyRow {
    /// Its key in the database.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Hash of the secret.
    pub key_hash: String,
    /// The last four characters of the secret.
    pub hint: String,
    /// As what it acts.
    pub role: Role,
    /// Firm that it acts for.
    pub firm_id: Option<FirmId>,
    /// Division of an official.
    pub division_code: Option<String>,
    /// Who made it; none for the command line.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last used, to within some minutes.
    pub used_at: Option<Moment>,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
}

/// Whose keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Those of a firm.
    Firm(FirmId),
    /// Those that one person made.
    Maker(UserId),
    /// All.
    All,
}

fn scoped(scope: &Scope) -> keys::BoxedQuery<'_, MultiBackend> {
    let query = keys::table.into_boxed();
    match scope {
        Scope::Firm(firm) => query.filter(keys::firm_id.eq(firm)),
        Scope::Maker(user) => query.filter(keys::created_by.eq(user)),
        Scope::All => query,
    }
}

/// Adds a key.
pub fn insert(conn: &mut Conn, row: &KeyRow) -> QueryResult<()> {
    diesel::insert_into(keys::table).values(row).execute(conn).map(|_| ())
}

/// How many keys there are, revoked ones too.
pub fn count(conn: &mut Conn, scope: &Scope) -> QueryResult<i64> {
    scoped(scope).count().get_result(conn)
}

/// How many keys are in use.
pub fn count_live(conn: &mut Conn, scope: &Scope) -> QueryResult<i64> {
    scoped(scope).filter(keys::revoked_at.is_null()).count().get_result(conn)
}

/// A page of keys, newest first.
pub fn page(conn: &mut Conn, scope: &Scope, offset: i64, limit: i64) -> QueryResult<Vec<KeyRow>> {
    scoped(scope).order((keys::created_at.desc(), keys::id.desc())).offset(offset).limit(limit).load(conn)
}

/// One key.
pub fn find(conn: &mut Conn, scope: &Scope, id: &str) -> QueryResult<Option<KeyRow>> {
    scoped(scope).filter(keys::id.eq(id.to_owned())).first(conn).optional()
}

/// Revokes a key.
pub fn revoke(conn: &mut Conn, id: &str, now: Moment) -> QueryResult<()> {
    let live = keys::table.filter(keys::id.eq(id).and(keys::revoked_at.is_null()));
    diesel::update(live).set(keys::revoked_at.eq(now)).execute(conn).map(|_| ())
}

/// Revokes every key that this person made, since this person has seen them. Returns how many.
pub fn revoke_by(conn: &mut Conn, user: &UserId, now: Moment) -> QueryResult<usize> {
    let live = keys::table.filter(keys::created_by.eq(user).and(keys::revoked_at.is_null()));
    diesel::update(live).set(keys::revoked_at.eq(now)).execute(conn)
}

/// Key and name of these keys.
pub fn names_of(conn: &mut Conn, ids: &[&str]) -> QueryResult<Vec<(String, String)>> {
    keys::table.filter(keys::id.eq_any(ids)).select((keys::id, keys::name)).load(conn)
}

//! Rows of `users`.

use diesel::prelude::*;

use crate::accounts::{Role, UserId};
use crate::clock::Moment;
use crate::db::schema::{divisions, firms, notices, users};
use crate::db::{self, Conn, MultiBackend};
use crate::ids::FirmId;

/// A user in full.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = users)]
pub struct UserRow {
    /// Its key.
    pub id: UserId,
    /// Normalised address; unique.
    pub email: String,
    /// What to call this person.
    pub name: String,
    /// Argon2id in PHC form, or a text that no password matches.
    pub password_hash: String,
    /// What this person may be.
    pub role: Role,
    /// Firm of a member.
    pub firm_id: Option<FirmId>,
    /// Division of an official; none for the whole city.
    pub division_code: Option<String>,
    /// Since when this account is shut, if it is.
    pub disabled_at: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

/// Which users a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only this role.
    pub role: Option<Role>,
    /// Only addresses that contain this, in lower case; nothing for all.
    pub text: String,
}

/// Adds a user.
pub fn insert(conn: &mut Conn, row: &UserRow) -> QueryResult<()> {
    diesel::insert_into(users::table).values(row).execute(conn).map(|_| ())
}

/// The user of this key.
pub fn find(conn: &mut Conn, id: &str) -> QueryResult<Option<UserRow>> {
    users::table.find(id).first(conn).optional()
}

/// The user of this normalised address.
pub fn find_by_email(conn: &mut Conn, email: &str) -> QueryResult<Option<UserRow>> {
    users::table.filter(users::email.eq(email)).first(conn).optional()
}

/// Stores a new password.
pub fn set_password(conn: &mut Conn, id: &UserId, hash: &str, now: Moment) -> QueryResult<()> {
    let values = (users::password_hash.eq(hash), users::updated_at.eq(now));
    diesel::update(users::table.find(id)).set(values).execute(conn).map(|_| ())
}

/// Shuts or opens an account.
pub fn set_disabled(conn: &mut Conn, id: &UserId, at: Option<Moment>, now: Moment) -> QueryResult<()> {
    let values = (users::disabled_at.eq(at), users::updated_at.eq(now));
    diesel::update(users::table.find(id)).set(values).execute(conn).map(|_| ())
}

/// Takes a user out of the firm and shuts the account.
pub fn leave_firm(conn: &mut Conn, id: &UserId, now: Moment) -> QueryResult<()> {
    let values = (users::firm_id.eq(None::<FirmId>), users::disabled_at.eq(now), users::updated_at.eq(now));
    diesel::update(users::table.find(id)).set(values).execute(conn).map(|_| ())
}

/// Gives somebody who had left a firm a place in one again.
pub fn rejoin(conn: &mut Conn, id: &UserId, firm: &FirmId, name: &str, hash: &str, now: Moment) -> QueryResult<()> {
    let values = (
        users::firm_id.eq(firm),
        users::name.eq(name),
        users::password_hash.eq(hash),
        users::disabled_at.eq(None::<Moment>),
        users::updated_at.eq(now),
    );
    diesel::update(users::table.find(id)).set(values).execute(conn).map(|_| ())
}

/// Holds the members of a firm as they are until this transaction ends. SQLite has a single writer anyway.
pub fn lock_firm(conn: &mut Conn, firm: &FirmId) -> QueryResult<()> {
    match conn {
        Conn::Pg(conn) => firms::table.find(firm).select(firms::id).for_update().first::<String>(conn).map(|_| ()),
        Conn::Sqlite(_) => Ok(()),
    }
}

/// How many people act for a firm.
pub fn count_members(conn: &mut Conn, firm: &FirmId) -> QueryResult<i64> {
    users::table.filter(users::firm_id.eq(firm).and(users::disabled_at.is_null())).count().get_result(conn)
}

/// The people who act for a firm, longest there first.
pub fn members(conn: &mut Conn, firm: &FirmId, offset: i64, limit: i64) -> QueryResult<Vec<UserRow>> {
    users::table
        .filter(users::firm_id.eq(firm).and(users::disabled_at.is_null()))
        .order((users::created_at.asc(), users::id.asc()))
        .offset(offset)
        .limit(limit)
        .load(conn)
}

type Boxed<'a> = users::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let mut query = users::table.into_boxed();
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role));
    }
    if !filter.text.is_empty() {
        let escaped = filter.text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query = query.filter(users::email.like(format!("%{escaped}%")).escape('\\'));
    }
    query
}

/// How many users a filter leaves.
pub fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).count().get_result(conn)
}

/// A page of users, newest first.
pub fn page(conn: &mut Conn, filter: &Filter, offset: i64, limit: i64) -> QueryResult<Vec<UserRow>> {
    filtered(filter).order((users::created_at.desc(), users::id.desc())).offset(offset).limit(limit).load(conn)
}

/// How many notices a person has not read, for the menu.
pub fn count_unread(conn: &mut Conn, id: &UserId) -> QueryResult<i64> {
    let unread = notices::table.filter(notices::user_id.eq(id).and(notices::read_at.is_null()));
    Ok(db::first(conn, unread.select(diesel::dsl::count_star()))?.unwrap_or(0))
}

/// Key, code and name of firms, for lists of their people.
pub fn firms_of(conn: &mut Conn, ids: &[FirmId]) -> QueryResult<Vec<(FirmId, String, String)>> {
    firms::table.filter(firms::id.eq_any(ids)).select((firms::id, firms::code, firms::name)).load(conn)
}

/// The key of the firm with this code.
pub fn firm_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<FirmId>> {
    firms::table.filter(firms::code.eq(code)).select(firms::id).first(conn).optional()
}

/// Whether there is a division of this code.
pub fn is_division(conn: &mut Conn, code: &str) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(divisions::table.find(code))).get_result(conn)
}

/// Key and address of these users.
pub fn emails_of(conn: &mut Conn, ids: &[&str]) -> QueryResult<Vec<(String, String)>> {
    users::table.filter(users::id.eq_any(ids)).select((users::id, users::email)).load(conn)
}

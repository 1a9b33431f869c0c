//! Rows of `password_resets`: links to set a password.

use diesel::prelude::*;

use crate::accounts::UserId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{password_resets as resets, users};

/// Adds a link.
pub fn insert(conn: &mut Conn, hash: &str, user: &UserId, now: Moment, end: Moment) -> QueryResult<()> {
    let row =
        (resets::token_hash.eq(hash), resets::user_id.eq(user), resets::created_at.eq(now), resets::expires_at.eq(end));
    diesel::insert_into(resets::table).values(row).execute(conn).map(|_| ())
}

/// The user whom an unused link in time belongs to, by key and address, unless the account is shut.
pub fn holder(conn: &mut Conn, hash: &str, now: Moment) -> QueryResult<Option<(UserId, String)>> {
    resets::table
        .inner_join(users::table.on(users::id.eq(resets::user_id)))
        .filter(resets::token_hash.eq(hash).and(resets::used_at.is_null()).and(resets::expires_at.gt(now)))
        .filter(users::disabled_at.is_null())
        .select((users::id, users::email))
        .first(conn)
        .optional()
}

/// Uses up one link; false when somebody was quicker.
pub fn take(conn: &mut Conn, hash: &str, now: Moment) -> QueryResult<bool> {
    let unused = resets::table.filter(resets::token_hash.eq(hash).and(resets::used_at.is_null()));
    diesel::update(unused).set(resets::used_at.eq(now)).execute(conn).map(|n| n == 1)
}

/// Uses up every link of a user and returns their hashes.
pub fn take_all(conn: &mut Conn, user: &UserId, now: Moment) -> QueryResult<Vec<String>> {
    let unused = resets::table.filter(resets::user_id.eq(user).and(resets::used_at.is_null()));
    let hashes = unused.select(resets::token_hash).load(conn)?;
    diesel::update(unused).set(resets::used_at.eq(now)).execute(conn)?;
    Ok(hashes)
}

/// Forgets the links that ran out before `before`. Returns how many.
pub fn delete_over(conn: &mut Conn, before: Moment) -> QueryResult<usize> {
    diesel::delete(resets::table.filter(resets::expires_at.le(before))).execute(conn)
}

//! Rows of `invitations`.

use diesel::prelude::*;

use crate::accounts::UserId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{firms, invitations};
use crate::ids::FirmId;

/// An invitation in full.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = invitations)]
pub struct InvitationRow {
    /// Its key.
    pub id: String,
    /// Hash of the token in its link.
    pub token_hash: String,
    /// The firm it leads into.
    pub firm_id: FirmId,
    /// Who is invited.
    pub email: String,
    /// Who invites.
    pub invited_by: UserId,
    /// When it was made.
    pub created_at: Moment,
    /// When it runs out.
    pub expires_at: Moment,
    /// When it was accepted.
    pub accepted_at: Option<Moment>,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
}

/// Adds an invitation.
pub fn insert(conn: &mut Conn, row: &InvitationRow) -> QueryResult<()> {
    diesel::insert_into(invitations::table).values(row).execute(conn).map(|_| ())
}

/// The open invitation of this token, with the firm's name.
pub fn open(conn: &mut Conn, token_hash: &str, now: Moment) -> QueryResult<Option<(InvitationRow, String)>> {
    invitations::table
        .inner_join(firms::table.on(firms::id.eq(invitations::firm_id)))
        .filter(invitations::token_hash.eq(token_hash).and(invitations::expires_at.gt(now)))
        .filter(invitations::accepted_at.is_null().and(invitations::revoked_at.is_null()))
        .select((invitations::all_columns, firms::name))
        .first(conn)
        .optional()
}

/// The open invitations of a firm, newest first.
pub fn open_of(conn: &mut Conn, firm: &FirmId, now: Moment, limit: i64) -> QueryResult<Vec<InvitationRow>> {
    invitations::table
        .filter(invitations::firm_id.eq(firm).and(invitations::expires_at.gt(now)))
        .filter(invitations::accepted_at.is_null().and(invitations::revoked_at.is_null()))
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(limit)
        .load(conn)
}

/// Uses up an invitation; false when it is open no longer.
pub fn accept(conn: &mut Conn, id: &str, now: Moment) -> QueryResult<bool> {
    let open = invitations::table
        .filter(invitations::id.eq(id).and(invitations::accepted_at.is_null()).and(invitations::revoked_at.is_null()));
    diesel::update(open).set(invitations::accepted_at.eq(now)).execute(conn).map(|n| n == 1)
}

/// Takes back an open invitation of a firm; false when there is none of this key.
pub fn revoke(conn: &mut Conn, firm: &FirmId, id: &str, now: Moment) -> QueryResult<bool> {
    let open = invitations::table
        .filter(invitations::id.eq(id).and(invitations::firm_id.eq(firm)))
        .filter(invitations::accepted_at.is_null().and(invitations::revoked_at.is_null()));
    diesel::update(open).set(invitations::revoked_at.eq(now)).execute(conn).map(|n| n == 1)
}

/// Takes back every open invitation that this person sent, and returns their keys.
pub fn revoke_by(conn: &mut Conn, user: &UserId, now: Moment) -> QueryResult<Vec<String>> {
    let open = invitations::table
        .filter(invitations::invited_by.eq(user))
        .filter(invitations::accepted_at.is_null().and(invitations::revoked_at.is_null()));
    let ids = open.select(invitations::id).load(conn)?;
    diesel::update(open).set(invitations::revoked_at.eq(now)).execute(conn)?;
    Ok(ids)
}

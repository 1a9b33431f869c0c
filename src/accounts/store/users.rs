//! Rows of `users`.

use diesel::prelude::*;

use crate::accounts::{Role, UserId};
use crate::clock::Moment;
use crate::db::schema::users;
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

//! What people do with accounts: one intention, one function, one transaction.

mod invitations;
mod keys;
mod letters;
mod passwords;
mod purge;
mod sessions;
mod users;

pub use invitations::{
    Colleagues, Invited, accept, colleagues, invitation, invite, remove_colleague, revoke_invitation,
};
pub use keys::{KeyRow, NewKey, count_keys, create_key, keys, revoke_key};
pub use passwords::{change_password, forgotten, reset_holder, reset_password, stored_password};
pub use purge::{Purged, purge};
pub use sessions::{
    Known, count_sessions, end_all, end_session, key_holder, note_seen, session_holder, sign_in, start_session,
};
pub use users::{
    Added, Filter, NewUser, Person, UserRow, add_user, count_users, create_buyer, create_member, find_user,
    firm_by_code, firm_names, firm_people, for_operators, for_staff, names_of, person_by_email, person_by_id,
    set_disabled, users,
};

use crate::accounts::{UserId, Viewer};
use crate::http::{AppError, AppResult};

/// The person who is signed in. A key cannot do what this is asked for: if it could make keys or people, revoking it
/// would not end what its finder started.
fn person(viewer: &Viewer) -> AppResult<&UserId> {
    match viewer.user() {
        Some(user) => Ok(user),
        None if viewer.is_signed_in() => Err(AppError::forbidden(
            "此操作需要本人登录，不能用 API 密钥",
            "A person has to sign in for this; an API key cannot do it",
        )),
        None => Err(AppError::SignIn),
    }
}

/// An offset or limit as the database takes it.
fn rows(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A count as pages show it.
fn total(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

#[cfg(test)]
mod tests;

//! Changing a password, and getting in again after forgetting it.

use super::letters::{self, Why};
use super::sessions::start_session;
use crate::accounts::store::{resets, sessions, users};
use crate::accounts::{UserId, Viewer, rules};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::{audit, ids, mail};

/// The stored hash of the signed-in person's password, to prove the present one against.
///
/// # Errors
/// `SignIn` and `Forbidden` for anybody but a person.
pub fn stored_password(conn: &mut Conn, viewer: &Viewer) -> AppResult<String> {
    let user = super::person(viewer)?;
    Ok(users::find(conn, user.as_str())?.ok_or(AppError::SignIn)?.password_hash)
}

/// Changes the password of somebody whose present one was found right against `proven`, the stored hash. Every
/// session ends; the returned secret is that of a new one for this browser.
///
/// # Errors
/// `SignIn` and `Forbidden` for anybody but a person; `Conflict` when it has been changed meanwhile.
pub fn change_password(
    conn: &mut Conn,
    viewer: &Viewer,
    proven: &str,
    new_hash: &str,
    agent: &str,
    now: Moment,
) -> AppResult<String> {
    let user = super::person(viewer)?;
    let row = users::find(conn, user.as_str())?.filter(|u| u.disabled_at.is_none()).ok_or(AppError::SignIn)?;
    if row.password_hash != proven {
        return Err(AppError::conflict(
            "密码刚刚在别处被修改，请重新登录",
            "The password has just been changed elsewhere",
        ));
    }
    set(conn, user, new_hash, now)?;
    if viewer.is_staff() {
        audit::record(conn, viewer, "password.change", "user", user.as_str(), None, None, now)?;
    }
    start_session(conn, user, agent, now)
}

/// Stores the password and ends every session and link.
fn set(conn: &mut Conn, user: &UserId, new_hash: &str, now: Moment) -> AppResult<()> {
    users::set_password(conn, user, new_hash, now)?;
    sessions::delete_of(conn, user)?;
    letters::void_password_links(conn, user, now)
}

/// Mails a link to set a new password, if the address has an account that is open; says nothing of whether it has.
///
/// # Errors
/// Those of the database.
pub fn forgotten(conn: &mut Conn, email: &str, site_url: &str, now: Moment) -> AppResult<()> {
    let Ok(email) = rules::read_email(email) else { return Ok(()) };
    let Some(user) = users::find_by_email(conn, &email)?.filter(|u| u.disabled_at.is_none()) else { return Ok(()) };
    letters::password_link(conn, &user.id, &email, Why::Forgotten, site_url, now)?;
    Ok(())
}

/// The address of the account that a link opens, while it works.
///
/// # Errors
/// Those of the database.
pub fn reset_holder(conn: &mut Conn, token: &str, now: Moment) -> AppResult<Option<String>> {
    Ok(resets::holder(conn, &ids::hash_secret(token), now)?.map(|(_, email)| email))
}

/// Sets the password by a link, which works once. Every session of the account ends.
///
/// # Errors
/// `NotFound` when the link has been used or has run out.
pub fn reset_password(conn: &mut Conn, token: &str, new_hash: &str, now: Moment) -> AppResult<()> {
    let hash = ids::hash_secret(token);
    let (user, _) = resets::holder(conn, &hash, now)?.ok_or(AppError::NotFound)?;
    if !resets::take(conn, &hash, now)? {
        return Err(AppError::NotFound);
    }
    mail::blank(conn, &hash)?;
    set(conn, &user, new_hash, now)
}

//! Sessions and keys: who is it, and for how long.

use crate::accounts::gate::Seen;
use crate::accounts::store::{sessions as store, users};
use crate::accounts::{Actor, Gate, UserId, Viewer, rules};
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::http::{AppError, AppResult};
use crate::ids;

/// Who was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who it is.
    pub viewer: Viewer,
    /// Whether the note of the last use is to be renewed.
    pub is_stale: bool,
    /// Notices that this person has not read.
    pub unread: u64,
}

/// The verification state that lets a firm's members see what verified firms may.
const VERIFIED: &str = "verified";

/// Who holds the session of this token, if it is alive.
///
/// # Errors
/// Those of the database.
pub fn session_holder(conn: &mut Conn, token_hash: &str, now: Moment) -> AppResult<Option<Known>> {
    let Some(found) = store::find(conn, token_hash)? else { return Ok(None) };
    let is_alive = rules::is_alive(found.role, found.seen_at, found.expires_at, now);
    if !is_alive || found.disabled_at.is_some() {
        return Ok(None);
    }
    let unread = super::total(users::count_unread(conn, &found.user)?);
    let viewer = Viewer {
        actor: Actor::User(found.user),
        role: Some(found.role),
        firm: found.firm,
        firm_verified: found.verification.as_deref() == Some(VERIFIED),
        division: found.division,
        name: found.email,
    };
    Ok(Some(Known { viewer, is_stale: rules::is_stale(Some(found.seen_at), now), unread }))
}

/// Who holds the API key of this hash, if it is not revoked.
///
/// # Errors
/// Those of the database.
pub fn key_holder(conn: &mut Conn, key_hash: &str, now: Moment) -> AppResult<Option<Known>> {
    let Some(found) = store::find_key(conn, key_hash)?.filter(|k| k.revoked_at.is_none()) else { return Ok(None) };
    let viewer = Viewer {
        actor: Actor::Key(found.id),
        role: Some(found.role),
        firm: found.firm,
        firm_verified: found.verification.as_deref() == Some(VERIFIED),
        division: found.division,
        name: found.name,
    };
    Ok(Some(Known { viewer, is_stale: rules::is_stale(found.used_at, now), unread: 0 }))
}

/// Longest note of a browser's name that is kept, in characters.
const LONGEST_AGENT: usize = 200;

/// Starts a session and returns the secret for the cookie; only its hash is kept. `agent` is the browser's name.
///
/// # Errors
/// Those of the database.
pub fn start_session(conn: &mut Conn, user: &UserId, agent: &str, now: Moment) -> AppResult<String> {
    let (secret, agent) = (ids::new_secret(), agent.chars().take(LONGEST_AGENT).collect::<String>());
    store::insert(conn, &ids::hash_secret(&secret), user, &agent, now, now + rules::SESSION_LIFE)?;
    Ok(secret)
}

/// Starts the session of somebody whose password was found right against `proven`, the stored hash. The session that
/// this browser had before, if any, ends: a token from before signing in is worth nothing afterwards.
///
/// # Errors
/// `Forbidden` for an account that is shut; `Conflict` when the password has been changed meanwhile.
pub fn sign_in(
    conn: &mut Conn,
    user: &UserId,
    proven: &str,
    before: Option<&str>,
    agent: &str,
    now: Moment,
) -> AppResult<(String, Viewer)> {
    let row = users::find(conn, user.as_str())?.ok_or(AppError::NotFound)?;
    if row.disabled_at.is_some() {
        return Err(AppError::forbidden(
            "该账号已停用，请联系管理员或本企业的同事",
            "This account is disabled; ask the operator or a colleague",
        ));
    }
    if row.password_hash != proven {
        return Err(AppError::conflict(
            "密码刚刚被修改，请重新登录",
            "The password has just been changed; sign in again",
        ));
    }
    if let Some(token_hash) = before {
        store::delete(conn, token_hash)?;
    }
    let secret = start_session(conn, user, agent, now)?;
    let known = session_holder(conn, &ids::hash_secret(&secret), now)?.ok_or(AppError::SignIn)?;
    Ok((secret, known.viewer))
}

/// Ends one session.
///
/// # Errors
/// Those of the database.
pub fn end_session(conn: &mut Conn, token_hash: &str) -> AppResult<()> {
    Ok(store::delete(conn, token_hash)?)
}

/// Ends every session of the person who is signed in, this one too. Returns how many.
///
/// # Errors
/// `SignIn` and `Forbidden` for anybody but a person.
pub fn end_all(conn: &mut Conn, viewer: &Viewer) -> AppResult<usize> {
    Ok(store::delete_of(conn, super::person(viewer)?)?)
}

/// In how many places the person is signed in.
///
/// # Errors
/// As [`end_all`].
pub fn count_sessions(conn: &mut Conn, viewer: &Viewer, now: Moment) -> AppResult<u64> {
    Ok(super::total(store::count_of(conn, super::person(viewer)?, now)?))
}

/// Writes the gate's notes of who was in use, until none are left. Blocks.
///
/// # Errors
/// Those of the database; the notes in hand are then dropped.
pub fn note_seen(db: &Db, gate: &Gate) -> AppResult<()> {
    loop {
        let notes = gate.take_notes();
        if notes.is_empty() {
            return Ok(());
        }
        let written = db.write(|conn| -> AppResult<()> {
            for (who, at) in &notes {
                match who {
                    Seen::Session(token_hash) => store::saw(conn, token_hash, *at)?,
                    Seen::Key(id) => store::saw_key(conn, id, *at)?,
                }
            }
            Ok(())
        });
        if written.is_err() {
            gate.give_up();
            return written;
        }
    }
}

//! Sessions and keys: who is it?

use crate::accounts::gate::Seen;
use crate::accounts::store::sessions as store;
use crate::accounts::{Actor, Gate, Viewer, rules};
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::http::AppResult;

/// Who was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who it is.
    pub viewer: Viewer,
    /// Whether the note of the last use is to be renewed.
    pub is_stale: bool,
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
    let viewer = Viewer {
        actor: Actor::User(found.user),
        role: Some(found.role),
        firm: found.firm,
        firm_verified: found.verification.as_deref() == Some(VERIFIED),
        division: found.division,
        name: found.email,
    };
    Ok(Some(Known { viewer, is_stale: rules::is_stale(Some(found.seen_at), now) }))
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
    Ok(Some(Known { viewer, is_stale: rules::is_stale(found.used_at, now) }))
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

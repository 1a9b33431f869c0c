//! API keys: shown once, kept as a hash, revocable.

use super::{rows, total};
use crate::accounts::store::keys as store;
use crate::accounts::{Actor, Role, Viewer, rules};
use crate::audit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::ids::{self, FirmId};
use crate::lang::Say;

pub use store::KeyRow;
use store::Scope;

/// What a key starts with, so that people and scanners recognise one that has leaked.
const PREFIX: &str = "pt_";

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// What to call it.
    pub name: String,
    /// As what it acts; counts only for operators and the command line, others get a key of their own role.
    pub role: Role,
    /// Firm that it acts for, when the role is member; likewise.
    pub firm_id: Option<FirmId>,
    /// Division of an official; likewise.
    pub division_code: Option<String>,
}

/// Makes a key and returns it; this is the only time that it can be seen.
///
/// # Errors
/// `Forbidden` for buyers and for keys themselves; `Invalid` for a wrong name or a member's key without a firm;
/// `Conflict` when there are too many.
pub fn create_key(conn: &mut Conn, viewer: &Viewer, new: &NewKey, now: Moment) -> AppResult<String> {
    let scope = scope(viewer)?;
    let name = rules::read_name(&new.name).map_err(|fault| AppError::Invalid(vec![fault]))?;
    let (role, firm_id, division_code) = place(viewer, new)?;
    if scope != Scope::All && store::count_live(conn, &scope)? >= rules::MOST_KEYS {
        return Err(AppError::conflict(
            "密钥已达上限，请先撤销不用的",
            "There are too many keys; revoke those not in use",
        ));
    }
    let key = format!("{PREFIX}{}", ids::new_secret());
    let row = store::KeyRow {
        id: ids::new_id(),
        name,
        key_hash: ids::hash_secret(&key),
        hint: key[key.len() - 4..].into(),
        role,
        firm_id,
        division_code,
        created_by: viewer.user().cloned(),
        created_at: now,
        used_at: None,
        revoked_at: None,
    };
    store::insert(conn, &row)?;
    let made = format!("{} {} …{}", row.name, row.role, row.hint);
    audit::record(conn, viewer, "key.create", "api_key", &row.id, None, Some(&made), now)?;
    Ok(key)
}

/// Which keys this person sees and revokes.
fn scope(viewer: &Viewer) -> AppResult<Scope> {
    if viewer.actor == Actor::Cli {
        return Ok(Scope::All);
    }
    let user = super::person(viewer)?;
    match (viewer.role, &viewer.firm) {
        (Some(Role::Operator), _) => Ok(Scope::All),
        (Some(Role::Official), _) => Ok(Scope::Maker(user.clone())),
        (Some(Role::Member), Some(firm)) => Ok(Scope::Firm(firm.clone())),
        _ => Err(AppError::forbidden(
            "采购商账号不提供 API 密钥；公开搜索无需密钥",
            "Buyers have no API keys; the public search needs none",
        )),
    }
}

/// As what the key acts.
fn place(viewer: &Viewer, new: &NewKey) -> AppResult<(Role, Option<FirmId>, Option<String>)> {
    match viewer.role {
        Some(Role::Operator) => {}
        Some(role) => return Ok((role, viewer.firm.clone(), viewer.division.clone())),
        None => return Err(AppError::SignIn),
    }
    let is_member = new.role == Role::Member;
    if is_member != new.firm_id.is_some() {
        return Err(AppError::invalid(
            "firm",
            "",
            Say::new(
                "只有企业成员的密钥需要且必须填写企业",
                "A member's key needs a firm, and only a member's key has one",
            ),
            Say::new("请填写企业代码，或选择其他角色", "Give the firm's code, or another role"),
        ));
    }
    let division = new.division_code.clone().filter(|_| new.role == Role::Official);
    Ok((new.role, new.firm_id.clone(), division))
}

/// How many keys this person sees.
///
/// # Errors
/// `SignIn`, and `Forbidden` as [`create_key`].
pub fn count_keys(conn: &mut Conn, viewer: &Viewer) -> AppResult<u64> {
    Ok(total(store::count(conn, &scope(viewer)?)?))
}

/// A page of the keys that this person sees, newest first.
///
/// # Errors
/// As [`count_keys`].
pub fn keys(conn: &mut Conn, viewer: &Viewer, offset: u64, limit: u64) -> AppResult<Vec<KeyRow>> {
    Ok(store::page(conn, &scope(viewer)?, rows(offset), rows(limit))?)
}

/// Revokes a key; it is refused from the next request on.
///
/// # Errors
/// As [`count_keys`]; `NotFound` for a key that this person does not see.
pub fn revoke_key(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<KeyRow> {
    let row = store::find(conn, &scope(viewer)?, id)?.ok_or(AppError::NotFound)?;
    if row.revoked_at.is_none() {
        store::revoke(conn, id, now)?;
        audit::record(conn, viewer, "key.revoke", "api_key", id, Some(&row.name), None, now)?;
    }
    Ok(row)
}

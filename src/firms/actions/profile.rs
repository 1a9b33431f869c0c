//! A firm keeps its own profile.

use super::registration::taken;
use super::{mark, unknown_references};
use crate::accounts::Viewer;
use crate::audit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::firms::rules::{self, Profile};
use crate::firms::store::{self, FirmRow};
use crate::firms::verification::{self, Effect, Identity};
use crate::http::{AppError, AppResult};

/// What saving did.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The firm afterwards.
    pub row: FirmRow,
    /// What became of its verification.
    pub effect: Effect,
    /// Whether anything changed at all.
    pub changed: bool,
}

/// The firm that this member acts for.
///
/// # Errors
/// [`AppError::SignIn`] for nobody, [`AppError::Forbidden`] for somebody without a firm.
pub fn own(conn: &mut Conn, viewer: &Viewer) -> AppResult<FirmRow> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    let firm =
        viewer.firm.as_ref().filter(|firm| viewer.acts_for(firm)).ok_or_else(|| {
            AppError::forbidden("只有企业成员才有企业资料", "only members of a firm have a firm profile")
        })?;
    store::find(conn, firm)?.ok_or(AppError::NotFound)
}

/// Saves the profile of the viewer's own firm. `seen` is when the profile that the form shows was last changed.
///
/// A verified firm that changes its legal identity waits for an official again and stays visible meanwhile; one that
/// was sent back waits again whatever it changed.
///
/// # Errors
/// [`AppError::Invalid`] for what cannot be saved, [`AppError::Conflict`] when a colleague saved meanwhile, and those
/// of [`own`].
pub fn save(conn: &mut Conn, viewer: &Viewer, profile: Profile, seen: &str, now: Moment) -> AppResult<Saved> {
    let old = own(conn, viewer)?;
    if seen != old.version() {
        return Err(AppError::conflict(
            "同事刚刚保存过企业资料。请返回，刷新页面看到最新内容后再修改",
            "a colleague has just saved this profile; go back, reload the page and make your change again",
        ));
    }
    check(conn, &old, &profile)?;
    let changed = old.profile() != profile;
    let (row, effect) = verification::revise(&old, profile, now);
    if !changed && effect == Effect::None {
        return Ok(Saved { row: old, effect, changed });
    }
    store::update(conn, &row)?;
    mark(conn, &old, &row)?;
    if !rules::identity_changes(&old.fields(), &row.fields()).is_empty() {
        let (before, after) = (Identity::of(&old).to_json(), Identity::of(&row).to_json());
        audit::record(conn, viewer, "firm.identity", "firm", row.id.as_str(), Some(&before), Some(&after), now)?;
    }
    Ok(Saved { row, effect, changed })
}

fn check(conn: &mut Conn, old: &FirmRow, profile: &Profile) -> AppResult<()> {
    let mut faults = unknown_references(conn, &profile.fields)?;
    // An imported firm may lack USCC and registered name; what is there cannot be taken away again.
    let lost = |column: &str| match column {
        "uscc" => old.uscc.is_some(),
        _ => !old.full_name.is_empty(),
    };
    faults.extend(super::registration::incomplete(&profile.fields).into_iter().filter(|fault| lost(&fault.field)));
    if let Some(uscc) = &profile.fields.uscc
        && store::find_by_uscc(conn, uscc)?.is_some_and(|other| other.id != old.id)
    {
        faults.push(taken(uscc));
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

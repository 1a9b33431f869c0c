//! Several people of one firm: inviting, accepting, leaving.

use super::sessions::start_session;
use super::{letters, rows, total, users};
use crate::accounts::store::{invitations as store, users as people};
use crate::accounts::{Role, UserId, Viewer, rules};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::ids::{self, FirmId};
use crate::lang::Say;
use crate::{audit, mail};

pub use store::InvitationRow;

/// The people of a firm, one page of them, and its open invitations.
#[derive(Debug, Clone)]
pub struct Colleagues {
    /// How many there are.
    pub total: u64,
    /// Those of this page.
    pub people: Vec<people::UserRow>,
    /// Open invitations, newest first; there are few.
    pub invitations: Vec<InvitationRow>,
}

/// What the reader of an invitation is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The invited address.
    pub email: String,
    /// Name of the firm.
    pub firm: String,
}

/// The member who is signed in, and the firm.
fn member(viewer: &Viewer) -> AppResult<(&UserId, &FirmId)> {
    let user = super::person(viewer)?;
    match (&viewer.role, &viewer.firm) {
        (Some(Role::Member), Some(firm)) => Ok((user, firm)),
        _ => Err(AppError::forbidden("只有企业成员可以管理同事", "Only members of a firm manage its people")),
    }
}

/// The people of one's own firm, from row `offset` on.
///
/// # Errors
/// `Forbidden` for anybody but a member in person.
pub fn colleagues(conn: &mut Conn, viewer: &Viewer, offset: u64, limit: u64, now: Moment) -> AppResult<Colleagues> {
    let (_, firm) = member(viewer)?;
    Ok(Colleagues {
        total: total(people::count_members(conn, firm)?),
        people: people::members(conn, firm, rows(offset), rows(limit))?,
        invitations: store::open_of(conn, firm, now, rules::MOST_INVITATIONS)?,
    })
}

/// Invites somebody into one's own firm by mail. Whether the address has an account elsewhere is not told here, but
/// to whoever opens the link.
///
/// # Errors
/// `Forbidden` as [`colleagues`]; `Invalid` for a wrong address or a colleague; `Conflict` when too many are open.
pub fn invite(conn: &mut Conn, viewer: &Viewer, email: &str, site_url: &str, now: Moment) -> AppResult<String> {
    let (user, firm) = member(viewer)?;
    let email = rules::read_email(email).map_err(|fault| AppError::Invalid(vec![fault]))?;
    check_invitee(conn, firm, &email, now)?;
    let secret = ids::new_secret();
    let row = InvitationRow {
        id: ids::new_id(),
        token_hash: ids::hash_secret(&secret),
        firm_id: firm.clone(),
        email,
        invited_by: user.clone(),
        created_at: now,
        expires_at: now + rules::WELCOME_LIFE,
        accepted_at: None,
        revoked_at: None,
    };
    store::insert(conn, &row)?;
    let name = people::firms_of(conn, std::slice::from_ref(firm))?.pop().map_or_else(String::new, |(_, _, name)| name);
    let link = format!("{site_url}/invitations/{secret}");
    let (subject, body) = letters::invitation(&name, &viewer.name, &link, row.expires_at);
    let draft = mail::Draft {
        id: &row.id,
        recipient: &row.email,
        subject: &subject,
        body: &body,
        secret_until: Some(row.expires_at),
        ..mail::Draft::default()
    };
    mail::write(conn, &draft, now)?;
    Ok(row.email)
}

fn check_invitee(conn: &mut Conn, firm: &FirmId, email: &str, now: Moment) -> AppResult<()> {
    people::lock_firm(conn, firm)?;
    let known = people::find_by_email(conn, email)?;
    if known.is_some_and(|u| u.firm_id.as_ref() == Some(firm)) {
        let cause = Say::new("此人已是本企业的成员", "This person belongs to your firm already");
        let fix = Say::new(
            "请核对邮箱；账号停用的请联系管理员",
            "Check the address; if the account is disabled, ask the operator",
        );
        return Err(AppError::invalid("email", email, cause, fix));
    }
    let open = store::open_of(conn, firm, now, rules::MOST_INVITATIONS)?;
    if open.iter().any(|i| i.email == email) {
        let cause = Say::new("已经邀请过此人，等待接受", "This person has been invited and has yet to accept");
        let fix = Say::new("如需重发，请先撤销原邀请", "To send it again, take the first invitation back");
        return Err(AppError::invalid("email", email, cause, fix));
    }
    if rows(open.len() as u64) >= rules::MOST_INVITATIONS {
        return Err(AppError::conflict(
            "待接受的邀请太多，请先撤销一些",
            "Too many invitations are open; take some back",
        ));
    }
    Ok(())
}

/// Takes an open invitation of one's own firm back.
///
/// # Errors
/// `Forbidden` as [`colleagues`]; `NotFound` when none of this key is open.
pub fn revoke_invitation(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<()> {
    let (_, firm) = member(viewer)?;
    if !store::revoke(conn, firm, id, now)? {
        return Err(AppError::NotFound);
    }
    mail::blank(conn, id)
}

/// What an invitation's link says, while it is open.
///
/// # Errors
/// Those of the database.
pub fn invitation(conn: &mut Conn, token: &str, now: Moment) -> AppResult<Option<Invited>> {
    let found = store::open(conn, &ids::hash_secret(token), now)?;
    Ok(found.map(|(row, firm)| Invited { email: row.email, firm }))
}

/// Accepts an invitation: makes the account, or gives a place again to somebody who had left a firm, and signs in.
///
/// # Errors
/// `NotFound` when it is open no longer; `Conflict` when the address has another account.
pub fn accept(
    conn: &mut Conn,
    token: &str,
    name: &str,
    password_hash: &str,
    agent: &str,
    now: Moment,
) -> AppResult<String> {
    let (row, _) = store::open(conn, &ids::hash_secret(token), now)?.ok_or(AppError::NotFound)?;
    if !store::accept(conn, &row.id, now)? {
        return Err(AppError::NotFound);
    }
    mail::blank(conn, &row.id)?;
    let user = match people::find_by_email(conn, &row.email)? {
        None => users::create_member(conn, &row.firm_id, &row.email, name, password_hash, now)?,
        Some(left) if left.role == Role::Member && left.firm_id.is_none() => {
            people::rejoin(conn, &left.id, &row.firm_id, name, password_hash, now)?;
            left.id
        }
        Some(_) => {
            return Err(AppError::conflict(
                "该邮箱已有账号，不能再加入本企业；请让同事改用另一个邮箱邀请您",
                "This address has an account of its own; ask your colleague to invite another address of yours",
            ));
        }
    };
    start_session(conn, &user, agent, now)
}

/// Takes a colleague out of one's own firm: the account is shut, its sessions end, keys it made are revoked.
///
/// # Errors
/// `Forbidden` as [`colleagues`]; `NotFound` for somebody of another firm; `Conflict` for oneself, which also keeps
/// the last member in.
pub fn remove_colleague(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<String> {
    let (own, firm) = member(viewer)?;
    // Two members who remove each other at the same time must not both succeed.
    people::lock_firm(conn, firm)?;
    let is_member = |u: &people::UserRow| u.firm_id.as_ref() == Some(firm) && u.disabled_at.is_none();
    people::find(conn, own.as_str())?.filter(is_member).ok_or(AppError::SignIn)?;
    let row = people::find(conn, id)?.filter(is_member).ok_or(AppError::NotFound)?;
    if row.id == *own {
        return Err(AppError::conflict("不能移除自己；请让同事操作", "You cannot remove yourself; a colleague can"));
    }
    people::leave_firm(conn, &row.id, now)?;
    users::close(conn, &row.id, now)?;
    audit::record(conn, viewer, "colleague.remove", "user", id, Some(firm.as_str()), None, now)?;
    Ok(row.email)
}

//! Making accounts, and shutting them.

use std::collections::HashMap;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::letters::{self, Why};
use super::{rows, total};
use crate::accounts::store::{invitations, keys, sessions, users as store};
use crate::accounts::{Actor, Role, UserId, Viewer, password, rules};
use crate::clock::Moment;
use crate::db::Conn;
use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;
use crate::{audit, mail, text};

pub use store::{Filter, UserRow};

/// An account that an operator makes.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Address; normalised and checked here.
    pub email: String,
    /// What to call this person; may be empty.
    pub name: String,
    /// What this person may be.
    pub role: Role,
    /// Firm of a member; none for the other roles.
    pub firm_id: Option<FirmId>,
    /// Division of an official; none for the whole city, and for the other roles.
    pub division_code: Option<String>,
    /// The hash of a password that is already chosen; without one, a link to choose it is mailed.
    pub password_hash: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Added {
    /// The new user.
    pub id: UserId,
    /// The link to choose a password, when none was given.
    pub link: Option<String>,
}

/// Somebody to be told something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub id: UserId,
    /// The address.
    pub email: String,
}

impl From<UserRow> for Person {
    fn from(row: UserRow) -> Person {
        Person { id: row.id, email: row.email }
    }
}

/// Makes an account of any role.
///
/// # Errors
/// `Forbidden` for anybody but an operator (in person) and the command line; `Invalid` with what is wrong.
pub fn add_user(conn: &mut Conn, viewer: &Viewer, new: &NewUser, site_url: &str, now: Moment) -> AppResult<Added> {
    let is_by_shell = viewer.actor == Actor::Cli;
    if !is_by_shell {
        super::person(viewer)?;
    }
    if !viewer.is_operator() {
        return Err(AppError::forbidden("只有管理员可以创建账号", "Only an operator makes accounts"));
    }
    check_place(conn, new)?;
    let email = rules::read_email(&new.email).map_err(|fault| AppError::Invalid(vec![fault]))?;
    let hash = new.password_hash.as_deref().unwrap_or(password::NONE);
    let mut row = blank_row(&email, &new.name, hash, new.role, now);
    (row.firm_id, row.division_code) = (new.firm_id.clone(), new.division_code.clone());
    insert(conn, &row)?;
    let link = match new.password_hash {
        Some(_) => None,
        None => Some(letters::password_link(conn, &row.id, &email, Why::Welcome, site_url, now)?),
    };
    let made = format!("{} {}", email, new.role);
    audit::record(conn, viewer, "user.add", "user", row.id.as_str(), None, Some(&made), now)?;
    Ok(Added { id: row.id, link })
}

/// A member has a firm and nobody else has; only an official has a division, one that exists.
fn check_place(conn: &mut Conn, new: &NewUser) -> AppResult<()> {
    let fault = |field, value: &str, cause, fix| AppError::Invalid(vec![Fault::new(field, value, cause, fix)]);
    if (new.role == Role::Member) != new.firm_id.is_some() {
        let firm = new.firm_id.as_ref().map_or("", FirmId::as_str);
        let cause = Say::new("只有企业成员需要且必须填写企业代码", "A member needs a firm, and only a member has one");
        let fix = Say::new("请填写已登记企业的代码，或更换角色", "Give the code of a registered firm, or another role");
        return Err(fault("firm", firm, cause, fix));
    }
    let Some(code) = new.division_code.as_deref() else { return Ok(()) };
    if new.role != Role::Official || !store::is_division(conn, code)? {
        let cause = Say::new("没有这个区划，或该角色不属于区划", "No such division, or the role has none");
        let fix =
            Say::new("请填写区划代码；全市则留空", "Give a division's code, or leave it empty for the whole city");
        return Err(fault("division_code", code, cause, fix));
    }
    Ok(())
}

fn blank_row(email: &str, name: &str, hash: &str, role: Role, now: Moment) -> UserRow {
    UserRow {
        id: UserId::new(),
        email: email.into(),
        name: name.into(),
        password_hash: hash.into(),
        role,
        firm_id: None,
        division_code: None,
        disabled_at: None,
        created_at: now,
        updated_at: now,
    }
}

fn insert(conn: &mut Conn, row: &UserRow) -> AppResult<()> {
    if store::find_by_email(conn, &row.email)?.is_some() {
        return Err(taken(&row.email));
    }
    match store::insert(conn, row) {
        // Somebody was quicker by a moment.
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Err(taken(&row.email)),
        done => Ok(done?),
    }
}

fn taken(email: &str) -> AppError {
    AppError::invalid(
        "email",
        email,
        Say::new("该邮箱已有账号", "There is an account with this address"),
        Say::new(
            "请直接登录，忘记密码可以重设；或换一个邮箱",
            "Sign in (a forgotten password can be reset), or use another",
        ),
    )
}

/// Makes the first member of a firm that registers itself. The address is normalised and checked here.
///
/// # Errors
/// `Invalid` on the field `email`.
pub fn create_member(
    conn: &mut Conn,
    firm: &FirmId,
    email: &str,
    name: &str,
    password_hash: &str,
    now: Moment,
) -> AppResult<UserId> {
    let email = rules::read_email(email).map_err(|fault| AppError::Invalid(vec![fault]))?;
    let mut row = blank_row(&email, name, password_hash, Role::Member, now);
    row.firm_id = Some(firm.clone());
    insert(conn, &row)?;
    Ok(row.id)
}

/// The people who act for a firm, at most 50, for letters to the firm.
///
/// # Errors
/// Those of the database.
pub fn firm_people(conn: &mut Conn, firm: &FirmId) -> AppResult<Vec<Person>> {
    Ok(store::members(conn, firm, 0, 50)?.into_iter().map(Person::from).collect())
}

/// Whoever has this key, unless the account is shut.
///
/// # Errors
/// Those of the database.
pub fn person_by_id(conn: &mut Conn, id: &str) -> AppResult<Option<Person>> {
    Ok(store::find(conn, id)?.filter(|row| row.disabled_at.is_none()).map(Person::from))
}

/// Whoever has this address, unless the account is shut.
///
/// # Errors
/// Those of the database.
pub fn person_by_email(conn: &mut Conn, email: &str) -> AppResult<Option<Person>> {
    let row = store::find_by_email(conn, &text::fold(email))?;
    Ok(row.filter(|row| row.disabled_at.is_none()).map(Person::from))
}

/// Makes a buyer who registers in person. The address is normalised and checked here.
///
/// # Errors
/// `Invalid` on the field `email`.
pub fn create_buyer(conn: &mut Conn, email: &str, name: &str, password_hash: &str, now: Moment) -> AppResult<UserId> {
    let email = rules::read_email(email).map_err(|fault| AppError::Invalid(vec![fault]))?;
    let row = blank_row(&email, name, password_hash, Role::Buyer, now);
    insert(conn, &row)?;
    Ok(row.id)
}

/// Shuts an account (its sessions, links and keys end at once) or opens it again.
///
/// # Errors
/// `Forbidden` for anybody but an operator in person; `Conflict` for one's own account or a member without a firm.
pub fn set_disabled(conn: &mut Conn, viewer: &Viewer, id: &str, disabled: bool, now: Moment) -> AppResult<UserRow> {
    let own = super::person(viewer)?;
    if !viewer.is_operator() {
        return Err(AppError::forbidden("只有管理员可以停用账号", "Only an operator shuts accounts"));
    }
    let row = store::find(conn, id)?.ok_or(AppError::NotFound)?;
    if row.id == *own {
        return Err(AppError::conflict("不能停用自己的账号", "You cannot shut your own account"));
    }
    if row.disabled_at.is_some() == disabled {
        return Ok(row);
    }
    if !disabled && row.role == Role::Member && row.firm_id.is_none() {
        return Err(AppError::conflict(
            "该成员已离开企业，请由企业重新邀请",
            "This member has left the firm; the firm can invite them again",
        ));
    }
    store::set_disabled(conn, &row.id, disabled.then_some(now), now)?;
    if disabled {
        close(conn, &row.id, now)?;
    }
    let (action, old, new) =
        if disabled { ("user.disable", "enabled", "disabled") } else { ("user.enable", "disabled", "enabled") };
    audit::record(conn, viewer, action, "user", id, Some(old), Some(new), now)?;
    Ok(row)
}

/// Ends all that lets somebody in: sessions, links to set a password, invitations sent, keys made.
pub fn close(conn: &mut Conn, user: &UserId, now: Moment) -> AppResult<()> {
    sessions::delete_of(conn, user)?;
    letters::void_password_links(conn, user, now)?;
    for id in invitations::revoke_by(conn, user, now)? {
        mail::blank(conn, &id)?;
    }
    keys::revoke_by(conn, user, now)?;
    Ok(())
}

/// Lets operators pass.
///
/// # Errors
/// `SignIn`, and `Forbidden` for anybody else.
pub fn for_operators(viewer: &Viewer) -> AppResult<()> {
    match viewer.is_operator() {
        true => Ok(()),
        false if viewer.is_signed_in() => {
            Err(AppError::forbidden("此页面仅供管理员使用", "This page is for operators"))
        }
        false => Err(AppError::SignIn),
    }
}

/// Lets officials and operators in.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn for_staff(viewer: &Viewer) -> AppResult<()> {
    match viewer.is_staff() {
        true => Ok(()),
        false if viewer.is_signed_in() => {
            Err(AppError::forbidden("此页面仅供政府工作人员和管理员使用", "This page is for officials and operators"))
        }
        false => Err(AppError::SignIn),
    }
}

/// How many users a filter leaves.
///
/// # Errors
/// `Forbidden` for anybody but an operator.
pub fn count_users(conn: &mut Conn, viewer: &Viewer, filter: &Filter) -> AppResult<u64> {
    for_operators(viewer)?;
    Ok(total(store::count(conn, filter)?))
}

/// A page of users, newest first.
///
/// # Errors
/// As [`count_users`].
pub fn users(conn: &mut Conn, viewer: &Viewer, filter: &Filter, offset: u64, limit: u64) -> AppResult<Vec<UserRow>> {
    for_operators(viewer)?;
    Ok(store::page(conn, filter, rows(offset), rows(limit))?)
}

/// The account of an address as it was typed.
///
/// # Errors
/// Those of the database; an address that is none has no account.
pub fn find_user(conn: &mut Conn, email: &str) -> AppResult<Option<UserRow>> {
    match rules::read_email(email) {
        Ok(email) => Ok(store::find_by_email(conn, &email)?),
        Err(_) => Ok(None),
    }
}

/// Key, code and name of these firms.
///
/// # Errors
/// Those of the database.
pub fn firm_names(conn: &mut Conn, ids: &[FirmId]) -> AppResult<Vec<(FirmId, String, String)>> {
    Ok(store::firms_of(conn, ids)?)
}

/// The firm with this code.
///
/// # Errors
/// `Invalid` on the field `firm` when there is none.
pub fn firm_by_code(conn: &mut Conn, code: &str) -> AppResult<FirmId> {
    store::firm_by_code(conn, code)?.ok_or_else(|| {
        AppError::invalid(
            "firm",
            code,
            Say::new("没有这个企业代码", "There is no firm with this code"),
            Say::new("请在企业列表中核对代码", "Look the code up in the list of firms"),
        )
    })
}

/// What to call those whom the log names `user:ID` and `key:ID`: an address, or the name of a key.
///
/// # Errors
/// Those of the database.
pub fn names_of<'a>(
    conn: &mut Conn,
    authors: impl Iterator<Item = &'a str> + Clone,
) -> AppResult<HashMap<String, String>> {
    let users: Vec<&str> = authors.clone().filter_map(|a| a.strip_prefix("user:")).collect();
    let of_keys: Vec<&str> = authors.filter_map(|a| a.strip_prefix("key:")).collect();
    let people = store::emails_of(conn, &users)?.into_iter().map(|(id, email)| (format!("user:{id}"), email));
    let programs = keys::names_of(conn, &of_keys)?.into_iter().map(|(id, name)| (format!("key:{id}"), name));
    Ok(people.chain(programs).collect())
}

//! What people do with hooks.

use super::super::Topic;
use super::robots::Target;
use super::rules::{self, NewHook};
use super::store::{self, HookRow};
use super::{Event, HookId, send};
use crate::accounts::{Role, UserId, Viewer};
use crate::audit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::outbox::{self, Parcel};
use crate::sealing::Sealing;
use crate::text;

/// Keeps what is sealed here apart from other sealed things.
const CONTEXT: &str = "hook";

/// Whose hooks this person looks after (a firm's, or with none the operators'), and who it is.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys, buyers and officials.
pub fn owner(viewer: &Viewer) -> AppResult<(Option<&FirmId>, &UserId)> {
    match (viewer.role, &viewer.firm, viewer.user()) {
        (None, ..) => Err(AppError::SignIn),
        (Some(Role::Member), Some(firm), Some(user)) => Ok((Some(firm), user)),
        (Some(Role::Operator), _, Some(user)) => Ok((None, user)),
        _ => Err(AppError::forbidden(
            "消息推送由企业成员或平台管理员本人设置",
            "Hooks are set by the members of a firm and by operators, in person",
        )),
    }
}

/// One's own hook.
fn take(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<HookRow> {
    let (firm, _) = owner(viewer)?;
    let row = store::find(conn, id)?.ok_or(AppError::NotFound)?;
    if row.firm_id.as_ref() == firm { Ok(row) } else { Err(AppError::NotFound) }
}

/// One's own hooks, newest first.
///
/// # Errors
/// Those of [`owner`].
pub fn list(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<HookRow>> {
    Ok(store::own(conn, owner(viewer)?.0)?)
}

/// Makes a hook. Its address and secret are sealed, so no copy of the database holds them.
///
/// # Errors
/// Those of [`owner`]; `Conflict` when there are too many.
pub fn create(conn: &mut Conn, sealing: &Sealing, viewer: &Viewer, new: NewHook, now: Moment) -> AppResult<HookRow> {
    let (firm, user) = owner(viewer)?;
    if store::own(conn, firm)?.len() as i64 >= rules::MOST {
        return Err(AppError::conflict("推送已达上限，请先删除不用的", "There are too many; remove some first"));
    }
    let id = HookId::new();
    let target = Target { address: new.address, secret: new.secret };
    let plain = serde_json::to_vec(&target).map_err(anyhow::Error::new)?;
    let row = HookRow {
        sealed: text::hex(&sealing.seal(CONTEXT, id.as_str(), &plain)),
        id,
        firm_id: firm.cloned(),
        way: new.way,
        name: new.name,
        host: new.host,
        topics: new.topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>().join(","),
        failures: 0,
        disabled_at: None,
        created_by: user.clone(),
        created_at: now,
    };
    store::insert(conn, &row)?;
    record(conn, viewer, "hook.create", &row, now)?;
    Ok(row)
}

fn record(conn: &mut Conn, viewer: &Viewer, action: &str, row: &HookRow, now: Moment) -> AppResult<()> {
    let what = format!("{} {} {} {}", row.name, row.way, row.host, row.topics);
    audit::record(conn, viewer, action, "hook", row.id.as_str(), None, Some(&what), now)?;
    Ok(())
}

/// Where a hook is called; none when the sealing key is another one.
pub fn target(sealing: &Sealing, row: &HookRow) -> Option<Target> {
    let plain = sealing.unseal(CONTEXT, row.id.as_str(), &text::unhex(&row.sealed)?)?;
    serde_json::from_slice(&plain).ok()
}

/// One's own hook with the number of its deliveries and a page of them, newest first.
///
/// # Errors
/// Those of [`owner`]; `NotFound` for others'.
pub fn show(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &str,
    page: impl FnOnce(u64) -> (u64, u64),
) -> AppResult<(HookRow, Vec<Parcel>)> {
    let row = take(conn, viewer, id)?;
    let total = u64::try_from(outbox::store::count_of(conn, id)?).unwrap_or(0);
    let (offset, limit) = page(total);
    let rows = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let deliveries = outbox::store::page_of(conn, id, rows(offset), rows(limit))?;
    Ok((row, deliveries))
}

/// Takes one's own hook away, with what still waits for it.
///
/// # Errors
/// As [`show`].
pub fn delete(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<HookRow> {
    let row = take(conn, viewer, id)?;
    store::delete(conn, &row.id)?;
    outbox::store::give_up_all(conn, id, "the hook was removed")?;
    record(conn, viewer, "hook.delete", &row, now)?;
    Ok(row)
}

/// Switches one's own hook on again.
///
/// # Errors
/// As [`show`].
pub fn enable(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<HookRow> {
    let row = take(conn, viewer, id)?;
    if store::switch(conn, &row.id, None)? {
        record(conn, viewer, "hook.enable", &row, now)?;
    }
    Ok(row)
}

/// Tells one's own hook of nothing but itself, to see whether it works.
///
/// # Errors
/// As [`show`]; `Conflict` while it is switched off.
pub fn try_out(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<()> {
    let row = take(conn, viewer, id)?;
    check_on(&row)?;
    let event = Event {
        topic: Topic::Hook,
        zh: format!("这是「{}」的测试消息", row.name),
        en: format!("A trial message of “{}”", row.name),
        path: format!("/hooks/{}", row.id),
        at: now.and_utc().to_rfc3339(),
    };
    send(conn, &row, &event, now)
}

fn check_on(row: &HookRow) -> AppResult<()> {
    match row.disabled_at {
        None => Ok(()),
        Some(_) => Err(AppError::conflict("推送已停用，请先重新启用", "It is switched off; switch it on first")),
    }
}

/// Sends a delivery of one's own hook anew, under its id. Returns the hook.
///
/// # Errors
/// As [`try_out`]; `NotFound` for deliveries of others.
pub fn replay(conn: &mut Conn, viewer: &Viewer, delivery: &str, now: Moment) -> AppResult<HookRow> {
    owner(viewer)?;
    let parcel = outbox::store::find(conn, delivery)?.ok_or(AppError::NotFound)?;
    let row = take(conn, viewer, &parcel.recipient)?;
    check_on(&row)?;
    outbox::store::renew(conn, delivery, now)?;
    Ok(row)
}

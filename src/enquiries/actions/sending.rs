//! Asking the firms, and calling it off.

use chrono::Duration;

use super::{Post, changed_meanwhile};
use crate::accounts::{Role, Viewer};
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::rules::{self, Phase};
use crate::enquiries::seat::take_as_buyer;
use crate::enquiries::store::{self, EnquiryRow, LineRow};
use crate::enquiries::{EnquiryFields, State, jobs, letters};
use crate::http::{AppError, AppResult};
use crate::queue;

/// Asks the firms: from here on the enquiry stays as it is, each firm gets its mail with its link, and a job opens the
/// quotes at the deadline. Sent already is as good.
///
/// # Errors
/// `Invalid` with what it still lacks; `Conflict` for an unverified firm; `TooMany`; those of [`take_as_buyer`].
pub fn send(conn: &mut Conn, post: Post, viewer: &Viewer, code: &str, now: Moment) -> AppResult<EnquiryRow> {
    let mut row = take_as_buyer(conn, viewer, code)?;
    if row.state != State::Draft {
        return Ok(row);
    }
    check_sender(conn, viewer, &row, now)?;
    let suppliers = store::suppliers(conn, &row.id)?;
    let fields = EnquiryFields {
        deadline: row.deadline,
        suppliers: suppliers.iter().map(|asked| asked.firm_id.0.clone()).collect(),
        lines: store::lines(conn, &row.id)?.iter().map(LineRow::fields).collect(),
        ..EnquiryFields::default()
    };
    let lacking = rules::lacking(&fields, now);
    let (Some(deadline), []) = (row.deadline, lacking.as_slice()) else { return Err(AppError::Invalid(lacking)) };
    let before = row.updated_at;
    (row.state, row.sent_at, row.updated_at) = (State::Sent, Some(now), now);
    put(conn, &row, before)?;
    queue::enqueue_at(conn, jobs::OPEN, row.id.as_str(), deadline, now)?;
    for asked in &suppliers {
        letters::invite(conn, post, &row, asked, deadline, now)?;
    }
    Ok(row)
}

fn check_sender(conn: &mut Conn, viewer: &Viewer, row: &EnquiryRow, now: Moment) -> AppResult<()> {
    if viewer.role == Some(Role::Member) && !viewer.firm_verified {
        return Err(AppError::conflict(
            "贵企业还在审核中，通过后才能发出询价；草稿已保存",
            "Your firm is still being verified; it can send enquiries afterwards. The draft is kept",
        ));
    }
    if store::count_sent_since(conn, &row.owner, now - Duration::days(1))? >= rules::MOST_A_DAY {
        return Err(AppError::TooMany(3_600));
    }
    Ok(())
}

fn put(conn: &mut Conn, row: &EnquiryRow, before: Moment) -> AppResult<()> {
    if store::update_if_unchanged(conn, row, before)? { Ok(()) } else { Err(changed_meanwhile()) }
}

/// Calls an enquiry off, which tells every firm once and ends their links. Called off already is as good.
///
/// # Errors
/// `Conflict` for a draft and for what is decided; those of [`take_as_buyer`].
pub fn cancel(conn: &mut Conn, viewer: &Viewer, code: &str, reason: &str, now: Moment) -> AppResult<EnquiryRow> {
    let mut row = take_as_buyer(conn, viewer, code)?;
    match row.phase(now) {
        Phase::Cancelled => return Ok(row),
        Phase::Open | Phase::Due => {}
        Phase::Draft => {
            return Err(AppError::conflict("草稿还没有发出，可以直接删除", "A draft can simply be deleted"));
        }
        Phase::Decided => return Err(AppError::conflict("已经确定结果，不能取消", "It is decided and stays so")),
    }
    row.cancel_reason = match reason.trim() {
        "" => String::new(),
        reason => rules::read_text("reason", reason, 500)?,
    };
    let before = row.updated_at;
    (row.state, row.cancelled_at, row.updated_at) = (State::Cancelled, Some(now), now);
    put(conn, &row, before)?;
    for asked in store::suppliers(conn, &row.id)? {
        letters::called_off(conn, &row, &asked, now)?;
    }
    Ok(row)
}

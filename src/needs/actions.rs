//! What a firm does with its needs. Each action is one intention in the caller's transaction; it decides who may,
//! and marks the need for search.

use super::store::{self, Card, NeedRow};
use super::{NeedId, rules};
use crate::accounts::Viewer;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::dirty;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::ids;
use crate::listings::sent::{code_of, code_taken, resolve_category, taken_meanwhile};
use crate::listings::{self, ListingState, Saved, firm_of, guard, may_withdraw};

/// The need of that code, for a page on which it can be changed.
///
/// # Errors
/// `NotFound`, `SignIn` or `Forbidden` for who may not change it.
pub fn editable(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<Card> {
    changeable(conn, viewer, code, listings::may_edit)
}

fn changeable(conn: &mut Conn, viewer: &Viewer, code: &str, may: fn(&ids::FirmId, &Viewer) -> bool) -> AppResult<Card> {
    // Whether a code exists is not for everyone to learn.
    guard(viewer.is_signed_in(), false, viewer)?;
    let card = store::card_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    let row = &card.row;
    let sees = listings::may_see(row.state, &row.firm_id, card.firm.is_verified(), viewer);
    guard(may(&row.firm_id, viewer), sees, viewer)?;
    Ok(card)
}

/// Makes a need of the viewer's firm, as a draft or published at once. Sent twice, with the same code and the same
/// values, it makes one.
///
/// # Errors
/// `Invalid` with every wrong column; `SignIn`, `Forbidden`.
pub fn create(
    conn: &mut Conn,
    viewer: &Viewer,
    columns: &Columns,
    state: ListingState,
    now: Moment,
) -> AppResult<NeedRow> {
    let firm = firm_of(viewer)?;
    let (fields, mut faults) = rules::read(&|column| columns.get(column));
    let code = code_of(columns, 'N', &mut faults);
    let category = resolve_category(conn, fields.category.as_deref(), &fields.text, &mut faults)?;
    let row = NeedRow::new(NeedId::new(), code, firm.clone(), fields, category, state, now);
    match store::find_by_code(conn, &row.code)? {
        Some(stored) if is_repeated(&stored, &row) => return Ok(stored),
        Some(_) => faults.push(code_taken(&row.code)),
        None => {}
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    store::insert(conn, &row).map_err(|why| taken_meanwhile(why, &row.code))?;
    mark(conn, &row.id)?;
    Ok(row)
}

/// Whether `new` is the form of `stored` sent once more.
fn is_repeated(stored: &NeedRow, new: &NeedRow) -> bool {
    let again = NeedRow {
        id: stored.id.clone(),
        state: stored.state,
        published_at: stored.published_at,
        confirmed_at: stored.confirmed_at,
        batch_id: stored.batch_id.clone(),
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        ..new.clone()
    };
    again == *stored
}

/// Changes the columns that are sent. With `seen`, the version that the sender had before them, a change that somebody
/// else made since is not overwritten.
///
/// # Errors
/// `Invalid` with every wrong column; `NotFound`, `SignIn`, `Forbidden`.
pub fn edit(
    conn: &mut Conn,
    viewer: &Viewer,
    code: &str,
    columns: &Columns,
    seen: Option<Moment>,
    now: Moment,
) -> AppResult<Saved<NeedRow, Card>> {
    let card = editable(conn, viewer, code)?;
    let (fields, mut faults) = rules::read_onto(card.fields(), &|column| columns.get(column));
    let category = resolve_category(conn, fields.category.as_deref(), &fields.text, &mut faults)?;
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let before = card.row.updated_at;
    let mut next = card.row.clone().with(fields, category, before);
    if next == card.row {
        return Ok(Saved::Done(next));
    }
    if seen.is_some_and(|seen| seen != before) {
        return Ok(Saved::Changed(card));
    }
    next.updated_at = now;
    if next.state == ListingState::Published {
        next.confirmed_at = Some(now);
    }
    put(conn, &next, before)?;
    Ok(Saved::Done(next))
}

/// Shows the need to everyone, at once or as soon as its firm is verified (the answer says which).
///
/// # Errors
/// `NotFound`, `SignIn`, `Forbidden`.
pub fn publish(conn: &mut Conn, viewer: &Viewer, code: &str, now: Moment) -> AppResult<Card> {
    let mut card = editable(conn, viewer, code)?;
    if card.row.state == ListingState::Published {
        return Ok(card);
    }
    let before = card.row.updated_at;
    card.row.state = ListingState::Published;
    card.row.published_at = card.row.published_at.or(Some(now));
    card.row.confirmed_at = Some(now);
    card.row.updated_at = now;
    put(conn, &card.row, before)?;
    Ok(card)
}

/// Takes the need back. An operator may, with a reason, which goes to the audit log.
///
/// # Errors
/// `Conflict` for a draft; `Invalid` for an operator without a reason; `NotFound`, `SignIn`, `Forbidden`.
pub fn withdraw(conn: &mut Conn, viewer: &Viewer, code: &str, reason: &str, now: Moment) -> AppResult<Card> {
    let mut card = changeable(conn, viewer, code, may_withdraw)?;
    let by_staff = !listings::may_edit(&card.row.firm_id, viewer);
    listings::check_withdrawal(card.row.state, by_staff, reason)?;
    if card.row.state == ListingState::Withdrawn {
        return Ok(card);
    }
    let before = card.row.updated_at;
    card.row.state = ListingState::Withdrawn;
    card.row.updated_at = now;
    put(conn, &card.row, before)?;
    if by_staff {
        let (old, new) = (ListingState::Published.as_str(), listings::withdrawn_because(reason));
        let id = card.row.id.as_str();
        audit::record(conn, viewer, "need.withdraw", Kind::Need.as_str(), id, Some(old), Some(&new), now)?;
    }
    Ok(card)
}

/// Says that a published need still holds.
///
/// # Errors
/// `Conflict` when it is not published; `NotFound`, `SignIn`, `Forbidden`.
pub fn confirm(conn: &mut Conn, viewer: &Viewer, code: &str, now: Moment) -> AppResult<NeedRow> {
    let mut row = editable(conn, viewer, code)?.row;
    listings::check_confirmation(row.state)?;
    let before = row.updated_at;
    row.confirmed_at = Some(now);
    row.updated_at = now;
    put(conn, &row, before)?;
    Ok(row)
}

/// Says that all stale needs of the viewer's firm still hold; returns how many there were.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn confirm_all(conn: &mut Conn, viewer: &Viewer, now: Moment) -> AppResult<usize> {
    let firm = firm_of(viewer)?;
    let confirmed = store::confirm_stale(conn, firm, listings::stale_before(now), now)?;
    let ids: Vec<&str> = confirmed.iter().map(NeedId::as_str).collect();
    dirty::mark_many(conn, Kind::Need, &ids)?;
    Ok(ids.len())
}

/// Deletes a draft for good. What was published once can only be withdrawn.
///
/// # Errors
/// `Conflict` when it is no draft; `NotFound`, `SignIn`, `Forbidden`.
pub fn delete(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<NeedRow> {
    let row = editable(conn, viewer, code)?.row;
    listings::check_deletion(row.state)?;
    store::delete(conn, &row.id)?;
    mark(conn, &row.id)?;
    Ok(row)
}

/// Writes the row unless somebody was quicker, and marks it for search.
fn put(conn: &mut Conn, row: &NeedRow, before: Moment) -> AppResult<()> {
    if !store::update_if_unchanged(conn, row, before)? {
        return Err(listings::changed_meanwhile());
    }
    mark(conn, &row.id)
}

fn mark(conn: &mut Conn, id: &NeedId) -> AppResult<()> {
    Ok(dirty::mark(conn, Kind::Need, id.as_str())?)
}

#[cfg(test)]
mod tests;

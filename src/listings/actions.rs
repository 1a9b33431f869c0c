//! What a firm does with its listings, of whatever kind. Each action is one intention in the caller's transaction; it
//! decides who may, and marks the listing for search.

use super::rules::{self, firm_of, guard};
use super::sent::{code_of, code_taken, resolve_category, taken_meanwhile};
use super::{Card, Fields, Listing, ListingState, Standing};
use crate::accounts::Viewer;
use crate::audit;
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::engine::dirty;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;

/// How an edit went.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved<L> {
    /// Stored.
    Done(L),
    /// Somebody changed it since the sender looked; nothing is stored. This is what it says now.
    Changed(Card<L>),
}

/// The listing of that code, for a page on which it can be changed.
///
/// # Errors
/// `NotFound`, `SignIn` or `Forbidden` for who may not change it.
pub fn editable<L: Listing>(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<Card<L>> {
    changeable(conn, viewer, code, rules::may_edit)
}

fn changeable<L: Listing>(
    conn: &mut Conn,
    viewer: &Viewer,
    code: &str,
    may: fn(&FirmId, &Viewer) -> bool,
) -> AppResult<Card<L>> {
    // Whether a code exists is not for everyone to learn.
    guard(viewer.is_signed_in(), false, viewer)?;
    let card = L::find(conn, code)?.ok_or(AppError::NotFound)?;
    guard(may(card.row.firm(), viewer), card.is_seen_by(viewer), viewer)?;
    Ok(card)
}

/// Makes a listing of the viewer's firm, as a draft or published at once. Sent twice, with the same code and the same
/// values, it makes one.
///
/// # Errors
/// `Invalid` with every wrong column; `SignIn`, `Forbidden`.
pub fn create<L: Listing>(
    conn: &mut Conn,
    viewer: &Viewer,
    columns: &Columns,
    state: ListingState,
    now: Moment,
) -> AppResult<L> {
    let firm = firm_of(viewer)?;
    let (fields, mut faults) = L::Fields::empty().read_onto(&|column| columns.get(column));
    let code = code_of(columns, L::LETTER, &mut faults);
    let category = resolve_category(conn, &fields, &mut faults)?;
    match L::find(conn, &code)? {
        Some(stored) if is_repeated(&stored.row, firm, &fields, &category) => return Ok(stored.row),
        Some(_) => faults.push(code_taken(&code)),
        None => {}
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let row = L::make(code, firm.clone(), fields, category, state, now);
    row.insert(conn).map_err(|why| taken_meanwhile(why, row.code()))?;
    mark(conn, &row)?;
    Ok(row)
}

/// Whether the form of `stored` is sent once more.
fn is_repeated<L: Listing>(stored: &L, firm: &FirmId, fields: &L::Fields, category: &Option<CategoryId>) -> bool {
    stored.firm() == firm && stored.clone().stating(fields.clone(), category.clone()) == *stored
}

/// Changes the columns that are sent. With `seen`, the version that the sender had before them, a change that somebody
/// else made since is not overwritten.
///
/// # Errors
/// `Invalid` with every wrong column; `NotFound`, `SignIn`, `Forbidden`.
pub fn edit<L: Listing>(
    conn: &mut Conn,
    viewer: &Viewer,
    code: &str,
    columns: &Columns,
    seen: Option<Moment>,
    now: Moment,
) -> AppResult<Saved<L>> {
    let card = editable::<L>(conn, viewer, code)?;
    let (fields, mut faults) = card.fields().read_onto(&|column| columns.get(column));
    let category = resolve_category(conn, &fields, &mut faults)?;
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let next = card.row.clone().stating(fields, category);
    if next == card.row {
        return Ok(Saved::Done(next));
    }
    let standing = next.standing();
    if seen.is_some_and(|seen| seen != standing.updated_at) {
        return Ok(Saved::Changed(card));
    }
    Ok(Saved::Done(put(conn, next, standing.changed(now))?))
}

/// Shows the listing to everyone, at once or as soon as its firm is verified (the answer says which).
///
/// # Errors
/// `NotFound`, `SignIn`, `Forbidden`.
pub fn publish<L: Listing>(conn: &mut Conn, viewer: &Viewer, code: &str, now: Moment) -> AppResult<Card<L>> {
    let card = editable::<L>(conn, viewer, code)?;
    let standing = card.row.standing();
    if standing.state == ListingState::Published {
        return Ok(card);
    }
    Ok(Card { row: put(conn, card.row, standing.published(now))?, ..card })
}

/// Takes the listing back. An operator may, with a reason, which goes to the audit log.
///
/// # Errors
/// `Conflict` for a draft; `Invalid` for an operator without a reason; `NotFound`, `SignIn`, `Forbidden`.
pub fn withdraw<L: Listing>(
    conn: &mut Conn,
    viewer: &Viewer,
    code: &str,
    reason: &str,
    now: Moment,
) -> AppResult<Card<L>> {
    let card = changeable::<L>(conn, viewer, code, rules::may_withdraw)?;
    let (standing, by_staff) = (card.row.standing(), !rules::may_edit(card.row.firm(), viewer));
    rules::check_withdrawal(standing.state, by_staff, reason)?;
    if standing.state == ListingState::Withdrawn {
        return Ok(card);
    }
    let row = put(conn, card.row, standing.withdrawn(now))?;
    if by_staff {
        let (action, new) = (format!("{}.withdraw", L::KIND), rules::withdrawn_because(reason));
        let old = ListingState::Published.as_str();
        audit::record(conn, viewer, &action, L::KIND.as_str(), row.id(), Some(old), Some(&new), now)?;
    }
    Ok(Card { row, ..card })
}

/// Says that a published listing still holds.
///
/// # Errors
/// `Conflict` when it is not published; `NotFound`, `SignIn`, `Forbidden`.
pub fn confirm<L: Listing>(conn: &mut Conn, viewer: &Viewer, code: &str, now: Moment) -> AppResult<L> {
    let row = editable::<L>(conn, viewer, code)?.row;
    let standing = row.standing();
    rules::check_confirmation(standing.state)?;
    put(conn, row, standing.confirmed(now))
}

/// Says that all stale listings of the kind and of the viewer's firm still hold; returns how many there were.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn confirm_all<L: Listing>(conn: &mut Conn, viewer: &Viewer, now: Moment) -> AppResult<usize> {
    let firm = firm_of(viewer)?;
    let confirmed = L::confirm_stale(conn, firm, rules::stale_before(now), now)?;
    let ids: Vec<&str> = confirmed.iter().map(String::as_str).collect();
    dirty::mark_many(conn, L::KIND, &ids)?;
    Ok(ids.len())
}

/// Deletes a draft for good. What was published once can only be withdrawn.
///
/// # Errors
/// `Conflict` when it is no draft; `NotFound`, `SignIn`, `Forbidden`.
pub fn delete<L: Listing>(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<L> {
    let row = editable::<L>(conn, viewer, code)?.row;
    rules::check_deletion(row.standing().state)?;
    row.delete(conn)?;
    mark(conn, &row)?;
    Ok(row)
}

/// Writes the row, from now on standing so, unless somebody was quicker; and marks it for search.
fn put<L: Listing>(conn: &mut Conn, row: L, standing: Standing) -> AppResult<L> {
    let before = row.standing().updated_at;
    let row = row.standing_at(standing);
    if !row.update(conn, before)? {
        return Err(rules::changed_meanwhile());
    }
    mark(conn, &row)?;
    Ok(row)
}

fn mark<L: Listing>(conn: &mut Conn, row: &L) -> AppResult<()> {
    Ok(dirty::mark(conn, L::KIND, row.id())?)
}

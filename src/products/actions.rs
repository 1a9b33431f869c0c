//! What a firm does with its products. Each action is one intention in the caller's transaction; it decides who may,
//! and marks the product for search.

use diesel::result::{DatabaseErrorKind, Error as Database};

use super::columns::Columns;
use super::listing::{firm_of, guard, may_withdraw};
use super::store::{self, Card, ProductRow};
use super::{ListingState, ProductId, listing, rules};
use crate::accounts::Viewer;
use crate::audit;
use crate::chain::{CategoryId, store as chain};
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::dirty;
use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::ids;
use crate::lang::Say;

/// How an edit went.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved<Row, Current> {
    /// Stored.
    Done(Row),
    /// Somebody changed it since the sender looked; nothing is stored. This is what it says now.
    Changed(Current),
}

/// The product of that code, for a page on which it can be changed.
///
/// # Errors
/// `NotFound`, `SignIn` or `Forbidden` for who may not change it.
pub fn editable(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<Card> {
    changeable(conn, viewer, code, listing::may_edit)
}

fn changeable(conn: &mut Conn, viewer: &Viewer, code: &str, may: fn(&ids::FirmId, &Viewer) -> bool) -> AppResult<Card> {
    // Whether a code exists is not for everyone to learn.
    guard(viewer.is_signed_in(), false, viewer)?;
    let card = store::card_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    let row = &card.row;
    let sees = listing::may_see(row.state, &row.firm_id, card.firm.is_verified(), viewer);
    guard(may(&row.firm_id, viewer), sees, viewer)?;
    Ok(card)
}

/// Makes a product of the viewer's firm, as a draft or published at once. Sent twice, with the same code and the same
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
) -> AppResult<ProductRow> {
    let firm = firm_of(viewer)?;
    let (fields, mut faults) = rules::read(&|column| columns.get(column));
    let code = code_of(columns, 'P', &mut faults);
    let category = resolve_category(conn, fields.category.as_deref(), &fields.name, &mut faults)?;
    let row = ProductRow::new(ProductId::new(), code, firm.clone(), fields, category, state, now);
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
fn is_repeated(stored: &ProductRow, new: &ProductRow) -> bool {
    let again = ProductRow {
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

/// The code in `columns`, else a new one; here and for needs.
pub fn code_of(columns: &Columns, prefix: char, faults: &mut Vec<Fault>) -> String {
    let written = columns.text("code");
    if written.is_empty() {
        return ids::new_code(prefix);
    }
    rules::read_code(written).unwrap_or_else(|fault| {
        faults.push(fault);
        ids::new_code(prefix)
    })
}

/// The fault of a code that is another listing's.
pub fn code_taken(code: &str) -> Fault {
    Fault::new(
        "code",
        code,
        Say::new("这个编码已被使用", "this code is taken"),
        Say::new("请换一个编码", "choose another code"),
    )
}

/// An insert that lost a race for its code.
pub fn taken_meanwhile(why: Database, code: &str) -> AppError {
    match why {
        Database::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => AppError::Invalid(vec![code_taken(code)]),
        why => why.into(),
    }
}

/// The category that is named, else the one that is called exactly as the listing; an unknown one is a fault that
/// offers similar names.
///
/// # Errors
/// Those of the database.
pub fn resolve_category(
    conn: &mut Conn,
    named: Option<&str>,
    listing: &str,
    faults: &mut Vec<Fault>,
) -> AppResult<Option<CategoryId>> {
    let found = chain::category_by_name(conn, named.unwrap_or(listing))?;
    if let (Some(named), None) = (named, &found) {
        faults.push(unknown_category(named, &chain::names_with(conn, named, 5)?));
    }
    Ok(found.map(|category| category.id))
}

fn unknown_category(named: &str, alike: &[String]) -> Fault {
    let fix = if alike.is_empty() {
        Say::new("请从产业链品类中选择，或留空", "choose one of the chain's categories, or leave it empty")
    } else {
        Say::new(
            format!("相近的品类：{}；也可以留空", alike.join("、")),
            format!("similar categories: {}; or leave it empty", alike.join(", ")),
        )
    };
    Fault::new("category", named, Say::new("产业链里没有这个品类", "the chain has no such category"), fix)
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
) -> AppResult<Saved<ProductRow, Card>> {
    let card = editable(conn, viewer, code)?;
    let (fields, mut faults) = rules::read_onto(card.fields(), &|column| columns.get(column));
    let category = resolve_category(conn, fields.category.as_deref(), &fields.name, &mut faults)?;
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

/// Shows the product to everyone, at once or as soon as its firm is verified (the answer says which).
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

/// Takes the product back. An operator may, with a reason, which goes to the audit log.
///
/// # Errors
/// `Conflict` for a draft; `Invalid` for an operator without a reason; `NotFound`, `SignIn`, `Forbidden`.
pub fn withdraw(conn: &mut Conn, viewer: &Viewer, code: &str, reason: &str, now: Moment) -> AppResult<Card> {
    let mut card = changeable(conn, viewer, code, may_withdraw)?;
    let by_staff = !listing::may_edit(&card.row.firm_id, viewer);
    listing::check_withdrawal(card.row.state, by_staff, reason)?;
    if card.row.state == ListingState::Withdrawn {
        return Ok(card);
    }
    let before = card.row.updated_at;
    card.row.state = ListingState::Withdrawn;
    card.row.updated_at = now;
    put(conn, &card.row, before)?;
    if by_staff {
        let (old, new) = (ListingState::Published.as_str(), listing::withdrawn_because(reason));
        let id = card.row.id.as_str();
        audit::record(conn, viewer, "product.withdraw", Kind::Product.as_str(), id, Some(old), Some(&new), now)?;
    }
    Ok(card)
}

/// Says that a published product still holds.
///
/// # Errors
/// `Conflict` when it is not published; `NotFound`, `SignIn`, `Forbidden`.
pub fn confirm(conn: &mut Conn, viewer: &Viewer, code: &str, now: Moment) -> AppResult<ProductRow> {
    let mut row = editable(conn, viewer, code)?.row;
    listing::check_confirmation(row.state)?;
    let before = row.updated_at;
    row.confirmed_at = Some(now);
    row.updated_at = now;
    put(conn, &row, before)?;
    Ok(row)
}

/// Says that all stale products of the viewer's firm still hold; returns how many there were.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn confirm_all(conn: &mut Conn, viewer: &Viewer, now: Moment) -> AppResult<usize> {
    let firm = firm_of(viewer)?;
    let confirmed = store::confirm_stale(conn, firm, rules::stale_before(now), now)?;
    let ids: Vec<&str> = confirmed.iter().map(ProductId::as_str).collect();
    dirty::mark_many(conn, Kind::Product, &ids)?;
    Ok(ids.len())
}

/// Deletes a draft for good. What was published once can only be withdrawn.
///
/// # Errors
/// `Conflict` when it is no draft; `NotFound`, `SignIn`, `Forbidden`.
pub fn delete(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<ProductRow> {
    let row = editable(conn, viewer, code)?.row;
    listing::check_deletion(row.state)?;
    store::delete(conn, &row.id)?;
    mark(conn, &row.id)?;
    Ok(row)
}

/// Writes the row unless somebody was quicker, and marks it for search.
fn put(conn: &mut Conn, row: &ProductRow, before: Moment) -> AppResult<()> {
    if !store::update_if_unchanged(conn, row, before)? {
        return Err(listing::changed_meanwhile());
    }
    mark(conn, &row.id)
}

fn mark(conn: &mut Conn, id: &ProductId) -> AppResult<()> {
    Ok(dirty::mark(conn, Kind::Product, id.as_str())?)
}

#[cfg(test)]
mod tests;

//! What both sides do with a pairing, and how the pairings of a need are renewed.

use std::collections::HashMap;

use super::rules::{self, facts};
use super::store::{self, Event, Line, PairingRow, Wanted};
use super::{Act, PairingId, Side, State, letters};
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::listings::firm_of;
use crate::needs::NeedId;
use crate::needs::store::NeedRow;
use crate::products::ProductId;
use crate::{needs, products};

/// A firm that fits a need, as it was worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The firm.
    pub seller: FirmId,
    /// Its product.
    pub product: ProductId,
    /// How that fits, as a word.
    pub fit: &'static str,
    /// In hundredths of a point.
    pub score: i64,
}

/// What is new for a need: its pairings, best first, without what stays declined.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The need.
    pub need: NeedId,
    /// The firm that has it.
    pub buyer: FirmId,
    /// What it was read to ask for.
    pub good: String,
    /// Best first.
    pub proposed: Vec<Proposed>,
}

/// What an answer to a pairing says.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What is done, a word of [`Act`].
    pub act: &'a str,
    /// Why, for declining.
    pub reason: &'a str,
    /// In own words.
    pub note: &'a str,
}

/// The side on which the viewer's firm stands.
fn side_of(viewer: &Viewer, row: &PairingRow) -> Option<Side> {
    if viewer.acts_for(&row.seller_id) {
        Some(Side::Seller)
    } else if viewer.acts_for(&row.buyer_id) {
        Some(Side::Buyer)
    } else {
        None
    }
}

/// The pairing, its steps, and the viewer's side (none for officials and operators).
///
/// # Errors
/// `SignIn`; `NotFound` for all whom it does not concern.
pub fn show(conn: &mut Conn, viewer: &Viewer, id: &PairingId) -> AppResult<(PairingRow, Vec<Event>, Option<Side>)> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    let row = store::find(conn, id)?.ok_or(AppError::NotFound)?;
    let side = side_of(viewer, &row);
    if side.is_none() && !viewer.is_staff() {
        return Err(AppError::NotFound);
    }
    let history = store::history(conn, id)?;
    Ok((row, history, side))
}

/// A side answers a pairing; returns it as it stands then.
///
/// # Errors
/// `SignIn`; `NotFound` for firms that it does not concern; `Conflict` and `Invalid` as [`rules::step`] and
/// [`rules::why`] say.
pub fn answer(
    conn: &mut Conn,
    site_url: &str,
    viewer: &Viewer,
    id: &PairingId,
    said: Said,
    now: Moment,
) -> AppResult<PairingRow> {
    firm_of(viewer)?;
    let row = store::find(conn, id)?.ok_or(AppError::NotFound)?;
    let side = side_of(viewer, &row).ok_or(AppError::NotFound)?;
    let declined_by = match row.state {
        State::Declined => store::history(conn, id)?.last().map(|event| event.side),
        _ => None,
    };
    let act = rules::act(said.act)?;
    let state = rules::step(row.state, act, side, declined_by)?;
    let (reason, note) = match act {
        Act::Decline => rules::why(said.reason, said.note).map(|(reason, note)| (Some(reason), note))?,
        _ => (None, rules::tidy_note(said.note)?),
    };
    if state == row.state && reason == row.reason {
        return Ok(row);
    }
    let facts = match state {
        State::Declined => facts_of(conn, &row)?,
        _ => String::new(),
    };
    let next = PairingRow { state, reason, note, facts, state_at: now, ..row };
    store::update(conn, &next)?;
    store::note(conn, &next, side, viewer.user())?;
    letters::answered(conn, site_url, &next, side, now)?;
    Ok(next)
}

fn facts_of(conn: &mut Conn, row: &PairingRow) -> AppResult<String> {
    let need = needs::store::cards(conn, &[row.need_id.as_str()])?.pop().ok_or(AppError::NotFound)?;
    let product = products::store::cards(conn, &[row.product_id.as_str()])?.pop().ok_or(AppError::NotFound)?;
    Ok(facts(&need.row, &product.row))
}

/// Firms that declined a need, or were declined, with the facts of that time; while these are still the facts, they
/// are not proposed again.
///
/// # Errors
/// Those of the database.
pub fn declined(conn: &mut Conn, need: &NeedRow) -> AppResult<HashMap<FirmId, String>> {
    Ok(store::declined(conn, &need.id)?.into_iter().collect())
}

/// Pairings of a firm on one side.
#[derive(Debug, Clone)]
pub struct Own {
    /// One page of them, the best first.
    pub lines: Vec<Line>,
    /// How many there are in the states that were asked for.
    pub total: u64,
    /// How many there are in each state.
    pub counts: Vec<(State, i64)>,
}

/// One page of the viewer's pairings on one side, and how many there are in each state.
///
/// # Errors
/// `SignIn`, `Forbidden` for who is no member of a firm.
pub fn own(
    conn: &mut Conn,
    viewer: &Viewer,
    (side, states): (Side, &[State]),
    (offset, limit): (u64, u64),
) -> AppResult<Own> {
    let firm = firm_of(viewer)?;
    let (lines, total) = store::lines(conn, &Wanted { firm, side, states }, offset, limit)?;
    Ok(Own { lines, total, counts: store::counts(conn, firm, side)? })
}

/// Puts what is new for some needs in the place of what was worked out before. What a side has taken up stays, without
/// a place if it is no longer among the first; what was declined and is proposed anew, because there are new facts,
/// stands as new.
///
/// # Errors
/// Those of the database.
pub fn renew(conn: &mut Conn, renewals: &[Renewal], now: Moment) -> AppResult<()> {
    let ids: Vec<&str> = renewals.iter().map(|renewal| renewal.need.as_str()).collect();
    let mut known: HashMap<NeedId, Vec<PairingRow>> = HashMap::new();
    for row in store::of_needs(conn, &ids)? {
        known.entry(row.need_id.clone()).or_default().push(row);
    }
    let mut new = vec![];
    for renewal in renewals {
        let stored = known.remove(&renewal.need).unwrap_or_default();
        new.extend(renew_one(conn, renewal, stored, now)?);
    }
    Ok(store::insert(conn, &new)?)
}

/// Brings the stored pairings of one need up to date; returns those to add.
fn renew_one(conn: &mut Conn, renewal: &Renewal, stored: Vec<PairingRow>, now: Moment) -> AppResult<Vec<PairingRow>> {
    let mut stored: HashMap<FirmId, PairingRow> = stored.into_iter().map(|row| (row.seller_id.clone(), row)).collect();
    let mut new = vec![];
    for (at, proposed) in renewal.proposed.iter().enumerate() {
        let fresh = row(renewal, proposed, at, now);
        let Some(known) = stored.remove(&proposed.seller) else {
            new.push(fresh);
            continue;
        };
        let again = PairingRow {
            id: known.id.clone(),
            state: known.state,
            reason: known.reason,
            note: known.note.clone(),
            facts: known.facts.clone(),
            state_at: known.state_at,
            ..fresh.clone()
        };
        let next = if known.state == State::Declined { PairingRow { id: known.id.clone(), ..fresh } } else { again };
        if next != known {
            store::update(conn, &next)?;
        }
        if next.state != known.state {
            store::note(conn, &next, Side::Site, None)?;
        }
    }
    let (loose, taken_up): (Vec<_>, Vec<_>) =
        stored.into_values().partition(|row| matches!(row.state, State::Proposed | State::Seen));
    store::delete(conn, &loose.into_iter().map(|row| row.id).collect::<Vec<_>>())?;
    for row in taken_up.into_iter().filter(|row| row.place.is_some()) {
        store::update(conn, &PairingRow { place: None, ..row })?;
    }
    Ok(new)
}

fn row(renewal: &Renewal, proposed: &Proposed, at: usize, now: Moment) -> PairingRow {
    PairingRow {
        id: PairingId::new(),
        need_id: renewal.need.clone(),
        product_id: proposed.product.clone(),
        buyer_id: renewal.buyer.clone(),
        seller_id: proposed.seller.clone(),
        place: Some(at as i64 + 1),
        score: proposed.score,
        fit: proposed.fit.into(),
        good: renewal.good.clone(),
        state: State::Proposed,
        reason: None,
        note: String::new(),
        facts: String::new(),
        state_at: now,
    }
}

#[cfg(test)]
mod tests;

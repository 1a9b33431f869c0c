//! What a firm does with a fair to which it was invited: comes or declines, reads its card, says what came of its talks.

use std::collections::HashMap;

use super::store::{self, FairRow, GuestRow, OutcomeRow, TalkRow};
use super::{FairId, Outcome, Presence, TalkId, actions, follow_up};
use crate::accounts::Viewer;
use crate::accounts::actions::firm_names;
use crate::clock::{Moment, local_day};
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;
use crate::text;

/// Fairs that a list shows.
const SHOWN: i64 = 50;
/// Letters of a note at most.
const LONGEST: usize = 500;

/// A firm's card.
#[derive(Debug, Clone)]
pub struct Card {
    /// The fair.
    pub row: FairRow,
    /// The firm.
    pub guest: GuestRow,
    /// Its talks, in order.
    pub talks: Vec<Meeting>,
    /// What it has said came of them.
    pub outcomes: Vec<OutcomeRow>,
    /// What it is asked now: how many days after the fair; none before the first question.
    pub days: Option<u64>,
}

/// A talk as one of the two sees it.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// The talk.
    pub talk: TalkRow,
    /// Code and name of the other firm.
    pub other: (String, String),
    /// Whether this firm is the one that needs.
    pub is_buyer: bool,
    /// The need, while it is published.
    pub need: String,
    /// The product, while it is published.
    pub product: String,
}

/// The firm of a member, who alone may be a guest.
///
/// # Errors
/// `SignIn`; `Forbidden` for whoever acts for no firm.
pub fn own(viewer: &Viewer) -> AppResult<&FirmId> {
    match &viewer.firm {
        Some(firm) if viewer.acts_for(firm) => Ok(firm),
        _ if viewer.is_signed_in() => {
            Err(AppError::forbidden("此页面仅供受邀企业使用", "This page is for invited firms"))
        }
        _ => Err(AppError::SignIn),
    }
}

/// A fair to which the viewer's firm was invited; of others it does not learn.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` for a firm that was not invited.
pub fn taken(conn: &mut Conn, viewer: &Viewer, id: &FairId) -> AppResult<(FairRow, GuestRow)> {
    let firm = own(viewer)?;
    let guest = store::guest(conn, id, firm)?.ok_or(AppError::NotFound)?;
    Ok((store::find(conn, id)?.ok_or(AppError::NotFound)?, guest))
}

/// The fairs to which the viewer's firm was invited.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn list(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<(FairRow, Presence)>> {
    let firm = own(viewer)?;
    Ok(store::of_firm(conn, firm, SHOWN)?)
}

/// The card of the viewer's firm.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` for a firm that was not invited.
pub fn card(conn: &mut Conn, viewer: &Viewer, id: &FairId) -> AppResult<Card> {
    let (row, guest) = taken(conn, viewer, id)?;
    let talks = store::talks(conn, id)?;
    let talks = meetings(conn, &talks, &guest.firm_id)?;
    let outcomes = store::outcomes(conn, id)?.into_iter().filter(|one| one.firm_id == guest.firm_id).collect();
    Ok(Card { days: asked(&row), row, guest, talks, outcomes })
}

/// How many days after the fair the present question is asked.
fn asked(row: &FairRow) -> Option<u64> {
    let last = usize::try_from(row.asked).ok()?.checked_sub(1)?;
    follow_up::AFTER.get(last).copied()
}

/// The talks of a firm, out of all of a fair.
///
/// # Errors
/// Those of the database.
pub fn meetings(conn: &mut Conn, talks: &[TalkRow], firm: &FirmId) -> AppResult<Vec<Meeting>> {
    let own = talks.iter().filter(|talk| talk.buyer_id == *firm || talk.seller_id == *firm);
    let own: Vec<TalkRow> = own.cloned().collect();
    let others: Vec<FirmId> = own.iter().map(|talk| other(talk, firm).clone()).collect();
    let names = firm_names(conn, &others)?.into_iter().map(|(id, code, name)| (id, (code, name)));
    let names: HashMap<FirmId, (String, String)> = names.collect();
    let (needs, products) = store::subjects(conn, &own)?;
    let meeting = |talk: TalkRow| Meeting {
        other: names.get(other(&talk, firm)).cloned().unwrap_or_default(),
        is_buyer: talk.buyer_id == *firm,
        need: needs.iter().find(|(id, _)| *id == talk.need_id).map_or_else(String::new, |(_, text)| text.clone()),
        product: products.iter().find(|(id, _)| *id == talk.product_id).map_or_else(String::new, |one| one.1.clone()),
        talk,
    };
    Ok(own.into_iter().map(meeting).collect())
}

fn other<'a>(talk: &'a TalkRow, firm: &FirmId) -> &'a FirmId {
    if talk.buyer_id == *firm { &talk.seller_id } else { &talk.buyer_id }
}

/// Says that the firm comes, for so many talks at most, or that it does not; what is planned is mended.
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`; `Invalid` for a number of talks out of range; `Conflict` once it is over.
pub fn answer(
    conn: &mut Conn,
    site_url: &str,
    viewer: &Viewer,
    (id, comes, most_talks): (&FairId, bool, &str),
    now: Moment,
) -> AppResult<()> {
    let (row, guest) = taken(conn, viewer, id)?;
    if local_day(now) > row.held_on {
        return Err(AppError::conflict("对接会已经结束", "The fair is over"));
    }
    let wanted = most_talks.trim().parse().ok().filter(|most| (1..=row.slots).contains(most));
    let most_talks = match (comes, wanted) {
        (false, _) => guest.most_talks,
        (true, Some(wanted)) => wanted,
        (true, None) => {
            let cause = Say::new("场数不在允许的范围内", "Out of range");
            let fix = Say::new(format!("请填写 1 到 {}", row.slots), format!("Use 1 to {}", row.slots));
            return Err(AppError::invalid("most_talks", most_talks, cause, fix));
        }
    };
    let presence = if comes { Presence::Accepted } else { Presence::Declined };
    store::put_guest(conn, &GuestRow { presence, most_talks, from_slot: 0, changed_at: now, ..guest })?;
    if comes { Ok(()) } else { actions::mend(conn, site_url, &row, now) }
}

/// Says what came of a talk, once firms are asked; saying it anew replaces it.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` for a talk of others; `Conflict` before firms are asked.
pub fn say(
    conn: &mut Conn,
    viewer: &Viewer,
    (id, talk): (&FairId, &TalkId),
    (outcome, note): (Outcome, &str),
    now: Moment,
) -> AppResult<()> {
    let (row, guest) = taken(conn, viewer, id)?;
    let is_own = |talk: &TalkRow| talk.fair_id == *id && [&talk.buyer_id, &talk.seller_id].contains(&&guest.firm_id);
    let talk = store::talk(conn, talk)?.filter(is_own).ok_or(AppError::NotFound)?;
    let Some(days) = asked(&row) else {
        return Err(AppError::conflict("对接会后 30 天起填写", "It is asked from 30 days after the fair"));
    };
    let note = text::tidy(note).chars().take(LONGEST).collect();
    let (talk_id, firm_id) = (talk.id, guest.firm_id);
    Ok(store::put_outcome(conn, &OutcomeRow { talk_id, firm_id, days: days as i64, outcome, note, at: now })?)
}

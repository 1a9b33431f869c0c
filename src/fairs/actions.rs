//! What officials do with a fair: make it, invite, plan, note who stays away; and asking what came of it.

use std::collections::HashMap;

use super::hall::{Hall, affected};
use super::planner::plan::Figures;
use super::proposal::{Offer, Proposed, propose};
use super::store::{self, FairRow, GuestRow, OutcomeRow, TalkRow};
use super::{FairId, Presence, follow_up, jobs, letters, rules};
use crate::accounts::Viewer;
use crate::accounts::actions::{firm_names, for_staff};
use crate::chain::CategoryId;
use crate::clock::{Moment, local_day};
use crate::db::Conn;
use crate::faults::Fault;
use crate::fields::Get;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;
use crate::{audit, firms, queue};

/// Fairs that a list shows.
const SHOWN: i64 = 100;
/// Firms that are proposed at a time.
const MOST_PROPOSED: usize = 60;

/// A fair with all that belongs to it.
pub struct Day {
    /// The fair.
    pub row: FairRow,
    /// Those invited.
    pub guests: Vec<GuestRow>,
    /// Code and name of each of their firms.
    pub names: HashMap<FirmId, (String, String)>,
    /// The talks.
    pub talks: Vec<TalkRow>,
    /// What the timetable does.
    pub figures: Figures,
    /// What was said came of talks.
    pub outcomes: Vec<OutcomeRow>,
}

/// The latest fairs.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub fn list(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<FairRow>> {
    for_staff(viewer)?;
    Ok(store::latest(conn, SHOWN)?)
}

/// Makes a fair.
///
/// # Errors
/// `SignIn`, `Forbidden`; `Invalid` for what cannot be held.
pub fn create(conn: &mut Conn, viewer: &Viewer, get: Get, now: Moment) -> AppResult<FairRow> {
    for_staff(viewer)?;
    let fields = rules::read(get, local_day(now)).map_err(AppError::Invalid)?;
    let row = FairRow::new(fields, viewer.actor.to_string(), now);
    store::insert(conn, &row)?;
    audit::record(conn, viewer, "fair.make", "fair", row.id.as_str(), None, Some(&row.name), now)?;
    Ok(row)
}

/// A fair.
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`.
pub fn find(conn: &mut Conn, viewer: &Viewer, id: &FairId) -> AppResult<FairRow> {
    for_staff(viewer)?;
    store::find(conn, id)?.ok_or(AppError::NotFound)
}

/// A fair with all that belongs to it.
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`.
pub fn show(conn: &mut Conn, viewer: &Viewer, id: &FairId) -> AppResult<Day> {
    let row = find(conn, viewer, id)?;
    let found = store::guests(conn, id)?;
    let names = found.iter().map(|(guest, code, name)| (guest.firm_id.clone(), (code.clone(), name.clone())));
    let names = names.collect();
    let guests: Vec<GuestRow> = found.into_iter().map(|(guest, ..)| guest).collect();
    let (talks, outcomes) = (store::talks(conn, id)?, store::outcomes(conn, id)?);
    let pairings = store::pairings(conn, &ids(&guests))?;
    let figures = Hall::new(&row, &guests, pairings, &talks).figures();
    Ok(Day { guests, names, figures, talks, outcomes, row })
}

fn ids(guests: &[GuestRow]) -> Vec<FirmId> {
    guests.iter().map(|guest| guest.firm_id.clone()).collect()
}

/// A gap of the chain, by which a pairing counts for more.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The key of its category.
    pub category: CategoryId,
    /// What it is called.
    pub name: String,
}

/// A firm that is proposed, with its code and name.
pub type Named = (Proposed, String, String);

/// Firms that might be invited besides, each with its code and name; `gaps` are the gaps of the chain.
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`.
pub fn proposals(conn: &mut Conn, viewer: &Viewer, (id, gaps): (&FairId, &[Gap])) -> AppResult<(FairRow, Vec<Named>)> {
    let row = find(conn, viewer, id)?;
    let guests: Vec<FirmId> = store::guests(conn, id)?.into_iter().map(|(guest, ..)| guest.firm_id).collect();
    let of_gap = |category: &Option<CategoryId>, good: &str| {
        let found = gaps.iter().find(|gap| Some(&gap.category) == category.as_ref() || gap.name == good);
        found.map(|gap| gap.name.clone())
    };
    let offers: Vec<Offer> = store::offers(conn, &guests)?
        .into_iter()
        .map(|(buyer, seller, score, category, good)| Offer { gap: of_gap(&category, &good), buyer, seller, score })
        .collect();
    let (slots, room) = (usize::try_from(row.slots).unwrap_or(1), rules::MOST_FIRMS.saturating_sub(guests.len()));
    let found = propose(&offers, &guests.into_iter().collect(), slots, room.min(MOST_PROPOSED));
    let firms: Vec<FirmId> = found.iter().map(|one| one.firm.clone()).collect();
    let names: HashMap<FirmId, (String, String)> =
        firm_names(conn, &firms)?.into_iter().map(|(firm, code, name)| (firm, (code, name))).collect();
    let named = |one: Proposed| names.get(&one.firm).cloned().map(|(code, name)| (one, code, name));
    Ok((row, found.into_iter().filter_map(named).collect()))
}

/// Invites firms by their codes and writes to them; those invited already are passed over. Says how many are new.
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`; `Invalid` for codes of no verified firm, and for too many; `Conflict` once it is
/// over.
pub fn invite(
    conn: &mut Conn,
    site_url: &str,
    viewer: &Viewer,
    (id, codes): (&FairId, &[String]),
    now: Moment,
) -> AppResult<usize> {
    let row = find(conn, viewer, id)?;
    check_is_ahead(&row, now)?;
    let mut new = 0;
    for firm in known(conn, codes)? {
        let guest = GuestRow {
            fair_id: id.clone(),
            firm_id: firm,
            presence: Presence::Invited,
            from_slot: 0,
            most_talks: row.slots,
            changed_at: now,
        };
        if store::invite(conn, &guest)? {
            letters::invite(conn, site_url, &row, &guest.firm_id, now)?;
            new += 1;
        }
    }
    if store::guests(conn, id)?.len() > rules::MOST_FIRMS {
        let most = rules::MOST_FIRMS;
        let cause = Say::new(format!("超过 {most} 家"), format!("More than {most} firms"));
        return Err(AppError::invalid("codes", "", cause, Say::new("请分成两场", "Hold two fairs")));
    }
    audit::record(conn, viewer, "fair.invite", "fair", id.as_str(), None, Some(&new.to_string()), now)?;
    Ok(new)
}

/// The verified firms of these codes.
fn known(conn: &mut Conn, codes: &[String]) -> AppResult<Vec<FirmId>> {
    let (mut found, mut faults) = (vec![], vec![]);
    for code in codes {
        match firms::store::find_by_code(conn, code)?.filter(|firm| firm.is_verified()) {
            Some(firm) => found.push(firm.id),
            None => {
                let cause = Say::new(format!("{code}：没有这家已审核企业"), format!("{code}: no verified firm"));
                faults.push(Fault::new("codes", code, cause, Say::new("请核对编码", "Check the code")));
            }
        }
    }
    if codes.is_empty() {
        let cause = Say::new("没有填写企业编码", "No code of a firm");
        faults.push(Fault::new("codes", "", cause, Say::new("每行一个编码", "One code a line")));
    }
    if faults.is_empty() { Ok(found) } else { Err(AppError::Invalid(faults)) }
}

fn check_is_ahead(row: &FairRow, now: Moment) -> AppResult<()> {
    if local_day(now) > row.held_on {
        return Err(AppError::conflict("对接会已经结束", "The fair is over"));
    }
    Ok(())
}

/// Plans the whole day anew with those who come, and tells those whose card is another one now. At the first time the
/// questions what came of it are put in the queue.
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`; `Conflict` once what is planned has begun; `Invalid` for what cannot be planned.
pub fn plan(conn: &mut Conn, site_url: &str, viewer: &Viewer, id: &FairId, now: Moment) -> AppResult<()> {
    let row = find(conn, viewer, id)?;
    check_is_ahead(&row, now)?;
    if row.planned_at.is_some() && row.has_begun(now) {
        let zh = "对接会已经开始，只能登记缺席";
        return Err(AppError::conflict(zh, "The fair has begun; note who is absent instead"));
    }
    let guests: Vec<GuestRow> = store::guests(conn, id)?.into_iter().map(|(guest, ..)| guest).collect();
    let pairings = store::pairings(conn, &ids(&guests))?;
    let before = store::talks(conn, id)?;
    let after = Hall::new(&row, &guests, pairings, &[]).plan()?;
    store::put_talks(conn, &before, &after)?;
    store::planned(conn, id, now)?;
    if row.planned_at.is_none() {
        queue::enqueue_at(conn, jobs::ASK, id.as_str(), follow_up::morning(row.held_on, 0), now)?;
    }
    for firm in affected(&before, &after) {
        letters::card(conn, site_url, &row, &firm, now)?;
    }
    audit::record(conn, viewer, "fair.plan", "fair", id.as_str(), None, Some(&after.len().to_string()), now)
}

/// Notes that a firm is not there from a slot on, and mends the timetable; or, without a slot, that it comes after all. It
/// then has talks once all is planned anew.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` for a firm that was not invited; `Conflict` once it is over.
pub fn absent(
    conn: &mut Conn,
    site_url: &str,
    viewer: &Viewer,
    (id, code, slot): (&FairId, &str, Option<i64>),
    now: Moment,
) -> AppResult<()> {
    let row = find(conn, viewer, id)?;
    check_is_ahead(&row, now)?;
    let firm = firms::store::find_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    let guest = store::guest(conn, id, &firm.id)?.ok_or(AppError::NotFound)?;
    let (presence, from_slot) = match slot {
        Some(slot) => (Presence::Absent, slot.clamp(0, row.slots - 1)),
        None => (Presence::Accepted, 0),
    };
    store::put_guest(conn, &GuestRow { presence, from_slot, changed_at: now, ..guest })?;
    mend(conn, site_url, &row, now)?;
    let said = format!("{code}: {presence}");
    audit::record(conn, viewer, "fair.presence", "fair", id.as_str(), None, Some(&said), now)
}

/// Mends the timetable for those who do not come, and tells those whose card is another one now.
///
/// # Errors
/// Those of the database.
pub fn mend(conn: &mut Conn, site_url: &str, row: &FairRow, now: Moment) -> AppResult<()> {
    let guests: Vec<GuestRow> = store::guests(conn, &row.id)?.into_iter().map(|(guest, ..)| guest).collect();
    let (pairings, before) = (store::pairings(conn, &ids(&guests))?, store::talks(conn, &row.id)?);
    let after = Hall::new(row, &guests, pairings, &before).mend();
    store::put_talks(conn, &before, &after)?;
    for firm in affected(&before, &after) {
        letters::card(conn, site_url, row, &firm, now)?;
    }
    Ok(())
}

/// Asks the firms that talked what came of it, if a question is due, and puts the next one in the queue.
///
/// # Errors
/// Those of the database.
pub fn ask(conn: &mut Conn, site_url: &str, id: &FairId, now: Moment) -> AppResult<()> {
    let Some(row) = store::find(conn, id)? else { return Ok(()) };
    let done = usize::try_from(row.asked).unwrap_or(0);
    let due = follow_up::due(row.held_on, done, local_day(now));
    let next = due.map_or(done, |question| question + 1);
    if next < follow_up::AFTER.len() {
        queue::enqueue_at(conn, jobs::ASK, id.as_str(), follow_up::morning(row.held_on, next), now)?;
    }
    let Some(question) = due.filter(|_| next > done) else { return Ok(()) };
    if !store::asked(conn, id, row.asked, next as i64)? {
        return Ok(());
    }
    for firm in affected(&store::talks(conn, id)?, &[]) {
        letters::ask(conn, site_url, &row, (&firm, follow_up::AFTER[question]), now)?;
    }
    Ok(())
}

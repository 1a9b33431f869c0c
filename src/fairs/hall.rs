//! The numbers that the planner reckons with, made of what is kept; and back.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::planner::absence::without;
use super::planner::plan::{Figures, figures, plan};
use super::planner::{Fair, Firm, Pair, Table, Talk, Timetable};
use super::store::{FairRow, GuestRow, Paired, TalkRow};
use super::{Presence, TalkId};
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;

/// Decimetres between two tables.
const APART: i32 = 20;

/// A fair in numbers.
pub struct Hall<'a> {
    row: &'a FairRow,
    guests: &'a [GuestRow],
    /// The pairs, as they are kept.
    paired: Vec<Paired>,
    talks: &'a [TalkRow],
    fair: Fair,
}

impl<'a> Hall<'a> {
    /// A fair, its guests, their pairings with the best first, and the talks that are planned.
    pub fn new(row: &'a FairRow, guests: &'a [GuestRow], pairings: Vec<Paired>, talks: &'a [TalkRow]) -> Hall<'a> {
        let number: HashMap<&FirmId, u32> = guests.iter().map(|guest| &guest.firm_id).zip(0..).collect();
        let planned = talks.iter().map(|talk| {
            let (need, product) = (talk.need_id.clone(), talk.product_id.clone());
            (need, product, talk.buyer_id.clone(), talk.seller_id.clone(), talk.score)
        });
        let mut seen = HashSet::new();
        let mut paired = vec![];
        // What is planned comes first, so that a talk stays what it was about; each two firms meet once.
        for pair in planned.chain(pairings) {
            let ends = number.get(&pair.2).zip(number.get(&pair.3)).filter(|(buyer, seller)| buyer != seller);
            if let Some((buyer, seller)) = ends
                && seen.insert((*buyer, *seller))
            {
                paired.push(pair);
            }
        }
        let pair = |pair: &Paired| Pair {
            buyer: number[&pair.2],
            seller: number[&pair.3],
            score: u32::try_from(pair.4).unwrap_or(1).max(1),
        };
        let fair = Fair {
            firms: guests.iter().map(firm).collect(),
            tables: (0..row.tables).map(|table| place(table, row.per_row)).collect(),
            slots: u32::try_from(row.slots).unwrap_or(0),
            pairs: paired.iter().map(pair).collect(),
            everyone_first: row.everyone_first,
        };
        Hall { row, guests, paired, talks, fair }
    }

    /// Plans the whole day with those who come, from the pairings; talks that were planned before do not count.
    ///
    /// # Errors
    /// `Invalid` for what cannot be planned.
    pub fn plan(&self) -> AppResult<Vec<TalkRow>> {
        let comes = |firm: &FirmId| self.guests.iter().any(|one| one.firm_id == *firm && one.presence.is_coming());
        let mut fair = self.fair.clone();
        let kept: Vec<usize> =
            (0..fair.pairs.len()).filter(|at| comes(&self.paired[*at].2) && comes(&self.paired[*at].3)).collect();
        fair.pairs = kept.iter().map(|at| self.fair.pairs[*at]).collect();
        let planned = plan(&fair).map_err(AppError::Invalid)?;
        let back = |talk: &Talk| Talk { pair: kept[talk.pair as usize] as u32, ..*talk };
        Ok(self.rows(&Timetable::new(planned.talks.iter().map(back).collect())))
    }

    /// Mends what is planned for those who do not come, the earliest absence first; all others stay where they are as far
    /// as can be.
    pub fn mend(&self) -> Vec<TalkRow> {
        let mut away: Vec<(u32, u32)> = (0..).zip(self.guests).filter_map(|(at, one)| Some((away(one)?, at))).collect();
        away.sort_unstable();
        let (mut timetable, mut absent) = (self.timetable(), vec![]);
        for (from, firm) in away {
            absent.push(firm);
            timetable = without(&self.fair, &timetable, &absent, from).timetable;
        }
        self.rows(&timetable)
    }

    /// What the planned talks do in figures.
    pub fn figures(&self) -> Figures {
        figures(&self.fair, &self.timetable())
    }

    fn timetable(&self) -> Timetable {
        let pair = |talk: &TalkRow| {
            let is_it = |pair: &Paired| pair.2 == talk.buyer_id && pair.3 == talk.seller_id;
            self.paired.iter().position(is_it).map(|at| at as u32)
        };
        let talk = |row: &TalkRow| Some(Talk { slot: row.slot as u32, table: row.seat as u32, pair: pair(row)? });
        Timetable::new(self.talks.iter().filter_map(talk).collect())
    }

    fn rows(&self, timetable: &Timetable) -> Vec<TalkRow> {
        let row = |talk: &Talk| {
            let (need_id, product_id, buyer_id, seller_id, score) = self.paired[talk.pair as usize].clone();
            let known = self.talks.iter().find(|row| row.buyer_id == buyer_id && row.seller_id == seller_id);
            TalkRow {
                id: known.map_or_else(TalkId::new, |row| row.id.clone()),
                fair_id: self.row.id.clone(),
                slot: talk.slot.into(),
                seat: talk.table.into(),
                need_id,
                product_id,
                buyer_id,
                seller_id,
                score,
            }
        };
        timetable.talks.iter().map(row).collect()
    }
}

fn firm(guest: &GuestRow) -> Firm {
    Firm { most_talks: u32::try_from(guest.most_talks).unwrap_or(0) }
}

/// The slot from which a guest is not there.
fn away(guest: &GuestRow) -> Option<u32> {
    match guest.presence {
        Presence::Invited | Presence::Accepted => None,
        Presence::Declined => Some(0),
        Presence::Absent => Some(u32::try_from(guest.from_slot).unwrap_or(0)),
    }
}

/// Where a table stands: rows of so many, all as far apart.
fn place(table: i64, per_row: i64) -> Table {
    let (x, y) = (table % per_row.max(1), table / per_row.max(1));
    Table { x: x as i32 * APART, y: y as i32 * APART }
}

/// The firms whose card is another one now.
pub fn affected(before: &[TalkRow], after: &[TalkRow]) -> BTreeSet<FirmId> {
    let place = |talk: &TalkRow| (talk.slot, talk.seat, talk.buyer_id.clone(), talk.seller_id.clone());
    let (old, new): (HashSet<_>, HashSet<_>) = (before.iter().map(place).collect(), after.iter().map(place).collect());
    old.symmetric_difference(&new).flat_map(|place| [place.2.clone(), place.3.clone()]).collect()
}

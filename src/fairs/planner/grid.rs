//! A timetable while it is made: who talks when, and how much goes on in a slot.

use super::{Fair, Timetable};

/// No talk.
const NONE: u32 = u32::MAX;

/// The pair that each firm talks as in each slot.
#[derive(Debug, Clone)]
pub struct Grid<'a> {
    /// What is planned.
    pub fair: &'a Fair,
    cells: Vec<u32>,
    talks: Vec<u32>,
}

impl<'a> Grid<'a> {
    /// A grid without talks.
    pub fn new(fair: &'a Fair) -> Grid<'a> {
        let slots = fair.slots as usize;
        Grid { fair, cells: vec![NONE; fair.firms.len() * slots], talks: vec![0; slots] }
    }

    /// The grid of a timetable without clashes.
    pub fn of(fair: &'a Fair, timetable: &Timetable) -> Grid<'a> {
        let mut grid = Grid::new(fair);
        timetable.talks.iter().for_each(|talk| grid.put(talk.pair, talk.slot));
        grid
    }

    fn cell(&self, firm: u32, slot: u32) -> usize {
        (firm * self.fair.slots + slot) as usize
    }

    /// The pair that a firm talks as in a slot.
    pub fn at(&self, firm: u32, slot: u32) -> Option<u32> {
        Some(self.cells[self.cell(firm, slot)]).filter(|pair| *pair != NONE)
    }

    /// The slot in which a pair talks.
    pub fn slot_of(&self, pair: u32) -> Option<u32> {
        let [buyer, _] = self.fair.ends(pair);
        (0..self.fair.slots).find(|slot| self.at(buyer, *slot) == Some(pair))
    }

    /// All talks, as pair and slot, slot by slot.
    pub fn all(&self) -> Vec<(u32, u32)> {
        let firms = 0..self.fair.firms.len() as u32;
        let in_slot = |slot: u32| {
            let talks = firms.clone().filter_map(move |firm| self.at(firm, slot).map(|pair| (firm, pair)));
            talks.filter(|(firm, pair)| self.fair.ends(*pair)[0] == *firm).map(move |(_, pair)| (pair, slot))
        };
        (0..self.fair.slots).flat_map(in_slot).collect()
    }

    /// Whether both firms of a pair are free in a slot.
    pub fn is_free(&self, pair: u32, slot: u32) -> bool {
        self.fair.ends(pair).iter().all(|firm| self.at(*firm, slot).is_none())
    }

    /// The slots in which a firm is free.
    pub fn free(&self, firm: u32) -> impl Iterator<Item = u32> + '_ {
        (0..self.fair.slots).filter(move |slot| self.at(firm, *slot).is_none())
    }

    /// Talks in a slot.
    pub fn talks(&self, slot: u32) -> u32 {
        self.talks[slot as usize]
    }

    /// Whether there is a table for one more talk in a slot.
    pub fn has_table(&self, slot: u32) -> bool {
        self.talks(slot) < self.fair.tables.len() as u32
    }

    /// Talks of a firm.
    pub fn count(&self, firm: u32) -> u32 {
        (0..self.fair.slots).filter(|slot| self.at(firm, *slot).is_some()).count() as u32
    }

    /// Whether both firms of a pair want one more talk.
    pub fn has_room(&self, pair: u32) -> bool {
        self.fair.ends(pair).iter().all(|firm| self.count(*firm) < self.fair.room(*firm))
    }

    /// Lets a pair talk in a slot.
    pub fn put(&mut self, pair: u32, slot: u32) {
        self.set(pair, slot, pair);
        self.talks[slot as usize] += 1;
    }

    /// Takes the talk of a pair out of a slot.
    pub fn take(&mut self, pair: u32, slot: u32) {
        self.set(pair, slot, NONE);
        self.talks[slot as usize] -= 1;
    }

    fn set(&mut self, pair: u32, slot: u32, value: u32) {
        for firm in self.fair.ends(pair) {
            let cell = self.cell(firm, slot);
            self.cells[cell] = value;
        }
    }

    /// The talks that alternate between two slots, from a firm on, in their order, beginning with the first slot.
    pub fn chain(&self, firm: u32, slots: [u32; 2]) -> Vec<(u32, u32)> {
        let (mut at, mut turn, mut chain) = (firm, 0, vec![]);
        while let Some(pair) = self.at(at, slots[turn]) {
            chain.push((pair, slots[turn]));
            let [buyer, seller] = self.fair.ends(pair);
            at = if at == buyer { seller } else { buyer };
            turn = 1 - turn;
            // All the way round: a ring.
            if at == firm {
                break;
            }
        }
        chain
    }

    /// Moves each talk of a chain to the other of the two slots.
    pub fn swap(&mut self, chain: &[(u32, u32)], slots: [u32; 2]) {
        chain.iter().for_each(|(pair, slot)| self.take(*pair, *slot));
        for (pair, slot) in chain {
            self.put(*pair, if *slot == slots[0] { slots[1] } else { slots[0] });
        }
    }
}

//! Changes on the day: a firm does not come. Its talks are taken out, and those it would have met get others, while
//! everybody else keeps slot and table.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::grid::Grid;
use super::{Fair, Talk, Timetable};

/// A timetable that was mended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What is held now.
    pub timetable: Timetable,
    /// Talks that are not held.
    pub dropped: Vec<Talk>,
    /// Talks that are new.
    pub added: Vec<Talk>,
    /// Talks that take place at another time, before and after.
    pub moved: Vec<(Talk, Talk)>,
}

/// Mends a timetable without clashes: the firms of `absent` are not there from slot `from` on (the last of them may be
/// news, the others known). Talks before it stay as they were. Those who lose a talk get the best pairs that find both
/// firms and a table free, whoever has no talk left first. A talk of others is moved only where such a firm would else
/// have none because all tables are taken.
pub fn without(fair: &Fair, timetable: &Timetable, absent: &[u32], from: u32) -> Change {
    let is_absent = |pair: u32| fair.ends(pair).iter().any(|firm| absent.contains(firm));
    let (dropped, kept): (Vec<Talk>, Vec<Talk>) =
        timetable.talks.iter().partition(|talk| talk.slot >= from && is_absent(talk.pair));
    let waiting: BTreeSet<u32> = dropped.iter().flat_map(|talk| fair.ends(talk.pair)).collect();
    let waiting = waiting.into_iter().filter(|firm| !absent.contains(firm)).collect();
    let open = (0..fair.pairs.len() as u32).filter(|pair| !is_absent(*pair));
    let open = open.filter(|pair| kept.iter().all(|talk| talk.pair != *pair)).collect();
    let grid = Grid::of(fair, &Timetable::new(kept.clone()));
    let mut day = Day { grid, talks: kept, open, waiting, from, added: vec![], moved: vec![] };
    while day.add(true) || day.make_room() || day.add(false) {}
    let (added, moved) = (day.added, day.moved);
    Change { timetable: Timetable::new(day.talks), dropped, added, moved }
}

/// A day that is being mended.
struct Day<'a> {
    grid: Grid<'a>,
    talks: Vec<Talk>,
    /// Pairs that could still talk.
    open: Vec<u32>,
    /// Firms that lost a talk.
    waiting: BTreeSet<u32>,
    from: u32,
    added: Vec<Talk>,
    moved: Vec<(Talk, Talk)>,
}

impl Day<'_> {
    /// Whether a firm that lost a talk has none.
    fn is_idle(&self, firm: u32) -> bool {
        self.waiting.contains(&firm) && self.grid.count(firm) == 0
    }

    /// Pairs of those who wait: first those of firms without any talk, then by score.
    fn candidates(&self) -> Vec<u32> {
        let ends = |pair: u32| self.grid.fair.ends(pair).into_iter();
        let is_wanted =
            |pair: &&u32| ends(**pair).any(|firm| self.waiting.contains(&firm)) && self.grid.has_room(**pair);
        let mut pairs: Vec<u32> = self.open.iter().filter(is_wanted).copied().collect();
        pairs.sort_by_key(|pair| {
            let idle = ends(*pair).filter(|firm| self.is_idle(*firm)).count();
            (Reverse(idle), Reverse(self.grid.fair.pairs[*pair as usize].score), *pair)
        });
        pairs
    }

    fn slots(&self) -> impl Iterator<Item = u32> + use<> {
        self.from..self.grid.fair.slots
    }

    /// A table that is free in a slot: of those the nearest to where the firms of the pair sit before and after.
    fn table(&self, pair: u32, slot: u32) -> Option<u32> {
        let fair = self.grid.fair;
        let is_taken = |table: u32| self.talks.iter().any(|talk| (talk.slot, talk.table) == (slot, table));
        let ends = fair.ends(pair);
        let near = self.talks.iter().filter(|talk| talk.slot.abs_diff(slot) <= 1);
        let near = near.filter(|talk| fair.ends(talk.pair).iter().any(|firm| ends.contains(firm)));
        let near: Vec<u32> = near.map(|talk| talk.table).collect();
        let way = |table: &u32| -> i64 {
            near.iter().map(|other| fair.tables[*table as usize].distance(&fair.tables[*other as usize])).sum()
        };
        (0..fair.tables.len() as u32).filter(|table| !is_taken(*table)).min_by_key(way)
    }

    /// Adds the first pair that finds a slot; `is_for_idle`: if it is one of a firm without any talk.
    fn add(&mut self, is_for_idle: bool) -> bool {
        let fits = |pair: u32| self.slots().find(|slot| self.grid.is_free(pair, *slot) && self.grid.has_table(*slot));
        let is_meant = |pair: &u32| !is_for_idle || self.grid.fair.ends(*pair).iter().any(|firm| self.is_idle(*firm));
        let mut pairs = self.candidates().into_iter().filter(is_meant);
        let found = pairs.find_map(|pair| Some((pair, fits(pair)?)));
        found.is_some_and(|(pair, slot)| self.hold(pair, slot))
    }

    fn hold(&mut self, pair: u32, slot: u32) -> bool {
        let Some(table) = self.table(pair, slot) else { return false };
        let talk = Talk { slot, table, pair };
        self.grid.put(pair, slot);
        self.open.retain(|other| *other != pair);
        self.talks.push(talk);
        self.added.push(talk);
        true
    }

    /// Lets a firm without any talk have one in a slot in which no table is free, by moving a talk of others out of it.
    fn make_room(&mut self) -> bool {
        let pairs = self.candidates().into_iter();
        let mut pairs = pairs.filter(|pair| self.grid.fair.ends(*pair).iter().any(|firm| self.is_idle(*firm)));
        let found = pairs.find_map(|pair| {
            let mut slots = self.slots().filter(|slot| self.grid.is_free(pair, *slot));
            slots.find_map(|slot| Some((pair, slot, self.movable(slot)?)))
        });
        found.is_some_and(|(pair, slot, (other, to))| self.shift(other, slot, to) && self.hold(pair, slot))
    }

    /// A pair that talks in a slot and could as well in another, and that other.
    fn movable(&self, slot: u32) -> Option<(u32, u32)> {
        let talks = self.talks.iter().filter(|talk| talk.slot == slot).map(|talk| talk.pair);
        talks.into_iter().find_map(|pair| Some((pair, self.elsewhere(pair, slot)?)))
    }

    /// Another slot in which a pair and a table are free.
    fn elsewhere(&self, pair: u32, slot: u32) -> Option<u32> {
        let others = self.slots().filter(|other| *other != slot);
        others.into_iter().find(|other| self.grid.is_free(pair, *other) && self.grid.has_table(*other))
    }

    /// Moves a talk to another slot, at its own table where that is free.
    fn shift(&mut self, pair: u32, from: u32, to: u32) -> bool {
        let Some(at) = self.talks.iter().position(|talk| talk.pair == pair) else { return false };
        let before = self.talks[at];
        let is_taken = self.talks.iter().any(|talk| (talk.slot, talk.table) == (to, before.table));
        let table = if is_taken { self.table(pair, to) } else { Some(before.table) };
        let Some(table) = table else { return false };
        let after = Talk { slot: to, table, pair };
        self.grid.take(pair, from);
        self.grid.put(pair, to);
        self.talks[at] = after;
        let moved = self.moved.iter_mut().map(|(_, talk)| talk);
        match self.added.iter_mut().chain(moved).find(|talk| **talk == before) {
            Some(own) => *own = after,
            None => self.moved.push((before, after)),
        }
        true
    }
}

//! What may be shown of a quarter, decided once for all its tables together. Whoever shows a figure asks here.

use super::census::Tally;
use super::grid::{Grid, Line, Unit};
use super::stats::disclosure::{Contributors, Figure, Figures, Id, Protected, Rules};
use super::stats::space::hexagons;
use super::stats::value::{Absent, Value};

/// The name of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A cell or margin of districts and industries.
    Cell(Unit, Option<u16>, Line),
    /// A hexagon.
    Hexagon(Unit, u64),
    /// All firms whose place is known, or is not.
    Placed(Unit, bool),
    /// Needs of a district (none: all) by where they are bought today (none: all together).
    Needs(Option<u16>, Option<u8>),
    /// Their budgets.
    Budget(Option<u16>, Option<u8>),
    /// Confirmed deals, local or not (none: all); and what they amount to.
    Deals(Option<bool>),
    Dealt(Option<bool>),
}

/// All firms.
const ALL: Key = Key::Cell(Unit::Plants, None, Line::All);

/// A figure that comes from elsewhere than the grid, with the sums that it is part of.
pub struct Extra {
    /// Its name.
    pub key: Key,
    /// The figure.
    pub figure: Figure,
}

/// Totals and what they are the sums of.
pub type Sum = (Key, Vec<Key>);

/// A protected quarter.
pub struct Guard {
    protected: Protected<Key>,
}

impl Guard {
    /// Decides about the grid and about `extra` figures with the sums among them.
    pub fn new(grid: &Grid, extra: &[Extra], sums: Vec<Sum>) -> Guard {
        let mut set = Set::default();
        for unit in [Unit::Plants, Unit::Jobs] {
            set.grid(grid, unit);
            set.hexagons(grid, unit);
        }
        extra.iter().for_each(|one| set.add(one.key, one.figure));
        sums.into_iter().for_each(|(total, parts)| set.sum(total, parts));
        Guard { protected: set.figures.protect(&Rules::default()) }
    }

    /// A figure; zero where nobody contributes to it, `Suppressed` where it may not be shown.
    pub fn value(&self, key: Key) -> Value {
        self.protected.id(&key).map_or(Ok(0.0), |id| self.protected.value(id))
    }

    /// A number that was computed from figures, if all of them may be shown.
    pub fn derived(&self, from: &[Key], value: Value) -> Value {
        let ids: Vec<Id> = from.iter().filter_map(|key| self.protected.id(key)).collect();
        self.protected.derived(&ids, value)
    }

    /// Whether all the figures may be shown.
    pub fn shows(&self, from: &[Key]) -> bool {
        self.derived(from, Ok(0.0)).is_ok()
    }

    /// How many figures are withheld: for their own sake, and for others'.
    pub fn withheld(&self) -> (usize, usize) {
        self.protected.withheld()
    }
}

/// `value`, unless fewer than `least` firms stand behind it.
pub fn of_at_least(least: u64, firms: u64, value: Value) -> Value {
    if firms < least { Err(Absent::TooFew) } else { value }
}

#[derive(Default)]
struct Set {
    figures: Figures<Key>,
    known: std::collections::HashMap<Key, Id>,
}

impl Set {
    fn add(&mut self, key: Key, figure: Figure) {
        // A key is met once, so no two figures clash.
        if let Ok(id) = self.figures.add(key, figure) {
            self.known.insert(key, id);
        }
    }

    /// Declares a sum of those parts that are there; the others are zero.
    fn sum(&mut self, total: Key, parts: impl IntoIterator<Item = Key>) {
        let Some(total) = self.known.get(&total).copied() else { return };
        let parts: Vec<Id> = parts.into_iter().filter_map(|key| self.known.get(&key).copied()).collect();
        self.figures.sum(total, parts);
    }

    fn grid(&mut self, grid: &Grid, unit: Unit) {
        let filled = grid.filled();
        for ((district, line), tally) in &filled {
            let key = Key::Cell(unit, *district, *line);
            match figure(tally, unit) {
                // How many firms the city has is on its front page.
                Some(figure) if key == ALL => self.add(key, figure.published()),
                Some(figure) => self.add(key, figure),
                None => {}
            }
        }
        let districts: Vec<u16> = (0..grid.districts.len() as u16).collect();
        for ((district, line), _) in &filled {
            let total = Key::Cell(unit, *district, *line);
            let cell = |line| Key::Cell(unit, *district, line);
            match line {
                Line::All => self.sum(total, (0..grid.tops.len() as u16).map(|at| cell(Line::Top(at)))),
                Line::Top(top) => {
                    let own = grid.classes.iter().zip(0..).filter(|((_, of), _)| of == top);
                    self.sum(total, own.map(|(_, at)| cell(Line::Class(at))));
                }
                Line::Class(_) => {}
            }
            if district.is_none() {
                self.sum(total, districts.iter().map(|at| Key::Cell(unit, Some(*at), *line)));
            }
        }
    }

    fn hexagons(&mut self, grid: &Grid, unit: Unit) {
        let mut placed = Tally::default();
        for (hexagon, tally) in grid.hexagons.iter().chain(&grid.wide) {
            if let Some(figure) = figure(tally, unit) {
                self.add(Key::Hexagon(unit, *hexagon), figure);
            }
        }
        grid.wide.iter().for_each(|(_, tally)| placed.merge(tally));
        // The largest of those without a place are not known apart, so they are taken to be as large as can be.
        let all = grid.tally(None, Line::All);
        let (plants, stated) = (all.plants - placed.plants, all.stated - placed.stated);
        let jobs = all.jobs - placed.jobs;
        let top1 = jobs.min(all.top1);
        let unplaced = Tally { plants, stated, jobs, top1, top2: (jobs - top1).min(all.top2), ..Tally::default() };
        for (is_placed, tally) in [(true, placed), (false, unplaced)] {
            if let Some(figure) = figure(&tally, unit) {
                self.add(Key::Placed(unit, is_placed), figure);
            }
        }
        self.sum(Key::Cell(unit, None, Line::All), [true, false].map(|is_placed| Key::Placed(unit, is_placed)));
        self.sum(Key::Placed(unit, true), grid.wide.iter().map(|(hexagon, _)| Key::Hexagon(unit, *hexagon)));
        for (wide, _) in &grid.wide {
            let inside =
                grid.hexagons.iter().filter(|(own, _)| hexagons::parent(*own, super::grid::WIDE) == Some(*wide));
            self.sum(Key::Hexagon(unit, *wide), inside.map(|(own, _)| Key::Hexagon(unit, *own)));
        }
    }
}

/// The figure of a tally; none where nobody contributes.
fn figure(tally: &Tally, unit: Unit) -> Option<Figure> {
    match unit {
        Unit::Plants => (tally.plants > 0).then(|| Figure::count(tally.plants)),
        Unit::Jobs => (tally.stated > 0).then(|| {
            let (top1, top2, total) = (tally.top1 as f64, tally.top2 as f64, tally.jobs as f64);
            Figure::amount(Contributors { n: tally.stated, top1, top2, total })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clusters::census::{Plant, count};
    use crate::clusters::directory::Directory;
    use crate::clusters::grid::WIDE;
    use crate::clusters::stats::dice::Dice;
    use crate::clusters::stats::tests::attacker::{self, Sum};

    /// Firms that lie and work anywhere; most industries are small.
    fn city(seed: u64) -> Grid {
        let mut dice = Dice::new(seed, 0);
        let plant = |dice: &mut Dice| {
            let small = dice.unit() * dice.unit();
            Plant {
                industry: Some(format!("C{}{}", 13 + (small * 6.0) as u32, 10 + dice.below(4))),
                division: Some(format!("{}", dice.below(5))),
                jobs: (dice.unit() < 0.9).then(|| (1.0 / (0.002 + dice.unit())) as u64),
                place: (dice.unit() < 0.95).then(|| (120.8 + dice.unit() * 0.1, 32.0 + dice.unit() * 0.1)),
            }
        };
        let plants: Vec<Plant> = (0..200).map(|_| plant(&mut dice)).collect();
        let directory = Directory::default();
        Grid::new(&count(&plants, &directory), &directory)
    }

    /// What a reader of all tables knows, written down anew: the figures by place, and which sums hold among them.
    fn known(grid: &Grid, guard: &Guard, unit: Unit) -> (Vec<Key>, Vec<bool>, Vec<Sum>) {
        let mut keys: Vec<Key> = grid.filled().into_iter().map(|((d, line), _)| Key::Cell(unit, d, line)).collect();
        keys.extend(grid.hexagons.iter().chain(&grid.wide).map(|(hexagon, _)| Key::Hexagon(unit, *hexagon)));
        keys.extend([true, false].map(|placed| Key::Placed(unit, placed)));
        let at = |key: Key| keys.iter().position(|one| *one == key);
        let mut sums = vec![];
        let mut sum = |total: Key, parts: Vec<Key>| {
            if let Some(total) = at(total) {
                sums.push(Sum { total, parts: parts.into_iter().filter_map(at).collect() });
            }
        };
        let every = || std::iter::once(None).chain((0..grid.districts.len() as u16).map(Some));
        let cell = |d: Option<u16>, line: Line| Key::Cell(unit, d, line);
        let lines = || grid.filled().into_iter().map(|((_, line), _)| line);
        for district in every() {
            sum(cell(district, Line::All), (0..grid.tops.len() as u16).map(|t| cell(district, Line::Top(t))).collect());
            for top in 0..grid.tops.len() as u16 {
                let own = (0..grid.classes.len() as u16).filter(|c| grid.classes[usize::from(*c)].1 == top);
                sum(cell(district, Line::Top(top)), own.map(|c| cell(district, Line::Class(c))).collect());
            }
        }
        for line in lines() {
            sum(cell(None, line), every().flatten().map(|d| cell(Some(d), line)).collect());
        }
        sum(cell(None, Line::All), [true, false].map(|placed| Key::Placed(unit, placed)).to_vec());
        sum(Key::Placed(unit, true), grid.wide.iter().map(|(hexagon, _)| Key::Hexagon(unit, *hexagon)).collect());
        for (wide, _) in &grid.wide {
            let inside = grid.hexagons.iter().filter(|(own, _)| hexagons::parent(*own, WIDE) == Some(*wide));
            sum(Key::Hexagon(unit, *wide), inside.map(|(own, _)| Key::Hexagon(unit, *own)).collect());
        }
        let hidden = keys.iter().map(|key| !guard.shows(&[*key])).collect();
        (keys, hidden, sums)
    }

    #[test]
    fn an_attacker_with_all_tables_recovers_no_hidden_cell() {
        for seed in 0..2 {
            let grid = city(seed);
            let guard = Guard::new(&grid, &[], vec![]);
            for unit in [Unit::Plants, Unit::Jobs] {
                let (keys, hidden, sums) = known(&grid, &guard, unit);
                let withheld = hidden.iter().filter(|hidden| **hidden).count();
                assert!(withheld > 10 && withheld < keys.len(), "{withheld} of {}", keys.len());
                let found = attacker::determined(&hidden, &sums);
                let found: Vec<Key> = found.into_iter().map(|at| keys[at]).collect();
                assert!(found.is_empty(), "{unit:?} with seed {seed}: {found:?}");
                let small = |key: &Key| match key {
                    Key::Cell(Unit::Plants, district, line) => (1..3).contains(&grid.tally(*district, *line).plants),
                    _ => false,
                };
                assert!(keys.iter().zip(&hidden).all(|(key, hidden)| *hidden || !small(key)));
            }
        }
    }
}

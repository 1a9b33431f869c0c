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
        // The largest of those without a place are not known apart; all jobs that are not placed may be one firm's.
        let all = grid.tally(None, Line::All);
        let (plants, stated) = (all.plants - placed.plants, all.stated - placed.stated);
        let jobs = all.jobs - placed.jobs;
        let unplaced = Tally { plants, stated, jobs, top1: jobs, ..Tally::default() };
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

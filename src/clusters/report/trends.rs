//! Earlier quarters, each protected as it was when it was the present one.

use super::{Grid, Guard, Key, Line, Unit, cell};
use crate::clusters::Quarter;
use crate::clusters::stats::value::{Absent, Value};

/// An earlier quarter.
pub struct Past {
    /// Which one.
    pub quarter: Quarter,
    grid: Grid,
    guard: Guard,
}

impl Past {
    /// Protects it.
    pub fn new(quarter: Quarter, grid: Grid) -> Past {
        Past { quarter, guard: Guard::new(&grid, &[], vec![]), grid }
    }

    /// A hexagon; 0 where it had no firms.
    pub fn hexagon(&self, unit: Unit, id: u64) -> Value {
        self.guard.value(Key::Hexagon(unit, id))
    }

    /// A cell, its district by code and its industry as `now` numbers them. `NoBase` where it had no such line.
    pub fn cell(&self, unit: Unit, district: Option<&str>, line: Line, now: &Grid) -> Value {
        let district = match district {
            Some(code) => Some(self.grid.district(code).ok_or(Absent::NoBase)?),
            None => None,
        };
        let same = |code: &str| match line {
            Line::Class(_) => {
                let at = self.grid.classes.iter().position(|(named, _)| named.code == code);
                at.map(|at| Line::Class(at as u16))
            }
            _ => self.grid.tops.iter().position(|named| named.code == code).map(|at| Line::Top(at as u16)),
        };
        let line = match now.named(line) {
            Some(named) => same(&named.code).ok_or(Absent::NoBase)?,
            None => Line::All,
        };
        cell(&self.grid, &self.guard, unit, district, line)
    }
}

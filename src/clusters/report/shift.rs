//! Whose growth is it? Shift-share of each district since the quarter before, worked out of figures that are shown:
//! what is withheld in either quarter is pooled in one line with the district's rest, which every reader knows anyway.

use super::trends::Past;
use super::{Grid, Guard, Level, Line, Unit, cell};
use crate::clusters::stats::shift_share::{Pace, ShiftShare, shift_share};
use crate::clusters::stats::table::Table;
use crate::clusters::stats::value::{Absent, Value};

/// The parts of each district's growth of firms.
pub fn by_district(grid: &Grid, guard: &Guard, last: Option<&Past>) -> Vec<Result<ShiftShare, Absent>> {
    let one = |district| of_district(grid, guard, last.ok_or(Absent::NoBase)?, district);
    (0..grid.districts.len() as u16).map(one).collect()
}

fn of_district(grid: &Grid, guard: &Guard, last: &Past, district: u16) -> Result<ShiftShare, Absent> {
    let code = grid.districts[usize::from(district)].code.as_str();
    let now = |district, line| cell(grid, guard, Unit::Plants, district, line);
    // An industry or district that was not there had nothing, unless it is withheld.
    let before = |here: bool, line| match last.cell(Unit::Plants, here.then_some(code), line, grid) {
        Err(Absent::NoBase) => Ok(0.0),
        other => other,
    };
    let four = |line| -> Result<[f64; 4], Absent> {
        Ok([before(true, line)?, before(false, line)?, now(Some(district), line)?, now(None, line)?])
    };
    let all = four(Line::All)?;
    let mut shown: Vec<[f64; 4]> = grid.lines(Level::Top).into_iter().filter_map(|line| four(line).ok()).collect();
    let rest = |at: usize| (all[at] - shown.iter().map(|line| line[at]).sum::<f64>()).max(0.0);
    shown.push([rest(0), rest(1), rest(2), rest(3)]);
    // The district and the rest of the city, so that the columns add up to the city.
    let table = |own: usize, city: usize| {
        let here = shown.iter().map(|line| line[own]);
        Table::new(shown.len(), here.chain(shown.iter().map(|line| line[city] - line[own])).collect())
    };
    shift_share(&table(0, 1), &table(2, 3), 0, Pace::City)
}

/// A part of a growth.
pub fn part(found: &Result<ShiftShare, Absent>, of: fn(&ShiftShare) -> f64) -> Value {
    found.as_ref().map(of).map_err(|why| *why)
}

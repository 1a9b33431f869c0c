//! The portfolio: industries of the city, and each of them in each district.

use super::trends::Past;
use super::{Grid, Guard, Key, Level, Line, Unit, cell};
use crate::clusters::census::Tally;
use crate::clusters::guard::of_at_least;
use crate::clusters::stats::agglomeration::Base;
use crate::clusters::stats::hhi::Sizes;
use crate::clusters::stats::lq;
use crate::clusters::stats::small::Interval;
use crate::clusters::stats::stars::{StarCuts, Stars, stars};
use crate::clusters::stats::strong::{StrongCuts, strong};
use crate::clusters::stats::table::Table;
use crate::clusters::stats::value::{Absent, Value, ratio};

/// Firms behind an index of plant sizes at least: with fewer, one of them could work out the others' sizes.
pub const LEAST_FOR_SIZES: u64 = 10;

/// An industry in the whole city.
#[derive(Debug, Clone)]
pub struct Industry {
    /// Which one.
    pub line: Line,
    /// Firms and jobs.
    pub firms: Value,
    pub jobs: Value,
    /// Ellison and Glaeser's index, and how many standard deviations it lies above chance.
    pub gamma: Value,
    pub z: Value,
    /// Concentration of jobs on firms.
    pub hhi: Value,
    /// Districts that have it; the one with the most firms among those shown.
    pub districts: usize,
    pub home: Option<u16>,
    /// Share by which firms and jobs grew since the quarter before.
    pub growth: Value,
    pub jobs_growth: Value,
}

/// An industry in a district.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Where.
    pub district: u16,
    /// Which industry.
    pub line: Line,
    /// Firms and jobs.
    pub firms: Value,
    pub jobs: Value,
    /// The location quotient, and its 95 % interval, as wide as counts of firms make it.
    pub quotient: Value,
    pub interval: Result<Interval, Absent>,
    /// Stars of the European observatory, and strength as the United States' map has it.
    pub stars: Result<Stars, Absent>,
    pub strong: Result<bool, Absent>,
    /// Share by which firms grew since the quarter before.
    pub growth: Value,
}

/// Sums of powers of the sizes of a tally's firms.
fn sizes(tally: &Tally) -> Sizes {
    Sizes { n: tally.stated, sum: tally.jobs as f64, squares: tally.squares, fourths: tally.fourths }
}

/// All industries of a level.
pub fn industries(grid: &Grid, guard: &Guard, base: Unit, level: Level, last: Option<&Past>) -> Vec<Industry> {
    let jobs = grid.table(level, Unit::Jobs);
    let city = Base::of(&jobs);
    let one = |(at, line): (usize, Line)| {
        let tally = grid.tally(None, line);
        let own = [Key::Cell(Unit::Plants, None, line), Key::Cell(Unit::Jobs, None, line)];
        let sized = |value: Value| {
            let enough = of_at_least(LEAST_FOR_SIZES, tally.stated, value);
            guard.derived(&own, if base == Unit::Jobs { enough } else { Err(Absent::NoBase) })
        };
        let index = city.as_ref().map(|city| city.agglomeration(&jobs, at, &sizes(&tally))).map_err(|why| *why);
        let here = (0..grid.districts.len() as u16).filter(|d| grid.tally(Some(*d), line).plants > 0);
        let shown = here.clone().filter_map(|d| Some((cell(grid, guard, Unit::Plants, Some(d), line).ok()?, d)));
        Industry {
            line,
            firms: cell(grid, guard, Unit::Plants, None, line),
            jobs: cell(grid, guard, Unit::Jobs, None, line),
            gamma: sized(index.and_then(|index| index.gamma)),
            z: sized(index.and_then(|index| index.z)),
            hhi: sized(sizes(&tally).hhi()),
            districts: here.count(),
            home: shown.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, district)| district),
            growth: growth(grid, guard, Unit::Plants, None, line, last),
            jobs_growth: growth(grid, guard, Unit::Jobs, None, line, last),
        }
    };
    grid.lines(level).into_iter().enumerate().map(one).collect()
}

/// All industries of a level in all districts that have them; what states no district or industry is left out.
pub fn clusters(grid: &Grid, guard: &Guard, base: Unit, level: Level, last: Option<&Past>) -> Vec<Cluster> {
    let (table, plants) = (grid.table(level, base), grid.table(level, Unit::Plants));
    let mut found = vec![];
    for (at, line) in grid.lines(level).into_iter().enumerate() {
        if grid.named(line).is_none_or(|named| named.code.is_empty()) {
            continue;
        }
        let (stars, strong) = (stars(&table, at, StarCuts::default()), strong(&table, at, StrongCuts::default()));
        for district in 0..grid.districts.len() as u16 {
            let row = usize::from(district);
            if grid.tally(Some(district), line).plants == 0 || grid.districts[row].code.is_empty() {
                continue;
            }
            let keys = |unit| {
                let margins = [(Some(district), line), (Some(district), Line::All), (None, line), (None, Line::All)];
                margins.map(|(district, line)| Key::Cell(unit, district, line))
            };
            let all: Vec<Key> = keys(Unit::Plants).into_iter().chain(keys(base)).collect();
            let unless_hidden = |value: Value| guard.derived(&all, value);
            let open = unless_hidden(Ok(0.0));
            found.push(Cluster {
                district,
                line,
                firms: cell(grid, guard, Unit::Plants, Some(district), line),
                jobs: cell(grid, guard, Unit::Jobs, Some(district), line),
                quotient: unless_hidden(lq::quotient(&table, row, at)),
                interval: open.and_then(|_| interval((&table, &plants), row, at)),
                stars: open.and_then(|_| stars[row]),
                strong: open.and_then(|_| strong.districts[row]),
                growth: growth(grid, guard, Unit::Plants, Some(district), line, last),
            });
        }
    }
    found
}

/// The interval of a quotient: as wide, relative to it, as counts of firms make it, since the jobs of a firm come and go
/// together.
fn interval((base, plants): (&Table, &Table), row: usize, at: usize) -> Result<Interval, Absent> {
    let by_plants = lq::interval(plants, row, at)?;
    let scale = ratio(lq::quotient(base, row, at)?, lq::quotient(plants, row, at)?)?;
    Ok(Interval { low: by_plants.low * scale, high: by_plants.high * scale })
}

/// The share by which a cell grew, where both quarters show it.
fn growth(grid: &Grid, guard: &Guard, unit: Unit, district: Option<u16>, line: Line, last: Option<&Past>) -> Value {
    let now = cell(grid, guard, unit, district, line)?;
    let last = last.ok_or(Absent::NoBase)?;
    let code = |district: u16| grid.districts[usize::from(district)].code.as_str();
    let before = last.cell(unit, district.map(code), line, grid)?;
    Ok(ratio(now, before)? - 1.0)
}

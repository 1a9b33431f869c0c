//! A report of one quarter: everything that its pages, files and API answers show, worked out once. What counts firms,
//! jobs, needs or budgets has passed the [`Guard`]; what rests on public listings alone (chains, pairings) names them.

pub mod changes;
pub mod chains;
pub mod clusters;
pub mod deals;
pub mod makers;
pub mod map;
pub mod opportunities;
pub mod pages;
pub mod path;
pub mod resilience;
pub mod shift;
pub mod sourcing;
pub mod spread;
pub mod trends;
pub mod words;

use std::sync::Arc;

use super::Quarter;
use super::census::Coverage;
use super::grid::{Grid, Level, Line, Unit};
use super::guard::{Guard, Key};
use super::market::Market;
use super::stats::shift_share::ShiftShare;
use super::stats::value::{Absent, Value};
use crate::clock::Moment;
use crate::deals::store::Confirmed;
use crate::divisions::boundaries::Ring;
use chains::{Gap, Overview};
use clusters::{Cluster, Industry};
use deals::Deals;
use map::Hexagon;
use opportunities::Opportunity;
use resilience::Resilience;
use sourcing::Sourcing;
use spread::Spread;
use trends::Past;

/// Counts of coverage of fewer firms, or of all but so few, are not told.
const LEAST_COVERED: u64 = 3;

/// A finished report.
pub struct Report {
    /// Its quarter, and when it was counted.
    pub quarter: Quarter,
    pub made_at: Moment,
    /// Whether it is read from the tables as they are now.
    pub is_live: bool,
    /// All quarters there are, the latest first.
    pub quarters: Vec<Quarter>,
    /// The grid with its guard. Figures are read by [`Report::cell`] and its like alone.
    pub grid: Grid,
    guard: Guard,
    /// What quotients compare: jobs where at least half of the firms state them, else firms.
    pub base: Unit,
    /// Industries and clusters at both levels.
    pub industries: Vec<Industry>,
    pub clusters: Vec<Cluster>,
    /// Outlines of the divisions, where they have been imported.
    pub borders: Vec<Ring>,
    /// At which distance industries gather; firms and places of now, in whichever quarter.
    pub spreads: Vec<Spread>,
    /// Hexagons of both resolutions.
    pub hexagons: Vec<Hexagon>,
    /// The quarters before, the latest first.
    pub past: Vec<Past>,
    /// Whose growth that of each district is.
    pub shifts: Vec<Result<ShiftShare, Absent>>,
    /// Listings; those of now, in whichever quarter.
    pub market: Arc<Market>,
    /// The chains, and the gaps of all categories that somebody asks for.
    pub chains: Vec<Overview>,
    pub gaps: Vec<Gap>,
    /// What districts could take up next, the most related first.
    pub opportunities: Vec<Opportunity>,
    /// Where needs are bought.
    pub sourcing: Sourcing,
    /// The local sourcing of the quarter's deals.
    pub deals: Deals,
    /// What breaks if a firm stops.
    pub resilience: Resilience,
}

/// What a report is made of.
pub struct Source {
    /// The quarter.
    pub quarter: Quarter,
    /// When it was counted.
    pub made_at: Moment,
    /// Whether it is counted from the tables as they are now.
    pub is_live: bool,
    /// All quarters.
    pub quarters: Vec<Quarter>,
    /// Its cells.
    pub grid: Grid,
    /// Those of the quarters before, the latest first.
    pub before: Vec<(Quarter, Grid)>,
    /// The listings.
    pub market: Arc<Market>,
    /// Deals whose term begins in the quarter, confirmed by both sides.
    pub confirmed: Vec<Confirmed>,
    /// Outlines of the divisions, where they have been imported.
    pub borders: Vec<Ring>,
}

impl Report {
    /// Works everything out.
    pub fn new(source: Source) -> Report {
        let Source { quarter, made_at, is_live, quarters, grid, before, market, confirmed, borders } = source;
        let tally = sourcing::count(&market, &grid);
        let (mut extra, mut sums) = tally.figures();
        let (dealt, dealt_sums) = deals::figures(&confirmed);
        extra.extend(dealt);
        sums.extend(dealt_sums);
        let guard = Guard::new(&grid, &extra, sums);
        let base = base(grid.coverage);
        let past: Vec<Past> = before.into_iter().map(|(quarter, grid)| Past::new(quarter, grid)).collect();
        let last = past.first();
        let mut industries = clusters::industries(&grid, &guard, base, Level::Top, last);
        industries.extend(clusters::industries(&grid, &guard, base, Level::Class, last));
        let mut found = clusters::clusters(&grid, &guard, base, Level::Top, last);
        found.extend(clusters::clusters(&grid, &guard, base, Level::Class, last));
        Report {
            hexagons: map::hexagons(&grid, &guard, last),
            shifts: shift::by_district(&grid, &guard, last),
            chains: chains::overviews(&market),
            gaps: chains::gaps(&market),
            sourcing: sourcing::rates(&tally, &guard, &grid),
            deals: deals::shown(&guard),
            resilience: Resilience::new(&market),
            spreads: spread::spreads(&grid, &guard, &market),
            borders,
            opportunities: opportunities::opportunities(&grid, &market, |district, line| {
                cell(&grid, &guard, Unit::Plants, Some(district), line)
            }),
            industries,
            clusters: found,
            quarter,
            made_at,
            is_live,
            quarters,
            grid,
            guard,
            base,
            past,
            market,
        }
    }

    /// A cell or margin.
    pub fn cell(&self, unit: Unit, district: Option<u16>, line: Line) -> Value {
        cell(&self.grid, &self.guard, unit, district, line)
    }

    /// How many firms there are, and how many of them state their jobs, a place, an industry and a division.
    pub fn coverage(&self) -> [Value; 5] {
        let coverage = self.grid.coverage;
        let all = coverage.firms as f64;
        let but = |unstated: Value| unstated.map(|unstated| all - unstated);
        let few = |firms: u64| (1..LEAST_COVERED).contains(&firms);
        let jobs = match few(coverage.jobs) || few(coverage.firms - coverage.jobs) {
            true => Err(Absent::Suppressed),
            false => Ok(coverage.jobs as f64),
        };
        let unstated = |district, line: Option<Line>| match line {
            Some(line) => self.cell(Unit::Plants, district, line),
            None => Ok(0.0),
        };
        let no_industry = unstated(None, self.grid.line(""));
        let no_division = unstated(self.grid.district(""), self.grid.district("").map(|_| Line::All));
        [Ok(all), jobs, self.guard.value(Key::Placed(Unit::Plants, true)), but(no_industry), but(no_division)]
    }

    /// How many figures are withheld: for their own sake, and for others'.
    pub fn withheld(&self) -> (usize, usize) {
        self.guard.withheld()
    }

    /// The industry of a code, at the widest level that has it.
    pub fn industry(&self, code: &str) -> Option<&Industry> {
        let line = self.grid.line(code)?;
        self.industries.iter().find(|industry| industry.line == line)
    }
}

/// A cell or margin of a grid; jobs that nobody stated have no base.
pub fn cell(grid: &Grid, guard: &Guard, unit: Unit, district: Option<u16>, line: Line) -> Value {
    let tally = grid.tally(district, line);
    let of_plants = Key::Cell(Unit::Plants, district, line);
    match unit {
        Unit::Jobs if tally.stated == 0 && tally.plants > 0 => guard.derived(&[of_plants], Err(Absent::NoBase)),
        _ => guard.value(Key::Cell(unit, district, line)),
    }
}

fn base(coverage: Coverage) -> Unit {
    if coverage.jobs > 0 && coverage.jobs * 2 >= coverage.firms { Unit::Jobs } else { Unit::Plants }
}

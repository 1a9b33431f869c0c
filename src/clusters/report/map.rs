//! The map: hexagons with firms and jobs, and which of them are hot beyond chance.

use super::trends::Past;
use super::{Grid, Guard, Key, Unit};
use crate::clusters::census::Tally;
use crate::clusters::stats::space::{getis, hexagons as h3};
use crate::clusters::stats::value::{Absent, Value, ratio};

/// A hexagon.
#[derive(Debug, Clone)]
pub struct Hexagon {
    /// Its number in the H3 grid.
    pub id: u64,
    /// Its resolution.
    pub resolution: u8,
    /// Firms and jobs in it.
    pub firms: Value,
    pub jobs: Value,
    /// Firms per square kilometre.
    pub density: Value,
    /// How hot it is with its neighbours, from -3 (cold at 99 %) to 3 (hot at 99 %); 0 is not significant. The score
    /// itself would give sums of neighbours away.
    pub heat: Result<i8, Absent>,
    /// Share by which firms grew since the quarter before, where both quarters show them.
    pub growth: Value,
}

/// The hexagons of both resolutions, those with the most firms first.
pub fn hexagons(grid: &Grid, guard: &Guard, last: Option<&Past>) -> Vec<Hexagon> {
    let mut all = of(&grid.hexagons, crate::clusters::census::RESOLUTION, guard, last);
    all.extend(of(&grid.wide, crate::clusters::grid::WIDE, guard, last));
    all.sort_by(|a, b| b.firms.unwrap_or(0.0).total_cmp(&a.firms.unwrap_or(0.0)).then(a.id.cmp(&b.id)));
    all
}

fn of(tallies: &[(u64, Tally)], resolution: u8, guard: &Guard, last: Option<&Past>) -> Vec<Hexagon> {
    let ids: Vec<u64> = tallies.iter().map(|(id, _)| *id).collect();
    let plants: Vec<f64> = tallies.iter().map(|(_, tally)| tally.plants as f64).collect();
    let scores = getis::gi_star(&plants, &h3::touching(&ids));
    let one = |((id, tally), score): (&(u64, Tally), Value)| {
        let firms = guard.value(Key::Hexagon(Unit::Plants, *id));
        let jobs = match tally.stated {
            0 => firms.and(Err(Absent::NoBase)),
            _ => guard.value(Key::Hexagon(Unit::Jobs, *id)),
        };
        let density = firms.and_then(|firms| Ok(firms / h3::area_km2(*id).ok_or(Absent::NoBase)?));
        let heat = firms.and(score).map(heat);
        let growth = last.ok_or(Absent::NoBase).and_then(|last| {
            let before = last.hexagon(Unit::Plants, *id)?;
            ratio(firms? - before, before)
        });
        Hexagon { id: *id, resolution, firms, jobs, density, heat, growth }
    };
    tallies.iter().zip(scores).map(one).collect()
}

/// Levels of significance at 90, 95 and 99 %.
fn heat(score: f64) -> i8 {
    let steps = [1.645, 1.960, 2.576].iter().filter(|cut| score.abs() >= **cut).count() as i8;
    if score < 0.0 { -steps } else { steps }
}

//! At which distance the firms of an industry gather: M(r) with the band of chance.

use std::collections::HashMap;

use super::{Grid, Guard, Line, Unit, cell};
use crate::clusters::market::Market;
use crate::clusters::stats::dice::Dice;
use crate::clusters::stats::space::m::{Chance, m, m_band};
use crate::clusters::stats::space::pairs::Firms;
use crate::clusters::stats::value::Value;

/// Radii in metres.
pub const RADII: [f64; 10] = [500.0, 1e3, 2e3, 3e3, 5e3, 7.5e3, 1e4, 1.5e4, 2e4, 3e4];
/// Firms that a curve must rest on: with fewer it says more of single firms than of the industry.
pub const LEAST: usize = 10;
/// Firms that are compared with each other at most; of a larger city as many are drawn by lot.
pub const MOST: usize = 2_000;
/// The band holds 99 % of so many deals of the firms to the places.
const CHANCE: Chance = Chance { rounds: 199, share: 0.99, seed: 23 };
const LOT_SEED: u64 = 41;

/// An industry's curve, a value for each of [`RADII`].
#[derive(Debug, Clone)]
pub struct Spread {
    /// A wide industry.
    pub line: Line,
    /// Firms that it rests on.
    pub firms: usize,
    /// How many times more of the industry lies within the radius of its firms than in the city as a whole.
    pub m: Vec<Value>,
    /// What chance makes of it, lowest and highest.
    pub band: Vec<Option<(f64, f64)>>,
}

impl Spread {
    /// The radius at which the industry gathers most, as its place in [`RADII`]; none where it stays within chance.
    pub fn peak(&self) -> Option<usize> {
        let above = |at: &usize| matches!((self.m[*at], self.band[*at]), (Ok(m), Some((_, high))) if m > high);
        (0..RADII.len()).filter(above).max_by(|a, b| {
            let value = |at: &usize| self.m[*at].unwrap_or(0.0);
            value(a).total_cmp(&value(b)).then(b.cmp(a))
        })
    }
}

/// Firms with a place and an industry, as columns.
#[derive(Default)]
struct Placed {
    x: Vec<f64>,
    y: Vec<f64>,
    weight: Vec<f64>,
    industry: Vec<u16>,
}

impl Placed {
    fn of(grid: &Grid, market: &Market) -> Placed {
        let tops: HashMap<&str, u16> = grid.tops.iter().zip(0..).map(|(named, at)| (named.code.as_str(), at)).collect();
        let place = |firm: &crate::clusters::market::Firm| Some((*tops.get(firm.industry.as_str())?, firm.place?));
        let mut found: Vec<(u16, (f64, f64))> = market.firms.iter().filter_map(place).collect();
        if found.len() > MOST {
            Dice::new(LOT_SEED, 0).shuffle_first(&mut found, MOST);
            found.truncate(MOST);
        }
        let mut placed = Placed::default();
        let middle = |of: fn(&(f64, f64)) -> f64| found.iter().map(|(_, at)| of(at)).sum::<f64>() / found.len() as f64;
        let centre = (middle(|at| at.0), middle(|at| at.1));
        for (industry, at) in found {
            let [x, y] = metres(at, centre);
            placed.x.push(x);
            placed.y.push(y);
            placed.weight.push(1.0);
            placed.industry.push(industry);
        }
        placed
    }

    fn columns(&self) -> Firms<'_> {
        Firms { x: &self.x, y: &self.y, weight: &self.weight, industry: &self.industry }
    }
}

/// A place as metres to the east and north of another: within a city, right to a thousandth.
fn metres((lon, lat): (f64, f64), from: (f64, f64)) -> [f64; 2] {
    const DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;
    [(lon - from.0) * from.1.to_radians().cos() * DEGREE, (lat - from.1) * DEGREE]
}

/// The curves of all wide industries that have firms enough and may be shown.
pub fn spreads(grid: &Grid, guard: &Guard, market: &Market) -> Vec<Spread> {
    let placed = Placed::of(grid, market);
    let count = |industry: u16| placed.industry.iter().filter(|one| **one == industry).count();
    let enough = (0..grid.tops.len() as u16).map(|at| (at, count(at))).filter(|(_, firms)| *firms >= LEAST);
    let shown = enough.filter(|(at, _)| cell(grid, guard, Unit::Plants, None, Line::Top(*at)).is_ok());
    shown.map(|(at, firms)| spread(&placed, at, firms)).collect()
}

fn spread(placed: &Placed, industry: u16, firms: usize) -> Spread {
    let curve = m(placed.columns(), industry, industry, &RADII);
    let band = m_band(placed.columns(), industry, industry, &RADII, CHANCE);
    let limits = band.low.into_iter().zip(band.high).map(|limits| match limits {
        (Ok(low), Ok(high)) => Some((low, high)),
        _ => None,
    });
    Spread { line: Line::Top(industry), firms, m: curve, band: limits.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clusters::census::{Plant, count};
    use crate::clusters::directory::Directory;
    use crate::clusters::market::Firm;
    use std::sync::Arc;

    /// Forty firms of one industry side by side, two industries all over the city, and three firms of a fourth.
    fn city() -> (Grid, Market) {
        let mut dice = Dice::new(7, 0);
        let mut near = |wide: f64| (120.8 + dice.unit() * wide, 32.0 + dice.unit() * wide);
        let kinds = [("C17", 40, 0.01), ("C33", 60, 0.4), ("C20", 200, 0.4), ("C38", 3, 0.01)];
        let firms: Vec<Firm> = kinds
            .iter()
            .flat_map(|(industry, firms, wide)| std::iter::repeat_n((industry, wide), *firms))
            .map(|(industry, wide)| Firm {
                industry: industry.to_string(),
                place: Some(near(*wide)),
                ..Firm::default()
            })
            .collect();
        let plant =
            |firm: &Firm| Plant { industry: Some(firm.industry.clone()), place: firm.place, ..Plant::default() };
        let plants: Vec<Plant> = firms.iter().map(plant).collect();
        let directory = Directory::default();
        let grid = Grid::new(&count(&plants, &directory), &directory);
        (grid, Market::new(Arc::default(), firms, vec![], vec![]))
    }

    #[test]
    fn an_industry_side_by_side_gathers_near_and_one_spread_out_does_not() {
        let (grid, market) = city();
        let guard = Guard::new(&grid, &[], vec![]);
        let found = spreads(&grid, &guard, &market);
        let of = |code: &str| found.iter().find(|one| Some(one.line) == grid.line(code));
        let side_by_side = of("C17").unwrap();
        assert_eq!((side_by_side.firms, side_by_side.m.len()), (40, RADII.len()));
        assert!(side_by_side.peak().is_some_and(|at| RADII[at] <= 2_000.0), "{side_by_side:?}");
        let at = side_by_side.peak().unwrap_or_default();
        let other = of("C33").unwrap();
        assert!(side_by_side.m[at].unwrap() > 3.0 * other.m[at].unwrap(), "{other:?}");
        assert!(other.band[at].is_some_and(|(low, high)| low < 1.0 && high > 1.0), "{other:?}");
        assert!(of("C38").is_none(), "three firms make no curve");
    }

    #[test]
    fn metres_agree_with_the_distance_on_the_sphere() {
        let (a, b) = ((120.8, 31.8), (121.3, 32.3));
        let ([x, y], [u, v]) = (metres(a, (121.0, 32.0)), metres(b, (121.0, 32.0)));
        let point = |(lon, lat)| crate::geo::Point::new(lat, lon).unwrap();
        let sphere = point(a).distance_km(point(b)) * 1e3;
        assert!(((x - u).hypot(y - v) / sphere - 1.0).abs() < 2e-3);
    }
}

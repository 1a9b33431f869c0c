//! M(r) of Marcon and Puech: how much more of an industry lies within r of its firms than of the city as a whole.

use super::bands::{Band, band};
use super::dice::Dice;
use super::pairs::{Firms, Rings, Scratch};
use super::{Absent, Value};

/// M(r) of industry `around` near firms of industry `of`, a value per radius (metres).
///
/// The mean share of `around` among the neighbours within r, over the mean share it would have of the whole city
/// (Marcon and Puech 2010); 1 is chance, above 1 attraction, 0 avoidance. Give the same industry twice for its own
/// concentration. A radius within which nobody has a neighbour is `NoBase`; an industry of one firm has no M of its own
/// (`SinglePlant`), and one of none is `NoBase`. Below ten firms the curve exists but should not be drawn.
pub fn m(firms: Firms, of: u16, around: u16, radii: &[f64]) -> Vec<Value> {
    let rings = Rings::new(radii);
    let n = firms.x.len();
    let (mut scratch, mut row) = (Scratch::default(), vec![0; n]);
    let places: Vec<u32> = (0..n as u32).collect();
    curve(firms, of, around, &rings, &places, |i, see| {
        rings.fill(firms.x, firms.y, i, &mut scratch, &mut row);
        see(&row);
    })
}

/// The band of [`m`] if firms, with industry and weight, were dealt to the places at random, `rounds` times.
///
/// Keeps one byte per pair of places (100 MB for 10,000 firms). The same `seed` gives the same band.
pub fn m_band(firms: Firms, of: u16, around: u16, radii: &[f64], chance: Chance) -> Band {
    let rings = Rings::new(radii);
    let n = firms.x.len();
    let mut table = vec![0; n * n];
    let mut scratch = Scratch::default();
    for (i, row) in table.chunks_exact_mut(n.max(1)).enumerate() {
        rings.fill(firms.x, firms.y, i, &mut scratch, row);
    }
    band(chance, radii.len(), |round| {
        let mut places: Vec<u32> = (0..n as u32).collect();
        Dice::new(chance.seed, round).shuffle_first(&mut places, n);
        curve(firms, of, around, &rings, &places, |i, see| see(&table[i * n..(i + 1) * n]))
    })
}

pub use super::bands::Chance;

/// Sums over the firms of an industry that have a neighbour, at one radius.
#[derive(Clone, Copy, Default)]
struct Mean {
    near: f64,
    city: f64,
    firms: f64,
}

/// M with firm `k` at place `places[k]`; `from` shows the rings of all places as seen from one of them.
fn curve(
    firms: Firms,
    of: u16,
    around: u16,
    rings: &Rings,
    places: &[u32],
    mut from: impl FnMut(usize, &mut dyn FnMut(&[u8])),
) -> Vec<Value> {
    let mut masses = vec![[0.0; 2]; places.len()];
    let mut total = [0.0; 2];
    for (k, &place) in places.iter().enumerate() {
        let own = if firms.industry[k] == around { firms.weight[k] } else { 0.0 };
        masses[place as usize] = [firms.weight[k], own];
        total = [total[0] + firms.weight[k], total[1] + own];
    }
    let mut means = vec![Mean::default(); rings.beyond() as usize];
    for (k, &place) in places.iter().enumerate().filter(|&(k, _)| firms.industry[k] == of) {
        let [all, own] = masses[place as usize];
        let city = (total[1] - own) / (total[0] - all);
        from(place as usize, &mut |row| add(&mut means, &within_rings(row, &masses), city));
        debug_assert_eq!(firms.weight[k], all);
    }
    let missing = missing(firms, of, around);
    means.iter().map(|m| missing.map_or_else(|| value(*m), Err)).collect()
}

/// The masses [all, of the industry] that each ring holds.
fn within_rings(row: &[u8], masses: &[[f64; 2]]) -> [[f64; 2]; 256] {
    // Two tables in turn: neighbouring firms often share a ring, and an addition would wait for the one before it.
    let mut tables = [[[0.0f64; 2]; 256]; 2];
    let (pairs, masses_in_pairs) = (row.chunks_exact(2), masses.chunks_exact(2));
    let last = pairs.remainder().iter().zip(masses_in_pairs.remainder());
    for (ring, mass) in pairs.zip(masses_in_pairs) {
        for side in 0..2 {
            let cell = &mut tables[side][ring[side] as usize];
            *cell = [cell[0] + mass[side][0], cell[1] + mass[side][1]];
        }
    }
    let [mut sums, other] = tables;
    for (ring, mass) in last {
        sums[*ring as usize] = [sums[*ring as usize][0] + mass[0], sums[*ring as usize][1] + mass[1]];
    }
    for (sum, add) in sums.iter_mut().zip(other) {
        *sum = [sum[0] + add[0], sum[1] + add[1]];
    }
    sums
}

fn add(means: &mut [Mean], rings: &[[f64; 2]; 256], city: f64) {
    let mut inside = [0.0; 2];
    for (mean, ring) in means.iter_mut().zip(rings) {
        inside = [inside[0] + ring[0], inside[1] + ring[1]];
        if inside[0] > 0.0 {
            mean.near += inside[1] / inside[0];
            mean.city += city;
            mean.firms += 1.0;
        }
    }
}

fn value(mean: Mean) -> Value {
    if mean.firms > 0.0 && mean.city > 0.0 { Ok(mean.near / mean.city) } else { Err(Absent::NoBase) }
}

fn missing(firms: Firms, of: u16, around: u16) -> Option<Absent> {
    let single = of == around && firms.industry.iter().filter(|&&i| i == of).count() == 1;
    single.then_some(Absent::SinglePlant)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{assert_same, column, expected, numbers, words};
    use super::*;

    fn industries() -> Vec<u16> {
        words("firms.csv", "industry").iter().map(|w| w[1..].parse().unwrap()).collect()
    }

    #[test]
    fn equals_the_reference_for_every_industry() {
        let (x, y, jobs) = (column("firms.csv", "x_m"), column("firms.csv", "y_m"), column("firms.csv", "employees"));
        let (industry, ones) = (industries(), vec![1.0; x.len()]);
        let e = expected("11_point_patterns_Kd_M_K", "expected");
        let radii: Vec<f64> = numbers(&e["r_m"]).into_iter().flatten().collect();
        let weighted = Firms { x: &x, y: &y, weight: &jobs, industry: &industry };
        let counted = Firms { weight: &ones, ..weighted };
        for i in 1..=5 {
            assert_same("M", &m(weighted, i, i, &radii), &numbers(&e[format!("M_weighted_I{i}")]), 1e-10);
            assert_same("M", &m(counted, i, i, &radii), &numbers(&e[format!("M_unweighted_I{i}")]), 1e-10);
        }
        assert_same("M", &m(weighted, 1, 2, &radii), &numbers(&e["M_weighted_I1_around_to_I2"]), 1e-10);
        assert_eq!(m(weighted, 6, 6, &radii)[3], Err(Absent::SinglePlant));
        assert_eq!(m(weighted, 9, 9, &radii)[3], Err(Absent::NoBase));
    }

    #[test]
    fn a_cluster_rises_above_its_band_and_the_band_repeats_itself() {
        let (x, y, jobs) = (column("firms.csv", "x_m"), column("firms.csv", "y_m"), column("firms.csv", "employees"));
        let industry = industries();
        let firms = Firms { x: &x, y: &y, weight: &jobs, industry: &industry };
        let chance = Chance { rounds: 199, share: 0.95, seed: 11 };
        let (curve, band) = (m(firms, 1, 1, &[1000.0, 8000.0]), m_band(firms, 1, 1, &[1000.0, 8000.0], chance));
        assert!(band.low[0].unwrap() < 1.0 && band.high[0].unwrap() > 1.0, "{band:?}");
        assert!(curve[0].unwrap() > band.high[0].unwrap());
        assert_eq!(m_band(firms, 1, 1, &[1000.0, 8000.0], chance), band);
    }
}

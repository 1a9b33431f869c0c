//! Moran's I: do like values lie together?

use super::dice::Dice;
use super::normal::two_sided;
use super::weights::{Neighbours, Sums};
use super::{Absent, Value};
use rayon::prelude::*;

/// A statistic with its moments under two null models (Cliff and Ord 1981).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// The statistic itself.
    pub statistic: f64,
    /// What chance would give on average.
    pub expected: f64,
    /// Variance if the values were independent normal draws.
    pub variance_normal: f64,
    /// Variance if the values at hand were dealt to the places at random.
    pub variance_random: f64,
}

impl Association {
    /// Standard score under random dealing.
    pub fn z_random(&self) -> f64 {
        (self.statistic - self.expected) / self.variance_random.sqrt()
    }

    /// Standard score under normality.
    pub fn z_normal(&self) -> f64 {
        (self.statistic - self.expected) / self.variance_normal.sqrt()
    }

    /// Two-sided p-value under random dealing, 0 to 1.
    pub fn p_random(&self) -> f64 {
        two_sided(self.z_random())
    }
}

/// Deviations from the mean, their squares' sum and their kurtosis.
pub(super) struct Spread {
    pub z: Vec<f64>,
    pub squares: f64,
    pub kurtosis: f64,
}

/// Values must vary and be at least four, or nothing can be said.
pub(super) fn spread(values: &[f64]) -> Result<Spread, Absent> {
    let n = values.len() as f64;
    if values.len() < 4 {
        return Err(Absent::TooFew);
    }
    let mean = values.iter().sum::<f64>() / n;
    let z: Vec<f64> = values.iter().map(|v| v - mean).collect();
    let squares: f64 = z.iter().map(|v| v * v).sum();
    let scale: f64 = values.iter().map(|v| v * v).sum();
    if squares <= scale * 1e-24 {
        return Err(Absent::NoBase);
    }
    let kurtosis = z.iter().map(|v| v.powi(4)).sum::<f64>() / n / (squares / n).powi(2);
    Ok(Spread { z, squares, kurtosis })
}

/// Moran's I = (n/S0) z'Wz / z'z with row-standardised W; about −1 (scattered) over −1/(n−1) (chance) to 1 (clustered).
///
/// # Errors
/// `TooFew` below four places, `NoBase` if all values are equal or nobody has a neighbour.
pub fn moran(values: &[f64], near: &Neighbours) -> Result<Association, Absent> {
    let Spread { z, squares, kurtosis: k } = spread(values)?;
    let Sums { s0, s1, s2 } = with_links(Sums::row_standardised(near))?;
    let n = z.len() as f64;
    let expected = -1.0 / (n - 1.0);
    let cross: f64 = (0..z.len()).map(|i| z[i] * mean_around(near, i, &z)).sum();
    let normal = (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n * n - 1.0) * s0 * s0);
    let first = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0);
    let second = k * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let random = (first - second) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0);
    Ok(Association {
        statistic: n / s0 * cross / squares,
        expected,
        variance_normal: normal - expected * expected,
        variance_random: random - expected * expected,
    })
}

pub(super) fn with_links(sums: Sums) -> Result<Sums, Absent> {
    if sums.s0 > 0.0 { Ok(sums) } else { Err(Absent::NoBase) }
}

/// The mean over the neighbours of `i`; 0 for an island, which adds nothing to a sum.
#[inline]
pub(super) fn mean_around(near: &Neighbours, i: usize, values: &[f64]) -> f64 {
    near.sum_around(i, values) / near.count(i).max(1) as f64
}

/// The p-value of Moran's I from `rounds` random deals of the values: the smaller tail, (1 + hits) / (rounds + 1).
///
/// The same `seed` gives the same p on any number of threads.
///
/// # Errors
/// As [`moran`].
pub fn moran_p(values: &[f64], near: &Neighbours, rounds: usize, seed: u64) -> Value {
    let Spread { z, .. } = spread(values)?;
    with_links(Sums::row_standardised(near))?;
    let links = Links::of(near);
    let observed = links.cross(&z.iter().map(|&v| v as f32).collect::<Vec<f32>>());
    let above = (0..rounds as u64).into_par_iter().filter(|&round| links.cross(&dealt(&z, seed, round)) >= observed);
    let above = above.count();
    Ok((above.min(rounds - above) + 1) as f64 / (rounds + 1) as f64)
}

fn dealt(z: &[f64], seed: u64, round: u64) -> Vec<f32> {
    let mut deal: Vec<f32> = z.iter().map(|&v| v as f32).collect();
    Dice::new(seed, round).shuffle_first(&mut deal, z.len());
    deal
}

/// Each link once, with the sum of its two row-standardised weights: half the work of a pass over W.
struct Links {
    starts: Vec<usize>,
    ends: Vec<(u32, f32)>,
}

impl Links {
    fn of(near: &Neighbours) -> Links {
        let share = |i: usize| 1.0 / near.count(i) as f32;
        let mut links = Links { starts: vec![0], ends: Vec::new() };
        for i in 0..near.len() {
            let later = near.of(i).iter().filter(|&&j| j as usize > i);
            links.ends.extend(later.map(|&j| (j, share(i) + share(j as usize))));
            links.starts.push(links.ends.len());
        }
        links
    }

    /// z'Wz.
    fn cross(&self, z: &[f32]) -> f64 {
        let around = |i: usize| -> f32 {
            self.ends[self.starts[i]..self.starts[i + 1]].iter().map(|&(j, w)| w * z[j as usize]).sum()
        };
        (0..z.len()).map(|i| f64::from(z[i] * around(i))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{close, column, expected};
    use super::*;

    #[test]
    fn equals_the_reference_on_a_grid() {
        let values = column("grid6x6.csv", "value");
        for (name, near) in [("rook", Neighbours::rook(6, 6)), ("queen", Neighbours::queen(6, 6))] {
            let e = expected("10_moran_geary_getis", &format!("esda/{name}/moran"));
            let is =
                |key: &str, ours: f64| assert!(close(ours, e[key].as_f64().unwrap(), 1e-11), "{name} {key} {ours}");
            let m = moran(&values, &near).unwrap();
            is("I", m.statistic);
            is("EI", m.expected);
            is("VI_norm", m.variance_normal);
            is("z_norm", m.z_normal());
            is("p_norm", two_sided(m.z_normal()));
            is("VI_rand", m.variance_random);
            is("z_rand", m.z_random());
            is("p_rand", m.p_random());
        }
    }

    #[test]
    fn shuffling_finds_the_cluster_and_repeats_itself() {
        let (values, near) = (column("grid6x6.csv", "value"), Neighbours::rook(6, 6));
        let p = moran_p(&values, &near, 999, 7).unwrap();
        assert!(p <= 0.002, "{p}");
        assert_eq!(moran_p(&values, &near, 999, 7), Ok(p));
    }

    #[test]
    fn constants_and_islands_have_no_index() {
        assert_eq!(moran(&[3.1; 36], &Neighbours::rook(6, 6)), Err(Absent::NoBase));
        assert_eq!(moran(&[1.0, 2.0, 3.0, 4.0], &Neighbours::from_pairs(4, [])), Err(Absent::NoBase));
        assert_eq!(moran(&[1.0, 2.0], &Neighbours::rook(1, 2)), Err(Absent::TooFew));
    }
}

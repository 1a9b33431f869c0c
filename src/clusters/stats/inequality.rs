//! How unequal a set of amounts is: Theil's T with its parts, and the Gini coefficient.

use super::value::{Absent, Value, ratio};

/// Theil's T of districts in groups. `total = between + within`; each is 0 where all are equal, at most `ln n`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theil {
    pub total: f64,
    /// What remains if every district had its group's mean.
    pub between: f64,
    /// The groups' own inequality, weighted with their share of the total.
    pub within: f64,
}

/// `T = mean(x/m * ln(x/m))` with m the mean (Theil 1967). A zero counts as `0 ln 0 = 0`. `NoBase` where all are zero
/// or there are none.
pub fn theil(amounts: &[f64]) -> Value {
    let mean = ratio(amounts.iter().sum(), amounts.len() as f64)?;
    let parts = amounts.iter().map(|x| xlogx(x / mean)).sum::<f64>();
    if mean > 0.0 { Ok(parts / amounts.len() as f64) } else { Err(Absent::NoBase) }
}

/// Theil's T split over groups; `groups` names each amount's group by number. A group of zeros adds nothing.
pub fn theil_by_group(amounts: &[f64], groups: &[usize]) -> Result<Theil, Absent> {
    let total = theil(amounts)?;
    let sum: f64 = amounts.iter().sum();
    let last = groups.iter().copied().max().unwrap_or(0);
    let (mut between, mut within) = (0.0, 0.0);
    for group in 0..=last {
        let own: Vec<f64> = amounts.iter().zip(groups).filter(|(_, g)| **g == group).map(|(x, _)| *x).collect();
        let share = own.iter().sum::<f64>() / sum;
        if let Ok(inner) = theil(&own) {
            between += share * (share * amounts.len() as f64 / own.len() as f64).ln();
            within += share * inner;
        }
    }
    Ok(Theil { total, between, within })
}

/// `G = 2 / (n^2 m) * sum of k (x_(k) - m)` over the ascending amounts: 0 where all are equal, `1 - 1/n` where one has
/// all. `TooFew` below two amounts, `NoBase` where all are zero.
pub fn gini(amounts: &[f64]) -> Value {
    if amounts.len() < 2 {
        return Err(Absent::TooFew);
    }
    let n = amounts.len() as f64;
    let mut sorted = amounts.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mean = sorted.iter().sum::<f64>() / n;
    let spread: f64 = sorted.iter().enumerate().map(|(at, x)| (at + 1) as f64 * (x - mean)).sum();
    ratio(2.0 * spread, n * n * mean)
}

fn xlogx(x: f64) -> f64 {
    if x > 0.0 { x * x.ln() } else { 0.0 }
}

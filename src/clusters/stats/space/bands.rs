//! What a curve would look like by chance.

use super::{Absent, Value};
use rayon::prelude::*;

/// How chance is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Random deals, 99 or 999 for instance.
    pub rounds: u64,
    /// The share of them that the band holds at each radius, 0.95 or 0.99 for instance.
    pub share: f64,
    /// Fixes the deals.
    pub seed: u64,
}

/// Pointwise limits of a curve under chance; a radius with fewer than two values is `TooFew`.
///
/// At each radius the band holds its share, so a curve of many radii leaves it somewhere more often than that.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The lower limit at each radius.
    pub low: Vec<Value>,
    /// The upper limit at each radius.
    pub high: Vec<Value>,
}

/// The band of `rounds` curves of `radii` values each; rounds run in parallel and must depend on their number alone.
pub fn band(chance: Chance, radii: usize, curve: impl Fn(u64) -> Vec<Value> + Send + Sync) -> Band {
    let curves: Vec<Vec<Value>> = (0..chance.rounds).into_par_iter().map(curve).collect();
    let tail = (1.0 - chance.share) / 2.0;
    let at = |k: usize, share: f64| quantile(curves.iter().filter_map(|c| c[k].ok()).collect(), share);
    Band { low: (0..radii).map(|k| at(k, tail)).collect(), high: (0..radii).map(|k| at(k, 1.0 - tail)).collect() }
}

fn quantile(mut values: Vec<f64>, share: f64) -> Value {
    if values.len() < 2 {
        return Err(Absent::TooFew);
    }
    values.sort_unstable_by(f64::total_cmp);
    let place = share * (values.len() - 1) as f64;
    let (below, part) = (place as usize, place.fract());
    let above = (below + 1).min(values.len() - 1);
    Ok(values[below] + part * (values[above] - values[below]))
}

//! Who could fill a gap, and what speaks for them.

use std::cmp::Ordering;

use super::super::strong::quantile;
use super::super::value::{Value, ratio};

/// A firm, or an industry of the city, that might make a missing or weak link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub id: u64,
    /// How much of what the link asks (product codes, specs) it is known to do, 0..1.
    pub capability: f64,
    /// What it could make, money per year.
    pub capacity: f64,
    /// To the buyers' centre, kilometres.
    pub distance: f64,
    /// How near its industry is to the link's, as a density of relatedness, where known.
    pub relatedness: Value,
}

/// A candidate with what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    pub candidate: Candidate,
    /// The share of the gap that it could close, 0..1. `NoBase` where there is no gap.
    pub closes: Value,
}

/// Candidates for a gap (money per year), the best first: by capability, then by the share of the gap they close, by
/// relatedness (unknown last), by nearness, and by id. No weights, so that each place in the list can be explained.
pub fn rank(candidates: &[Candidate], gap: f64) -> Vec<Evidence> {
    let weigh = |c: &Candidate| Evidence { candidate: *c, closes: ratio(c.capacity, gap).map(|share| share.min(1.0)) };
    let mut all: Vec<Evidence> = candidates.iter().map(weigh).collect();
    all.sort_by(order);
    all
}

/// The absent industries whose relatedness density is among the top quarter (`cut` 0.75) of all absent ones that have
/// one, the densest first: candidates for 延链 beyond the chain. All densities zero names none.
pub fn related(density: &[Value], present: &[bool], cut: f64) -> Vec<usize> {
    let absent = || density.iter().zip(present).enumerate().filter(|(_, (_, present))| !**present);
    let mut known: Vec<(usize, f64)> = absent().filter_map(|(at, (density, _))| Some((at, (*density).ok()?))).collect();
    let Ok(least) = quantile(known.iter().map(|(_, density)| *density).collect(), cut) else { return Vec::new() };
    known.retain(|(_, density)| *density >= least && *density > 0.0);
    known.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    known.into_iter().map(|(at, _)| at).collect()
}

fn order(a: &Evidence, b: &Evidence) -> Ordering {
    let known = |value: Value| value.unwrap_or(f64::NEG_INFINITY);
    let (x, y) = (&a.candidate, &b.candidate);
    (y.capability.total_cmp(&x.capability))
        .then(known(b.closes).total_cmp(&known(a.closes)))
        .then(known(y.relatedness).total_cmp(&known(x.relatedness)))
        .then(x.distance.total_cmp(&y.distance))
        .then(x.id.cmp(&y.id))
}

//! How far a rank depends on the weights: they are moved by chance, and the ranks that come out most often are told.
//!
//! The method is the weight part of an uncertainty analysis as the *Handbook on Constructing Composite Indicators* (OECD
//! and JRC, 2008, step 7) describes it. Each draw multiplies every weight by a whole percentage from 100 − spread to
//! 100 + spread, each as likely as the others.

use super::formula::Formula;
use super::rounded;
use crate::clusters::stats::dice::Dice;

/// Points of an entrant by term, in thousandths; none where a value is missing.
pub type Points = Vec<Option<i64>>;

/// From the better to the worse rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The better.
    pub from: u32,
    /// The worse.
    pub to: u32,
}

/// The mean of the points by these weights, over what is known, rounded half up; none where nothing is.
pub fn score(points: &Points, weights: &[u64]) -> Option<i64> {
    let known = || points.iter().zip(weights).filter_map(|(points, weight)| points.map(|points| (points, *weight)));
    let weight: i128 = known().map(|(_, weight)| i128::from(weight)).sum();
    let sum: i128 = known().map(|(points, weight)| i128::from(points) * i128::from(weight)).sum();
    (weight > 0).then(|| rounded(sum, weight) as i64)
}

/// Ranks by score: one more than there are better ones, so that equals share a rank and the next is left out.
pub fn ranks(scores: &[Option<i64>]) -> Vec<u32> {
    let mut sorted: Vec<i64> = scores.iter().flatten().copied().collect();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    let rank = |score: &Option<i64>| sorted.partition_point(|other| Some(*other) > *score) as u32 + 1;
    scores.iter().map(rank).collect()
}

/// The weights of every draw, alike for a formula wherever they are drawn.
pub fn draws(formula: &Formula) -> Vec<Vec<u64>> {
    let (mut dice, spread) = (Dice::new(formula.seed, 0), formula.spread as usize);
    let mut moved = |weight: u32| u64::from(weight) * (100 - spread + dice.below(2 * spread + 1)) as u64;
    (0..formula.draws).map(|_| formula.terms.iter().map(|term| moved(term.weight)).collect()).collect()
}

/// For each entrant the ranks between the 5th and the 95th percentile of all draws, by nearest rank, widened to hold
/// its own rank. All entrants are ranked among each other.
pub fn intervals(entrants: &[&Points], own: &[u32], draws: &[Vec<u64>]) -> Vec<Interval> {
    let mut seen: Vec<Vec<u32>> = vec![vec![]; entrants.len()];
    for weights in draws {
        let scores: Vec<Option<i64>> = entrants.iter().map(|points| score(points, weights)).collect();
        for (seen, rank) in seen.iter_mut().zip(ranks(&scores)) {
            seen.push(rank);
        }
    }
    seen.iter_mut().zip(own).map(|(seen, own)| interval(seen, *own)).collect()
}

fn interval(seen: &mut [u32], own: u32) -> Interval {
    seen.sort_unstable();
    // The nearest rank of a percentile is the least that so many percent do not exceed.
    let percentile = |percent: usize| seen.get((seen.len() * percent).div_ceil(100).max(1) - 1).copied().unwrap_or(own);
    Interval { from: percentile(5).min(own), to: percentile(95).max(own) }
}

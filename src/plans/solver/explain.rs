//! Why a need got the candidate that it got.

use super::admit::{Bar, ByNeed};
use super::model::City;
use super::solve::Plan;

/// A candidate that ranks higher and was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// The candidate.
    pub candidate: u32,
    /// What bars it; [`Bar::Open`] where it only went to needs that gain more.
    pub bar: Bar,
    /// The shadow price of its place, in score units: between what one place more would add and what one less would
    /// cost. Beyond its value it is worth more to other needs.
    pub price: i64,
}

/// Why a candidate was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The candidate.
    pub candidate: u32,
    /// Its place among the need's candidates by value, from 1; equals share a place.
    pub rank: usize,
    /// How many candidates the need has.
    pub of: usize,
    /// What it is worth less than the need's best, in score units.
    pub short: i64,
    /// The shadow price of its place, in score units; nought where its supplier has room left.
    pub price: i64,
    /// Candidates that are worth more, best first.
    pub passed: Vec<Passed>,
}

/// Why each need got what it got, in the order of needs.
pub fn explain(city: &City, plan: &Plan) -> Vec<Why> {
    let by_need = ByNeed::new(city);
    plan.pairings().map(|at| why(city, plan, &by_need, at)).collect()
}

fn why(city: &City, plan: &Plan, by_need: &ByNeed, at: u32) -> Why {
    let value = |at: &u32| city.candidates[*at as usize].value;
    let all = by_need.of(city.candidates[at as usize].need);
    let mut better: Vec<u32> = all.iter().copied().filter(|other| value(other) > value(&at)).collect();
    better.sort_by_key(|at| (-value(at), *at));
    let passed = |at: &u32| Passed { candidate: *at, bar: plan.bars[*at as usize], price: plan.prices[*at as usize] };
    Why {
        candidate: at,
        rank: better.len() + 1,
        of: all.len(),
        short: better.first().map_or(0, |best| value(best) - value(&at)),
        price: plan.prices[at as usize],
        passed: better.iter().map(passed).collect(),
    }
}

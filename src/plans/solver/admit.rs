//! Which candidates may be chosen at all.

use std::collections::HashSet;

use rayon::prelude::*;

use super::model::{City, Pair};

/// Whether a candidate may be chosen, and what bars it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bar {
    /// Nothing bars it.
    Open,
    /// It is pinned.
    Pinned,
    /// Its need is pinned to another candidate.
    PinnedElsewhere,
    /// Pins fill the supplier or the product, or the supplier takes nothing on.
    NoRoom,
    /// The need takes more of the product than can be made.
    BeyondCapacity,
    /// The need takes less of the product than one order must reach.
    BelowMinimum,
    /// The pair is forbidden.
    Forbidden,
    /// It is not worth more than nought.
    Worthless,
}

/// What bars each candidate, before anything is pinned.
pub fn bars(city: &City) -> Vec<Bar> {
    let forbids: HashSet<Pair> = city.forbids.iter().copied().collect();
    let bar = |at: usize| bar(city, &forbids, at as u32);
    (0..city.candidates.len()).into_par_iter().map(bar).collect()
}

fn bar(city: &City, forbids: &HashSet<Pair>, at: u32) -> Bar {
    let candidate = &city.candidates[at as usize];
    let product = &city.products[candidate.product as usize];
    if candidate.value <= 0 {
        return Bar::Worthless;
    }
    if !forbids.is_empty() && forbids.contains(&city.pair_of(at)) {
        return Bar::Forbidden;
    }
    let quantity = candidate.quantity;
    if quantity.zip(product.min_order).is_some_and(|(quantity, least)| quantity < least) {
        return Bar::BelowMinimum;
    }
    if quantity.zip(product.capacity).is_some_and(|(quantity, most)| u64::from(quantity) > most) {
        return Bar::BeyondCapacity;
    }
    Bar::Open
}

/// The candidates of each need, in the order given.
pub struct ByNeed {
    first: Vec<u32>,
    order: Vec<u32>,
}

impl ByNeed {
    /// Sorts by need, by counting.
    pub fn new(city: &City) -> ByNeed {
        let mut first = vec![0; city.needs.len() + 1];
        for candidate in &city.candidates {
            first[candidate.need as usize + 1] += 1;
        }
        for need in 0..city.needs.len() {
            first[need + 1] += first[need];
        }
        let (mut next, mut order) = (first.clone(), vec![0; city.candidates.len()]);
        for (at, candidate) in city.candidates.iter().enumerate() {
            order[next[candidate.need as usize] as usize] = at as u32;
            next[candidate.need as usize] += 1;
        }
        ByNeed { first, order }
    }

    /// Positions of the candidates of a need.
    pub fn of(&self, need: u32) -> &[u32] {
        &self.order[self.first[need as usize] as usize..self.first[need as usize + 1] as usize]
    }
}

//! What a plan does to the city.

use super::admit::{Bar, ByNeed};
use super::model::City;
use super::solve::Plan;

/// Needs and what they are worth in money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Needs.
    pub count: u64,
    /// Their amounts together; needs of unknown amount add nothing.
    pub amount: i64,
}

/// Why a need goes unserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nobody fits it, or nobody whose score is above nought.
    NoCandidate,
    /// All who fit it are forbidden.
    Forbidden,
    /// It takes less than the least order of all that are not.
    BelowMinimum,
    /// It takes more than the others can make.
    BeyondCapacity,
    /// Somebody fits it, but what they can take on is filled with what the city gains more from.
    Full,
}

/// The effects of a plan. The local sourcing rate 本地配套率 by count or by amount, before and after, is `before` and
/// `after` as parts of `all`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// All needs.
    pub all: Rate,
    /// Those that firms of the city serve today.
    pub before: Rate,
    /// Those that they serve today or by the plan.
    pub after: Rate,
    /// Suppliers that the plan gives needs to.
    pub suppliers: usize,
    /// Small firms among them.
    pub small_suppliers: usize,
    /// Needs that go to small firms.
    pub by_small: Rate,
    /// Links of the chain that the plan strengthens.
    pub links: usize,
    /// Needs that the plan does not serve, in their order, and why.
    pub unserved: Vec<(u32, Reason)>,
}

impl Rate {
    fn add(&mut self, amount: i64) {
        self.count += 1;
        self.amount += amount;
    }
}

/// What a plan of this city does to it.
pub fn effects(city: &City, plan: &Plan) -> Effects {
    let mut effects = Effects::default();
    for (need, chosen) in city.needs.iter().zip(&plan.chosen) {
        effects.all.add(need.amount);
        if need.is_local {
            effects.before.add(need.amount);
        }
        if need.is_local || chosen.is_some() {
            effects.after.add(need.amount);
        }
        if chosen.is_some_and(|at| city.suppliers[city.supplier_of(at) as usize].is_small) {
            effects.by_small.add(need.amount);
        }
    }
    let suppliers = distinct(plan.pairings().map(|at| city.supplier_of(at)));
    effects.small_suppliers = suppliers.iter().filter(|at| city.suppliers[**at as usize].is_small).count();
    effects.suppliers = suppliers.len();
    effects.links = distinct(plan.pairings().filter_map(|at| city.candidates[at as usize].link)).len();
    effects.unserved = unserved(city, plan);
    effects
}

fn distinct(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn unserved(city: &City, plan: &Plan) -> Vec<(u32, Reason)> {
    let by_need = ByNeed::new(city);
    let unserved = (0..city.needs.len() as u32).filter(|need| plan.chosen[*need as usize].is_none());
    let reason = |need: u32| {
        // Bars are in the order in which candidates are tried: the least of them came furthest.
        match by_need.of(need).iter().map(|at| plan.bars[*at as usize]).min() {
            None | Some(Bar::Worthless) => Reason::NoCandidate,
            Some(Bar::Forbidden) => Reason::Forbidden,
            Some(Bar::BelowMinimum) => Reason::BelowMinimum,
            Some(Bar::BeyondCapacity) => Reason::BeyondCapacity,
            Some(Bar::Open | Bar::Pinned | Bar::PinnedElsewhere | Bar::NoRoom) => Reason::Full,
        }
    };
    unserved.map(|need| (need, reason(need))).collect()
}

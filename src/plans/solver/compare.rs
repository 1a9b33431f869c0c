//! Two plans of the same needs beside each other.

use super::model::City;
use super::solve::{Plan, Worth};

/// A need that another supplier serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The need.
    pub need: u32,
    /// Its supplier in the first plan.
    pub from: u32,
    /// Its supplier in the second.
    pub to: u32,
}

/// What changes from the first plan to the second; needs in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Needs that only the second serves.
    pub gained: Vec<u32>,
    /// Needs that only the first serves.
    pub lost: Vec<u32>,
    /// Needs that both serve, by different suppliers.
    pub moved: Vec<Moved>,
    /// What the second is worth more, or less, in score units.
    pub worth: Worth,
}

/// Compares two plans for the same candidates: their rules, pins, forbids and limits may differ.
pub fn compare(city: &City, first: &Plan, second: &Plan) -> Comparison {
    let mut comparison = Comparison { worth: difference(&first.worth, &second.worth), ..Comparison::default() };
    for (need, (before, after)) in (0..).zip(first.chosen.iter().zip(&second.chosen)) {
        match (before.map(|at| city.supplier_of(at)), after.map(|at| city.supplier_of(at))) {
            (None, Some(_)) => comparison.gained.push(need),
            (Some(_), None) => comparison.lost.push(need),
            (Some(from), Some(to)) if from != to => comparison.moved.push(Moved { need, from, to }),
            _ => {}
        }
    }
    comparison
}

fn difference(first: &Worth, second: &Worth) -> Worth {
    Worth { score: second.score - first.score, chance: second.chance - first.chance, bonus: second.bonus - first.bonus }
}

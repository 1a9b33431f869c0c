//! The plan: which need takes which candidate, what that is worth, and how far from the best it can be at most.

use super::admit::Bar;
use super::model::{City, Refusal};
use super::net::NONE;
use super::offers::Offers;
use super::search::search;

/// What a plan is worth, in score units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worth {
    /// Values of the chosen candidates.
    pub score: i64,
    /// What the chance of small firms adds to them.
    pub chance: i64,
    /// Bonuses of the links that are strengthened, each once.
    pub bonus: i64,
}

impl Worth {
    /// What the plan makes as large as it can.
    pub fn total(&self) -> i64 {
        self.score + self.chance + self.bonus
    }
}

/// The city-wide choice of pairings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The candidate that each need takes, by its position in the city.
    pub chosen: Vec<Option<u32>>,
    pub worth: Worth,
    /// No choice within the same limits is worth more in total, in score units.
    pub bound: i64,
    /// What bars each candidate.
    pub bars: Vec<Bar>,
    /// The shadow price of the place of each candidate, in score units: between what one place more would add and what
    /// one less would cost.
    pub prices: Vec<i64>,
}

impl Plan {
    /// How far the plan can be from the best at most, as a part of the bound.
    pub fn gap(&self) -> f64 {
        if self.bound <= 0 { 0.0 } else { (self.bound - self.worth.total()) as f64 / self.bound as f64 }
    }

    /// The chosen candidates, in the order of needs.
    pub fn pairings(&self) -> impl Iterator<Item = u32> + '_ {
        self.chosen.iter().flatten().copied()
    }
}

/// Plans a city. The same city gives the same plan.
///
/// # Errors
/// What is out of range, and every pin that cannot be kept.
pub fn plan(city: &City) -> Result<Plan, Vec<Refusal>> {
    city.check()?;
    let offers = Offers::of_city(city)?;
    let found = search(&offers);
    let mut chosen = vec![None; city.needs.len()];
    for (need, at) in found.held.iter().enumerate().filter(|(_, at)| **at != NONE) {
        chosen[need] = Some(offers.all[*at as usize].candidate);
    }
    for at in &offers.pinned {
        chosen[city.candidates[*at as usize].need as usize] = Some(*at);
    }
    let worth = worth(city, &chosen, &offers, found.worth);
    let bound = found.bound + worth.total() - found.worth;
    let mut prices = vec![0; city.candidates.len()];
    for offer in &offers.all {
        prices[offer.candidate as usize] = found.prices[offer.place as usize];
    }
    Ok(Plan { chosen, worth, bound, bars: offers.bars, prices })
}

/// Splits what a choice is worth; `searched` is what all but the pins are worth.
fn worth(city: &City, chosen: &[Option<u32>], offers: &Offers, searched: i64) -> Worth {
    let candidates = || chosen.iter().flatten().map(|at| &city.candidates[*at as usize]);
    let score = candidates().map(|candidate| candidate.value).sum();
    let mut links: Vec<u32> = candidates().filter_map(|candidate| candidate.link).collect();
    links.sort_unstable();
    links.dedup();
    let bonus = links.iter().map(|link| city.bonuses[*link as usize]).sum();
    let pinned: i64 = offers.pinned.iter().map(|at| city.candidates[*at as usize].value).sum();
    let by_pins: i64 = city.bonuses.iter().zip(&offers.bonuses).map(|(all, left)| all - left).sum();
    Worth { score, bonus, chance: searched + pinned + by_pins - score - bonus }
}

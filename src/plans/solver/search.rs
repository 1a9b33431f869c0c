//! Looks for the best choice of offers, and for how good any could be.

use super::adjust::adjust;
use super::bound::bound;
use super::exact;
use super::flow;
use super::multipliers::Multipliers;
use super::net::NONE;
use super::offers::Offers;
use super::repair::{refine, repair};
use super::tally::Tally;

/// Flows that are tried at most, at different prices of links and units.
const ROUNDS: usize = 16;
/// A gap of one part in so many of the bound is small enough to stop.
const SMALL_GAP: i64 = 1_000;

/// What was found.
pub struct Found {
    /// The offer that each need takes, or [`NONE`].
    pub held: Vec<u32>,
    /// What that is worth, in score units.
    pub worth: i64,
    /// What no choice is worth more than, in score units.
    pub bound: i64,
    /// What each place costs at the best bound, share and supplier together, in score units.
    pub prices: Vec<i64>,
}

/// The best choice there is where only places limit it and needs are not many, or where the city is small, else the best that a few rounds find.
pub fn search(offers: &Offers) -> Found {
    let found = rounds(offers);
    prove(offers, found)
}

/// The best choice and the best bound of a few rounds.
pub fn rounds(offers: &Offers) -> Found {
    let mut multipliers = Multipliers::new(offers);
    let mut found = Found { held: vec![NONE; offers.needs()], worth: 0, bound: i64::MAX, prices: vec![] };
    let mut best = Tally::new(offers);
    for _ in 0..ROUNDS {
        let (flow, entry) = flow_at(offers, &multipliers);
        let bound = bound(offers, &multipliers, &entry);
        if bound < found.bound {
            (found.bound, found.prices) = (bound, entry);
        }
        let mut plan = flow.clone();
        repair(&mut plan);
        if plan.worth > best.worth {
            best = plan;
        }
        if is_near(best.worth, found.bound) || !adjust(&mut multipliers, &flow, bound - best.worth) {
            break;
        }
    }
    if !is_near(best.worth, found.bound) {
        refine(&mut best);
    }
    (found.worth, found.held) = (best.worth, best.held);
    found
}

fn is_near(worth: i64, bound: i64) -> bool {
    (bound - worth).saturating_mul(SMALL_GAP) <= bound
}

/// The best flow at these prices, units not yet minded, and what each place costs.
fn flow_at<'a>(offers: &'a Offers, multipliers: &Multipliers) -> (Tally<'a>, Vec<i64>) {
    let priced = multipliers.net(offers);
    let (held, prices) = flow::best(&priced.net);
    let mut tally = Tally::new(offers);
    for (need, edge) in held.iter().enumerate().filter(|(_, edge)| **edge != NONE) {
        tally.put(need as u32, priced.offer_of[*edge as usize]);
    }
    (tally, offers.entry(&prices))
}

/// Closes a gap by trying all choices, where they are few.
fn prove(offers: &Offers, found: Found) -> Found {
    if found.worth == found.bound {
        return found;
    }
    match exact::best(offers, found.worth, &found.held) {
        Some((worth, held)) => Found { worth, bound: worth, held, ..found },
        None => found,
    }
}

//! Moves the prices of links and units to where the bound is lower.
//!
//! Subgradient steps of Polyak's length (*Minimization of unsmooth functionals*, 1969): the bound falls along what the
//! flow leaves over or takes too much of, and the step is as long as would close the gap if it fell on as it begins to.
//! Units count as parts of what can be made, so that all products weigh alike.

use super::multipliers::{FINE, Multipliers};
use super::tally::Tally;

/// Moves all prices by what the flow at these prices takes. `gap` is from the bound at these prices down to the best
/// plan so far, in score units. Whether there was anything to move.
pub fn adjust(multipliers: &mut Multipliers, flow: &Tally, gap: i64) -> bool {
    let offers = flow.offers;
    let rewards: Vec<f64> = (0..offers.bonuses.len()).map(|link| reward_slope(multipliers, flow, link)).collect();
    let units: Vec<f64> = (0..offers.capacity.len()).map(|product| unit_slope(multipliers, flow, product)).collect();
    let square: f64 = rewards.iter().chain(&units).map(|slope| slope * slope).sum();
    if square == 0.0 {
        return false;
    }
    let step = gap as f64 / square;
    for ((now, slope), bonus) in multipliers.rewards.iter_mut().zip(rewards).zip(&offers.bonuses) {
        *now = (*now + (step * slope) as i64).clamp(0, *bonus);
    }
    for ((now, slope), most) in multipliers.units.iter_mut().zip(units).zip(&offers.capacity) {
        *now = (*now + unit_step(step * slope, *most)).max(0);
    }
    true
}

fn unit_step(step: f64, most: Option<u64>) -> i64 {
    most.map_or(0, |most| (step * f64::from(1 << FINE) / most.max(1) as f64) as i64)
}

/// Up while nothing strengthens the link, down while more than one pairing does.
fn reward_slope(multipliers: &Multipliers, flow: &Tally, link: usize) -> f64 {
    let (now, bonus) = (multipliers.rewards[link], flow.offers.bonuses[link]);
    match flow.pairings[link] {
        0 if now < bonus => 1.0,
        0 => 0.0,
        _ if now == 0 => 0.0,
        count => 1.0 - f64::from(count),
    }
}

/// Up while more is taken of the product than can be made, down while less is.
fn unit_slope(multipliers: &Multipliers, flow: &Tally, product: usize) -> f64 {
    let Some(most) = flow.offers.capacity[product] else { return 0.0 };
    let slope = flow.taken[product] as f64 / most.max(1) as f64 - 1.0;
    if multipliers.units[product] == 0 { slope.max(0.0) } else { slope }
}

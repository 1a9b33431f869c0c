//! How good any plan could be at most.
//!
//! By weak duality, for any prices that are not below nought no plan is worth more than
//!
//! ```text
//! Σ needs  max(0, max over offers (value + λ(link) − price(place) − π(product) · quantity))
//!   + Σ places room · price  +  Σ links (bonus − λ)  +  Σ products capacity · π
//! ```
//!
//! where a share costs its supplier's price and what it costs beyond that. The sum is exact in `2^-FINE` score units
//! and rounded up to a score unit once. It does not depend on how the prices or the plan were found.

use rayon::prelude::*;

use super::multipliers::{FINE, Multipliers};
use super::offers::Offers;

/// The bound at these prices, in score units; `entry` is what each place costs ([`Offers::entry`]).
pub fn bound(offers: &Offers, multipliers: &Multipliers, entry: &[i64]) -> i64 {
    let gains: i128 = (0..offers.needs()).into_par_iter().map(|need| gain(offers, multipliers, entry, need)).sum();
    let left_over: i128 = offers.bonuses.iter().zip(&multipliers.rewards).map(|(all, now)| i128::from(all - now)).sum();
    let units = offers.capacity.iter().zip(&multipliers.units);
    let units: i128 = units.map(|(most, price)| i128::from(most.unwrap_or(0)) * i128::from(*price)).sum();
    let fine = gains + ((rooms(offers, entry) + left_over) << FINE) + units;
    ((fine + (1 << FINE) - 1) >> FINE) as i64
}

/// What all room costs: a supplier's at its price, a share's at what it costs beyond its supplier's.
fn rooms(offers: &Offers, entry: &[i64]) -> i128 {
    let costs = offers.places.iter().enumerate().map(|(at, place)| {
        let within = place.within as usize;
        let price = if within == at { entry[at] } else { entry[at] - entry[within] };
        i128::from(place.room) * i128::from(price)
    });
    costs.sum()
}

/// What a need gains at most, in `2^-FINE` score units.
fn gain(offers: &Offers, multipliers: &Multipliers, entry: &[i64], need: usize) -> i128 {
    let mut best = 0;
    for offer in &offers.all[offers.of(need)] {
        // Best first, and nothing costs less than nought.
        if i128::from(i64::from(offer.value) + offers.top_bonus) << FINE <= best {
            break;
        }
        let gain = i64::from(offer.value) + multipliers.reward(offer) - entry[offer.place as usize];
        let gain = (i128::from(gain) << FINE) - multipliers.cost(offer);
        if gain > best && offers.has_room(offer.place) {
            best = gain;
        }
    }
    best
}

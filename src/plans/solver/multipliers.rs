//! Prices of what a flow does not know: links that count once, and units of products.
//!
//! Lagrangian relaxation (Fisher, *The Lagrangian relaxation method for solving integer programming problems*, 1981):
//! the bonus `b` of a link counts once however many pairings strengthen it. With a reward `λ` in `0..=b` on each of its
//! offers, what is left of it is `b − λ`, gained for nothing. A limit on units costs `π` a unit. For any `λ` and `π` the
//! rest is a flow, whose prices give a bound on every plan ([`super::bound`]). [`super::adjust`] looks for good ones.

use super::net::{Edge, Net};
use super::offers::{Offer, Offers};

/// Unit prices count in `2^-FINE` score units.
pub const FINE: u32 = 20;

/// The prices of a round.
pub struct Multipliers {
    /// The reward of each link, in score units.
    pub rewards: Vec<i64>,
    /// The price of a unit of each product, in `2^-FINE` score units.
    pub units: Vec<i64>,
}

/// A flow at these prices, and which offer each of its edges is.
pub struct Priced {
    pub net: Net,
    pub offer_of: Vec<u32>,
}

impl Multipliers {
    /// All at nought.
    pub fn new(offers: &Offers) -> Multipliers {
        Multipliers { rewards: vec![0; offers.bonuses.len()], units: vec![0; offers.capacity.len()] }
    }

    /// What the link of an offer rewards it with, in score units.
    pub fn reward(&self, offer: &Offer) -> i64 {
        self.rewards.get(offer.link as usize).copied().unwrap_or(0)
    }

    /// What an offer costs for the units that it takes, in `2^-FINE` score units.
    pub fn cost(&self, offer: &Offer) -> i128 {
        let price = self.units.get(offer.product as usize).copied().unwrap_or(0);
        i128::from(price) * i128::from(offer.quantity)
    }

    /// What an offer is worth at these prices, in score units, rounded down.
    pub fn value(&self, offer: &Offer) -> i64 {
        let units = self.units.get(offer.product as usize).copied().unwrap_or(0);
        if units == 0 {
            return i64::from(offer.value) + self.reward(offer);
        }
        let fine = i128::from(i64::from(offer.value) + self.reward(offer)) << FINE;
        ((fine - self.cost(offer)) >> FINE).clamp(-1, i128::from(i32::MAX)) as i64
    }

    /// The flow at these prices.
    pub fn net(&self, offers: &Offers) -> Priced {
        let (edges, first) = (Vec::with_capacity(offers.all.len()), Vec::with_capacity(offers.first.len()));
        let mut net = Net { first, edges, places: offers.places.clone() };
        let mut offer_of = Vec::with_capacity(offers.all.len());
        net.first.push(0);
        for need in 0..offers.needs() {
            let start = offer_of.len();
            for at in offers.of(need) {
                if let Some(edge) = self.edge(offers, at) {
                    net.edges.push(edge);
                    offer_of.push(at as u32);
                }
            }
            best_first(&mut net.edges[start..], &mut offer_of[start..]);
            net.first.push(offer_of.len() as u32);
        }
        Priced { net, offer_of }
    }

    fn edge(&self, offers: &Offers, at: usize) -> Option<Edge> {
        let offer = &offers.all[at];
        let value = self.value(offer);
        (value > 0 && offers.has_room(offer.place)).then_some(Edge { value: value as i32, place: offer.place })
    }
}

/// Puts the edges of a need and their offers in order; prices change it for few.
fn best_first(edges: &mut [Edge], offers: &mut [u32]) {
    if edges.is_sorted_by(|a, b| a.value >= b.value) {
        return;
    }
    let mut all: Vec<(Edge, u32)> = edges.iter().copied().zip(offers.iter().copied()).collect();
    all.sort_unstable_by_key(|(edge, at)| (-edge.value, *at));
    for (at, (edge, offer)) in all.into_iter().enumerate() {
        (edges[at], offers[at]) = (edge, offer);
    }
}

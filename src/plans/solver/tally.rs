//! A choice of offers with everything that it uses, so that changes can be weighed.

use super::net::NONE;
use super::offers::{Offer, Offers};

/// A choice and what it uses.
#[derive(Clone)]
pub struct Tally<'a> {
    pub offers: &'a Offers,
    /// The offer that each need takes, or [`NONE`].
    pub held: Vec<u32>,
    /// Needs in each place, those of shares in it too.
    count: Vec<u32>,
    /// Needs by supplier's place.
    holders: Vec<Vec<u32>>,
    /// Units taken of each product.
    pub taken: Vec<u64>,
    /// Pairings that strengthen each link.
    pub pairings: Vec<u32>,
    /// What all is worth together, in score units.
    pub worth: i64,
}

impl<'a> Tally<'a> {
    /// Nothing chosen yet.
    pub fn new(offers: &'a Offers) -> Tally<'a> {
        Tally {
            offers,
            held: vec![NONE; offers.needs()],
            count: vec![0; offers.places.len()],
            holders: vec![vec![]; offers.places.len()],
            taken: vec![0; offers.capacity.len()],
            pairings: vec![0; offers.bonuses.len()],
            worth: 0,
        }
    }

    /// The offer that a need takes.
    pub fn offer(&self, need: u32) -> Option<&'a Offer> {
        self.offers.all.get(self.held[need as usize] as usize)
    }

    /// The places that an offer takes room in.
    fn places(&self, offer: &Offer) -> (usize, Option<usize>) {
        let (inner, outer) = (offer.place, self.offers.places[offer.place as usize].within);
        (outer as usize, (inner != outer).then_some(inner as usize))
    }

    /// Whether there is room and are units for an offer.
    pub fn fits(&self, at: u32) -> bool {
        let offer = &self.offers.all[at as usize];
        let (outer, inner) = self.places(offer);
        let has_room = |place: usize| self.count[place] < self.offers.places[place].room;
        has_room(outer) && inner.is_none_or(has_room) && self.has_units(offer)
    }

    fn has_units(&self, offer: &Offer) -> bool {
        let most = self.offers.capacity.get(offer.product as usize).copied().flatten();
        most.is_none_or(|most| self.taken[offer.product as usize] + u64::from(offer.quantity) <= most)
    }

    /// Needs that the supplier of an offer serves.
    pub fn beside(&self, at: u32) -> &[u32] {
        &self.holders[self.places(&self.offers.all[at as usize]).0]
    }

    /// What an offer would add now.
    pub fn gain(&self, at: u32) -> i64 {
        let offer = &self.offers.all[at as usize];
        let is_first = self.pairings.get(offer.link as usize).is_some_and(|count| *count == 0);
        i64::from(offer.value) + if is_first { self.offers.bonus(offer) } else { 0 }
    }

    /// Gives an unserved need an offer.
    pub fn put(&mut self, need: u32, at: u32) {
        self.worth += self.gain(at);
        let offer = &self.offers.all[at as usize];
        let (outer, inner) = self.places(offer);
        self.holders[outer].push(need);
        self.change(offer, outer, inner, 1);
        self.held[need as usize] = at;
    }

    /// Takes a need's offer away, and says which it was.
    pub fn take(&mut self, need: u32) -> Option<u32> {
        let at = std::mem::replace(&mut self.held[need as usize], NONE);
        let offer = self.offers.all.get(at as usize)?;
        let (outer, inner) = self.places(offer);
        self.holders[outer].retain(|holder| *holder != need);
        self.change(offer, outer, inner, -1);
        self.worth -= self.gain(at);
        Some(at)
    }

    fn change(&mut self, offer: &Offer, outer: usize, inner: Option<usize>, by: i32) {
        for place in [Some(outer), inner].into_iter().flatten() {
            self.count[place] = self.count[place].wrapping_add_signed(by);
        }
        if let Some(taken) = self.taken.get_mut(offer.product as usize) {
            *taken = taken.wrapping_add_signed(i64::from(by) * i64::from(offer.quantity));
        }
        if let Some(pairings) = self.pairings.get_mut(offer.link as usize) {
            *pairings = pairings.wrapping_add_signed(by);
        }
    }
}

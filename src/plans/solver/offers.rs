//! The candidates that may be chosen, laid out for the search.

use super::admit::{Bar, ByNeed, bars};
use super::fairness::{add_shares, give_chance};
use super::model::{City, Refusal};
use super::net::{NONE, Place};
use super::pins::pin;

/// A candidate that may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Its position in the city.
    pub candidate: u32,
    /// What it is planned as, in score units: its value, or more by the chance of small firms.
    pub value: i32,
    /// The innermost place that it takes room in: its supplier, or the supplier's share of the category.
    pub place: u32,
    /// The link that it strengthens, or [`NONE`].
    pub link: u32,
    /// The product whose capacity it uses, or [`NONE`] where that is no limit.
    pub product: u32,
    /// Units of that product.
    pub quantity: u32,
}

/// All offers, need by need, best first.
pub struct Offers {
    /// Offers of need `n` are `first[n]..first[n + 1]`; a pinned need has none.
    pub first: Vec<u32>,
    pub all: Vec<Offer>,
    /// Suppliers, then shares.
    pub places: Vec<Place>,
    /// Units that can be made of each product, beside what pins take.
    pub capacity: Vec<Option<u64>>,
    /// What each link adds when it is strengthened once, nought where pins do so already.
    pub bonuses: Vec<i64>,
    /// The highest bonus.
    pub top_bonus: i64,
    /// What bars each candidate.
    pub bars: Vec<Bar>,
    /// The pinned candidates, by position.
    pub pinned: Vec<u32>,
}

impl Offers {
    /// # Errors
    /// Every pin that cannot be kept.
    pub fn of_city(city: &City) -> Result<Offers, Vec<Refusal>> {
        let by_need = ByNeed::new(city);
        let mut bars = bars(city);
        let left = pin(city, &by_need, &mut bars)?;
        let mut pinned: Vec<u32> = left.pinned.into_values().collect();
        pinned.sort_unstable();
        let rooms = left.room.iter().enumerate();
        let mut places = rooms.map(|(at, room)| Place { room: *room, within: at as u32 }).collect();
        let (mut first, mut all) = (vec![0], Vec::with_capacity(city.candidates.len()));
        for need in 0..city.needs.len() {
            let open = by_need.of(need as u32).iter().filter(|at| bars[**at as usize] == Bar::Open);
            all.extend(open.map(|at| Offer::new(city, *at)));
            give_chance(city, &mut all[first[need] as usize..]);
            first.push(all.len() as u32);
        }
        add_shares(city, &pinned, &first, &mut all, &mut places);
        let mut offers = Offers {
            first,
            all,
            places,
            capacity: left.capacity,
            top_bonus: left.bonuses.iter().copied().max().unwrap_or(0),
            bonuses: left.bonuses,
            bars,
            pinned,
        };
        offers.sort();
        Ok(offers)
    }

    fn sort(&mut self) {
        // Numbers are sorted instead of offers, which are large.
        let (mut order, mut of_need): (Vec<u64>, Vec<Offer>) = (vec![], vec![]);
        for need in 0..self.needs() {
            let offers = &mut self.all[self.first[need] as usize..self.first[need + 1] as usize];
            order.clear();
            order.extend(offers.iter().zip(0..).map(|(offer, at)| offer.place_in_order(at)));
            order.sort_unstable();
            of_need.clear();
            of_need.extend_from_slice(offers);
            offers.iter_mut().zip(&order).for_each(|(offer, key)| *offer = of_need[*key as u32 as usize]);
        }
    }

    /// How many needs there are.
    pub fn needs(&self) -> usize {
        self.first.len() - 1
    }

    /// The offers of a need, by number.
    pub fn of(&self, need: usize) -> std::ops::Range<usize> {
        self.first[need] as usize..self.first[need + 1] as usize
    }

    /// What each place costs: its own price or that of the supplier around it, whichever is higher.
    pub fn entry(&self, prices: &[i64]) -> Vec<i64> {
        self.places.iter().zip(prices).map(|(place, price)| prices[place.within as usize].max(*price)).collect()
    }

    /// Whether a place can hold a need at all.
    pub fn has_room(&self, place: u32) -> bool {
        let place = &self.places[place as usize];
        place.room > 0 && self.places[place.within as usize].room > 0
    }

    /// What the link of an offer adds when it is strengthened for the first time.
    pub fn bonus(&self, offer: &Offer) -> i64 {
        self.bonuses.get(offer.link as usize).copied().unwrap_or(0)
    }
}

impl Offer {
    /// A number that is lower the higher the value, and ends in the place `at` among the offers of the need: of equals
    /// the earlier candidate comes first.
    fn place_in_order(&self, at: u32) -> u64 {
        (u64::from(i32::MAX.abs_diff(self.value)) << 32) | u64::from(at)
    }

    fn new(city: &City, at: u32) -> Offer {
        let candidate = &city.candidates[at as usize];
        let has_limit = city.products[candidate.product as usize].capacity.is_some();
        let quantity = candidate.quantity.filter(|_| has_limit).unwrap_or(0);
        Offer {
            candidate: at,
            value: candidate.value as i32,
            place: city.supplier_of(at),
            link: candidate.link.unwrap_or(NONE),
            product: if quantity > 0 { candidate.product } else { NONE },
            quantity,
        }
    }
}

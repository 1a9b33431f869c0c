//! What is pinned comes first: it takes its room before anything is chosen.

use std::collections::HashMap;

use super::admit::{Bar, ByNeed};
use super::model::{City, Pair, Refusal};

/// What pins leave.
pub struct Left {
    /// The pinned candidate of each pinned need.
    pub pinned: HashMap<u32, u32>,
    /// Needs that each supplier can still take on.
    pub room: Vec<u32>,
    /// Units that can still be made of each product.
    pub capacity: Vec<Option<u64>>,
    /// What each link can still add.
    pub bonuses: Vec<i64>,
}

/// Fixes every pin on the pair's best candidate that may be chosen (the first of equals), and marks the bars of all
/// candidates accordingly.
///
/// # Errors
/// Every pin that cannot be kept.
pub fn pin(city: &City, by_need: &ByNeed, bars: &mut [Bar]) -> Result<Left, Vec<Refusal>> {
    let mut left = Left {
        pinned: HashMap::new(),
        room: city.suppliers.iter().map(|supplier| supplier.max_needs).collect(),
        capacity: city.products.iter().map(|product| product.capacity).collect(),
        bonuses: city.bonuses.clone(),
    };
    let refusals: Vec<Refusal> =
        city.pins.iter().filter_map(|pair| left.fix(city, by_need, bars, *pair).err()).collect();
    if !refusals.is_empty() {
        return Err(refusals);
    }
    left.mark(city, by_need, bars);
    Ok(left)
}

impl Left {
    fn fix(&mut self, city: &City, by_need: &ByNeed, bars: &[Bar], pair: Pair) -> Result<(), Refusal> {
        if city.needs.len() <= pair.need as usize {
            return Err(Refusal::Pin(pair, None));
        }
        if self.pinned.contains_key(&pair.need) {
            return Err(Refusal::PinnedTwice(pair));
        }
        let of_pair = || by_need.of(pair.need).iter().copied().filter(|at| city.supplier_of(*at) == pair.supplier);
        let bar = |at: u32| if bars[at as usize] == Bar::Open { self.bar(city, at) } else { bars[at as usize] };
        let open = of_pair().filter(|at| bar(*at) == Bar::Open);
        let best = open.min_by_key(|at| (-city.candidates[*at as usize].value, *at));
        let Some(best) = best else {
            return Err(Refusal::Pin(pair, of_pair().map(bar).min()));
        };
        self.take(city, best);
        Ok(())
    }

    /// Whether pins leave room for a candidate.
    fn bar(&self, city: &City, at: u32) -> Bar {
        let candidate = &city.candidates[at as usize];
        let quantity = u64::from(candidate.quantity.unwrap_or(0));
        let has_units = self.capacity[candidate.product as usize].is_none_or(|left| quantity <= left);
        if has_units && self.room[city.supplier_of(at) as usize] > 0 { Bar::Open } else { Bar::NoRoom }
    }

    fn take(&mut self, city: &City, at: u32) {
        let candidate = &city.candidates[at as usize];
        self.pinned.insert(candidate.need, at);
        self.room[city.supplier_of(at) as usize] -= 1;
        if let Some(left) = &mut self.capacity[candidate.product as usize] {
            *left -= u64::from(candidate.quantity.unwrap_or(0));
        }
        if let Some(link) = candidate.link {
            self.bonuses[link as usize] = 0;
        }
    }

    fn mark(&self, city: &City, by_need: &ByNeed, bars: &mut [Bar]) {
        // What is beyond the whole capacity of a product is barred already.
        if self.pinned.is_empty() && self.room.iter().all(|room| *room > 0) {
            return;
        }
        for (at, bar) in bars.iter_mut().enumerate().filter(|(_, bar)| **bar == Bar::Open) {
            *bar = self.bar(city, at as u32);
        }
        for (need, pinned) in &self.pinned {
            for at in by_need.of(*need) {
                bars[*at as usize] = if at == pinned { Bar::Pinned } else { Bar::PinnedElsewhere };
            }
        }
    }
}

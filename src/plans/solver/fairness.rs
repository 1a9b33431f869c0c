//! The rules of fairness: what one supplier gets at most, and the chance of small firms.
//!
//! **Share.** A need is contested when candidates of two suppliers or more may be chosen for it. Of the contested needs
//! of a category, one supplier gets at most `share` percent, rounded up. What only it could serve does not count.
//!
//! **Chance.** Where a small firm's candidate falls short of the best candidate of other firms by no more than `chance`,
//! it is planned as worth one score unit more than that best. So the small firm goes first where it is as good as
//! equal, no need can lose more than `chance` by it, and no need goes unserved because of it.

use super::model::City;
use super::net::Place;
use super::offers::Offer;

/// Plans the offers of one need that small firms make as the chance says.
pub fn give_chance(city: &City, offers: &mut [Offer]) {
    let Some(chance) = city.rules.chance else { return };
    let is_small = |offer: &Offer| city.suppliers[city.supplier_of(offer.candidate) as usize].is_small;
    let Some(best) = offers.iter().filter(|offer| !is_small(offer)).map(|offer| offer.value).max() else { return };
    for offer in offers.iter_mut().filter(|offer| is_small(offer)) {
        if offer.value <= best && i64::from(best - offer.value) <= chance {
            offer.value = best + 1;
        }
    }
}

/// Adds the places of shares that can bind, and leads offers there. `pinned` are the candidates that are pinned: they
/// count as contested and use up their supplier's share.
pub fn add_shares(city: &City, pinned: &[u32], first: &[u32], offers: &mut [Offer], places: &mut Vec<Place>) {
    let Some(share) = city.rules.share else { return };
    let mut by_category =
        vec![Category::default(); city.needs.iter().map(|need| need.category as usize + 1).max().unwrap_or(0)];
    for (need, bounds) in (0..).zip(first.windows(2)) {
        if is_contested(&offers[bounds[0] as usize..bounds[1] as usize]) {
            by_category[city.needs[need].category as usize].contested.push(need);
        }
    }
    for pair in pinned.iter().map(|at| city.pair_of(*at)) {
        by_category[city.needs[pair.need as usize].category as usize].pinned.push(pair.supplier);
    }
    let mut counts = vec![Count::default(); city.suppliers.len()];
    for category in &by_category {
        category.add(share, first, offers, places, &mut counts);
    }
}

fn is_contested(offers: &[Offer]) -> bool {
    offers.iter().any(|offer| offer.place != offers[0].place)
}

/// The contested needs of a category.
#[derive(Clone, Default)]
struct Category {
    contested: Vec<usize>,
    /// Suppliers that needs are pinned to.
    pinned: Vec<u32>,
}

/// What a supplier could serve of a category.
#[derive(Clone, Copy, Default)]
struct Count {
    needs: u32,
    pinned: u32,
    /// The last need that was counted, from 1.
    last: usize,
    place: Option<u32>,
}

impl Category {
    fn add(&self, share: u32, first: &[u32], offers: &mut [Offer], places: &mut Vec<Place>, counts: &mut [Count]) {
        let total = (self.contested.len() + self.pinned.len()) as u64;
        let most = (total * u64::from(share)).div_ceil(100).max(1) as u32;
        let suppliers = self.count(first, offers, counts);
        for supplier in &suppliers {
            let count = &mut counts[*supplier as usize];
            if count.needs + count.pinned > most {
                count.place = Some(places.len() as u32);
                places.push(Place { room: most.saturating_sub(count.pinned), within: *supplier });
            }
        }
        for offer in self.contested.iter().flat_map(|need| first[*need] as usize..first[*need + 1] as usize) {
            let offer = &mut offers[offer];
            offer.place = counts[offer.place as usize].place.unwrap_or(offer.place);
        }
        suppliers.iter().for_each(|supplier| counts[*supplier as usize] = Count::default());
    }

    /// Counts needs and pins by supplier; the suppliers, in the order in which they are met.
    fn count(&self, first: &[u32], offers: &[Offer], counts: &mut [Count]) -> Vec<u32> {
        let mut suppliers = self.pinned.clone();
        self.pinned.iter().for_each(|supplier| counts[*supplier as usize].pinned += 1);
        for need in &self.contested {
            for offer in &offers[first[*need] as usize..first[*need + 1] as usize] {
                let count = &mut counts[offer.place as usize];
                if count.needs + count.pinned == 0 {
                    suppliers.push(offer.place);
                }
                if count.last != need + 1 {
                    (count.last, count.needs) = (need + 1, count.needs + 1);
                }
            }
        }
        suppliers.sort_unstable();
        suppliers.dedup();
        suppliers
    }
}

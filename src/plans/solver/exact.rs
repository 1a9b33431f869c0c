//! The best plan of a small city, by trying every choice that could still win.

use super::net::NONE;
use super::offers::Offers;
use super::tally::Tally;

/// Choices that a city may have to be tried.
const SMALL: u64 = 1 << 20;

/// The worth of the best choice and the choice, if there are few enough to try. `held`, worth `worth`, is known.
pub fn best(offers: &Offers, worth: i64, held: &[u32]) -> Option<(i64, Vec<u32>)> {
    let choices =
        (0..offers.needs()).try_fold(1u64, |product, need| product.checked_mul(offers.of(need).len() as u64 + 1));
    if choices.is_none_or(|choices| choices > SMALL) {
        return None;
    }
    let mut search = Search { tally: Tally::new(offers), best: worth, held: held.to_vec(), rest: rest(offers) };
    search.from(0);
    Some((search.best, search.held))
}

/// What the needs from each on can add at most, bonuses aside.
fn rest(offers: &Offers) -> Vec<i64> {
    let mut rest = vec![0; offers.needs() + 1];
    for need in (0..offers.needs()).rev() {
        let best = offers.all[offers.of(need)].first().map_or(0, |offer| i64::from(offer.value));
        rest[need] = rest[need + 1] + best;
    }
    rest
}

struct Search<'a> {
    tally: Tally<'a>,
    best: i64,
    held: Vec<u32>,
    rest: Vec<i64>,
}

impl Search<'_> {
    fn from(&mut self, need: usize) {
        if need == self.tally.offers.needs() {
            if self.tally.worth > self.best {
                (self.best, self.held) = (self.tally.worth, self.tally.held.clone());
            }
            return;
        }
        if self.tally.worth + self.rest[need] + self.open_bonuses() <= self.best {
            return;
        }
        for at in self.tally.offers.of(need).map(|at| at as u32).chain([NONE]) {
            if at == NONE {
                self.from(need + 1);
            } else if self.tally.fits(at) {
                self.tally.put(need as u32, at);
                self.from(need + 1);
                self.tally.take(need as u32);
            }
        }
    }

    fn open_bonuses(&self) -> i64 {
        let bonuses = self.tally.offers.bonuses.iter().zip(&self.tally.pairings);
        bonuses.filter(|(_, count)| **count == 0).map(|(bonus, _)| bonus).sum()
    }
}

//! Questions with known answers: listings are hidden, and the firms that had them are asked for.

use std::collections::{HashMap, HashSet};

use super::catalog::Catalog;
use crate::matching::chars::{Chars, name_key, plain};
use crate::matching::dice::Dice;
use crate::matching::market::Market;

/// Listings that a firm must have for some to be hidden, and the share of them that stays.
const LISTINGS: usize = 4;
const MOST_HIDDEN: usize = 3;

/// Chooses one to three listings at a part of the firms: of those with a known share, where firms state shares at all.
pub(super) fn choose(market: &Market, part: f32, seed: u64) -> HashSet<usize> {
    let states_shares = market.listings.iter().any(|listing| listing.share.is_some());
    let mut all = vec![0; market.firms.len()];
    let mut fit: Vec<Vec<usize>> = vec![vec![]; market.firms.len()];
    for (at, listing) in market.listings.iter().enumerate() {
        all[listing.firm as usize] += 1;
        if listing.share.is_some() || !states_shares {
            fit[listing.firm as usize].push(at);
        }
    }
    let mut dice = Dice(seed);
    let mut hidden = HashSet::new();
    for (listings, all) in fit.iter_mut().zip(all) {
        dice.shuffle(listings);
        if all >= LISTINGS && dice.unit() < part {
            let count = (1 + dice.below(MOST_HIDDEN)).min(all / MOST_HIDDEN);
            hidden.extend(listings.iter().take(count));
        }
    }
    hidden
}

/// A hidden good.
pub(super) struct Question {
    pub(super) good: Chars,
    /// The firms that make it.
    pub(super) makers: HashSet<u32>,
}

/// The hidden listings as questions, each good once, in order; `catalog` is what is left. A firm that still lists the
/// good or a narrower kind of it is no answer: it needs no guess.
pub(super) fn questions(market: &Market, hidden: &HashSet<usize>, catalog: &Catalog) -> Vec<Question> {
    let mut questions: HashMap<u64, Question> = HashMap::new();
    for at in hidden {
        let listing = &market.listings[*at];
        let good = plain(&listing.name);
        if good.len() < 2 || catalog.lists(listing.firm, &good) {
            continue;
        }
        let question = Question { good, makers: HashSet::new() };
        questions.entry(name_key(&question.good)).or_insert(question).makers.insert(listing.firm);
    }
    let mut questions: Vec<Question> = questions.into_values().collect();
    questions.sort_by(|a, b| a.good.cmp(&b.good));
    questions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::market::{Firm, Listing};

    #[test]
    fn a_few_listings_of_firms_with_many_are_hidden() {
        let listing = |firm: u32, at: usize, share: Option<f32>| Listing {
            firm,
            name: format!("产品{firm}{at}"),
            share,
            ..Listing::default()
        };
        let few = (0..3).map(|at| listing(0, at, Some(0.3)));
        let many = (0..9).map(|at| listing(1, at, (at < 5).then_some(0.1)));
        let market =
            Market { firms: vec![Firm::default(); 2], listings: few.chain(many).collect(), ..Market::default() };
        let hidden = choose(&market, 1.0, 11);
        assert!((1..=3).contains(&hidden.len()), "{hidden:?}");
        assert!(hidden.iter().all(|at| market.listings[*at].firm == 1 && market.listings[*at].share.is_some()));
        assert_eq!(choose(&market, 1.0, 11), hidden);
        assert!(choose(&market, 0.0, 11).is_empty());
    }
}

//! What the city has traded: needs of the city, each served by another of its firms that lists the good.
//!
//! Worked out from the first firms and needs alone, so it costs a large city no more than a small one.

use std::collections::{HashMap, HashSet};

use super::dice::{Dice, Stream};
use super::{CHOSEN_FROM, City, make};
use crate::units::Decimal;

/// Trades at most; so many are enough for every district to show its figures.
const MOST: usize = 60;
/// Trades of one firm on either side at most.
const MOST_OF_FIRM: usize = 3;

/// A need that was asked for, quoted, bought and rated.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    /// Its number, from 1.
    pub number: usize,
    /// The need, and whose it is.
    pub need: String,
    pub buyer: String,
    /// The product, and whose it is.
    pub product: String,
    pub seller: String,
    /// What is bought.
    pub good: String,
    pub quantity: Decimal,
    pub unit: String,
    /// In 元 per unit, with tax.
    pub price: Decimal,
    /// Days before today on which it was asked for.
    pub days_ago: i64,
    /// What the buyer thinks of it, 1 to 5; some say nothing.
    pub score: Option<i64>,
}

impl City {
    /// The trades, the latest first.
    pub fn trades(&self) -> Vec<Trade> {
        let makers = self.makers();
        let (mut busy, mut trades): (HashMap<String, usize>, Vec<Trade>) = Default::default();
        let mut is_taken = HashSet::new();
        for index in 0..self.size.needs.min(CHOSEN_FROM as u64) {
            let need = self.need(index);
            let (Some(good), Some(quantity)) = (need.fields.category.clone(), need.fields.quantity) else { continue };
            let free = |busy: &HashMap<String, usize>, firm: &str| busy.get(firm).copied().unwrap_or(0) < MOST_OF_FIRM;
            let is_fit = |(seller, _, unit, _): &&Maker| {
                *seller != need.firm_code && *unit == need.fields.unit && free(&busy, seller)
            };
            let Some((seller, product, unit, price)) = makers.get(&good).and_then(|own| own.iter().find(is_fit)) else {
                continue;
            };
            if !free(&busy, &need.firm_code) || is_unverified(&need.firm_code) || !is_taken.insert(product.clone()) {
                continue;
            }
            let mut dice = Dice::new(self.seed, Stream::Trade, index);
            [seller, &need.firm_code].into_iter().for_each(|firm| *busy.entry(firm.clone()).or_default() += 1);
            trades.push(Trade {
                number: trades.len() + 1,
                need: need.code,
                buyer: need.firm_code,
                product: product.clone(),
                seller: seller.clone(),
                good,
                quantity,
                unit: unit.clone(),
                price: *price,
                // Half of them lie in the present quarter or the one before, whatever day it is.
                days_ago: dice.range(8, 170),
                score: dice.chance(75).then(|| dice.pick(&[3, 4, 4, 5, 5, 5])),
            });
            if trades.len() == MOST {
                break;
            }
        }
        trades.sort_by_key(|trade| (trade.days_ago, trade.number));
        trades
    }

    /// Who of the first firms lists what at which price, by good.
    fn makers(&self) -> HashMap<String, Vec<Maker>> {
        let mut makers: HashMap<String, Vec<Maker>> = HashMap::new();
        for product in self.products().take(CHOSEN_FROM) {
            let (Some(good), Some(price)) = (product.fields.category, product.fields.price_from) else { continue };
            if !is_unverified(&product.firm_code) {
                makers.entry(good).or_default().push((product.firm_code, product.code, product.fields.unit, price));
            }
        }
        makers
    }
}

/// A firm, its product, the product's unit and price.
type Maker = (String, String, String, Decimal);

fn is_unverified(firm: &str) -> bool {
    super::firms::index(firm).is_some_and(make::is_unverified)
}

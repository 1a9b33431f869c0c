//! Cities made by chance, for tests.

use crate::plans::solver::model::{Candidate, City, Need, Pair, Product, Rules, Supplier};

/// SplitMix64 (Steele, Lea and Flood 2014).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % limit
    }

    fn number(&mut self, limit: u64) -> u32 {
        self.below(limit) as u32
    }

    fn is(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A city of up to six needs. Half of them are limited by nothing but how many needs suppliers take on.
    pub fn city(&mut self) -> City {
        let (needs, suppliers, links) = (1 + self.below(6), 1 + self.below(4), 1 + self.below(3));
        let products = suppliers + self.below(3);
        let (is_flow, spread) = (self.is(50), [3, 20, 4_000][self.below(3) as usize]);
        let mut city = City {
            needs: (0..needs).map(|_| self.need()).collect(),
            suppliers: (0..suppliers).map(|_| self.supplier()).collect(),
            bonuses: (0..links).map(|_| if is_flow { 0 } else { self.below(spread) as i64 }).collect(),
            rules: Rules {
                share: self.is(50).then(|| 20 + self.number(80)),
                chance: self.is(50).then(|| self.below(spread) as i64),
            },
            ..City::default()
        };
        city.products = (0..products).map(|at| self.product(at, suppliers, is_flow)).collect();
        for need in 0..needs as u32 {
            for _ in 0..self.below(5) {
                let candidate = self.candidate(need, products, links, spread);
                city.candidates.push(candidate);
            }
        }
        self.pin_and_forbid(&mut city);
        city
    }

    fn need(&mut self) -> Need {
        Need { category: self.number(2), amount: self.below(1_000) as i64, is_local: self.is(30) }
    }

    fn supplier(&mut self) -> Supplier {
        Supplier { max_needs: self.number(4), is_small: self.is(50) }
    }

    fn product(&mut self, at: u64, suppliers: u64, is_flow: bool) -> Product {
        let is_limited = !is_flow && self.is(50);
        Product {
            supplier: (at % suppliers) as u32,
            capacity: is_limited.then(|| self.below(30)),
            min_order: self.is(30).then(|| self.number(5)),
        }
    }

    fn candidate(&mut self, need: u32, products: u64, links: u64, spread: u64) -> Candidate {
        Candidate {
            need,
            product: self.number(products),
            value: self.below(spread + 1) as i64,
            quantity: self.is(80).then(|| self.number(20)),
            link: self.is(70).then(|| self.number(links)),
        }
    }

    fn pin_and_forbid(&mut self, city: &mut City) {
        let pairs: Vec<Pair> = (0..city.candidates.len() as u32).map(|at| city.pair_of(at)).collect();
        for pair in pairs {
            match self.below(20) {
                0 => city.pins.push(pair),
                1 | 2 => city.forbids.push(pair),
                _ => {}
            }
        }
    }

    /// A city with popular suppliers, ties, links that few strengthen, and so many percent of products limited in units.
    pub fn large(&mut self, needs: u64, suppliers: u64, each: u64, units: u64) -> City {
        let mut city = City {
            needs: (0..needs).map(|_| Need { category: self.number(50), ..self.need() }).collect(),
            suppliers: (0..suppliers).map(|_| Supplier { max_needs: 1 + self.number(15), ..self.supplier() }).collect(),
            bonuses: (0..needs / 10).map(|_| self.below(2_000) as i64).collect(),
            rules: Rules { share: Some(40), chance: Some(200) },
            ..City::default()
        };
        let is_limited = |dice: &mut Dice| dice.is(units).then(|| 20 + dice.below(60));
        city.products = (0..suppliers)
            .map(|at| Product { supplier: at as u32, capacity: is_limited(self), min_order: None })
            .collect();
        for need in 0..needs as u32 {
            for _ in 0..each {
                let popular = self.below(suppliers) * self.below(suppliers) / suppliers;
                let value = 500 + 50 * self.below(80) as i64;
                let link = self.is(50).then(|| self.number(needs / 10));
                let quantity = Some(1 + self.number(20));
                city.candidates.push(Candidate { need, product: popular as u32, value, quantity, link });
            }
        }
        city
    }
}

//! The limits and the worth of a choice once more, straight from what they mean, and the best of all choices.

use std::collections::{HashMap, HashSet};

use crate::plans::solver::model::{City, Pair};

/// A city and what follows from its rules.
pub struct Limits<'a> {
    city: &'a City,
    /// Candidates by need that may be chosen.
    open: Vec<Vec<u32>>,
    /// Most contested needs for one supplier, by category; pinned needs count.
    share: HashMap<u32, u32>,
    contested: HashSet<u32>,
    planned: Vec<i64>,
}

impl<'a> Limits<'a> {
    pub fn of(city: &'a City) -> Limits<'a> {
        let mut limits = Limits {
            city,
            open: vec![vec![]; city.needs.len()],
            share: HashMap::new(),
            contested: HashSet::new(),
            planned: city.candidates.iter().map(|candidate| candidate.value).collect(),
        };
        let left = limits.left_by_pins();
        for at in 0..city.candidates.len() as u32 {
            if limits.may(at, &left) {
                limits.open[city.candidates[at as usize].need as usize].push(at);
            }
        }
        limits.give_chance();
        limits.count_contested();
        limits
    }

    /// Needs by supplier and units by product that pins leave.
    fn left_by_pins(&self) -> (Vec<i64>, Vec<i64>) {
        let city = self.city;
        let mut left: (Vec<i64>, Vec<i64>) = (
            city.suppliers.iter().map(|supplier| i64::from(supplier.max_needs)).collect(),
            city.products.iter().map(|product| product.capacity.map_or(i64::MAX, |most| most as i64)).collect(),
        );
        for pair in &city.pins {
            if let Some(at) = self.of_pin(*pair, &left) {
                left.0[pair.supplier as usize] -= 1;
                let candidate = &city.candidates[at as usize];
                left.1[candidate.product as usize] -= i64::from(candidate.quantity.unwrap_or(0));
            }
        }
        left
    }

    /// The candidate that a pin stands for, with so much left by those before it.
    fn of_pin(&self, pair: Pair, left: &(Vec<i64>, Vec<i64>)) -> Option<u32> {
        let all = (0..self.city.candidates.len() as u32).filter(|at| self.city.pair_of(*at) == pair);
        let fits = all.filter(|at| self.passes(*at) && self.is_left(*at, left));
        fits.max_by_key(|at| (self.city.candidates[*at as usize].value, std::cmp::Reverse(*at)))
    }

    fn is_left(&self, at: u32, left: &(Vec<i64>, Vec<i64>)) -> bool {
        let candidate = &self.city.candidates[at as usize];
        left.0[self.city.supplier_of(at) as usize] > 0
            && left.1[candidate.product as usize] >= i64::from(candidate.quantity.unwrap_or(0))
    }

    fn passes(&self, at: u32) -> bool {
        let candidate = &self.city.candidates[at as usize];
        let product = &self.city.products[candidate.product as usize];
        candidate.value > 0
            && !self.city.forbids.contains(&self.city.pair_of(at))
            && candidate.quantity.is_none_or(|quantity| product.min_order.is_none_or(|least| quantity >= least))
    }

    fn may(&self, at: u32, left: &(Vec<i64>, Vec<i64>)) -> bool {
        let need = self.city.candidates[at as usize].need;
        match self.city.pins.iter().find(|pair| pair.need == need) {
            Some(pair) => self.pinned(*pair) == Some(at),
            None => self.passes(at) && self.is_left(at, left),
        }
    }

    /// The candidate of a pin: those before it have taken their part.
    fn pinned(&self, pair: Pair) -> Option<u32> {
        let before = self.city.pins.iter().take_while(|other| **other != pair).copied().collect();
        let city = City { pins: before, ..self.city.clone() };
        let limits =
            Limits { city: &city, open: vec![], share: HashMap::new(), contested: HashSet::new(), planned: vec![] };
        self.of_pin(pair, &limits.left_by_pins())
    }

    fn is_pinned(&self, need: u32) -> bool {
        self.city.pins.iter().any(|pair| pair.need == need)
    }

    fn give_chance(&mut self) {
        let Some(chance) = self.city.rules.chance else { return };
        let is_small = |at: u32| self.city.suppliers[self.city.supplier_of(at) as usize].is_small;
        let value = |at: u32| self.city.candidates[at as usize].value;
        let mut planned = std::mem::take(&mut self.planned);
        for (_, open) in (0..).zip(&self.open).filter(|(need, _)| !self.is_pinned(*need)) {
            let Some(best) = open.iter().filter(|at| !is_small(**at)).map(|at| value(*at)).max() else { continue };
            for at in open.iter().filter(|at| is_small(**at) && (best - chance..=best).contains(&value(**at))) {
                planned[*at as usize] = best + 1;
            }
        }
        self.planned = planned;
    }

    fn count_contested(&mut self) {
        let Some(share) = self.city.rules.share else { return };
        let mut of_category: HashMap<u32, u32> = HashMap::new();
        for (need, open) in (0..).zip(&self.open) {
            let suppliers: HashSet<u32> = open.iter().map(|at| self.city.supplier_of(*at)).collect();
            if suppliers.len() > 1 || self.is_pinned(need) {
                self.contested.insert(need);
                *of_category.entry(self.city.needs[need as usize].category).or_default() += 1;
            }
        }
        let most = |count: u32| (f64::from(count * share) / 100.0).ceil() as u32;
        self.share = of_category.into_iter().map(|(category, count)| (category, most(count).max(1))).collect();
    }

    /// Whether a choice keeps to all limits.
    pub fn allow(&self, chosen: &[Option<u32>]) -> bool {
        let is_open = |(need, at): (usize, &Option<u32>)| match at {
            Some(at) => self.open[need].contains(at),
            None => !self.is_pinned(need as u32),
        };
        chosen.iter().enumerate().all(is_open) && self.has_room(chosen) && self.is_fair(chosen)
    }

    fn has_room(&self, chosen: &[Option<u32>]) -> bool {
        let (mut needs, mut units) = (HashMap::new(), HashMap::new());
        for at in chosen.iter().flatten() {
            let candidate = &self.city.candidates[*at as usize];
            *needs.entry(self.city.supplier_of(*at)).or_insert(0) += 1;
            *units.entry(candidate.product).or_insert(0) += u64::from(candidate.quantity.unwrap_or(0));
        }
        needs.iter().all(|(supplier, count)| *count <= self.city.suppliers[*supplier as usize].max_needs)
            && units
                .iter()
                .all(|(product, sum)| self.city.products[*product as usize].capacity.is_none_or(|most| *sum <= most))
    }

    fn is_fair(&self, chosen: &[Option<u32>]) -> bool {
        let (mut all, mut pinned) = (HashMap::new(), HashMap::new());
        for at in chosen.iter().flatten() {
            let pair = self.city.pair_of(*at);
            let key = (pair.supplier, self.city.needs[pair.need as usize].category);
            *all.entry(key).or_insert(0) += u32::from(self.contested.contains(&pair.need));
            *pinned.entry(key).or_insert(0) += u32::from(self.is_pinned(pair.need));
        }
        all.iter().all(|(key, count)| *count <= pinned[key] || self.share.get(&key.1).is_none_or(|most| count <= most))
    }

    /// What a choice is worth.
    pub fn worth(&self, chosen: &[Option<u32>]) -> i64 {
        let chosen = || chosen.iter().flatten().map(|at| *at as usize);
        let links: HashSet<u32> = chosen().filter_map(|at| self.city.candidates[at].link).collect();
        chosen().map(|at| self.planned[at]).sum::<i64>()
            + links.iter().map(|link| self.city.bonuses[*link as usize]).sum::<i64>()
    }

    /// The worth of the best choice; none where none keeps to all limits.
    pub fn best(&self) -> Option<i64> {
        let mut choices = vec![vec![]];
        for open in &self.open {
            let more = |choice: &Vec<Option<u32>>, at| choice.iter().copied().chain([at]).collect::<Vec<_>>();
            let options = || open.iter().copied().map(Some).chain([None]);
            choices = choices.iter().flat_map(|choice| options().map(move |at| more(choice, at))).collect();
        }
        choices.iter().filter(|choice| self.allow(choice)).map(|choice| self.worth(choice)).max()
    }
}

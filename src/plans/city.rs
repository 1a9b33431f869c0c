//! The numbers of the solver, made of the tables.

use std::collections::HashMap;
use std::hash::Hash;

use super::Wish;
use super::rules::{Rules, SMALL_BELOW};
use super::solver::{Candidate, City, Need, POINT, Pair, Product, Rules as Fairness, Supplier};
use super::store::{self, OpenNeed};
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::needs::{CurrentSource, NeedId};
use crate::products::ProductId;
use crate::units::Decimal;

/// The city with the keys of what its positions stand for.
pub struct Numbered {
    /// The numbers.
    pub city: City,
    /// The needs by their positions.
    pub needs: Vec<NeedId>,
    /// The products by their positions.
    pub products: Vec<ProductId>,
    /// The suppliers by their positions.
    pub suppliers: Vec<FirmId>,
}

/// Gives things numbers in the order in which they come.
struct Numbers<T> {
    all: Vec<T>,
    at: HashMap<T, u32>,
}

impl<T: Clone + Eq + Hash> Numbers<T> {
    fn new() -> Numbers<T> {
        Numbers { all: vec![], at: HashMap::new() }
    }

    /// The number of a thing, and whether it is new.
    fn of(&mut self, thing: &T) -> (u32, bool) {
        if let Some(at) = self.at.get(thing) {
            return (*at, false);
        }
        let at = self.all.len() as u32;
        self.all.push(thing.clone());
        self.at.insert(thing.clone(), at);
        (at, true)
    }
}

/// Reads the city.
///
/// # Errors
/// Those of the database.
pub fn read(conn: &mut Conn, rules: &Rules) -> AppResult<Numbered> {
    let open = store::open_needs(conn)?;
    let employees: HashMap<FirmId, Option<i64>> = store::employees(conn)?.into_iter().collect();
    let at: HashMap<NeedId, u32> = open.iter().map(|need| need.id.clone()).zip(0..).collect();
    let mut city = City { needs: open.iter().map(need).collect(), ..City::default() };
    let (mut products, mut suppliers, mut goods) = (Numbers::new(), Numbers::new(), Numbers::new());
    let least = (rules.least * 100.0).round() as i64;
    for row in store::candidates(conn)? {
        let Some(need) = at.get(&row.need).copied().filter(|_| row.score >= least) else { continue };
        let (supplier, is_new) = suppliers.of(&row.seller);
        if is_new {
            let staff = employees.get(&row.seller).copied().flatten();
            let is_small = staff.is_some_and(|staff| staff < SMALL_BELOW);
            city.suppliers.push(Supplier { max_needs: rules.most_needs, is_small });
        }
        let (product, is_new) = products.of(&row.product);
        if is_new {
            let capacity = row.capacity.map(|capacity| units(capacity).into());
            city.products.push(Product { supplier, capacity, min_order: row.min_order.map(units) });
        }
        let (good, is_new) = goods.of(&row.good);
        if is_new {
            city.bonuses.push((rules.bonus * POINT as f64).round() as i64);
        }
        city.needs[need as usize].category = good;
        let (value, quantity) = (row.score * POINT / 100, quantity(&open[need as usize], &row.unit));
        city.candidates.push(Candidate { need, product, value, quantity, link: Some(good) });
    }
    for wish in store::wishes(conn)? {
        let Some((need, supplier)) = at.get(&wish.need_id).zip(suppliers.at.get(&wish.seller_id)) else { continue };
        let pair = Pair { need: *need, supplier: *supplier };
        match wish.wish {
            Wish::Pin => city.pins.push(pair),
            Wish::Forbid => city.forbids.push(pair),
        }
    }
    let share = (rules.share < 100).then_some(rules.share);
    let chance = (rules.chance > 0.0).then(|| (rules.chance * POINT as f64).round() as i64);
    city.rules = Fairness { share, chance };
    let needs = open.into_iter().map(|need| need.id).collect();
    Ok(Numbered { city, needs, products: products.all, suppliers: suppliers.all })
}

fn need(open: &OpenNeed) -> Need {
    let amount = open.budget_wan.map_or(0, Decimal::raw);
    Need { category: 0, amount, is_local: open.current_source == CurrentSource::Local }
}

/// Whole units, a begun one counted.
fn units(amount: Decimal) -> u32 {
    amount.to_f64().ceil().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// How many units of a product the need takes, where both speak of the same unit.
fn quantity(need: &OpenNeed, unit: &str) -> Option<u32> {
    need.quantity.filter(|_| !unit.is_empty() && need.unit == unit).map(units)
}

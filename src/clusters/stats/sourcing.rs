//! The local sourcing rate: what part of what firms buy comes from plants in the city. There is no standard; this
//! definition is printed on the method page. Only deliveries from a local plant are local (not from a sales office),
//! and sales within one group of firms are to be left out before they come here.

use std::collections::BTreeMap;

use super::hhi::Sizes;
use super::small::Interval;
use super::value::{Absent, Value, ratio};

/// What one buyer bought of one item from one supplier in the period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Purchase {
    pub buyer: u32,
    pub supplier: u32,
    /// A product code, or a sector where codes are missing.
    pub item: u32,
    /// Money, above zero.
    pub value: f64,
    /// Delivered from a plant in the city.
    pub local: bool,
}

/// Local shares of a set of purchases, each 0..1 and `NoBase` where nothing was bought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalRate {
    /// What was bought, in money.
    pub recorded: f64,
    /// What of it was local.
    pub local: f64,
    /// The rate itself, by value.
    pub by_value: Value,
    /// The share of items per buyer of which anything was local.
    pub by_item: Value,
    /// The share of suppliers per buyer that delivered locally.
    pub by_supplier: Value,
}

/// The local rate of purchases: of a city, a sector or one buyer, as they are given.
pub fn local_rate<'a>(purchases: impl IntoIterator<Item = &'a Purchase>) -> LocalRate {
    let (mut recorded, mut local) = (0.0, 0.0);
    let (mut items, mut suppliers) = (BTreeMap::new(), BTreeMap::new());
    for p in purchases {
        recorded += p.value;
        local += if p.local { p.value } else { 0.0 };
        *items.entry((p.buyer, p.item)).or_insert(false) |= p.local;
        *suppliers.entry((p.buyer, p.supplier)).or_insert(false) |= p.local;
    }
    let share = |found: BTreeMap<_, bool>| ratio(found.values().filter(|l| **l).count() as f64, found.len() as f64);
    LocalRate {
        recorded,
        local,
        by_value: ratio(local, recorded),
        by_item: share(items),
        by_supplier: share(suppliers),
    }
}

/// How sure a rate by value is when not all purchases were reported.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// Reported purchases by all cost of purchases, 0..1.
    pub reported: f64,
    /// The rate if nothing, or everything, that was not reported was local.
    pub bounds: Interval,
}

/// `[local / cost, (local + cost - recorded) / cost]`. Where more was reported than the cost says, the reported
/// purchases are the cost. `NoBase` where both are zero.
pub fn coverage(rate: &LocalRate, cost: f64) -> Result<Coverage, Absent> {
    let all = cost.max(rate.recorded);
    let bounds = Interval { low: ratio(rate.local, all)?, high: ratio(rate.local + all - rate.recorded, all)? };
    Ok(Coverage { reported: ratio(rate.recorded, all)?, bounds })
}

/// How one buyer is supplied, with one item or with all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supply {
    pub value: f64,
    pub suppliers: usize,
    /// Concentration of the purchases on suppliers, `1/suppliers`..1.
    pub hhi: Value,
    /// Whether all of it comes from outside the city.
    pub outside_only: bool,
}

impl Supply {
    /// One supplier: if it stops, the buyer has no other.
    pub fn single_source(&self) -> bool {
        self.suppliers == 1
    }
}

/// A buyer's supply item by item, with all purchases of one supplier added up.
pub fn by_item<'a>(purchases: impl IntoIterator<Item = &'a Purchase>) -> BTreeMap<(u32, u32), Supply> {
    let mut items: BTreeMap<_, Vec<&Purchase>> = BTreeMap::new();
    for p in purchases {
        items.entry((p.buyer, p.item)).or_default().push(p);
    }
    items.into_iter().map(|(key, bought)| (key, supply(bought))).collect()
}

/// The supply that a set of purchases makes, whatever the items.
pub fn supply<'a>(purchases: impl IntoIterator<Item = &'a Purchase>) -> Supply {
    let mut from: BTreeMap<u32, f64> = BTreeMap::new();
    let mut outside_only = true;
    for p in purchases {
        *from.entry(p.supplier).or_default() += p.value;
        outside_only &= !p.local;
    }
    let sizes = Sizes::of(from.values().copied());
    Supply { value: sizes.sum, suppliers: from.len(), hhi: sizes.hhi(), outside_only: outside_only && !from.is_empty() }
}

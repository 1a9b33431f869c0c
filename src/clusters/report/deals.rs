//! The local sourcing that really happened: deals that both sides have confirmed, by where they are supplied from.

use std::collections::BTreeMap;

use super::{Guard, Key};
use crate::clusters::guard::{Extra, Sum};
use crate::clusters::stats::disclosure::{Contributors, Figure};
use crate::clusters::stats::value::{Value, ratio};
use crate::deals::store::Confirmed;

/// 元 in a 万元.
const TEN_THOUSAND: f64 = 10_000.0;
/// From within the city, from outside, and both together.
const PARTS: [Option<bool>; 3] = [Some(true), Some(false), None];

/// A line of the table: deals and their amount.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Whether they are local; none for all.
    pub is_local: Option<bool>,
    /// How many.
    pub deals: Value,
    /// What they amount to, in 万元 with tax.
    pub amount: Value,
}

/// The lines and the rates.
#[derive(Debug, Clone)]
pub struct Deals {
    /// Local, outside, all.
    pub lines: [Line; 3],
    /// The local share, by number and by amount; 0 to 1.
    pub by_count: Value,
    pub by_amount: Value,
}

impl Deals {
    /// The share of what is local, or of the rest, by number and by amount; all have none.
    pub fn shares(&self, is_local: Option<bool>) -> Option<[Value; 2]> {
        let local = [self.by_count, self.by_amount];
        let share = |is_local| if is_local { local } else { local.map(|share| share.map(|share| 1.0 - share)) };
        is_local.map(share)
    }
}

/// The figures of some deals with the sums among them, each with those who stand behind it.
pub fn figures(deals: &[Confirmed]) -> (Vec<Extra>, Vec<Sum>) {
    let mut extra = vec![];
    for part in PARTS {
        let own: Vec<&Confirmed> =
            deals.iter().filter(|deal| part.is_none_or(|local| deal.is_local == local)).collect();
        if !own.is_empty() {
            extra.push(Extra { key: Key::Deals(part), figure: behind(&own, |_| 1.0) });
            extra.push(Extra {
                key: Key::Dealt(part),
                figure: behind(&own, |deal| deal.amount.to_f64() / TEN_THOUSAND),
            });
        }
    }
    let sum = |key: fn(Option<bool>) -> Key| (key(None), vec![key(Some(true)), key(Some(false))]);
    (extra, vec![sum(Key::Deals), sum(Key::Dealt)])
}

/// A sum over deals. Buyers and sellers both stand behind it; the fewer and the larger of them count.
fn behind(deals: &[&Confirmed], size: impl Fn(&Confirmed) -> f64) -> Figure {
    let by = |key: fn(&Confirmed) -> &str| {
        let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
        deals.iter().for_each(|deal| *sizes.entry(key(deal)).or_default() += size(deal));
        let mut sizes: Vec<f64> = sizes.into_values().collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        sizes
    };
    let (buyers, sellers) = (by(|deal| &deal.buyer), by(|deal| deal.seller.as_str()));
    let at = |place: usize| [&buyers, &sellers].map(|sizes| sizes.get(place).copied().unwrap_or(0.0));
    let larger = |[a, b]: [f64; 2]| a.max(b);
    let n = buyers.len().min(sellers.len()) as u64;
    let total = deals.iter().map(|deal| size(deal)).sum();
    Figure::amount(Contributors { n, top1: larger(at(0)), top2: larger(at(1)), total })
}

/// What may be shown of them.
pub fn shown(guard: &Guard) -> Deals {
    let line = |is_local| Line {
        is_local,
        deals: guard.value(Key::Deals(is_local)),
        amount: guard.value(Key::Dealt(is_local)),
    };
    let share = |key: fn(Option<bool>) -> Key| ratio(guard.value(key(Some(true)))?, guard.value(key(None))?);
    Deals { lines: PARTS.map(line), by_count: share(Key::Deals), by_amount: share(Key::Dealt) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clusters::grid::Grid;
    use crate::clusters::stats::value::Absent;
    use crate::ids::FirmId;
    use crate::units::Decimal;

    fn deal((buyer, seller, is_local, amount): (&str, &str, bool, i64)) -> Confirmed {
        Confirmed { buyer: buyer.into(), seller: FirmId(seller.into()), is_local, amount: Decimal::whole(amount) }
    }

    fn of(deals: &[(&str, &str, bool, i64)]) -> Deals {
        let (extra, sums) = figures(&deals.iter().copied().map(deal).collect::<Vec<_>>());
        shown(&Guard::new(&Grid::default(), &extra, sums))
    }

    const MANY: [(&str, &str, bool, i64); 8] = [
        ("b1", "s1", true, 50_000),
        ("b2", "s2", true, 40_000),
        ("b3", "s3", true, 50_000),
        ("b4", "s4", true, 40_000),
        ("b1", "s5", false, 50_000),
        ("b2", "s6", false, 60_000),
        ("b3", "s7", false, 50_000),
        ("b4", "s8", false, 60_000),
    ];

    #[test]
    fn rates_are_those_of_the_deals() {
        let found = of(&MANY);
        let lines = found.lines.map(|line| (line.deals.unwrap(), line.amount.unwrap()));
        assert_eq!(lines, [(4.0, 18.0), (4.0, 22.0), (8.0, 40.0)]);
        assert_eq!((found.by_count, found.by_amount), (Ok(0.5), Ok(0.45)));
        assert_eq!(of(&[]).by_count, Err(Absent::NoBase));
    }

    #[test]
    fn what_two_firms_stand_behind_is_withheld() {
        let few = of(&MANY[..2]);
        assert!(few.lines.iter().all(|line| line.is_local == Some(false) || line.deals == Err(Absent::Suppressed)));
        assert_eq!(few.by_amount, Err(Absent::Suppressed));
        // One seller with many buyers is as visible as one buyer.
        let one_seller = of(&[("b1", "s", true, 1), ("b2", "s", true, 1), ("b3", "s", true, 1), ("b4", "s", true, 1)]);
        assert_eq!(one_seller.lines[2].deals, Err(Absent::Suppressed));
    }
}

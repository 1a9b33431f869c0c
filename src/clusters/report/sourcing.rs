//! The local sourcing rate: where open needs are bought today, by count and by budget, with bounds for those that do
//! not say.

use std::collections::BTreeMap;

use super::{Grid, Guard, Key};
use crate::clusters::guard::{Extra, Sum};
use crate::clusters::market::Market;
use crate::clusters::stats::disclosure::{Contributors, Figure};
use crate::clusters::stats::small::Interval;
use crate::clusters::stats::value::{Absent, Value, ratio};
use crate::needs::CurrentSource;

/// Where needs are bought, in the order of tables.
pub const SOURCES: [CurrentSource; 4] =
    [CurrentSource::Local, CurrentSource::Outside, CurrentSource::None, CurrentSource::Unsaid];
const LOCAL: u8 = 0;
const UNSAID: u8 = 3;

/// Needs by district and source, counted by buyer.
#[derive(Debug, Default)]
pub struct Counted {
    /// Number of needs and budget of each buyer, by cell.
    cells: BTreeMap<(u16, u8), BTreeMap<u32, (f64, f64)>>,
}

/// Counts the needs of firms whose districts the grid knows.
pub fn count(market: &Market, grid: &Grid) -> Counted {
    let mut counted = Counted::default();
    for need in &market.needs {
        let Some(district) = grid.district(&market.firms[need.firm as usize].district) else { continue };
        let source = SOURCES.iter().position(|source| *source == need.source).unwrap_or(usize::from(UNSAID)) as u8;
        let own = counted.cells.entry((district, source)).or_default().entry(need.firm).or_default();
        own.0 += 1.0;
        own.1 += need.budget.unwrap_or(0.0);
    }
    counted
}

impl Counted {
    /// What a cell or margin holds, by buyer.
    fn by_buyer(&self, district: Option<u16>, source: Option<u8>) -> BTreeMap<u32, (f64, f64)> {
        let mut all: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        let of = |(d, s): &(u16, u8)| district.is_none_or(|own| own == *d) && source.is_none_or(|own| own == *s);
        for (firm, (needs, budget)) in self.cells.iter().filter(|(key, _)| of(key)).flat_map(|(_, firms)| firms) {
            let own = all.entry(*firm).or_default();
            own.0 += needs;
            own.1 += budget;
        }
        all
    }

    fn districts(&self) -> Vec<u16> {
        let mut all: Vec<u16> = self.cells.keys().map(|(district, _)| *district).collect();
        all.dedup();
        all
    }

    /// All figures with the sums among them.
    pub fn figures(&self) -> (Vec<Extra>, Vec<Sum>) {
        let (mut extra, mut sums) = (vec![], vec![]);
        let districts = self.districts();
        let everywhere: Vec<Option<u16>> = std::iter::once(None).chain(districts.iter().copied().map(Some)).collect();
        let sources: Vec<Option<u8>> = std::iter::once(None).chain((0..SOURCES.len() as u8).map(Some)).collect();
        for district in &everywhere {
            for source in &sources {
                let buyers = self.by_buyer(*district, *source);
                let (needs, budgets): (Vec<f64>, Vec<f64>) = buyers.into_values().unzip();
                let budgets: Vec<f64> = budgets.into_iter().filter(|budget| *budget > 0.0).collect();
                for (key, sizes) in
                    [(Key::Needs(*district, *source), needs), (Key::Budget(*district, *source), budgets)]
                {
                    if !sizes.is_empty() {
                        extra.push(Extra { key, figure: Figure::amount(contributors(sizes)) });
                    }
                }
            }
        }
        for key in [Key::Needs as fn(Option<u16>, Option<u8>) -> Key, Key::Budget] {
            for district in &everywhere {
                sums.push((key(*district, None), sources[1..].iter().map(|source| key(*district, *source)).collect()));
            }
            for source in &sources {
                sums.push((key(None, *source), districts.iter().map(|at| key(Some(*at), *source)).collect()));
            }
        }
        (extra, sums)
    }
}

fn contributors(mut sizes: Vec<f64>) -> Contributors {
    sizes.sort_by(|a, b| b.total_cmp(a));
    let at = |place: usize| sizes.get(place).copied().unwrap_or(0.0);
    Contributors { n: sizes.len() as u64, top1: at(0), top2: at(1), total: sizes.iter().sum() }
}

/// The rate of a district, or of all.
#[derive(Debug, Clone)]
pub struct Rate {
    /// The district; none for all.
    pub district: Option<u16>,
    /// Needs, by [`SOURCES`], and all together.
    pub needs: [Value; 4],
    pub all: Value,
    /// Their budgets in 万元 together.
    pub budget: Value,
    /// The share that is bought locally, by count and by budget, of those that say where.
    pub by_count: Value,
    pub by_budget: Value,
    /// What it is at least and at most, whatever those do that do not say.
    pub count_bounds: Result<Interval, Absent>,
    pub budget_bounds: Result<Interval, Absent>,
}

/// The rates of all and of each district.
#[derive(Debug, Clone, Default)]
pub struct Sourcing {
    /// All first.
    pub rates: Vec<Rate>,
}

/// Works the rates out of what may be shown.
pub fn rates(counted: &Counted, guard: &Guard, grid: &Grid) -> Sourcing {
    let known = |district: &u16| !grid.districts[usize::from(*district)].code.is_empty();
    let own = counted.districts().into_iter().filter(known).map(Some);
    let everywhere = std::iter::once(None).chain(own);
    Sourcing { rates: everywhere.map(|district| rate(guard, district)).collect() }
}

fn rate(guard: &Guard, district: Option<u16>) -> Rate {
    let share = |key: fn(Option<u16>, Option<u8>) -> Key| -> (Value, Result<Interval, Absent>) {
        let of = |source| guard.value(key(district, source));
        let parts = || Ok((of(Some(LOCAL))?, of(Some(UNSAID))?, of(None)?));
        let rate = parts().and_then(|(local, unsaid, all): (f64, f64, f64)| ratio(local, all - unsaid));
        let bounds = parts().and_then(|(local, unsaid, all)| {
            Ok(Interval { low: ratio(local, all)?, high: ratio(local + unsaid, all)? })
        });
        (rate, bounds)
    };
    let ((by_count, count_bounds), (by_budget, budget_bounds)) = (share(Key::Needs), share(Key::Budget));
    Rate {
        district,
        needs: std::array::from_fn(|source| guard.value(Key::Needs(district, Some(source as u8)))),
        all: guard.value(Key::Needs(district, None)),
        budget: guard.value(Key::Budget(district, None)),
        by_count,
        by_budget,
        count_bounds,
        budget_bounds,
    }
}

//! The demonstration city: thousands of invented firms, their products and needs, made from a seed.
//!
//! Nothing is stored and nothing is shipped as data: a row is worked out from its index, so a million of them take no
//! more memory than one. The knowledge is in the tables: `chains` (who makes what of what), `shapes` (how goods are
//! described), `places` (where Nantong's industry sits).

mod asking;
mod chains;
mod dealing;
mod dice;
mod figures;
mod firms;
mod goods;
mod industries;
mod make;
mod meeting;
mod names;
mod needs;
mod places;
mod products;
mod quarters;
mod shapes;
#[cfg(test)]
mod tests;
mod trades;
mod uscc;
mod wording;

use std::collections::HashMap;

pub use dealing::deal;
pub use make::{ACCOUNTS, Account, PASSWORD, add_accounts, make, source};
pub use quarters::keep_past;

use chrono::{NaiveDate, NaiveDateTime};

use crate::chain::EdgeFields;
use crate::divisions::{DivisionFields, IndustryFields};
use crate::firms::FirmFields;
use crate::needs::NeedFields;
use crate::products::ProductFields;

/// How large the city is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// How many firms.
    pub firms: u64,
    /// How many products they list; where there are at least as many as firms, every firm lists one or more.
    pub products: u64,
    /// How many needs they list.
    pub needs: u64,
}

impl Default for Size {
    /// About what Nantong's own platform had.
    fn default() -> Size {
        Size { firms: 6_200, products: 9_400, needs: 5_000 }
    }
}

/// A listing of the city, with what its life on the platform has left on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing<F> {
    /// Its code.
    pub code: String,
    /// The code of its firm.
    pub firm_code: String,
    /// What the firm states.
    pub fields: F,
    /// When it was published, UTC.
    pub listed_at: NaiveDateTime,
    /// When it was last confirmed, UTC; never before `listed_at`.
    pub confirmed_at: NaiveDateTime,
    /// How often its page was opened.
    pub views: i64,
}

/// Firms and needs that the demonstration's own firm is chosen from, and needs of one firm that count.
const CHOSEN_FROM: usize = 3_000;
const NEEDS_COUNTED: usize = 3;

/// The demonstration city of one seed, size and day.
#[derive(Debug, Clone)]
pub struct City {
    seed: u64,
    size: Size,
    today: NaiveDate,
    names: names::Names,
    shift: u64,
}

impl City {
    /// The city of a seed; everything in it lies before `today`, expiries and deadlines apart. A city without firms
    /// has no products and no needs.
    pub fn new(seed: u64, size: Size, today: NaiveDate) -> City {
        let size = if size.firms == 0 { Size { firms: 0, products: 0, needs: 0 } } else { size };
        let shift = dice::Dice::new(seed, dice::Stream::City, 0).below(10_000_000);
        City { seed, size, today, names: names::Names::new(seed), shift }
    }

    /// The city, its eight divisions (the development zone among them) and two parks.
    pub fn divisions(&self) -> Vec<DivisionFields> {
        places::divisions()
    }

    /// The manufacturing branch of GB/T 4754-2017, as far as the city's firms use it, wider industries first.
    pub fn industries(&self) -> Vec<IndustryFields> {
        industries::industries()
    }

    /// The chain graph.
    pub fn edges(&self) -> Vec<EdgeFields> {
        goods::GRAPH.edges()
    }

    /// All firms: code, fields, and when each came to the platform (UTC).
    pub fn firms(&self) -> impl Iterator<Item = (String, FirmFields, NaiveDateTime)> + '_ {
        (0..self.size.firms).map(|index| self.firm_row(index))
    }

    /// The code of the firm that the demonstration's manufacturer belongs to: one with needs and many products.
    pub fn shown_firm(&self) -> String {
        let mut needs: HashMap<String, usize> = HashMap::new();
        self.needs().take(CHOSEN_FROM).for_each(|need| *needs.entry(need.firm_code).or_default() += 1);
        let listings = |index: u64| {
            let needs = needs.get(&firms::code(index)).copied().unwrap_or(0);
            (needs.min(NEEDS_COUNTED), self.firm(index).products.1)
        };
        let verified = (0..self.size.firms.min(CHOSEN_FROM as u64)).filter(|index| !make::is_unverified(*index));
        let best = verified.max_by_key(|index| (listings(*index), std::cmp::Reverse(*index)));
        firms::code(best.unwrap_or(0))
    }

    /// All products, firm by firm.
    pub fn products(&self) -> impl Iterator<Item = Listing<ProductFields>> + '_ {
        (0..self.size.firms).flat_map(move |index| {
            let firm = self.firm(index);
            (0..firm.products.1).map(move |nth| self.product(&firm, nth))
        })
    }

    /// All needs.
    pub fn needs(&self) -> impl Iterator<Item = Listing<NeedFields>> + '_ {
        (0..self.size.needs).map(|index| self.need(index))
    }
}

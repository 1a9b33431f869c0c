//! A purchase list 采购清单: what a buyer has to buy, as a workbook or as lines, and which firms of the city can supply
//! each line.
//!
//! The list is read ([`sheet`]), kept, and matched line by line in the background ([`work`]) by the same scorer as a need
//! ([`matching`](crate::matching)). Its page says how much of it the city can supply ([`rules::Coverage`]); from there
//! lines become enquiries, one draft for each supplier, and lines that nobody fits become needs.

pub mod actions;
pub mod api;
pub mod export;
mod making;
pub mod rules;
pub mod sheet;
pub mod store;
#[cfg(test)]
mod tests;
mod undo;
pub mod web;
pub mod work;

use chrono::NaiveDate;

use crate::units::Decimal;

crate::id_type! {
    /// The key of a list.
    ListId
}

/// Most lines of one list.
pub const MOST_LINES: usize = 5_000;
/// Most lists of one owner.
pub const MOST_LISTS: i64 = 200;

/// What a line states.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineFields {
    /// The buyer's own number of the thing, byte for byte as it was given; may be empty.
    pub code: String,
    /// What it is.
    pub name: String,
    /// Size, grade and the like, in words or as `key=value;…`.
    pub specs: String,
    /// How much.
    pub quantity: Option<Decimal>,
    /// Unit of the quantity.
    pub unit: String,
    /// What a unit may cost, in 元.
    pub price: Option<Decimal>,
    /// What the whole line may cost, in 元.
    pub budget: Option<Decimal>,
    /// Wanted by this day.
    pub needed_by: Option<NaiveDate>,
}

//! A need 需求: an input a firm wants, dated, and open until it is withdrawn.
//!
//! It lives the same life as a product: drafted, published, re-confirmed every 90 days, withdrawn.

pub mod api;
pub mod rules;
pub mod store;
pub mod web;

use chrono::NaiveDate;

use crate::units::Decimal;

crate::id_type! {
    /// The key of a need.
    NeedId
}

crate::text_enum! {
    /// How often the quantity is wanted.
    Period {
        /// Not said.
        Unsaid = "",
        /// One purchase.
        Once = "once",
        /// Every month.
        Month = "month",
        /// Every year.
        Year = "year",
    }
}

crate::text_enum! {
    /// Where the firm buys it today.
    CurrentSource {
        /// Not said.
        Unsaid = "",
        /// In this city.
        Local = "local",
        /// Outside.
        Outside = "outside",
        /// Nowhere yet.
        None = "none",
    }
}

/// What a firm states of a need: the columns of `needs.csv`, the fields of its form and of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedFields {
    /// The need in the buyer's own words.
    pub text: String,
    /// Name of a category of the chain graph.
    pub category: Option<String>,
    /// What the firm makes with it.
    pub for_product: String,
    /// `key=value;…`, normalised as a product's.
    pub specs: String,
    /// How much, in units per period.
    pub quantity: Option<Decimal>,
    /// Unit of the quantity.
    pub unit: String,
    /// How often.
    pub period: Period,
    /// Budget in 万元.
    pub budget_wan: Option<Decimal>,
    /// Wanted by this day.
    pub needed_by: Option<NaiveDate>,
    /// Where it comes from today.
    pub current_source: CurrentSource,
}

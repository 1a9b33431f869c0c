//! The comparison sheet 比价表: the opened quotes brought to one measure, so that they can be set side by side.
//!
//! Every price is shown with tax and per unit of the enquiry; a total is what the buyer would pay for the quantity
//! asked for (or for the smallest order, where that is more) with freight. Equal totals are a tie and shown as one. A
//! quote that leaves lines out, or whose unit cannot be converted, is shown without a rank.

pub mod actions;
pub mod record;
pub mod rules;
pub mod store;
mod units;

use serde::Serialize;
use utoipa::ToSchema;

use crate::units::Decimal;

/// Everything that was answered, side by side.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Sheet {
    /// What was asked for.
    pub lines: Vec<Asked>,
    /// The quotes that were opened, cheapest first, those without a rank last.
    pub offers: Vec<Offer>,
    /// The firms without a quote, with what they answered.
    pub others: Vec<Other>,
}

/// A line of the enquiry.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Asked {
    /// Its number.
    pub position: i64,
    /// What it is.
    pub text: String,
    /// How much; one unit is reckoned with where the buyer does not say.
    #[schema(value_type = String)]
    pub quantity: Decimal,
    /// Unit of the quantity.
    pub unit: String,
}

/// A firm's quote on the sheet. Amounts are in 元 with tax.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Offer {
    /// Code of the firm.
    pub firm_code: String,
    /// Its name.
    pub firm_name: String,
    /// Its prices, in the order of the lines; none where it offers nothing.
    pub lines: Vec<Option<Priced>>,
    /// All lines together.
    #[schema(value_type = Option<String>)]
    pub goods: Option<Decimal>,
    /// Freight.
    #[schema(value_type = String)]
    pub freight: Decimal,
    /// Goods and freight; none when a line is missing or cannot be compared.
    #[schema(value_type = Option<String>)]
    pub total: Option<Decimal>,
    /// Place by the total, from 1; equal totals have the same.
    pub rank: Option<usize>,
    /// Whether another one has the same total.
    pub is_tied: bool,
    /// Whether the prices were stated with tax.
    pub tax_included: bool,
    /// The tax rate in per cent.
    #[schema(value_type = String)]
    pub tax_rate: Decimal,
    /// Days until delivery.
    pub lead_days: i64,
    /// The last day on which it can be accepted.
    pub valid_until: String,
    /// The firm's remarks.
    pub note: String,
    /// Number of the revision.
    pub revision: i64,
    /// The receipt that the firm holds.
    pub receipt: String,
    /// Whether seal, text and receipt agree.
    pub is_whole: bool,
}

/// The price of one line.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Priced {
    /// As it was stated.
    #[schema(value_type = String)]
    pub stated: Decimal,
    /// Unit as it was stated.
    pub stated_unit: String,
    /// With tax, per unit of the enquiry; none when the units cannot be converted.
    #[schema(value_type = Option<String>)]
    pub with_tax: Option<Decimal>,
    /// The same without tax.
    #[schema(value_type = Option<String>)]
    pub without_tax: Option<Decimal>,
    /// What is reckoned with, in units of the enquiry.
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Decimal>,
    /// Whether the smallest order is more than what was asked for.
    pub is_raised: bool,
    /// For that quantity, with tax, to the 分.
    #[schema(value_type = Option<String>)]
    pub amount: Option<Decimal>,
}

/// A firm without a quote on the sheet.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Other {
    /// Code of the firm.
    pub firm_code: String,
    /// Its name.
    pub firm_name: String,
    /// `waiting`, `withdrawn`, `not_made`, `full`, `referred`, or `damaged` for a quote whose seal is not whole.
    pub answer: String,
    /// What it said with it.
    pub note: String,
    /// Code and name of the firm that it names instead.
    pub referred: Option<(String, String)>,
}

//! A firm 企业: a legal entity, keyed inside by [`FirmId`] and outside by its code; its 统一社会信用代码 (USCC) is checked.
//!
//! A firm may prepare listings from the day it registers; they are shown from the day an official has verified it.

pub mod actions;
pub mod api;
pub mod rules;
pub mod store;
#[cfg(test)]
pub mod testing;
pub mod uscc;
pub mod verification;
pub mod web;

use chrono::NaiveDate;

pub use crate::ids::FirmId;

use crate::geo::Datum;
use crate::units::Decimal;

crate::text_enum! {
    /// How far an official has got with a firm.
    Verification {
        /// Waits for an official.
        Pending = "pending",
        /// Shown to everyone.
        Verified = "verified",
        /// Sent back with a reason; may be corrected and submitted again.
        Rejected = "rejected",
    }
}

/// What a firm states of itself: the columns of `firms.csv`, the fields of its form and of the API.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FirmFields {
    /// Short name, as people say it.
    pub name: String,
    /// Registered name.
    pub full_name: String,
    /// 统一社会信用代码, normalised, or none.
    pub uscc: Option<String>,
    /// Code of an industry.
    pub industry_code: Option<String>,
    /// Code of a division.
    pub division_code: Option<String>,
    /// Street address.
    pub address: String,
    /// Latitude, WGS-84.
    pub lat: Option<f64>,
    /// Longitude, WGS-84.
    pub lon: Option<f64>,
    /// The datum the place was given in; lat and lon above are already WGS-84.
    pub datum: Option<Datum>,
    /// Head count.
    pub employees: Option<i64>,
    /// Yearly revenue in 万元.
    pub revenue_wan: Option<Decimal>,
    /// Founding day.
    pub founded_on: Option<NaiveDate>,
    /// Tags, separated by `;` (专精特新, 高新技术企业, …).
    pub tags: String,
    /// http(s) address.
    pub website: String,
}

//! A quote 报价: what a firm offers, sealed until the enquiry's deadline.
//!
//! What is stored of it before the deadline is a ciphertext, padded so that its length tells nothing, and its receipt:
//! the SHA-256 of the text under the seal, which holds a random nonce, so that no price can be guessed from it. The firm
//! keeps receipt and nonce. At the deadline the text is opened and stored beside its seal; from then on anyone who may
//! see it can compute the receipt again, and a byte altered in either is found.

pub mod actions;
pub mod rules;
pub mod seal;
pub mod store;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::http::AppError;
use crate::units::Decimal;

crate::id_type! {
    /// The key of one revision of a quote.
    QuoteId
}

/// What a firm offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Prices by line; a line that is not offered is left out.
    pub lines: Vec<QuoteLine>,
    /// Whether the prices hold the tax.
    pub tax_included: bool,
    /// Rate of the tax, in per cent.
    pub tax_rate: Decimal,
    /// Freight for all of it, in 元 with tax; zero when the prices hold it.
    pub freight: Decimal,
    /// Days from the order to the delivery.
    pub lead_days: i64,
    /// The last day on which it can be accepted.
    pub valid_until: NaiveDate,
    /// Remarks.
    pub note: String,
}

/// The price of one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Number of the enquiry's line.
    pub position: i64,
    /// In 元 per unit.
    pub price: Decimal,
    /// Unit of the price.
    pub unit: String,
    /// Smallest quantity that is sold, in that unit; zero for any.
    pub min_order: Decimal,
}

/// Who came by link may not see, change or withdraw a quote without the nonce of its receipt.
pub fn needs_proof() -> AppError {
    AppError::forbidden(
        "贵企业已有报价。要修改或撤回，请填写上次回执中的校验码，或登录后操作",
        "Your firm has quoted already. To change or withdraw it give the check code of its receipt, or sign in",
    )
}

//! A deal 成交: what came of an enquiry, said by one side and confirmed by the other; and what each then says of the
//! other, who may reply.

pub mod actions;
pub mod api;
pub mod figures;
mod letters;
pub mod rules;
pub mod store;
pub mod web;

use chrono::NaiveDate;

use crate::units::Decimal;

crate::id_type! {
    /// The key of a deal.
    DealId
}

crate::text_enum! {
    /// Where a deal stands.
    DealState {
        /// One side has said it.
        Proposed = "proposed",
        /// Both have.
        Confirmed = "confirmed",
        /// The other side has said that it is not so.
        Declined = "declined",
    }
}

crate::text_enum! {
    /// One of the two.
    Side {
        /// Who buys.
        Buyer = "buyer",
        /// Who sells.
        Seller = "seller",
    }
}

impl Side {
    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::Buyer => Side::Seller,
            Side::Seller => Side::Buyer,
        }
    }
}

/// What is said of a deal.
#[derive(Debug, Clone, PartialEq)]
pub struct DealFields {
    /// In 元, with tax.
    pub amount: Decimal,
    /// The first day of its term, on which its amount counts.
    pub starts_on: NaiveDate,
    /// The last day; none for a single purchase.
    pub ends_on: Option<NaiveDate>,
    /// Whether it is delivered from this city.
    pub is_local: bool,
}

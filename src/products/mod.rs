//! A product 产品: something a firm offers.
//!
//! It is drafted, published, re-confirmed every 90 days (a stale one sinks in lists, it never vanishes) and withdrawn.

pub mod api;
pub mod certificates;
pub mod pictures;
pub mod rules;
pub mod store;
pub mod web;

use crate::units::Decimal;

crate::id_type! {
    /// The key of a product.
    ProductId
}

crate::text_enum! {
    /// Who sees a product's price.
    PriceVisibility {
        /// Everyone.
        Public = "public",
        /// Members of verified firms, and signed-in buyers, officials and operators.
        Verified = "verified",
        /// Nobody but the firm itself; others enquire.
        Enquiry = "enquiry",
    }
}

/// What a firm states of a product: the columns of `products.csv`, the fields of its form and of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductFields {
    /// What it is called.
    pub name: String,
    /// Name of a category of the chain graph.
    pub category: Option<String>,
    /// Free text.
    pub description: String,
    /// `key=value;…`, normalised by [`rules`].
    pub specs: String,
    /// Unit of price, order and capacity (件, 吨, 米, …).
    pub unit: String,
    /// Lowest price in 元 per unit.
    pub price_from: Option<Decimal>,
    /// Highest price in 元 per unit; none where there is one price only.
    pub price_to: Option<Decimal>,
    /// Who sees the price.
    pub price_visibility: PriceVisibility,
    /// Whether the price includes VAT (含税); none where the firm does not say.
    pub tax_included: Option<bool>,
    /// Smallest order, in units.
    pub min_order: Option<Decimal>,
    /// Capacity a month, in units.
    pub capacity_per_month: Option<Decimal>,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
    /// `name@expiry;…` (`ISO 9001@2027-05-01`), the expiry where known, normalised by [`rules`].
    pub certificates: String,
    /// Share of the firm's revenue, 0 to 1.
    pub revenue_share: Option<f64>,
}

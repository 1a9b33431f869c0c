//! Products in the JSON API.

use utoipa::ToSchema;

use super::pictures;
use super::rules;
use super::store::{Card, ProductRow};
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::columns::version;
use crate::http::{AppResult, in_address};
use crate::listings;
use crate::listings::api::{Answered, FirmRef, SpecItem};
use crate::specs;
use crate::units::Decimal;

/// A product as this reader may see it. Amounts are texts, so that no digit is lost.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct ProductAnswer {
    code: String,
    firm: FirmRef,
    name: String,
    category: Option<String>,
    description: String,
    specs: String,
    spec_items: Vec<SpecItem>,
    unit: String,
    /// `public`, `verified` or `enquiry`.
    price_visibility: String,
    /// Whether a price that the firm has stated is held back from this reader.
    price_hidden: bool,
    #[schema(value_type = Option<String>)]
    price_from: Option<Decimal>,
    #[schema(value_type = Option<String>)]
    price_to: Option<Decimal>,
    tax_included: Option<bool>,
    #[schema(value_type = Option<String>)]
    min_order: Option<Decimal>,
    #[schema(value_type = Option<String>)]
    capacity_per_month: Option<Decimal>,
    lead_days: Option<i64>,
    certificates: String,
    /// For the firm itself only.
    revenue_share: Option<f64>,
    /// `draft`, `published` or `withdrawn`.
    state: String,
    /// Whether it has not been confirmed for 90 days.
    stale: bool,
    published_at: Option<String>,
    confirmed_at: Option<String>,
    /// Send it back with a change, and a change made by others meanwhile is not overwritten.
    updated_at: String,
    /// Addresses of the pictures.
    pictures: Vec<String>,
    /// The page for people.
    url: String,
}

impl Answered for ProductRow {
    type Answer = ProductAnswer;

    fn answer(conn: &mut Conn, card: Card, viewer: &Viewer, base: &str, now: Moment) -> AppResult<ProductAnswer> {
        let pictures = pictures::store::of_product(conn, &card.row.id)?;
        let price = rules::visible_price(&card.row, viewer);
        let own = viewer.acts_for(&card.row.firm_id);
        let ProductRow { code, specs, .. } = &card.row;
        Ok(ProductAnswer {
            url: format!("{base}/products/{}", in_address(code)),
            pictures: pictures.iter().map(|picture| format!("{base}/pictures/{}", picture.id)).collect(),
            firm: FirmRef { code: card.firm.code, name: card.firm.name },
            spec_items: specs::shown(specs).into_iter().map(SpecItem::from).collect(),
            price_hidden: matches!(price, rules::Price::Hidden(_)),
            price_from: price.from(),
            price_to: price.to(),
            stale: listings::is_stale(card.row.state, card.row.confirmed_at, now),
            published_at: card.row.published_at.map(version),
            confirmed_at: card.row.confirmed_at.map(version),
            updated_at: version(card.row.updated_at),
            revenue_share: card.row.revenue_share.filter(|_| own),
            price_visibility: card.row.price_visibility.to_string(),
            state: card.row.state.to_string(),
            category: card.category,
            code: card.row.code,
            name: card.row.name,
            description: card.row.description,
            specs: card.row.specs,
            unit: card.row.unit,
            tax_included: card.row.tax_included,
            min_order: card.row.min_order,
            capacity_per_month: card.row.capacity_per_month,
            lead_days: card.row.lead_days,
            certificates: card.row.certificates,
        })
    }
}

//! Needs in the JSON API.

use utoipa::ToSchema;

use super::store::{Card, NeedRow};
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::columns::version;
use crate::http::{AppResult, in_address};
use crate::listings;
use crate::listings::api::{Answered, FirmRef, SpecItem};
use crate::specs;
use crate::units::Decimal;

/// A need as this reader may see it. Amounts are texts, so that no digit is lost.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct NeedAnswer {
    code: String,
    firm: FirmRef,
    text: String,
    category: Option<String>,
    for_product: String,
    specs: String,
    spec_items: Vec<SpecItem>,
    #[schema(value_type = Option<String>)]
    quantity: Option<Decimal>,
    unit: String,
    /// `once`, `month`, `year` or empty.
    period: String,
    /// In 万元 (10,000 CNY).
    #[schema(value_type = Option<String>)]
    budget_wan: Option<Decimal>,
    /// A day, `2026-12-01`.
    needed_by: Option<String>,
    /// `local`, `outside`, `none` or empty.
    current_source: String,
    /// `draft`, `published` or `withdrawn`.
    state: String,
    /// Whether it has not been confirmed for 90 days.
    stale: bool,
    published_at: Option<String>,
    confirmed_at: Option<String>,
    /// Send it back with a change, and a change made by others meanwhile is not overwritten.
    updated_at: String,
    /// The page for people.
    url: String,
}

impl Answered for NeedRow {
    type Answer = NeedAnswer;

    fn answer(_: &mut Conn, card: Card, _: &Viewer, base: &str, now: Moment) -> AppResult<NeedAnswer> {
        Ok(NeedAnswer {
            url: format!("{base}/needs/{}", in_address(&card.row.code)),
            firm: FirmRef { code: card.firm.code, name: card.firm.name },
            spec_items: specs::shown(&card.row.specs).into_iter().map(SpecItem::from).collect(),
            stale: listings::is_stale(card.row.state, card.row.confirmed_at, now),
            published_at: card.row.published_at.map(version),
            confirmed_at: card.row.confirmed_at.map(version),
            updated_at: version(card.row.updated_at),
            needed_by: card.row.needed_by.map(|day| day.to_string()),
            period: card.row.period.to_string(),
            current_source: card.row.current_source.to_string(),
            state: card.row.state.to_string(),
            category: card.category,
            code: card.row.code,
            text: card.row.text,
            for_product: card.row.for_product,
            specs: card.row.specs,
            quantity: card.row.quantity,
            unit: card.row.unit,
            budget_wan: card.row.budget_wan,
        })
    }
}

//! The table of needs: the row, and writing it. [`Card`] and `own` are as for products.

mod cards;
mod listing;

pub use cards::*;
pub use listing::published_of;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{CurrentSource, NeedFields, NeedId, Period};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::needs::dsl;
use crate::ids::FirmId;
use crate::listings::ListingState;
use crate::units::Decimal;

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 500;

/// A need as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = crate::db::schema::needs, treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct NeedRow {
    /// Its key inside.
    pub id: NeedId,
    /// Its key outside, the firm's own.
    pub code: String,
    /// The firm that wants it.
    pub firm_id: FirmId,
    /// The need in the buyer's own words.
    pub text: String,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// What the firm makes with it.
    pub for_product: String,
    /// `key=value;…`, as [`specs::canonical`](crate::specs::canonical) writes them.
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
    /// Where it stands.
    pub state: ListingState,
    /// First publication.
    pub published_at: Option<Moment>,
    /// When its firm last said that it holds.
    pub confirmed_at: Option<Moment>,
    /// The import that made it.
    pub batch_id: Option<String>,
    /// When it was made.
    pub created_at: Moment,
    /// Last change.
    pub updated_at: Moment,
}

impl NeedRow {
    /// A new need; one that begins published counts as confirmed.
    pub fn new(
        id: NeedId,
        code: String,
        firm_id: FirmId,
        fields: NeedFields,
        category_id: Option<CategoryId>,
        state: ListingState,
        now: Moment,
    ) -> NeedRow {
        let published_at = (state == ListingState::Published).then_some(now);
        NeedRow {
            id,
            code,
            firm_id,
            text: fields.text,
            category_id,
            for_product: fields.for_product,
            specs: fields.specs,
            quantity: fields.quantity,
            unit: fields.unit,
            period: fields.period,
            budget_wan: fields.budget_wan,
            needed_by: fields.needed_by,
            current_source: fields.current_source,
            state,
            published_at,
            confirmed_at: published_at,
            batch_id: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// What its firm states of it; `category` is the name of its category.
    pub fn fields(&self, category: Option<String>) -> NeedFields {
        NeedFields {
            text: self.text.clone(),
            category,
            for_product: self.for_product.clone(),
            specs: self.specs.clone(),
            quantity: self.quantity,
            unit: self.unit.clone(),
            period: self.period,
            budget_wan: self.budget_wan,
            needed_by: self.needed_by,
            current_source: self.current_source,
        }
    }

    /// The same need (its key, state, batch and dates) stating `fields`.
    pub fn with(self, fields: NeedFields, category_id: Option<CategoryId>, now: Moment) -> NeedRow {
        let fresh = NeedRow::new(self.id, self.code, self.firm_id, fields, category_id, self.state, now);
        NeedRow {
            published_at: self.published_at,
            confirmed_at: self.confirmed_at,
            batch_id: self.batch_id,
            created_at: self.created_at,
            ..fresh
        }
    }
}

/// The need of that code.
///
/// # Errors
/// Those of the database.
pub fn find_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<NeedRow>> {
    dsl::needs.filter(dsl::code.eq(code)).first(conn).optional()
}

/// The need of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &NeedId) -> QueryResult<Option<NeedRow>> {
    dsl::needs.find(id).first(conn).optional()
}

/// Those of the needs that exist, in no order.
///
/// # Errors
/// Those of the database.
pub fn by_codes(conn: &mut Conn, codes: &[&str]) -> QueryResult<Vec<NeedRow>> {
    let mut found = Vec::with_capacity(codes.len());
    for codes in codes.chunks(CHUNK) {
        found.extend(dsl::needs.filter(dsl::code.eq_any(codes.iter().copied())).load::<NeedRow>(conn)?);
    }
    Ok(found)
}

/// Adds a new need.
///
/// # Errors
/// Those of the database, a code that exists among them.
pub fn insert(conn: &mut Conn, row: &NeedRow) -> QueryResult<()> {
    diesel::insert_into(dsl::needs).values(row).execute(conn)?;
    Ok(())
}

/// Adds new needs.
///
/// # Errors
/// As [`insert`].
pub fn insert_many(conn: &mut Conn, rows: &[NeedRow]) -> QueryResult<()> {
    crate::insert_all!(conn, dsl::needs, rows)
}

/// Writes every column of an existing need.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &NeedRow) -> QueryResult<()> {
    diesel::update(dsl::needs.find(&row.id)).set(row).execute(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests;

//! The table of products: the row, and writing it. [`Card`] is a product with the words that every list needs beside
//! it.

mod cards;
mod listing;

pub use cards::*;
pub use listing::published_of;

use diesel::prelude::*;

use super::{PriceVisibility, ProductFields, ProductId};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::products::dsl;
use crate::ids::FirmId;
use crate::listings::ListingState;
use crate::units::Decimal;

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 500;

/// A product as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = crate::db::schema::products, treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct ProductRow {
    /// Its key inside.
    pub id: ProductId,
    /// Its key outside, the firm's own.
    pub code: String,
    /// The firm that offers it.
    pub firm_id: FirmId,
    /// What it is called.
    pub name: String,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// Free text.
    pub description: String,
    /// `key=value;…`, as [`specs::canonical`](crate::specs::canonical) writes them.
    pub specs: String,
    /// Unit of price, order and capacity.
    pub unit: String,
    /// Lowest price in 元 per unit; shown through [`visible_price`](super::rules::visible_price) only.
    pub price_from: Option<Decimal>,
    /// Highest price in 元 per unit.
    pub price_to: Option<Decimal>,
    /// Who sees the price.
    pub price_visibility: PriceVisibility,
    /// Whether the price includes VAT.
    pub tax_included: Option<bool>,
    /// Smallest order, in units.
    pub min_order: Option<Decimal>,
    /// Capacity a month, in units.
    pub capacity_per_month: Option<Decimal>,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
    /// `name@expiry;…`.
    pub certificates: String,
    /// Share of the firm's revenue, 0 to 1.
    pub revenue_share: Option<f64>,
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

impl ProductRow {
    /// A new product; one that begins published counts as confirmed.
    pub fn new(
        id: ProductId,
        code: String,
        firm_id: FirmId,
        fields: ProductFields,
        category_id: Option<CategoryId>,
        state: ListingState,
        now: Moment,
    ) -> ProductRow {
        let published_at = (state == ListingState::Published).then_some(now);
        ProductRow {
            id,
            code,
            firm_id,
            name: fields.name,
            category_id,
            description: fields.description,
            specs: fields.specs,
            unit: fields.unit,
            price_from: fields.price_from,
            price_to: fields.price_to,
            price_visibility: fields.price_visibility,
            tax_included: fields.tax_included,
            min_order: fields.min_order,
            capacity_per_month: fields.capacity_per_month,
            lead_days: fields.lead_days,
            certificates: fields.certificates,
            revenue_share: fields.revenue_share,
            state,
            published_at,
            confirmed_at: published_at,
            batch_id: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// What its firm states of it; `category` is the name of its category.
    pub fn fields(&self, category: Option<String>) -> ProductFields {
        ProductFields {
            name: self.name.clone(),
            category,
            description: self.description.clone(),
            specs: self.specs.clone(),
            unit: self.unit.clone(),
            price_from: self.price_from,
            price_to: self.price_to,
            price_visibility: self.price_visibility,
            tax_included: self.tax_included,
            min_order: self.min_order,
            capacity_per_month: self.capacity_per_month,
            lead_days: self.lead_days,
            certificates: self.certificates.clone(),
            revenue_share: self.revenue_share,
        }
    }

    /// The same product (its key, state, batch and dates) stating `fields`.
    pub fn with(self, fields: ProductFields, category_id: Option<CategoryId>, now: Moment) -> ProductRow {
        let fresh = ProductRow::new(self.id, self.code, self.firm_id, fields, category_id, self.state, now);
        ProductRow {
            published_at: self.published_at,
            confirmed_at: self.confirmed_at,
            batch_id: self.batch_id,
            created_at: self.created_at,
            ..fresh
        }
    }
}

/// The product of that code.
///
/// # Errors
/// Those of the database.
pub fn find_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<ProductRow>> {
    dsl::products.filter(dsl::code.eq(code)).first(conn).optional()
}

/// The product of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &ProductId) -> QueryResult<Option<ProductRow>> {
    dsl::products.find(id).first(conn).optional()
}

/// Those of the products that exist, in no order.
///
/// # Errors
/// Those of the database.
pub fn by_codes(conn: &mut Conn, codes: &[&str]) -> QueryResult<Vec<ProductRow>> {
    let mut found = Vec::with_capacity(codes.len());
    for codes in codes.chunks(CHUNK) {
        found.extend(dsl::products.filter(dsl::code.eq_any(codes.iter().copied())).load::<ProductRow>(conn)?);
    }
    Ok(found)
}

/// Adds a new product.
///
/// # Errors
/// Those of the database, a code that exists among them.
pub fn insert(conn: &mut Conn, row: &ProductRow) -> QueryResult<()> {
    diesel::insert_into(dsl::products).values(row).execute(conn)?;
    Ok(())
}

/// Adds new products.
///
/// # Errors
/// As [`insert`].
pub fn insert_many(conn: &mut Conn, rows: &[ProductRow]) -> QueryResult<()> {
    crate::insert_all!(conn, dsl::products, rows)
}

/// Writes every column of an existing product.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &ProductRow) -> QueryResult<()> {
    diesel::update(dsl::products.find(&row.id)).set(row).execute(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests;

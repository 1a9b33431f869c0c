//! Products.

use chrono::NaiveDate;
use diesel::QueryResult;

use super::{Facts, Kind, codes, in_order, in_order_of, listings};
use crate::db::Conn;
use crate::engine::dirty;
use crate::faults::Fault;
use crate::fields::Get;
use crate::imports::context::Context;
use crate::imports::draft::Draft;
use crate::imports::sheets::Sheet;
use crate::listings::{ListingState, read_code};
use crate::products::rules;
use crate::products::store::{self, ProductRow};
use crate::products::{ProductFields, ProductId};
use crate::search;

/// Rows of `products.csv`.
pub struct Products;

impl Kind for Products {
    type Fields = ProductFields;
    type Row = ProductRow;
    const SHEET: Sheet = Sheet::Products;

    fn empty() -> ProductFields {
        ProductFields::empty()
    }

    fn read(base: ProductFields, get: Get, _: NaiveDate) -> (ProductFields, Vec<Fault>) {
        let (fields, mut faults) = rules::read_onto(base, get);
        // A lowest price that cannot be read says nothing of the highest one.
        if faults.iter().any(|f| f.field == "price_from") {
            faults.retain(|f| f.field != "price_to");
        }
        (fields, faults)
    }

    fn code(_: &ProductFields, get: Get) -> Result<String, Fault> {
        read_code(&get("code").unwrap_or_default())
    }

    fn stored(_: &Context, conn: &mut Conn, drafts: &[Draft<ProductFields>]) -> QueryResult<Vec<Option<ProductRow>>> {
        Ok(in_order(drafts, store::by_codes(conn, &codes(drafts))?, |row| &row.code))
    }

    fn stated(context: &mut Context, row: &ProductRow, _: &Draft<ProductFields>) -> ProductFields {
        row.fields(context.category_name(row.category_id.as_ref()))
    }

    fn says_same(context: &mut Context, row: &ProductRow, draft: &Draft<ProductFields>) -> bool {
        row.fields(context.category_name(row.category_id.as_ref())) == draft.fields
    }

    fn facts(row: &ProductRow) -> Facts {
        Facts { id: row.id.0.clone(), batch_id: row.batch_id.clone(), updated_at: row.updated_at }
    }

    fn look_up(context: &mut Context, conn: &mut Conn, drafts: &[Draft<ProductFields>]) -> QueryResult<()> {
        listings::look_up_firms(context, conn, drafts)
    }

    fn check(context: &mut Context, draft: &mut Draft<ProductFields>, stored: Option<&ProductRow>) {
        let name = draft.fields.name.clone();
        listings::settle(context, &mut draft.fields.category, &name);
        let category = draft.fields.category.clone();
        listings::check(context, draft, stored.map(|row| &row.firm_id), category.as_deref());
    }

    fn prepare(context: &mut Context, conn: &mut Conn, drafts: &[&Draft<ProductFields>]) -> QueryResult<()> {
        listings::make_missing(context, conn, drafts.iter().map(|d| d.fields.category.as_deref()))
    }

    fn fresh(context: &Context, draft: Draft<ProductFields>) -> ProductRow {
        let firm = listings::firm_of(context, &draft).expect("a row without a firm was refused");
        let category = context.category(draft.fields.category.as_deref());
        let at = draft.extra.listed_at.unwrap_or(context.at);
        let (id, state) = (ProductId::new(), ListingState::Published);
        let row = ProductRow::new(id, draft.code, firm, draft.fields, category, state, at);
        ProductRow {
            batch_id: context.batch.clone(),
            confirmed_at: draft.extra.confirmed_at.or(row.confirmed_at),
            updated_at: context.at,
            ..row
        }
    }

    /// Who hands in a published listing anew confirms it.
    fn changed(context: &Context, row: ProductRow, draft: Draft<ProductFields>) -> ProductRow {
        let category = context.category(draft.fields.category.as_deref());
        let row = row.with(draft.fields, category, context.at);
        let confirmed_at = if row.state == ListingState::Published { Some(context.at) } else { row.confirmed_at };
        ProductRow { confirmed_at, ..row }
    }

    fn insert(conn: &mut Conn, rows: &[ProductRow]) -> QueryResult<()> {
        store::insert_many(conn, rows)
    }

    fn update(conn: &mut Conn, row: &ProductRow) -> QueryResult<()> {
        store::update(conn, row)
    }

    fn name(_: &mut Conn, row: &ProductRow) -> QueryResult<String> {
        Ok(row.code.clone())
    }

    fn current(conn: &mut Conn, rows: &[ProductRow]) -> QueryResult<Vec<Option<ProductRow>>> {
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        Ok(in_order_of(rows, store::by_codes(conn, &codes)?, |row| row.id.as_str()))
    }

    fn searched(rows: Vec<ProductRow>) -> Option<search::Rows> {
        Some(search::Rows::Products(rows))
    }

    fn mark(conn: &mut Conn, new: &[ProductRow], changed: &[(ProductRow, ProductRow)]) -> QueryResult<()> {
        let ids: Vec<&str> = new.iter().chain(changed.iter().map(|(_, row)| row)).map(|row| row.id.as_str()).collect();
        dirty::mark_many(conn, crate::db::Kind::Product, &ids)
    }
}

//! Needs.

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
use crate::needs::rules;
use crate::needs::store::{self, NeedRow};
use crate::needs::{NeedFields, NeedId};
use crate::search;

/// Rows of `needs.csv`.
pub struct Needs;

impl Kind for Needs {
    type Fields = NeedFields;
    type Row = NeedRow;
    const SHEET: Sheet = Sheet::Needs;

    fn empty() -> NeedFields {
        NeedFields::empty()
    }

    fn read(base: NeedFields, get: Get, _: NaiveDate) -> (NeedFields, Vec<Fault>) {
        rules::read_onto(base, get)
    }

    fn code(_: &NeedFields, get: Get) -> Result<String, Fault> {
        read_code(&get("code").unwrap_or_default())
    }

    fn stored(_: &Context, conn: &mut Conn, drafts: &[Draft<NeedFields>]) -> QueryResult<Vec<Option<NeedRow>>> {
        Ok(in_order(drafts, store::by_codes(conn, &codes(drafts))?, |row| &row.code))
    }

    fn stated(context: &mut Context, row: &NeedRow, _: &Draft<NeedFields>) -> NeedFields {
        row.fields(context.category_name(row.category_id.as_ref()))
    }

    fn says_same(context: &mut Context, row: &NeedRow, draft: &Draft<NeedFields>) -> bool {
        row.fields(context.category_name(row.category_id.as_ref())) == draft.fields
    }

    fn facts(row: &NeedRow) -> Facts {
        Facts { id: row.id.0.clone(), batch_id: row.batch_id.clone(), updated_at: row.updated_at }
    }

    fn look_up(context: &mut Context, conn: &mut Conn, drafts: &[Draft<NeedFields>]) -> QueryResult<()> {
        listings::look_up_firms(context, conn, drafts)
    }

    fn check(context: &mut Context, draft: &mut Draft<NeedFields>, stored: Option<&NeedRow>) {
        let name = draft.fields.text.clone();
        listings::settle(context, &mut draft.fields.category, &name);
        let category = draft.fields.category.clone();
        listings::check(context, draft, stored.map(|row| &row.firm_id), category.as_deref());
    }

    fn prepare(context: &mut Context, conn: &mut Conn, drafts: &[&Draft<NeedFields>]) -> QueryResult<()> {
        listings::make_missing(context, conn, drafts.iter().map(|d| d.fields.category.as_deref()))
    }

    fn fresh(context: &Context, draft: Draft<NeedFields>) -> NeedRow {
        let firm = listings::firm_of(context, &draft).expect("a row without a firm was refused");
        let category = context.category(draft.fields.category.as_deref());
        let at = draft.extra.listed_at.unwrap_or(context.at);
        let (id, state) = (NeedId::new(), ListingState::Published);
        let row = NeedRow::new(id, draft.code, firm, draft.fields, category, state, at);
        NeedRow {
            batch_id: context.batch.clone(),
            confirmed_at: draft.extra.confirmed_at.or(row.confirmed_at),
            updated_at: context.at,
            ..row
        }
    }

    /// Who hands in a published listing anew confirms it.
    fn changed(context: &Context, row: NeedRow, draft: Draft<NeedFields>) -> NeedRow {
        let category = context.category(draft.fields.category.as_deref());
        let row = row.with(draft.fields, category, context.at);
        let confirmed_at = if row.state == ListingState::Published { Some(context.at) } else { row.confirmed_at };
        NeedRow { confirmed_at, ..row }
    }

    fn insert(conn: &mut Conn, rows: &[NeedRow]) -> QueryResult<()> {
        store::insert_many(conn, rows)
    }

    fn update(conn: &mut Conn, row: &NeedRow) -> QueryResult<()> {
        store::update(conn, row)
    }

    fn name(_: &mut Conn, row: &NeedRow) -> QueryResult<String> {
        Ok(row.code.clone())
    }

    fn current(conn: &mut Conn, rows: &[NeedRow]) -> QueryResult<Vec<Option<NeedRow>>> {
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        Ok(in_order_of(rows, store::by_codes(conn, &codes)?, |row| row.id.as_str()))
    }

    fn searched(rows: Vec<NeedRow>) -> Option<search::Rows> {
        Some(search::Rows::Needs(rows))
    }

    fn mark(conn: &mut Conn, new: &[NeedRow], changed: &[(NeedRow, NeedRow)]) -> QueryResult<()> {
        let ids: Vec<&str> = new.iter().chain(changed.iter().map(|(_, row)| row)).map(|row| row.id.as_str()).collect();
        dirty::mark_many(conn, crate::db::Kind::Need, &ids)
    }
}

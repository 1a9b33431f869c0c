//! Divisions and industries: two small tables of reference.

use chrono::NaiveDate;
use diesel::QueryResult;

use super::{Facts, Kind, codes, in_order, in_order_of};
use crate::db::Conn;
use crate::divisions::rules;
use crate::divisions::store::industries::{self, IndustryRow};
use crate::divisions::store::{self, DivisionRow};
use crate::divisions::{DivisionFields, IndustryFields};
use crate::faults::Fault;
use crate::fields::{Get, code_fault};
use crate::imports::context::Context;
use crate::imports::draft::Draft;
use crate::imports::sheets::Sheet;

/// Rows of `divisions.csv`.
pub struct Divisions;
/// Rows of `industries.csv`.
pub struct Industries;

fn own_code(code: &str) -> Result<String, Fault> {
    match code_fault(code) {
        None => Ok(code.to_owned()),
        Some((cause, fix)) => Err(Fault::new("code", code, cause, fix)),
    }
}

impl Kind for Divisions {
    type Fields = DivisionFields;
    type Row = DivisionRow;
    const SHEET: Sheet = Sheet::Divisions;

    fn empty() -> DivisionFields {
        DivisionFields::empty()
    }

    fn read(base: DivisionFields, get: Get, _: NaiveDate) -> (DivisionFields, Vec<Fault>) {
        rules::read_division_onto(base, get)
    }

    fn code(fields: &DivisionFields, _: Get) -> Result<String, Fault> {
        own_code(&fields.code)
    }

    fn stored(_: &Context, conn: &mut Conn, drafts: &[Draft<DivisionFields>]) -> QueryResult<Vec<Option<DivisionRow>>> {
        Ok(in_order(drafts, store::by_codes(conn, &codes(drafts))?, |row| &row.code))
    }

    fn stated(_: &mut Context, row: &DivisionRow, _: &Draft<DivisionFields>) -> DivisionFields {
        row.fields()
    }

    fn says_same(_: &mut Context, row: &DivisionRow, draft: &Draft<DivisionFields>) -> bool {
        row.fields() == draft.fields
    }

    fn facts(row: &DivisionRow) -> Facts {
        Facts { id: row.code.clone(), batch_id: row.batch_id.clone(), updated_at: row.updated_at }
    }

    fn announce(context: &mut Context, draft: &Draft<DivisionFields>) {
        context.divisions.insert(draft.code.clone(), draft.fields.name.clone());
    }

    fn fresh(context: &Context, draft: Draft<DivisionFields>) -> DivisionRow {
        DivisionRow { batch_id: context.batch.clone(), ..DivisionRow::new(draft.fields, context.at) }
    }

    fn changed(context: &Context, row: DivisionRow, draft: Draft<DivisionFields>) -> DivisionRow {
        row.with(draft.fields, context.at)
    }

    fn insert(conn: &mut Conn, rows: &[DivisionRow]) -> QueryResult<()> {
        store::insert_many(conn, rows)
    }

    fn update(conn: &mut Conn, row: &DivisionRow) -> QueryResult<()> {
        store::update(conn, row)
    }

    fn name(_: &mut Conn, row: &DivisionRow) -> QueryResult<String> {
        Ok(row.code.clone())
    }

    fn current(conn: &mut Conn, rows: &[DivisionRow]) -> QueryResult<Vec<Option<DivisionRow>>> {
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        Ok(in_order_of(rows, store::by_codes(conn, &codes)?, |row| &row.code))
    }
}

impl Kind for Industries {
    type Fields = IndustryFields;
    type Row = IndustryRow;
    const SHEET: Sheet = Sheet::Industries;

    fn empty() -> IndustryFields {
        IndustryFields::empty()
    }

    fn read(base: IndustryFields, get: Get, _: NaiveDate) -> (IndustryFields, Vec<Fault>) {
        rules::read_industry_onto(base, get)
    }

    fn code(fields: &IndustryFields, _: Get) -> Result<String, Fault> {
        own_code(&fields.code)
    }

    fn stored(_: &Context, conn: &mut Conn, drafts: &[Draft<IndustryFields>]) -> QueryResult<Vec<Option<IndustryRow>>> {
        Ok(in_order(drafts, industries::by_codes(conn, &codes(drafts))?, |row| &row.code))
    }

    fn stated(_: &mut Context, row: &IndustryRow, _: &Draft<IndustryFields>) -> IndustryFields {
        row.fields()
    }

    fn says_same(_: &mut Context, row: &IndustryRow, draft: &Draft<IndustryFields>) -> bool {
        row.fields() == draft.fields
    }

    fn facts(row: &IndustryRow) -> Facts {
        Facts { id: row.code.clone(), batch_id: row.batch_id.clone(), updated_at: row.updated_at }
    }

    fn announce(context: &mut Context, draft: &Draft<IndustryFields>) {
        context.industries.insert(draft.code.clone(), draft.fields.name.clone());
    }

    fn fresh(context: &Context, draft: Draft<IndustryFields>) -> IndustryRow {
        IndustryRow { batch_id: context.batch.clone(), ..IndustryRow::new(draft.fields, context.at) }
    }

    fn changed(context: &Context, row: IndustryRow, draft: Draft<IndustryFields>) -> IndustryRow {
        row.with(draft.fields, context.at)
    }

    fn insert(conn: &mut Conn, rows: &[IndustryRow]) -> QueryResult<()> {
        industries::insert_many(conn, rows)
    }

    fn update(conn: &mut Conn, row: &IndustryRow) -> QueryResult<()> {
        industries::update(conn, row)
    }

    fn name(_: &mut Conn, row: &IndustryRow) -> QueryResult<String> {
        Ok(row.code.clone())
    }

    fn current(conn: &mut Conn, rows: &[IndustryRow]) -> QueryResult<Vec<Option<IndustryRow>>> {
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        Ok(in_order_of(rows, industries::by_codes(conn, &codes)?, |row| &row.code))
    }
}

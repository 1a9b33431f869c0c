//! Firms, which operators import; they count as verified.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::QueryResult;

use super::{Facts, Kind, codes, in_order, in_order_of};
use crate::db::Conn;
use crate::engine::dirty;
use crate::faults::Fault;
use crate::fields::Get;
use crate::firms::rules;
use crate::firms::store::{self, FirmRow};
use crate::firms::{FirmFields, FirmId, Verification};
use crate::imports::context::{Context, hash};
use crate::imports::draft::Draft;
use crate::imports::sheets::Sheet;
use crate::imports::store as imports_store;
use crate::imports::suggest::nearest;
use crate::lang::Say;
use crate::search;

/// Rows of `firms.csv`.
pub struct Firms;

impl Kind for Firms {
    type Fields = FirmFields;
    type Row = FirmRow;
    const SHEET: Sheet = Sheet::Firms;

    fn empty() -> FirmFields {
        FirmFields::default()
    }

    fn read(base: FirmFields, get: Get, today: NaiveDate) -> (FirmFields, Vec<Fault>) {
        rules::read_onto(base, get, today)
    }

    fn code(_: &FirmFields, get: Get) -> Result<String, Fault> {
        let (code, faults) = rules::read_code(get);
        faults.into_iter().next().map_or(Ok(code), Err)
    }

    fn stored(_: &Context, conn: &mut Conn, drafts: &[Draft<FirmFields>]) -> QueryResult<Vec<Option<FirmRow>>> {
        Ok(in_order(drafts, store::by_codes(conn, &codes(drafts))?, |row| &row.code))
    }

    fn stated(_: &mut Context, row: &FirmRow, _: &Draft<FirmFields>) -> FirmFields {
        row.fields()
    }

    fn says_same(_: &mut Context, row: &FirmRow, draft: &Draft<FirmFields>) -> bool {
        row.fields() == draft.fields
    }

    fn facts(row: &FirmRow) -> Facts {
        Facts { id: row.id.0.clone(), batch_id: row.batch_id.clone(), updated_at: row.updated_at }
    }

    fn look_up(context: &mut Context, conn: &mut Conn, drafts: &[Draft<FirmFields>]) -> QueryResult<()> {
        let usccs: Vec<&str> = drafts.iter().filter_map(|draft| draft.fields.uscc.as_deref()).collect();
        context.usccs =
            if context.was_empty(Sheet::Firms) { HashMap::new() } else { store::codes_by_uscc(conn, &usccs)? };
        Ok(())
    }

    fn check(context: &mut Context, draft: &mut Draft<FirmFields>, _: Option<&FirmRow>) {
        check_uscc(context, draft);
        if let Some(code) = draft.fields.division_code.clone()
            && let Some(fault) = unknown("division_code", &code, &context.divisions, ("区划", "division"))
        {
            draft.fault(fault);
        }
        if let Some(code) = draft.fields.industry_code.clone()
            && let Some(fault) = unknown("industry_code", &code, &context.industries, ("行业", "industry"))
        {
            draft.fault(fault);
        }
    }

    fn announce(context: &mut Context, draft: &Draft<FirmFields>) {
        context.coming_firms.insert(hash(&draft.code));
    }

    fn fresh(context: &Context, draft: Draft<FirmFields>) -> FirmRow {
        let verification = if draft.extra.unverified { Verification::Pending } else { Verification::Verified };
        let at = draft.extra.listed_at.unwrap_or(context.at);
        let row = FirmRow::new(FirmId::new(), draft.code, draft.fields, verification, at);
        FirmRow { batch_id: context.batch.clone(), updated_at: context.at, ..row }
    }

    fn changed(context: &Context, row: FirmRow, draft: Draft<FirmFields>) -> FirmRow {
        row.with(draft.fields, context.at)
    }

    fn insert(conn: &mut Conn, rows: &[FirmRow]) -> QueryResult<()> {
        store::insert_many(conn, rows)
    }

    fn update(conn: &mut Conn, row: &FirmRow) -> QueryResult<()> {
        store::update(conn, row)
    }

    fn name(_: &mut Conn, row: &FirmRow) -> QueryResult<String> {
        Ok(row.code.clone())
    }

    fn current(conn: &mut Conn, rows: &[FirmRow]) -> QueryResult<Vec<Option<FirmRow>>> {
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        Ok(in_order_of(rows, store::by_codes(conn, &codes)?, |row| row.id.as_str()))
    }

    fn cannot_return(conn: &mut Conn, rows: &[FirmRow]) -> QueryResult<HashSet<String>> {
        let usccs: Vec<&str> = rows.iter().filter_map(|row| row.uscc.as_deref()).collect();
        let owners = store::codes_by_uscc(conn, &usccs)?;
        let is_taken = |row: &&FirmRow| {
            let owner = row.uscc.as_ref().and_then(|uscc| owners.get(uscc));
            owner.is_some_and(|code| *code != row.code)
        };
        Ok(rows.iter().filter(is_taken).map(|row| row.id.0.clone()).collect())
    }

    fn searched(rows: Vec<FirmRow>) -> Option<search::Rows> {
        Some(search::Rows::Firms(rows))
    }

    fn mark(conn: &mut Conn, new: &[FirmRow], changed: &[(FirmRow, FirmRow)]) -> QueryResult<()> {
        let ids: Vec<&str> = new.iter().chain(changed.iter().map(|(_, row)| row)).map(|row| row.id.as_str()).collect();
        dirty::mark_many(conn, crate::db::Kind::Firm, &ids)?;
        let altered = changed.iter().filter(|(old, new)| shows_in_listings(old, new));
        imports_store::mark_listings_of(conn, &altered.map(|(_, row)| row.id.as_str()).collect::<Vec<_>>())
    }
}

/// Whether the firm's listings are found differently from now on.
fn shows_in_listings(old: &FirmRow, new: &FirmRow) -> bool {
    let shown = |row: &FirmRow| {
        let place = (row.lat.map(f64::to_bits), row.lon.map(f64::to_bits));
        let texts = [Some(row.name.clone()), row.division_code.clone(), row.industry_code.clone()];
        (texts, place, row.verification)
    };
    shown(old) != shown(new)
}

fn check_uscc(context: &mut Context, draft: &mut Draft<FirmFields>) {
    let Some(uscc) = draft.fields.uscc.clone() else { return };
    let other = context.usccs.get(&uscc).filter(|code| **code != draft.code).cloned();
    let is_first = context.seen_uscc.insert(hash(&uscc));
    let (cause, fix) = match other {
        Some(other) => (
            Say::new(
                format!("统一社会信用代码已属于企业 {other}"),
                format!("this USCC already belongs to firm {other}"),
            ),
            Say::new(format!("同一家企业请用编码 {other}"), format!("if it is the same firm, use its code {other}")),
        ),
        None if !is_first && draft.print.is_some() => (
            Say::new("统一社会信用代码在本表中重复", "this USCC stands in this table twice"),
            Say::new("一家企业只保留一行", "keep one row for each firm"),
        ),
        None => return,
    };
    draft.fault(Fault::new("uscc", &uscc, cause, fix));
}

/// A fault when `code` is none of `known`, with the code that was most likely meant.
fn unknown(column: &str, code: &str, known: &HashMap<String, String>, what: (&str, &str)) -> Option<Fault> {
    if known.contains_key(code) {
        return None;
    }
    let by_name = known.iter().find(|(_, name)| *name == code).map(|(code, _)| code.as_str());
    let meant = by_name.or_else(|| nearest(code, known.keys().map(String::as_str)));
    let fix = match meant {
        Some(meant) => Say::new(
            format!("是否应为 {meant}（{}）？不清楚可留空", known[meant]),
            format!("is it {meant} ({})? Leave it empty if unknown", known[meant]),
        ),
        None => Say::new("请填已有的代码，不清楚可留空", "give a known code, or leave it empty"),
    };
    let cause = Say::new(format!("没有这个{}代码", what.0), format!("no {} has this code", what.1));
    Some(Fault::new(column, code, cause, fix))
}

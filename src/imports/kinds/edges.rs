//! Edges of the chain graph; the categories that they name are made with them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::QueryResult;

use super::{Facts, Kind};
use crate::chain::rules;
use crate::chain::store::{self, CategoryRow, EdgeRow, Ends};
use crate::chain::{CategoryId, EdgeFields};
use crate::db::Conn;
use crate::faults::Fault;
use crate::fields::Get;
use crate::imports::context::Context;
use crate::imports::draft::Draft;
use crate::imports::sheets::Sheet;

/// Rows of `chain.csv`.
pub struct Edges;

/// Makes the categories of these names that do not exist, and returns them; the context has yet to learn of them.
///
/// # Errors
/// Those of the database.
pub(super) fn make_categories<'a>(
    context: &Context,
    conn: &mut Conn,
    names: impl Iterator<Item = &'a str>,
) -> QueryResult<Vec<CategoryRow>> {
    let mut made = HashSet::new();
    let mut rows = Vec::new();
    for name in names {
        if !context.has_category(name) && made.insert(name) {
            rows.push(CategoryRow {
                id: CategoryId::new(),
                name: name.to_owned(),
                batch_id: context.batch.clone(),
                updated_at: context.at,
            });
        }
    }
    store::insert_categories(conn, &rows)?;
    Ok(rows)
}

fn key_of(context: &Context, name: &str) -> CategoryId {
    context.category(Some(name)).expect("prepare made the categories of every edge")
}

impl Kind for Edges {
    type Fields = EdgeFields;
    type Row = EdgeRow;
    const SHEET: Sheet = Sheet::Chain;

    fn empty() -> EdgeFields {
        EdgeFields::empty()
    }

    fn read(base: EdgeFields, get: Get, _: NaiveDate) -> (EdgeFields, Vec<Fault>) {
        rules::read_edge_onto(base, get)
    }

    fn code(fields: &EdgeFields, _: Get) -> Result<String, Fault> {
        Ok(format!("{}\u{1F}{}\u{1F}{}", fields.from, fields.relation, fields.to))
    }

    fn stored(context: &Context, conn: &mut Conn, drafts: &[Draft<EdgeFields>]) -> QueryResult<Vec<Option<EdgeRow>>> {
        let ends: Vec<Option<(CategoryId, _, CategoryId)>> = drafts
            .iter()
            .map(|d| {
                let (from, to) = (context.category(Some(&d.fields.from)), context.category(Some(&d.fields.to)));
                Some((from?, d.fields.relation, to?))
            })
            .collect();
        let known: Vec<Ends> = ends.iter().flatten().map(|(from, relation, to)| (from, *relation, to)).collect();
        let found = store::edges_by_ends(conn, &known)?;
        let by_ends: HashMap<Ends, &EdgeRow> = found.iter().map(|row| (row.ends(), row)).collect();
        let row = |(from, relation, to): &(CategoryId, _, CategoryId)| by_ends.get(&(from, *relation, to)).copied();
        Ok(ends.iter().map(|ends| ends.as_ref().and_then(row).cloned()).collect())
    }

    fn stated(_: &mut Context, row: &EdgeRow, draft: &Draft<EdgeFields>) -> EdgeFields {
        EdgeFields { weight: row.weight, source: row.source.clone(), ..draft.fields.clone() }
    }

    fn says_same(_: &mut Context, row: &EdgeRow, draft: &Draft<EdgeFields>) -> bool {
        row.weight == draft.fields.weight && row.source == draft.fields.source
    }

    fn facts(row: &EdgeRow) -> Facts {
        let id = format!("{}|{}|{}", row.from_id, row.relation, row.to_id);
        Facts { id, batch_id: row.batch_id.clone(), updated_at: row.updated_at }
    }

    fn announce(context: &mut Context, draft: &Draft<EdgeFields>) {
        if context.batch.is_some() {
            // What is written has been prepared.
            return;
        }
        for name in [&draft.fields.from, &draft.fields.to] {
            if !context.categories.contains_key(name) {
                context.categories.insert(name.clone(), None);
            }
        }
    }

    fn prepare(context: &mut Context, conn: &mut Conn, drafts: &[&Draft<EdgeFields>]) -> QueryResult<()> {
        let names = drafts.iter().flat_map(|d| [d.fields.from.as_str(), d.fields.to.as_str()]);
        context.learn_categories(make_categories(context, conn, names)?);
        Ok(())
    }

    fn fresh(context: &Context, draft: Draft<EdgeFields>) -> EdgeRow {
        EdgeRow {
            from_id: key_of(context, &draft.fields.from),
            relation: draft.fields.relation,
            to_id: key_of(context, &draft.fields.to),
            weight: draft.fields.weight,
            source: draft.fields.source,
            batch_id: context.batch.clone(),
            updated_at: context.at,
        }
    }

    fn changed(context: &Context, row: EdgeRow, draft: Draft<EdgeFields>) -> EdgeRow {
        EdgeRow { weight: draft.fields.weight, source: draft.fields.source, updated_at: context.at, ..row }
    }

    fn insert(conn: &mut Conn, rows: &[EdgeRow]) -> QueryResult<()> {
        store::insert_edges(conn, rows)
    }

    fn put_off(rows: Vec<EdgeRow>, edges: &mut Vec<EdgeRow>) -> Vec<EdgeRow> {
        edges.extend(rows);
        vec![]
    }

    fn update(conn: &mut Conn, row: &EdgeRow) -> QueryResult<()> {
        store::update_edge(conn, row)
    }

    fn name(conn: &mut Conn, row: &EdgeRow) -> QueryResult<String> {
        let ends = store::categories_by_ids(conn, &[&row.from_id, &row.to_id])?;
        let name = |id: &CategoryId| ends.iter().find(|c| c.id == *id).map_or("?", |c| c.name.as_str());
        Ok(format!("{} {} {}", name(&row.from_id), row.relation, name(&row.to_id)))
    }

    fn current(conn: &mut Conn, rows: &[EdgeRow]) -> QueryResult<Vec<Option<EdgeRow>>> {
        let ends: Vec<Ends> = rows.iter().map(EdgeRow::ends).collect();
        let found = store::edges_by_ends(conn, &ends)?;
        let by_ends: HashMap<Ends, &EdgeRow> = found.iter().map(|row| (row.ends(), row)).collect();
        Ok(ends.iter().map(|ends| by_ends.get(ends).map(|row| (*row).clone())).collect())
    }
}

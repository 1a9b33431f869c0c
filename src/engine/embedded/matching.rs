//! What a plan matches: tantivy queries built by hand, so that no text a person types can be a wrong query.

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query as Match, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::any_of::AnyOf;
use super::met::Met;
use super::schema::Fields;
use crate::engine::plan::{Clause, Key, Way};

/// Documents that any clause finds, and those that `met` holds already. Their score is the sum of the signs that they were
/// found by.
pub(super) fn any_of(fields: &Fields, clauses: &[Clause], met: Option<Met>) -> Box<dyn Match> {
    let clause = |clause: &Clause| -> Box<dyn Match> {
        let ways = clause.ways.iter().map(|way| all_of(fields, way)).collect();
        Box::new(ConstScoreQuery::new(union(ways), clause.sign as u32 as f32))
    };
    let met = met.map(|met| -> Box<dyn Match> { Box::new(met) });
    union(clauses.iter().map(clause).chain(met).collect())
}

fn union(mut any: Vec<Box<dyn Match>>) -> Box<dyn Match> {
    if any.len() == 1 { any.remove(0) } else { Box::new(BooleanQuery::union(any)) }
}

fn all_of(fields: &Fields, way: &Way) -> Box<dyn Match> {
    let mut all: Vec<Box<dyn Match>> = way.iter().map(|(key, values)| one_of(fields, *key, values)).collect();
    if all.len() == 1 { all.remove(0) } else { Box::new(BooleanQuery::intersection(all)) }
}

fn one_of(fields: &Fields, key: Key, values: &[String]) -> Box<dyn Match> {
    holding(fields.of(key), values)
}

fn holding(field: Field, values: &[String]) -> Box<dyn Match> {
    let mut terms: Vec<Term> = values.iter().map(|value| Term::from_field_text(field, value)).collect();
    if terms.len() == 1 {
        Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic))
    } else {
        Box::new(AnyOf(terms))
    }
}

/// Narrows `text` (everything, if none) to documents that for each of `filters` hold one of its values.
pub(super) fn narrowed(text: Option<Box<dyn Match>>, filters: Vec<(Field, Vec<String>)>) -> Box<dyn Match> {
    let unscored = |query| -> Box<dyn Match> { Box::new(ConstScoreQuery::new(query, 0.0)) };
    let filters = filters.into_iter().map(|(field, values)| (Occur::Must, unscored(holding(field, &values))));
    let mut clauses: Vec<(Occur, Box<dyn Match>)> = filters.collect();
    if clauses.is_empty() {
        return text.unwrap_or_else(|| Box::new(AllQuery));
    }
    clauses.extend(text.map(|text| (Occur::Must, text)));
    Box::new(BooleanQuery::new(clauses))
}

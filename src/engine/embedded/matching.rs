//! What a query matches: tantivy queries built by hand, so that no text a person types can be a wrong query.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query as Match, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::schema::Fields;
use crate::engine::tokens::Wanted;

/// A title or code that is what was typed goes first.
const EXACT: f32 = 40.0;
/// A token found in any text of the document.
const ANYWHERE: f32 = 0.6;
/// A token found in the title.
const IN_TITLE: f32 = 1.4;
/// Of the smallest pieces, so many in a hundred must be found when not all tokens are.
const ENOUGH_PERCENT: usize = 60;

type Clause = (Occur, Box<dyn Match>);

fn term(field: Field, token: &str) -> Box<dyn Match> {
    Box::new(TermQuery::new(Term::from_field_text(field, token), IndexRecordOption::WithFreqs))
}

fn boosted(field: Field, token: &str, boost: f32) -> Box<dyn Match> {
    Box::new(BoostQuery::new(term(field, token), boost))
}

/// Documents that hold every token of the text, or are what was typed.
pub(super) fn strict(fields: &Fields, wanted: &Wanted) -> Box<dyn Match> {
    let must = wanted.must.iter().map(|token| (Occur::Must, boosted(fields.all, token, ANYWHERE)));
    let all = Box::new(BooleanQuery::new(must.chain(lifting(fields, wanted)).collect()));
    Box::new(BooleanQuery::union(vec![all, exact(fields, wanted)]))
}

/// Documents that hold most pieces of the text and at least one pair of neighbours; none where this could find no more
/// than [`strict`].
pub(super) fn loose(fields: &Fields, wanted: &Wanted) -> Option<Box<dyn Match>> {
    if wanted.pieces.len() < 2 {
        return None;
    }
    let enough = (wanted.pieces.len() * ENOUGH_PERCENT).div_ceil(100);
    let pieces = wanted.pieces.iter().map(|token| term(fields.all, token)).collect();
    let pieces = BooleanQuery::union_with_minimum_required_clauses(pieces, enough);
    let pairs = wanted.pairs.iter().map(|token| boosted(fields.all, token, ANYWHERE)).collect();
    let must: [Clause; 2] = [
        (Occur::Must, Box::new(BoostQuery::new(Box::new(pieces), 0.2))),
        (Occur::Must, Box::new(BooleanQuery::union(pairs))),
    ];
    Some(Box::new(BooleanQuery::new(must.into_iter().chain(lifting(fields, wanted)).collect())))
}

/// What lifts a document without being needed.
fn lifting<'a>(fields: &'a Fields, wanted: &'a Wanted) -> impl Iterator<Item = Clause> + 'a {
    let tokens = wanted.must.iter().chain(wanted.pairs.iter().filter(|pair| !wanted.must.contains(pair)));
    let tokens = tokens.chain(&wanted.words);
    tokens.map(|token| (Occur::Should, boosted(fields.title, token, IN_TITLE)))
}

fn exact(fields: &Fields, wanted: &Wanted) -> Box<dyn Match> {
    Box::new(ConstScoreQuery::new(term(fields.exact, &wanted.whole), EXACT))
}

/// Narrows `text` (everything, if none) to documents that for each of `filters` hold one of its values.
pub(super) fn narrowed(text: Option<Box<dyn Match>>, filters: Vec<(Field, Vec<String>)>) -> Box<dyn Match> {
    let filters = filters.into_iter().map(|(field, values)| {
        let terms = values.iter().map(|value| Term::from_field_text(field, value));
        let any: Box<dyn Match> = Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0));
        (Occur::Must, any)
    });
    let mut clauses: Vec<Clause> = filters.collect();
    if clauses.is_empty() {
        return text.unwrap_or_else(|| Box::new(AllQuery));
    }
    clauses.extend(text.map(|text| (Occur::Must, text)));
    Box::new(BooleanQuery::new(clauses))
}

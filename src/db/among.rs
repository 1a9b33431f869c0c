//! `column IN (…)` of many texts as one prepared statement. Diesel writes a statement anew for each number of texts, and
//! SQLite has to compile it at each use; a list in one value is compiled once.

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Bool, Text};
use diesel::sqlite::Sqlite;

/// Whether a column's text is one of a list; made by [`among`].
#[derive(Debug, Clone, QueryId)]
pub struct Among<C> {
    column: C,
    list: List,
}

/// The list as each database takes it.
#[derive(Debug, Clone)]
struct List {
    texts: Vec<String>,
    json: String,
}

/// Whether the text in `column` is one of `texts`.
pub fn among<C>(column: C, texts: &[impl AsRef<str>]) -> Among<C> {
    let texts: Vec<String> = texts.iter().map(|text| text.as_ref().to_owned()).collect();
    let json = serde_json::Value::from(texts.as_slice()).to_string();
    Among { column, list: List { texts, json } }
}

impl<C> Expression for Among<C> {
    type SqlType = Bool;
}

impl<C, QS> AppearsOnTable<QS> for Among<C> where C: AppearsOnTable<QS> {}

impl<C, QS> SelectableExpression<QS> for Among<C> where C: SelectableExpression<QS> {}

impl<C> ValidGrouping<()> for Among<C> {
    type IsAggregate = is_aggregate::No;
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Among<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (SELECT value FROM json_each(");
        out.push_bind_param::<Text, String>(&self.list.json)?;
        out.push_sql("))");
        Ok(())
    }
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Among<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<Text>, Vec<String>>(&self.list.texts)?;
        out.push_sql(")");
        Ok(())
    }
}

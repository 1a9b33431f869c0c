//! The kinds of rows, one file each: how each is read, found, checked against what it refers to, and written.

mod edges;
mod firms;
mod listings;
mod needs;
mod places;
mod products;

pub use edges::Edges;
pub use firms::Firms;
pub use needs::Needs;
pub use places::{Divisions, Industries};
pub use products::Products;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::QueryResult;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::Context;
use super::draft::Draft;
use super::sheets::Sheet;
use crate::chain::store::EdgeRow;
use crate::clock::Moment;
use crate::db::Conn;
use crate::faults::Fault;
use crate::fields::Get;
use crate::search;

/// What tells a stored row's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its key, as text.
    pub id: String,
    /// The batch that made it.
    pub batch_id: Option<String>,
    /// Its last change.
    pub updated_at: Moment,
}

/// One kind of row.
pub trait Kind: Sized {
    /// What a row states.
    type Fields: Clone + Send;
    /// A row as it is kept.
    type Row: Clone + Serialize + DeserializeOwned;
    /// Its table in the bundle.
    const SHEET: Sheet;

    /// What a new row states before anything is read.
    fn empty() -> Self::Fields;

    /// Reads the columns that are there onto `base`.
    fn read(base: Self::Fields, get: Get, today: NaiveDate) -> (Self::Fields, Vec<Fault>);

    /// The row's own code.
    ///
    /// # Errors
    /// What is wrong with it.
    fn code(fields: &Self::Fields, get: Get) -> Result<String, Fault>;

    /// The stored rows of these codes, each at the place of its draft.
    ///
    /// # Errors
    /// Those of the database.
    fn stored(
        context: &Context,
        conn: &mut Conn,
        drafts: &[Draft<Self::Fields>],
    ) -> QueryResult<Vec<Option<Self::Row>>>;

    /// What a stored row states.
    fn stated(context: &mut Context, row: &Self::Row, draft: &Draft<Self::Fields>) -> Self::Fields;

    /// Whether a stored row states just this.
    fn says_same(context: &mut Context, row: &Self::Row, draft: &Draft<Self::Fields>) -> bool;

    /// The history of a stored row.
    fn facts(row: &Self::Row) -> Facts;

    /// Looks up what the drafts refer to.
    ///
    /// # Errors
    /// Those of the database.
    fn look_up(_: &mut Context, _: &mut Conn, _: &[Draft<Self::Fields>]) -> QueryResult<()> {
        Ok(())
    }

    /// Checks a draft against what it refers to and what is stored under its code.
    fn check(_: &mut Context, _: &mut Draft<Self::Fields>, _: Option<&Self::Row>) {}

    /// Notes a row that the run will write, for later rows that refer to it.
    fn announce(_: &mut Context, _: &Draft<Self::Fields>) {}

    /// Makes what the rows need before they can be written.
    ///
    /// # Errors
    /// Those of the database.
    fn prepare(_: &mut Context, _: &mut Conn, _: &[&Draft<Self::Fields>]) -> QueryResult<()> {
        Ok(())
    }

    /// The row of a new thing.
    fn fresh(context: &Context, draft: Draft<Self::Fields>) -> Self::Row;

    /// The stored row, stating what the draft says.
    fn changed(context: &Context, row: Self::Row, draft: Draft<Self::Fields>) -> Self::Row;

    /// Adds new rows.
    ///
    /// # Errors
    /// Those of the database.
    fn insert(conn: &mut Conn, rows: &[Self::Row]) -> QueryResult<()>;

    /// Takes out of new rows the edges of the chain graph, which may wait: no other table names them.
    fn put_off(rows: Vec<Self::Row>, _: &mut Vec<EdgeRow>) -> Vec<Self::Row> {
        rows
    }

    /// Writes a row over the stored one.
    ///
    /// # Errors
    /// Those of the database.
    fn update(conn: &mut Conn, row: &Self::Row) -> QueryResult<()>;

    /// What its user calls a stored row.
    ///
    /// # Errors
    /// Those of the database.
    fn name(conn: &mut Conn, row: &Self::Row) -> QueryResult<String>;

    /// These rows as they are stored now, each at its place.
    ///
    /// # Errors
    /// Those of the database.
    fn current(conn: &mut Conn, rows: &[Self::Row]) -> QueryResult<Vec<Option<Self::Row>>>;

    /// Keys of the rows that cannot be put back, because what they had belongs to others by now.
    ///
    /// # Errors
    /// Those of the database.
    fn cannot_return(_: &mut Conn, _: &[Self::Row]) -> QueryResult<HashSet<String>> {
        Ok(HashSet::new())
    }

    /// New rows as the search takes them; none of a kind that is not searched for.
    fn searched(_: Vec<Self::Row>) -> Option<search::Rows> {
        None
    }

    /// Marks in the search what these rows alter: rows that are new or gone, and pairs of before and after.
    ///
    /// # Errors
    /// Those of the database.
    fn mark(_: &mut Conn, _new: &[Self::Row], _changed: &[(Self::Row, Self::Row)]) -> QueryResult<()> {
        Ok(())
    }
}

/// Stored rows in the order of the drafts that name them.
fn in_order<F, R>(drafts: &[Draft<F>], rows: Vec<R>, code: impl Fn(&R) -> &str) -> Vec<Option<R>> {
    let mut by_code: HashMap<String, R> = rows.into_iter().map(|row| (code(&row).to_owned(), row)).collect();
    drafts.iter().map(|draft| by_code.remove(&draft.code)).collect()
}

/// The codes of drafts that have one.
fn codes<F>(drafts: &[Draft<F>]) -> Vec<&str> {
    drafts.iter().map(|draft| draft.code.as_str()).filter(|code| !code.is_empty()).collect()
}

/// Stored rows in the order of earlier states of them.
fn in_order_of<R>(before: &[R], rows: Vec<R>, key: impl Fn(&R) -> &str) -> Vec<Option<R>> {
    let mut by_key: HashMap<String, R> = rows.into_iter().map(|row| (key(&row).to_owned(), row)).collect();
    before.iter().map(|row| by_key.remove(key(row))).collect()
}

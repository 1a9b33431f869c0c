//! Loads the graph. Keys are read as numbers straight from the database's buffer: three texts for each of a hundred
//! thousand edges, only to be looked up and dropped, took more than half of the time.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;

use super::super::graph::Graph;
use super::super::{CategoryId, Relation};
use super::EdgeRow;
use crate::db::Conn;
use crate::db::schema::{categories, chain_edges};

/// A key as a number: 16 digits of base 32 are 80 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, FromSqlRow)]
struct Key(u128);

impl Key {
    fn of(id: &CategoryId) -> QueryResult<Key> {
        Key::read(id.as_str().as_bytes()).map_err(diesel::result::Error::DeserializationError)
    }

    fn read(text: &[u8]) -> deserialize::Result<Key> {
        let text = std::str::from_utf8(text)?;
        Ok(Key(u128::from_str_radix(text, 32).map_err(|_| format!("{text:?} is no key of a category"))?))
    }
}

/// A relation, read without an owned text.
#[derive(Debug, Clone, Copy, FromSqlRow)]
struct Way(Relation);

impl Way {
    fn read(text: &[u8]) -> deserialize::Result<Way> {
        let word = std::str::from_utf8(text)?;
        Ok(Way(Relation::parse(word).ok_or_else(|| format!("unknown relation {word:?}"))?))
    }
}

/// Both kinds of value from either database.
macro_rules! from_text {
    ($($name:ident)+) => {$(
        impl FromSql<Text, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<$name> {
                $name::read(value.as_bytes())
            }
        }

        impl FromSql<Text, Sqlite> for $name {
            fn from_sql(mut value: <Sqlite as diesel::backend::Backend>::RawValue<'_>) -> deserialize::Result<$name> {
                $name::read(value.read_text().as_bytes())
            }
        }
    )+};
}

from_text!(Key Way);

/// Loads the whole graph into memory; see [`Graph`] for its size.
///
/// # Errors
/// Those of the database.
pub fn load_graph(conn: &mut Conn) -> QueryResult<Graph> {
    let nodes = nodes(conn)?;
    let columns = (chain_edges::from_id, chain_edges::relation, chain_edges::to_id);
    // In the order of the primary key, which the database can answer from its index alone.
    let edges = chain_edges::table.select(columns).order(columns);
    // The derived connection cannot lend its buffer, so each database is asked by itself.
    let edges: Vec<(Key, Way, Key)> = match conn {
        Conn::Pg(conn) => edges.load(conn)?,
        Conn::Sqlite(conn) => edges.load(conn)?,
    };
    Ok(Graph::keyed(nodes, edges.into_iter().map(|(from, Way(relation), to)| (from, relation, to))))
}

/// The graph of the categories that the database holds and of `edges` that are yet to be written, in the order of their
/// [`ends`](EdgeRow::ends).
///
/// # Errors
/// Those of the database.
pub fn graph_of(conn: &mut Conn, edges: &[EdgeRow]) -> QueryResult<Graph> {
    let keyed = |row: &EdgeRow| Ok((Key::of(&row.from_id)?, row.relation, Key::of(&row.to_id)?));
    let edges: Vec<(Key, Relation, Key)> = edges.iter().map(keyed).collect::<QueryResult<_>>()?;
    Ok(Graph::keyed(nodes(conn)?, edges.into_iter()))
}

/// All categories.
fn nodes(conn: &mut Conn) -> QueryResult<Vec<(Key, CategoryId, String)>> {
    let nodes = categories::table.select((categories::id, categories::name));
    let nodes: Vec<(CategoryId, String)> = nodes.order(categories::id).load(conn)?;
    nodes.into_iter().map(|(id, name)| Ok((Key::of(&id)?, id, name))).collect()
}

//! The table of categories; `edges` beside it is the one of edges.

mod edges;
mod loading;
mod names;

pub use edges::*;
pub use loading::{graph_of, load_graph};
pub use names::*;

use std::collections::HashMap;

use diesel::prelude::*;

use super::CategoryId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::categories;

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 500;

/// A category as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = crate::db::schema::categories, treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct CategoryRow {
    /// Its key.
    pub id: CategoryId,
    /// Its name, which no other category has.
    pub name: String,
    /// The import that made it.
    pub batch_id: Option<String>,
    /// Last change.
    pub updated_at: Moment,
}

/// The category with that key.
///
/// # Errors
/// Those of the database.
pub fn category(conn: &mut Conn, id: &CategoryId) -> QueryResult<Option<CategoryRow>> {
    categories::table.find(id).first(conn).optional()
}

/// The category of exactly that name.
///
/// # Errors
/// Those of the database.
pub fn category_by_name(conn: &mut Conn, name: &str) -> QueryResult<Option<CategoryRow>> {
    categories::table.filter(categories::name.eq(name)).first(conn).optional()
}

/// Those of the categories that exist, in no order.
///
/// # Errors
/// Those of the database.
pub fn categories_by_ids(conn: &mut Conn, ids: &[&CategoryId]) -> QueryResult<Vec<CategoryRow>> {
    let mut found = Vec::new();
    for ids in ids.chunks(CHUNK) {
        found.extend(categories::table.filter(categories::id.eq_any(ids.iter().copied())).load::<CategoryRow>(conn)?);
    }
    Ok(found)
}

/// Those of the categories that exist, by their names.
///
/// # Errors
/// Those of the database.
pub fn categories_by_names(conn: &mut Conn, names: &[&str]) -> QueryResult<HashMap<String, CategoryId>> {
    let mut found = HashMap::with_capacity(names.len());
    for names in names.chunks(CHUNK) {
        let known = categories::table
            .filter(categories::name.eq_any(names.iter().copied()))
            .select((categories::name, categories::id));
        found.extend(known.load::<(String, CategoryId)>(conn)?);
    }
    Ok(found)
}

/// The categories of these names; those that are missing are made, as part of the import `batch_id` where there is
/// one.
///
/// # Errors
/// Those of the database.
pub fn ensure_categories(
    conn: &mut Conn,
    names: &[&str],
    batch_id: Option<&str>,
    now: Moment,
) -> QueryResult<HashMap<String, CategoryId>> {
    let mut wanted = names.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut known = categories_by_names(conn, &wanted)?;
    let fresh = |name: &&str| CategoryRow {
        id: CategoryId::new(),
        name: (*name).to_owned(),
        batch_id: batch_id.map(str::to_owned),
        updated_at: now,
    };
    let missing: Vec<CategoryRow> = wanted.iter().filter(|name| !known.contains_key(**name)).map(fresh).collect();
    insert_categories(conn, &missing)?;
    known.extend(missing.into_iter().map(|row| (row.name, row.id)));
    Ok(known)
}

/// Adds new categories.
///
/// # Errors
/// Those of the database, a name that exists among them.
pub fn insert_categories(conn: &mut Conn, rows: &[CategoryRow]) -> QueryResult<()> {
    crate::insert_all!(conn, categories::table, rows)
}

/// How many categories there are.
///
/// # Errors
/// Those of the database.
pub fn count_categories(conn: &mut Conn) -> QueryResult<i64> {
    categories::table.count().get_result(conn)
}

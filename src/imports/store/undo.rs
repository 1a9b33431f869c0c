//! The SQL of an undo: one set of statements for the six tables, told apart by a few words of SQL.
//!
//! Values must appear in the order of their numbers: SQLite numbers them by their first appearance.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Text, Timestamp};

use crate::clock::Moment;
use crate::db::Conn;
use crate::imports::sheets::Sheet;

/// The words of SQL of one table. They are constants of this file, never anybody's text.
struct Words {
    table: &'static str,
    /// The row's key as text, as `import_changes` has it.
    key: &'static str,
    /// What its user calls it.
    name: &'static str,
    /// Whether later rows depend on it.
    in_use: &'static str,
}

fn words(sheet: Sheet) -> Words {
    match sheet {
        Sheet::Divisions => Words {
            table: "divisions",
            key: "code",
            name: "code",
            in_use: "EXISTS (SELECT 1 FROM firms WHERE division_code = divisions.code) \
                     OR EXISTS (SELECT 1 FROM users WHERE division_code = divisions.code)",
        },
        Sheet::Industries => Words {
            table: "industries",
            key: "code",
            name: "code",
            in_use: "EXISTS (SELECT 1 FROM firms WHERE industry_code = industries.code)",
        },
        Sheet::Chain => Words {
            table: "chain_edges",
            key: "from_id || '|' || relation || '|' || to_id",
            name: "(SELECT name FROM categories WHERE id = from_id) || ' ' || relation || ' ' || \
                   (SELECT name FROM categories WHERE id = to_id)",
            in_use: "FALSE",
        },
        Sheet::Firms => Words {
            table: "firms",
            key: "id",
            name: "code",
            in_use: "EXISTS (SELECT 1 FROM products WHERE firm_id = firms.id) \
                     OR EXISTS (SELECT 1 FROM needs WHERE firm_id = firms.id) \
                     OR EXISTS (SELECT 1 FROM users WHERE firm_id = firms.id) \
                     OR EXISTS (SELECT 1 FROM invitations WHERE firm_id = firms.id) \
                     OR EXISTS (SELECT 1 FROM api_keys WHERE firm_id = firms.id) \
                     OR EXISTS (SELECT 1 FROM enquiries WHERE buyer_firm_id = firms.id) \
                     OR EXISTS (SELECT 1 FROM enquiry_suppliers WHERE firm_id = firms.id) \
                     OR EXISTS (SELECT 1 FROM enquiry_suppliers WHERE referred_firm_id = firms.id)",
        },
        Sheet::Products => Words {
            table: "products",
            key: "id",
            name: "code",
            in_use: "EXISTS (SELECT 1 FROM pictures WHERE product_id = products.id)",
        },
        Sheet::Needs => Words { table: "needs", key: "id", name: "code", in_use: "FALSE" },
    }
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    key: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// A row of the batch that stays.
#[derive(Debug, QueryableByName)]
pub struct Left {
    /// What its user calls it.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whether it was edited since; else others depend on it.
    #[diesel(sql_type = Bool)]
    pub edited: bool,
}

/// Keys of up to `limit` rows that the batch made and nobody has touched or uses, behind the key `after`.
///
/// # Errors
/// Those of the database.
pub fn removable(
    conn: &mut Conn,
    sheet: Sheet,
    batch: &str,
    applied: Moment,
    after: &str,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let Words { table, key, in_use, .. } = words(sheet);
    let rows: Vec<Key> = sql_query(format!(
        "SELECT {key} AS key FROM {table} WHERE batch_id = $1 AND updated_at = $2 AND NOT ({in_use}) AND {key} > $3 \
         ORDER BY {key} LIMIT $4"
    ))
    .bind::<Text, _>(batch)
    .bind::<Timestamp, _>(applied)
    .bind::<Text, _>(after)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.key).collect())
}

/// Deletes the rows that [`removable`] names, with their views, and says how many.
///
/// # Errors
/// Those of the database.
pub fn remove(conn: &mut Conn, sheet: Sheet, batch: &str, applied: Moment) -> QueryResult<u64> {
    let Words { table, in_use, .. } = words(sheet);
    let which = format!("batch_id = $1 AND updated_at = $2 AND NOT ({in_use})");
    let viewed = match sheet {
        Sheet::Products => Some("product"),
        Sheet::Needs => Some("need"),
        Sheet::Firms => Some("firm"),
        _ => None,
    };
    if let Some(kind) = viewed {
        sql_query(format!(
            "DELETE FROM view_counts WHERE kind = '{kind}' AND subject_id IN (SELECT id FROM {table} WHERE {which})"
        ))
        .bind::<Text, _>(batch)
        .bind::<Timestamp, _>(applied)
        .execute(conn)?;
    }
    let removed = sql_query(format!("DELETE FROM {table} WHERE {which}"))
        .bind::<Text, _>(batch)
        .bind::<Timestamp, _>(applied)
        .execute(conn)?;
    Ok(removed as u64)
}

/// How many rows that the batch made are left, and the first of them.
///
/// # Errors
/// Those of the database.
pub fn left(conn: &mut Conn, sheet: Sheet, batch: &str, applied: Moment, limit: i64) -> QueryResult<(u64, Vec<Left>)> {
    let Words { table, name, .. } = words(sheet);
    let count: Count = sql_query(format!("SELECT count(*) AS count FROM {table} WHERE batch_id = $1"))
        .bind::<Text, _>(batch)
        .get_result(conn)?;
    let rows = sql_query(format!(
        "SELECT {name} AS name, updated_at <> $1 AS edited FROM {table} WHERE batch_id = $2 ORDER BY 1 LIMIT $3"
    ))
    .bind::<Timestamp, _>(applied)
    .bind::<Text, _>(batch)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    Ok((u64::try_from(count.count).unwrap_or(0), rows))
}

/// Deletes the categories that the batch made and nothing refers to any more.
///
/// # Errors
/// Those of the database.
pub fn remove_categories(conn: &mut Conn, batch: &str) -> QueryResult<()> {
    sql_query(
        "DELETE FROM categories WHERE batch_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM chain_edges WHERE from_id = categories.id) \
         AND NOT EXISTS (SELECT 1 FROM chain_edges WHERE to_id = categories.id) \
         AND NOT EXISTS (SELECT 1 FROM products WHERE category_id = categories.id) \
         AND NOT EXISTS (SELECT 1 FROM needs WHERE category_id = categories.id)",
    )
    .bind::<Text, _>(batch)
    .execute(conn)?;
    Ok(())
}

//! The table of edges.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use super::super::{CategoryId, Relation};
use super::CHUNK;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::chain_edges;

/// An edge as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = crate::db::schema::chain_edges, treat_none_as_null = true)]
#[diesel(primary_key(from_id, relation, to_id), treat_none_as_default_value = false)]
pub struct EdgeRow {
    /// The category that the edge leaves.
    pub from_id: CategoryId,
    /// What it says.
    pub relation: Relation,
    /// The category that it reaches.
    pub to_id: CategoryId,
    /// Strength, 0 to 1, where the source gives one.
    pub weight: Option<f64>,
    /// Where the edge comes from.
    pub source: String,
    /// The import that made it.
    pub batch_id: Option<String>,
    /// Last change.
    pub updated_at: Moment,
}

/// What identifies an edge.
pub type Ends<'a> = (&'a CategoryId, Relation, &'a CategoryId);

impl EdgeRow {
    /// What identifies it.
    pub fn ends(&self) -> Ends<'_> {
        (&self.from_id, self.relation, &self.to_id)
    }
}

/// The edge with those ends.
///
/// # Errors
/// Those of the database.
pub fn edge(conn: &mut Conn, (from, relation, to): Ends) -> QueryResult<Option<EdgeRow>> {
    chain_edges::table.find((from, relation, to)).first(conn).optional()
}

/// Those of the edges that exist, in no order.
///
/// # Errors
/// Those of the database.
pub fn edges_by_ends(conn: &mut Conn, ends: &[Ends]) -> QueryResult<Vec<EdgeRow>> {
    let mut found = Vec::with_capacity(ends.len());
    for ends in ends.chunks(CHUNK) {
        found.extend(one_chunk(conn, ends)?);
    }
    Ok(found)
}

/// Diesel has no `(a, b, c) IN (…)`; each database unfolds a list in its own way.
fn one_chunk(conn: &mut Conn, ends: &[Ends]) -> QueryResult<Vec<EdgeRow>> {
    use diesel::dsl::sql;
    use diesel::sql_types::Bool;

    match conn {
        Conn::Pg(conn) => {
            let column = |of: fn(&Ends) -> String| ends.iter().map(of).collect::<Vec<String>>();
            let among = sql::<Bool>("(from_id, relation, to_id) IN (SELECT * FROM unnest(")
                .bind::<Array<Text>, _>(column(|e| e.0.to_string()))
                .sql(", ")
                .bind::<Array<Text>, _>(column(|e| e.1.to_string()))
                .sql(", ")
                .bind::<Array<Text>, _>(column(|e| e.2.to_string()))
                .sql("))");
            chain_edges::table.filter(among).load(conn)
        }
        Conn::Sqlite(conn) => {
            let text = |(from, relation, to): &Ends| [from.to_string(), relation.to_string(), to.to_string()];
            let list: Vec<[String; 3]> = ends.iter().map(text).collect();
            let among = sql::<Bool>(
                "(from_id, relation, to_id) IN (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(",
            )
            .bind::<Text, _>(serde_json::json!(list).to_string())
            .sql("))");
            chain_edges::table.filter(among).load(conn)
        }
    }
}

/// Adds new edges.
///
/// # Errors
/// Those of the database, an edge that exists among them.
pub fn insert_edges(conn: &mut Conn, rows: &[EdgeRow]) -> QueryResult<()> {
    crate::insert_all!(conn, chain_edges::table, rows)
}

/// Writes weight, source, batch and time of an existing edge.
///
/// # Errors
/// Those of the database.
pub fn update_edge(conn: &mut Conn, row: &EdgeRow) -> QueryResult<()> {
    diesel::update(chain_edges::table.find(row.ends())).set(row).execute(conn)?;
    Ok(())
}

/// Takes an edge away (an import undone).
///
/// # Errors
/// Those of the database.
pub fn delete_edge(conn: &mut Conn, ends: Ends) -> QueryResult<()> {
    diesel::delete(chain_edges::table.find(ends)).execute(conn)?;
    Ok(())
}

/// Up to `limit` edges after the one with these ends, in the order of their keys.
///
/// # Errors
/// Those of the database.
pub fn edges_after(conn: &mut Conn, after: Option<Ends>, limit: i64) -> QueryResult<Vec<EdgeRow>> {
    use chain_edges::{from_id, relation, to_id};

    let page = chain_edges::table.order((from_id, relation, to_id)).limit(limit);
    let Some((from, rel, to)) = after else { return page.load(conn) };
    let later = from_id.gt(from).or(from_id.eq(from).and(relation.gt(rel).or(relation.eq(rel).and(to_id.gt(to)))));
    page.filter(from_id.ge(from).and(later)).load(conn)
}

#[cfg(test)]
mod tests {
    use super::super::{categories_by_names, ensure_categories, load_graph};
    use super::*;
    use crate::clock;
    use crate::db::testing::TestDb;

    #[test]
    fn edges_are_found_by_their_ends_and_paged_by_key() {
        let test = TestDb::new();
        let conn = &mut *test.db.writer().unwrap();
        let names: Vec<String> = (0..1_200).map(|n| format!("品类{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let ids = ensure_categories(conn, &names, None, clock::now()).unwrap();
        let again = ensure_categories(conn, &names[..3], Some("b1"), clock::now()).unwrap();
        assert_eq!(again["品类2"], ids["品类2"]);
        let edge = |from: &str, to: &str| EdgeRow {
            from_id: ids[from].clone(),
            relation: Relation::KindOf,
            to_id: ids[to].clone(),
            weight: Some(0.5),
            source: String::new(),
            batch_id: None,
            updated_at: clock::now(),
        };
        let mut rows: Vec<EdgeRow> = names[1..].iter().map(|name| edge(name, "品类0")).collect();
        insert_edges(conn, &rows).unwrap();
        let ends: Vec<Ends> = rows.iter().map(EdgeRow::ends).collect();
        assert_eq!(edges_by_ends(conn, &ends).unwrap().len(), 1_199);
        let other_way = (rows[0].ends().2, Relation::KindOf, rows[0].ends().0);
        assert_eq!(edges_by_ends(conn, &[other_way]).unwrap(), []);
        rows.sort_by(|a, b| a.ends().cmp(&b.ends()));
        let first = edges_after(conn, None, 700).unwrap();
        let second = edges_after(conn, Some(first[699].ends()), 700).unwrap();
        assert_eq!([first, second].concat(), rows);
        let changed = EdgeRow { weight: None, ..rows[0].clone() };
        update_edge(conn, &changed).unwrap();
        assert_eq!(super::edge(conn, changed.ends()).unwrap(), Some(changed.clone()));
        delete_edge(conn, changed.ends()).unwrap();
        let graph = load_graph(conn).unwrap();
        let root = graph.find("品类0").unwrap();
        assert_eq!(graph.narrower(root).len(), 1_198);
        assert_eq!(categories_by_names(conn, &["品类7", "无"]).unwrap().len(), 1);
    }
}

//! `src/db/schema.rs` says what `migrations/` builds, column by column, on the database under test.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use peitao::db::testing::TestDb;
use peitao::db::{Conn, Db};
use peitao::http::AppError;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    required: i64,
}

const SQLITE: &str = "SELECT m.name AS table_name, c.name AS column_name, lower(c.type) AS kind, \
     CAST(c.\"notnull\" AS BIGINT) AS required FROM sqlite_master m, pragma_table_info(m.name) c \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '__diesel%' ORDER BY m.name, c.cid";

const POSTGRES: &str = "SELECT table_name::text, column_name::text, data_type::text AS kind, \
     CASE is_nullable WHEN 'NO' THEN 1::bigint ELSE 0::bigint END AS required FROM information_schema.columns \
     WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_diesel%' ORDER BY table_name, ordinal_position";

fn built(db: &Db) -> BTreeMap<String, Vec<String>> {
    let columns: Vec<Column> = db
        .read::<_, AppError>(|conn| {
            let sql = if matches!(conn, Conn::Sqlite(_)) { SQLITE } else { POSTGRES };
            Ok(diesel::sql_query(sql).load(conn)?)
        })
        .expect("the catalogue of tables");
    let mut tables = BTreeMap::<String, Vec<String>>::new();
    for c in columns {
        let plain = match c.kind.as_str() {
            "text" => "Text",
            "bigint" => "BigInt",
            "double precision" => "Double",
            "boolean" => "Bool",
            "timestamp" | "timestamp without time zone" => "Timestamp",
            "date" => "Date",
            "blob" | "bytea" => "Binary",
            other => panic!("{}.{} has the type {other}", c.table_name, c.column_name),
        };
        let kind = if c.required == 1 { plain.to_owned() } else { format!("Nullable<{plain}>") };
        tables.entry(c.table_name).or_default().push(format!("{} -> {kind}", c.column_name));
    }
    tables
}

fn written() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs")).expect("schema.rs");
    let mut tables = BTreeMap::new();
    for block in text.split("diesel::table! {").skip(1) {
        let mut lines = block.lines().map(str::trim).filter(|l| !l.is_empty());
        let name = lines.next().and_then(|l| l.split(' ').next()).expect("a table's name").to_owned();
        let columns = lines.take_while(|l| *l != "}").map(|l| l.trim_end_matches(',').to_owned()).collect::<Vec<_>>();
        tables.insert(name, columns);
    }
    tables
}

#[test]
fn the_schema_says_what_the_migrations_build() {
    let test = TestDb::new();
    let (built, written) = (built(&test.db), written());
    assert_eq!(built.keys().collect::<Vec<_>>(), written.keys().collect::<Vec<_>>());
    for (table, columns) in &written {
        assert_eq!(&built[table], columns, "table {table}");
    }
}

//! Where a price could stand: the rows of all tables and the files of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use diesel::prelude::*;
use diesel::sql_types::Text;
use peitao::db::Conn;
use peitao::http::AppError;

use crate::kit::TestApp;

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = Text)]
    cell: String,
}

fn cells(conn: &mut Conn, sql: &str) -> QueryResult<Vec<String>> {
    let cells: Vec<Cell> = match conn {
        Conn::Pg(conn) => diesel::sql_query(sql).load(conn)?,
        Conn::Sqlite(conn) => diesel::sql_query(sql).load(conn)?,
    };
    Ok(cells.into_iter().map(|one| one.cell).collect())
}

/// The tables, whichever there are.
fn tables(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let list = match conn {
        Conn::Pg(_) => {
            "SELECT table_name::text AS cell FROM information_schema.tables WHERE table_schema = current_schema()"
        }
        Conn::Sqlite(_) => "SELECT name AS cell FROM sqlite_master WHERE type = 'table'",
    };
    cells(conn, list)
}

/// The rows of a table, all columns of each written as text, bytes in hexadecimal.
fn of_table(conn: &mut Conn, table: &str) -> QueryResult<Vec<String>> {
    let row = match conn {
        Conn::Pg(_) => "t::text".to_owned(),
        Conn::Sqlite(_) => {
            let columns = cells(conn, &format!("SELECT name AS cell FROM pragma_table_info('{table}')"))?;
            let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            quoted.join(" || ' ' || ")
        }
    };
    cells(conn, &format!("SELECT {row} AS cell FROM \"{table}\" AS t"))
}

/// All rows of each table, by its name.
pub fn rows(site: &TestApp) -> Vec<(String, String)> {
    let read = |conn: &mut Conn| {
        let tables = tables(conn)?;
        let all = tables.into_iter().map(|table| Ok((of_table(conn, &table)?.join("\n"), table)));
        Ok::<_, AppError>(all.collect::<QueryResult<Vec<_>>>()?)
    };
    let all = site.app.db.read(read).expect("the tables can be read");
    all.into_iter().map(|(rows, table)| (table, rows)).collect()
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if let Ok(bytes) = fs::read(&path) {
            // What an index has merged away meanwhile is nowhere.
            found.push((path, bytes));
        }
    }
    found
}

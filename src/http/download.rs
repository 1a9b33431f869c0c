//! Files to save, and tables in the two forms that spreadsheets read.

use std::io::Write;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use rust_xlsxwriter::{Format, Workbook};

use super::AppResult;
use crate::escape::escape;

/// The type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The type of a CSV.
pub const CSV: &str = "text/csv; charset=utf-8";

/// A file to save; its name is given in both of the ways that browsers read.
pub fn attachment(bytes: Vec<u8>, name: &str, kind: &str) -> HttpResponse {
    let query = serde_urlencoded::to_string([("n", name)]).expect("two texts always encode");
    let encoded = query.trim_start_matches("n=").replace('+', "%20");
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, kind)).insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    answer.insert_header((CONTENT_DISPOSITION, disposition));
    answer.body(bytes)
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text; codes are texts too, so that no digit is lost.
    Text(String),
    /// A number.
    Number(f64),
    /// Nothing, or a value that does not exist.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Number(number)
    }
}

/// A table to hand out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What it is called, up to 31 characters for a workbook.
    pub name: String,
    /// The columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A CSV as spreadsheets expect it: UTF-8 with a BOM, CRLF.
///
/// # Errors
/// Those of `out`.
pub fn csv_writer<W: Write>(mut out: W) -> AppResult<csv::Writer<W>> {
    out.write_all(b"\xEF\xBB\xBF")?;
    Ok(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out))
}

/// A table as a CSV: UTF-8 with a BOM, CRLF; texts that a spreadsheet would run are disarmed.
///
/// # Errors
/// None that memory does not cause.
pub fn csv(table: &Table) -> AppResult<Vec<u8>> {
    let mut csv = csv_writer(Vec::new())?;
    csv.write_record(&table.header).map_err(anyhow::Error::new)?;
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => escape(text).into_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        });
        csv.write_record(cells).map_err(anyhow::Error::new)?;
    }
    Ok(csv.into_inner().map_err(|why| anyhow::anyhow!("{why}"))?)
}

/// Tables as one workbook, a sheet each, with a frozen head.
///
/// # Errors
/// A table with more rows or longer names than a sheet takes.
pub fn workbook(tables: &[Table]) -> AppResult<Vec<u8>> {
    let (mut book, head) = (Workbook::new(), Format::new().set_bold());
    for table in tables {
        let sheet = book.add_worksheet();
        let mut fill = || -> Result<(), rust_xlsxwriter::XlsxError> {
            sheet.set_name(&table.name)?.set_freeze_panes(1, 0)?;
            for (at, name) in (0..).zip(&table.header) {
                sheet.write_string_with_format(0, at, name, &head)?;
            }
            for (line, row) in (1..).zip(&table.rows) {
                for (at, cell) in (0..).zip(row) {
                    match cell {
                        Cell::Text(text) => sheet.write_string(line, at, text)?,
                        Cell::Number(number) => sheet.write_number(line, at, *number)?,
                        Cell::Empty => continue,
                    };
                }
            }
            Ok(())
        };
        fill().map_err(anyhow::Error::new)?;
    }
    Ok(book.save_to_buffer().map_err(anyhow::Error::new)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_opens_in_spreadsheets_and_runs_nothing() {
        let rows = vec![vec!["=1+1".into(), 2.5.into(), Cell::Empty], vec!["0123,中".into(), 1.0.into(), "x".into()]];
        let table = Table { name: "t".into(), header: vec!["a".into(), "b".into(), "c".into()], rows };
        let text = String::from_utf8(csv(&table).unwrap()).unwrap();
        assert_eq!(text, "\u{FEFF}a,b,c\r\n'=1+1,2.5,\r\n\"0123,中\",1,x\r\n");
        assert!(workbook(&[table]).unwrap().starts_with(b"PK"));
    }
}

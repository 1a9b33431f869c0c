//! The rows of a CSV, one after the other: a file is never held in memory.

use std::io::Read;
use std::path::Path;

use anyhow::Context;
use csv::{ReaderBuilder, StringRecord, Terminator};

use super::encoding::{self, Encoding};
use super::rows::Row;
use crate::http::AppResult;

/// The rows of one file, its header among them, blank rows left out.
pub struct CsvRows {
    reader: csv::Reader<Box<dyn Read + Send>>,
    record: StringRecord,
    /// Line ends inside quoted cells so far: what the file has lines, the spreadsheet has fewer rows.
    inner_lines: u64,
}

impl CsvRows {
    /// Opens a file whose encoding is known.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: &Path, encoding: Encoding) -> AppResult<CsvRows> {
        let text = encoding::open(path, encoding).with_context(|| format!("opening {}", path.display()))?;
        // With LF alone as a row's end the reader counts lines exactly; the CR of a CRLF is cut off below.
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(256 * 1024)
            .from_reader(text);
        Ok(CsvRows { reader, record: StringRecord::new(), inner_lines: 0 })
    }

    fn read(&mut self) -> Result<Option<Row>, csv::Error> {
        while self.reader.read_record(&mut self.record)? {
            cut_return(&mut self.record);
            // The reader stands behind the row's line end, at the beginning of the next line.
            let lines = self.reader.position().line() - 1;
            self.inner_lines += self.record.as_slice().bytes().filter(|b| *b == b'\n').count() as u64;
            let row = Row {
                number: u32::try_from(lines - self.inner_lines).unwrap_or(u32::MAX),
                cells: self.record.clone(),
                odd: vec![],
            };
            if !row.is_blank() {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

fn cut_return(record: &mut StringRecord) {
    let Some(last) = record.len().checked_sub(1) else { return };
    if let Some(text) = record[last].strip_suffix('\r').map(str::to_owned) {
        record.truncate(last);
        record.push_field(&text);
    }
}

impl Iterator for CsvRows {
    type Item = AppResult<Row>;

    fn next(&mut self) -> Option<AppResult<Row>> {
        self.read().context("reading a CSV").map_err(Into::into).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = "code,name\r\n\r\n1,\"two\r\nlines\"\r\n,,\r\n2,b\r\n\r\n\r\n3,\"a,b\"";
        std::fs::write(file.path(), text).unwrap();
        let rows: Vec<(u32, String)> = CsvRows::open(file.path(), Encoding::Utf8)
            .unwrap()
            .map(|row| row.unwrap())
            .map(|row| (row.number, row.cell(1).to_owned()))
            .collect();
        let expected = [(1, "name"), (3, "two\r\nlines"), (5, "b"), (8, "a,b")];
        assert_eq!(rows, expected.map(|(n, t)| (n, t.to_owned())));
    }
}

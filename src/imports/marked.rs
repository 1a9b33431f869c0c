//! The user's own workbook handed back: the same sheets, columns, rows and values, each wrong cell filled and with a
//! note that says what is wrong and what to do. A CSV comes back as a workbook too.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use calamine::Data;
use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Note, Workbook, Worksheet, XlsxError};

use super::book::{self, Grid};
use super::csv_rows::CsvRows;
use super::encoding;
use super::report::RowFault;
use crate::http::{AppError, AppResult};
use crate::lang::Lang;

/// No cell of a workbook holds more characters.
const LONGEST: usize = 32_767;

/// Hands back the file, or the files of the folder, at `path`.
///
/// # Errors
/// Those of reading the files, and when a limit of workbooks is exceeded.
pub fn marked(path: &Path, most_rows: usize, faults: &[RowFault], lang: Lang) -> AppResult<Vec<u8>> {
    let mut book = Workbook::new();
    let mut names = HashSet::new();
    for (name, grid) in sheets(path, most_rows)? {
        let notes = notes_of(&name, faults, lang);
        let page = book.add_worksheet();
        page.set_name(sheet_name(&name, &mut names)).map_err(anyhow::Error::from)?;
        write(page, &grid, &notes).map_err(anyhow::Error::from)?;
    }
    Ok(book.save_to_buffer().map_err(anyhow::Error::from)?)
}

/// All sheets as they were handed in, those that were left aside too.
fn sheets(path: &Path, most_rows: usize) -> AppResult<Vec<(String, Grid)>> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        files = std::fs::read_dir(path)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
        files.sort();
    }
    let mut sheets = Vec::new();
    for file in files {
        if book::is_book(&file) {
            sheets.extend(book::read(&file, most_rows)?);
        } else {
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            sheets.push((name, csv_grid(&file)?));
        }
    }
    Ok(sheets)
}

fn csv_grid(path: &Path) -> AppResult<Grid> {
    let encoding = encoding::detect(path)?.map_err(AppError::Conflict)?;
    let mut grid = Grid::new();
    for row in CsvRows::open(path, encoding)? {
        let row = row?;
        let texts = row.cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
        grid.extend(texts.map(|(at, text)| (row.number - 1, at as u32, Data::String(text.to_owned()))));
    }
    Ok(grid)
}

/// What to write at each cell; two faults of one cell share its note.
fn notes_of(name: &str, faults: &[RowFault], lang: Lang) -> BTreeMap<(u32, u32), String> {
    let mut notes: BTreeMap<(u32, u32), String> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| fault.table == name) {
        let note = notes.entry((fault.row.saturating_sub(1), fault.place.unwrap_or(0))).or_default();
        if !note.is_empty() {
            note.push('\n');
        }
        // A column that the file does not have is named, for the note then stands at the beginning of the row.
        if fault.place.is_none() && !fault.fault.field.is_empty() {
            note.push_str(&fault.fault.field);
            note.push_str(lang.t("：", ": "));
        }
        note.push_str(&fault.fault.line(lang));
    }
    notes
}

/// A name that a workbook accepts and that no other sheet has.
fn sheet_name(name: &str, taken: &mut HashSet<String>) -> String {
    let stem = name.strip_suffix(".csv").or_else(|| name.strip_suffix(".txt")).unwrap_or(name);
    let wrong = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control();
    let clean: String = stem.chars().map(|c| if wrong(c) { '_' } else { c }).take(28).collect();
    let clean = match clean.trim_matches('\'') {
        "" => "Sheet".to_owned(),
        clean => clean.to_owned(),
    };
    let numbered = (2..).map(|n| format!("{clean} {n}"));
    let free = std::iter::once(clean.clone()).chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
    let name = free.unwrap_or(clean);
    taken.insert(name.to_lowercase());
    name
}

fn write(page: &mut Worksheet, grid: &Grid, notes: &BTreeMap<(u32, u32), String>) -> Result<(), XlsxError> {
    let plain = Format::new();
    let wrong = Format::new().set_background_color(0xFFD9D0);
    page.set_freeze_panes(1, 0)?;
    for (row, column, value) in grid {
        let format = if notes.contains_key(&(*row, *column)) { &wrong } else { &plain };
        cell(page, *row, *column as u16, value, format)?;
    }
    let filled: HashSet<(u32, u32)> = grid.iter().map(|(row, column, _)| (*row, *column)).collect();
    for ((row, column), text) in notes {
        if !filled.contains(&(*row, *column)) {
            page.write_blank(*row, *column as u16, &wrong)?;
        }
        let note = Note::new(text).set_author("peitao").add_author_prefix(false).set_width(260);
        page.insert_note(*row, *column as u16, &note)?;
    }
    Ok(())
}

fn cell(page: &mut Worksheet, row: u32, column: u16, value: &Data, format: &Format) -> Result<(), XlsxError> {
    match value {
        Data::Int(number) => page.write_number_with_format(row, column, *number as f64, format)?,
        Data::Float(number) => page.write_number_with_format(row, column, *number, format)?,
        Data::Bool(yes) => page.write_boolean_with_format(row, column, *yes, format)?,
        Data::DateTime(at) if at.as_datetime().is_some() => {
            let (serial, shown) = serial(value);
            page.write_number_with_format(row, column, serial, &format.clone().set_num_format(shown))?
        }
        other => {
            let text: String = book::text(other).chars().take(LONGEST).collect();
            page.write_string_with_format(row, column, text, &format.clone().set_num_format("@"))?
        }
    };
    Ok(())
}

/// The day count of a workbook that begins in 1900, whatever the original counted from, and how to show it.
fn serial(value: &Data) -> (f64, &'static str) {
    let Data::DateTime(at) = value else { return (0.0, "@") };
    let Some(moment) = at.as_datetime() else { return (at.as_f64(), "General") };
    let begin = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a valid day").and_time(chrono::NaiveTime::MIN);
    let days = (moment - begin).num_milliseconds() as f64 / 86_400_000.0;
    (days, if days.fract() == 0.0 { "yyyy-mm-dd" } else { "yyyy-mm-dd hh:mm:ss" })
}

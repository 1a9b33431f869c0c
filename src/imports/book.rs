//! Workbooks: xlsx, xls, xlsb and ods. They are held in memory, so their size is looked at first.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Data, DataRef, Reader, SheetType, Sheets, open_workbook_auto};
use csv::StringRecord;

use super::rows::{Odd, Row};
use super::zip_size;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// Largest workbook once unpacked, in bytes.
const UNPACKED: u64 = 512 * 1024 * 1024;
/// Cells to the right of this column are not looked at.
const COLUMNS: usize = 256;

/// One sheet's cells by row and column, the first being 0, as they were typed.
pub type Grid = Vec<(u32, u32, Data)>;

type Open = Sheets<BufReader<File>>;

/// Whether a file of this name is a workbook.
pub fn is_book(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    matches!(ending.as_str(), "xlsx" | "xlsm" | "xls" | "xlsb" | "ods")
}

/// Every sheet with its name, in order. `most` is the largest number of rows of a sheet, its header included.
///
/// # Errors
/// When the file is no workbook, protected, or too large; the text is for the user.
pub fn read(path: &Path, most: usize) -> AppResult<Vec<(String, Grid)>> {
    if zip_size::unpacked(path)?.is_some_and(|bytes| bytes > UNPACKED) {
        return Err(too_large());
    }
    let mut book = open_workbook_auto(path).map_err(|why| unreadable(&why.to_string()))?;
    // Charts and macros stand among the sheets, too.
    let tables = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = tables.map(|sheet| sheet.name.clone()).collect();
    names.into_iter().map(|name| sheet(&mut book, &name, most).map(|grid| (name, grid))).collect()
}

fn too_large() -> AppError {
    AppError::Conflict(Say::new(
        "工作簿解压后过大。请删去用不到的工作表与格式，或分成几份导入",
        "The workbook is too large once unpacked. Remove sheets and formats that are not needed, or split it",
    ))
}

/// What is said of a sheet with more than `most` rows, its header included.
pub fn too_long(name: &str, most: usize) -> AppError {
    AppError::Conflict(Say::new(
        format!("工作表“{name}”超过 {} 行。请分成几份导入", most - 1),
        format!("Sheet {name:?} has more than {} rows. Split it", most - 1),
    ))
}

fn unreadable(why: &str) -> AppError {
    tracing::info!(why, "a workbook could not be read");
    AppError::Conflict(Say::new(
        "无法打开这个工作簿：文件可能损坏、有密码，或并不是 Excel/WPS 文件。请另存为 .xlsx 后重试",
        "The workbook cannot be opened: it may be damaged, protected by a password, or no workbook at all. Save it as .xlsx and try again",
    ))
}

/// The cells of a sheet. An xlsx is read cell by cell: a lone cell in its last corner would otherwise ask for the
/// memory of the whole rectangle.
fn sheet(book: &mut Open, name: &str, most: usize) -> AppResult<Grid> {
    let mut grid = Grid::new();
    if let Sheets::Xlsx(book) = book {
        let mut cells = book.worksheet_cells_reader(name).map_err(|why| unreadable(&why.to_string()))?;
        while let Some(cell) = cells.next_cell().map_err(|why| unreadable(&why.to_string()))? {
            let (row, column) = cell.get_position();
            keep(&mut grid, row, column, owned(cell.get_value()), name, most)?;
        }
        return Ok(grid);
    }
    let range = book.worksheet_range(name).map_err(|why| unreadable(&why.to_string()))?;
    let (top, left) = range.start().unwrap_or((0, 0));
    for (row, column, value) in range.used_cells() {
        keep(&mut grid, top + row as u32, left + column as u32, value.clone(), name, most)?;
    }
    Ok(grid)
}

fn keep(grid: &mut Grid, row: u32, column: u32, value: Data, name: &str, most: usize) -> AppResult<()> {
    let is_empty = matches!(&value, Data::Empty) || matches!(&value, Data::String(text) if text.is_empty());
    if is_empty || column as usize >= COLUMNS {
        return Ok(());
    }
    if row as usize >= most {
        return Err(too_long(name, most));
    }
    grid.push((row, column, value));
    Ok(())
}

fn owned(value: &DataRef) -> Data {
    match value {
        DataRef::Int(number) => Data::Int(*number),
        DataRef::Float(number) => Data::Float(*number),
        DataRef::String(text) => Data::String(text.clone()),
        DataRef::SharedString(text) => Data::String((*text).into()),
        DataRef::Bool(yes) => Data::Bool(*yes),
        DataRef::DateTime(at) => Data::DateTime(*at),
        DataRef::DateTimeIso(text) => Data::DateTimeIso(text.clone()),
        DataRef::DurationIso(text) => Data::DurationIso(text.clone()),
        DataRef::Error(error) => Data::Error(error.clone()),
        DataRef::Empty => Data::Empty,
    }
}

/// The grid's rows as texts, blank rows left out.
pub fn rows(grid: &Grid) -> Vec<Row> {
    let mut cells: Vec<&(u32, u32, Data)> = grid.iter().collect();
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    let by_row = cells.chunk_by(|a, b| a.0 == b.0);
    by_row.map(one_row).filter(|row| !row.is_blank()).collect()
}

fn one_row(cells: &[&(u32, u32, Data)]) -> Row {
    let mut row = Row { number: cells[0].0 + 1, cells: StringRecord::new(), odd: vec![] };
    for (_, column, value) in cells {
        while row.cells.len() < *column as usize {
            row.cells.push_field("");
        }
        row.cells.push_field(&text(value));
        if let Some(odd) = odd(value) {
            row.odd.push((*column as usize, odd));
        }
    }
    row
}

fn odd(value: &Data) -> Option<Odd> {
    match value {
        Data::Float(number) if number.abs() >= 1e15 => Some(Odd::CutOff),
        Data::Int(number) if number.unsigned_abs() >= 1_000_000_000_000_000 => Some(Odd::CutOff),
        Data::Error(_) => Some(Odd::FormulaError),
        _ => None,
    }
}

/// The cell as its user sees it, in plain digits.
pub fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float(*number),
        Data::String(text) => text.clone(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(at) => at.as_datetime().map_or_else(|| float(at.as_f64()), moment),
        Data::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).into(),
        Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    }
}

fn moment(at: chrono::NaiveDateTime) -> String {
    let midnight = at.time() == chrono::NaiveTime::MIN;
    at.format(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
}

/// A spreadsheet shows 15 digits of a number and keeps a few wrong ones behind them.
fn float(number: f64) -> String {
    let shown = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    if shown.abs() < 1e21 { shown.to_string() } else { format!("{shown:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_spreadsheet_shows_them() {
        for (number, shown) in
            [(1.0, "1"), (12.299999999999999, "12.3"), (0.1 + 0.2, "0.3"), (-0.5, "-0.5"), (1e15, "1000000000000000")]
        {
            assert_eq!(float(number), shown);
        }
    }

    #[test]
    fn a_lone_cell_far_away_costs_no_memory() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "code").unwrap();
        sheet.write_string(2, 1, "x").unwrap();
        sheet.write_string(1_048_575, 16_383, "far").unwrap();
        book.save(&path).unwrap();
        let sheets = read(&path, 100).unwrap();
        let numbers: Vec<u32> = rows(&sheets[0].1).iter().map(|r| r.number).collect();
        assert_eq!(numbers, [1, 3]);
        std::fs::write(&path, "no workbook").unwrap();
        assert!(matches!(read(&path, 100), Err(AppError::Conflict(_))));
    }
}

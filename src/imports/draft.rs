//! A row on its way into the database: read by its domain's rules, with what is wrong about its cells.

use chrono::NaiveDate;

use super::context::hash;
use super::kinds::Kind;
use super::rows::{Header, Odd, Row};
use super::sheets::Holds;
use super::tables::Table;
use crate::clock::Moment;
use crate::faults::Fault;
use crate::lang::Say;
use crate::text;

/// A row on its way in.
#[derive(Debug, Clone)]
pub struct Draft<F> {
    /// The row's number in its file.
    pub number: u32,
    /// Its own code; for an edge, what tells it from others.
    pub code: String,
    /// The code of the firm that it belongs to; empty where there is none.
    pub firm_code: String,
    /// What it states.
    pub fields: F,
    /// What is wrong, at most once per column.
    pub faults: Vec<Fault>,
    /// How many of the faults are of the cells themselves, whatever is stored.
    of_cells: usize,
    /// Tells repeated rows; none for generated rows, which come once.
    pub print: Option<Print>,
    /// The row as it stands in the file, where it may have to be read again onto what is stored.
    pub row: Option<Row>,
    /// What only generated rows say.
    pub extra: Extra,
}

/// Hashes by which a repeated row is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Print {
    /// Of its code.
    pub code: u64,
    /// Of all its cells.
    pub content: u32,
}

impl Print {
    fn of(code: &str, row: &Row) -> Print {
        let cells: Vec<&str> = row.cells.iter().collect();
        Print { code: hash(code), content: hash(cells) as u32 }
    }
}

/// What a file cannot say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extra {
    /// When it was listed, if not now.
    pub listed_at: Option<Moment>,
    /// When it was confirmed last, if not when it was listed.
    pub confirmed_at: Option<Moment>,
    /// Views that it begins with.
    pub views: i64,
    /// Whether the firm still waits for an official.
    pub unverified: bool,
}

impl<F> Draft<F> {
    /// Adds a fault unless its column has one: one cell, one note.
    pub fn fault(&mut self, fault: Fault) {
        if !self.faults.iter().any(|f| f.field == fault.field) {
            self.faults.push(fault);
        }
    }

    /// The same for what is wrong of a cell itself, whatever is stored: it goes before what the rules say.
    pub fn cell_fault(&mut self, fault: Fault) {
        if !self.faults[..self.of_cells].iter().any(|f| f.field == fault.field) {
            self.faults.retain(|f| f.field != fault.field);
            self.faults.insert(self.of_cells, fault);
            self.of_cells += 1;
        }
    }

    /// A row that comes from a generator.
    pub fn made(code: String, firm_code: String, fields: F, extra: Extra) -> Draft<F> {
        Draft { number: 0, code, firm_code, fields, faults: vec![], of_cells: 0, print: None, row: None, extra }
    }

    /// Whether a column is known to be wrong, so that nothing else should be said of it.
    pub fn is_wrong(&self, column: &str) -> bool {
        self.faults.iter().any(|f| f.field == column)
    }
}

/// Reads a row as a new thing; `again` keeps it to be read once more.
pub fn read<K: Kind>(table: &Table, row: Row, today: NaiveDate, again: bool) -> Draft<K::Fields> {
    let header = &table.header;
    let get = |column: &str| header.text(&row, column).map(str::to_owned);
    let (fields, said) = K::read(K::empty(), &get, today);
    let firm_code = header.text(&row, "firm_code").map(text::code).unwrap_or("").to_owned();
    let mut draft = Draft { number: row.number, ..Draft::made(String::new(), firm_code, fields, Extra::default()) };
    odd_cells(&mut draft, header, &row);
    if table.is_csv() {
        cells_beyond(&mut draft, header, &row);
    }
    match K::code(&draft.fields, &get) {
        Ok(code) => draft.code = code,
        Err(fault) => draft.cell_fault(fault),
    }
    said.into_iter().for_each(|fault| draft.fault(fault));
    draft.print = Some(Print::of(&draft.code, &row));
    draft.row = again.then_some(row);
    draft
}

/// Reads the row again, onto what is stored: only the columns that the file has change it.
pub fn read_onto<K: Kind>(draft: &mut Draft<K::Fields>, stored: K::Fields, header: &Header, today: NaiveDate) {
    let Some(row) = draft.row.take() else { return };
    let get = |column: &str| header.text(&row, column).map(str::to_owned);
    let (fields, said) = K::read(stored, &get, today);
    draft.fields = fields;
    // What is wrong of the row as a new thing need not be wrong of a partial update (a name that is not given).
    draft.faults.truncate(draft.of_cells);
    said.into_iter().for_each(|fault| draft.fault(fault));
    draft.row = Some(row);
}

fn odd_cells<F>(draft: &mut Draft<F>, header: &Header, row: &Row) {
    for (column, place) in header.found().filter(|(column, _)| column.holds != Holds::Note) {
        let value = row.cell(place);
        let odd = row.odd.iter().find(|(at, _)| *at == place).map(|(_, odd)| *odd);
        match odd {
            Some(Odd::FormulaError) => draft.cell_fault(formula_error(column.name, value)),
            Some(Odd::CutOff) if column.holds == Holds::Code => draft.cell_fault(cut_off(column.name, value)),
            _ if column.holds == Holds::Code && is_scientific(value) => draft.cell_fault(cut_off(column.name, value)),
            _ if value.len() > TOO_LONG => draft.cell_fault(open_quote(column.name, value)),
            _ => {}
        }
    }
}

/// No cell of a spreadsheet is longer, in bytes.
const TOO_LONG: usize = 4 * 32_767;

/// `9.13206E+17`: what a spreadsheet makes of a long code when it saves a CSV.
fn is_scientific(value: &str) -> bool {
    let Some((digits, power)) = value.trim().split_once(['E', 'e']) else { return false };
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    whole.len() == 1 && is_number(whole) && is_number(places) && power.strip_prefix('+').is_some_and(is_number)
}

fn cut_off(column: &str, value: &str) -> Fault {
    Fault::new(
        column,
        value,
        Say::new("已被 Excel 截断：数字只能保留 15 位", "cut off by Excel, which keeps 15 digits of a number"),
        Say::new(
            "请把该列设为“文本”格式后重新输入完整编码",
            "set the column's format to Text and type the whole code again",
        ),
    )
}

fn formula_error(column: &str, value: &str) -> Fault {
    Fault::new(
        column,
        value,
        Say::new("单元格里是公式错误", "the cell holds a formula's error"),
        Say::new("请改正公式，或直接填写值", "mend the formula, or type the value"),
    )
}

fn open_quote(column: &str, value: &str) -> Fault {
    Fault::new(
        column,
        value,
        Say::new("内容过长，可能有引号没有成对", "far too long; a quotation mark is probably missing its pair"),
        Say::new("请检查这一行起的双引号", "check the double quotes from this row on"),
    )
}

/// A comma too many moves every later cell to the right, beyond the last column.
fn cells_beyond<F>(draft: &mut Draft<F>, header: &Header, row: &Row) {
    let Some(value) = row.cells.iter().skip(header.width).find(|cell| !cell.trim().is_empty()) else { return };
    draft.cell_fault(Fault::new(
        "",
        value,
        Say::new("这一行的单元格比表头多", "the row has more cells than the header"),
        Say::new("含逗号的内容请用英文双引号括起来", "put double quotes around values that hold a comma"),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_scientific_notation_are_known() {
        for (value, is) in [("9.13206E+17", true), ("1e+16", true), ("E+1", false), ("5E3", false), ("A1E+5", false)] {
            assert_eq!(is_scientific(value), is, "{value}");
        }
    }
}

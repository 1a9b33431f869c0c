//! A row on its way into the database: read by its domain's rules, with what is wrong about its cells.

use chrono::NaiveDate;

use super::cells::{beyond, odd_cell};
use super::context::hash;
use super::kinds::Kind;
use super::rows::{Header, Row};
use super::sheets::Holds;
use super::tables::Table;
use crate::clock::Moment;
use crate::faults::Fault;
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
        beyond(header.width, &row).into_iter().for_each(|fault| draft.cell_fault(fault));
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
    let columns = header.found().filter(|(column, _)| column.holds != Holds::Note);
    columns.filter_map(|(column, place)| odd_cell(column, row, place)).for_each(|fault| draft.cell_fault(fault));
}

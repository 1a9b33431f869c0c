//! Rows as they stand in a file, and the header that says what their cells are.

use csv::StringRecord;

use super::sheets::{Column, Holds, Sheet, fold_header};
use crate::escape::unescape;
use crate::lang::Say;

/// What is odd about a cell, beyond its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Odd {
    /// A number of 16 digits or more, of which the spreadsheet kept 15.
    CutOff,
    /// A formula's error (`#N/A`, `#REF!`).
    FormulaError,
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its number as the spreadsheet counts, the first being 1.
    pub number: u32,
    /// Its cells' texts.
    pub cells: StringRecord,
    /// The cells that are odd, by place.
    pub odd: Vec<(usize, Odd)>,
}

impl Row {
    /// Whether no cell holds anything.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// The text at `place`; a row shorter than its header has empty cells at its end.
    pub fn cell(&self, place: usize) -> &str {
        self.cells.get(place).unwrap_or("")
    }
}

/// Which cell of a file is which of some columns.
#[derive(Debug, Clone)]
pub struct Places {
    columns: &'static [Column],
    /// For every column its place in the file, where the file has it.
    at: Vec<Option<usize>>,
    /// Header cells that mean nothing here.
    pub unknown: Vec<String>,
}

impl Places {
    /// Reads a header row.
    ///
    /// # Errors
    /// When two cells mean the same column; the text is for the user.
    pub fn read(columns: &'static [Column], row: &Row) -> Result<Places, Say> {
        let mut places = Places { columns, at: vec![None; columns.len()], unknown: vec![] };
        for (place, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            places.take(place, cell)?;
        }
        Ok(places)
    }

    /// As if the columns stood in the file in their own order, where there is no header.
    pub fn in_order(columns: &'static [Column]) -> Places {
        Places { columns, at: (0..columns.len()).map(Some).collect(), unknown: vec![] }
    }

    fn take(&mut self, place: usize, cell: &str) -> Result<(), Say> {
        let folded = fold_header(cell);
        let Some(column) = self.columns.iter().position(|c| c.is_named(&folded)) else {
            self.unknown.push(cell.trim().into());
            return Ok(());
        };
        match self.at[column].replace(place) {
            None => Ok(()),
            Some(first) => Err(twice(&self.columns[column], first, place)),
        }
    }

    /// The place of a column's cells.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column).and_then(|at| self.at[at])
    }

    /// The columns that the file has, with the places of their cells.
    pub fn found(&self) -> impl Iterator<Item = (&'static Column, usize)> {
        self.columns.iter().zip(&self.at).filter_map(|(column, place)| Some((column, (*place)?)))
    }
}

/// Which cell is which column of a table.
#[derive(Debug, Clone)]
pub struct Header {
    /// The table.
    pub sheet: Sheet,
    /// The row that it stands in.
    pub row: u32,
    /// The columns.
    pub places: Places,
    /// How many cells the header has.
    pub width: usize,
}

impl Header {
    /// Reads a header row. A member's file may leave out `firm_code`: there is only one firm it can mean.
    ///
    /// # Errors
    /// When a required column is missing or two cells mean the same column; the text is for the user.
    pub fn read(sheet: Sheet, row: &Row, member: bool) -> Result<Header, Say> {
        let places = Places::read(sheet.columns(), row)?;
        let header = Header { sheet, row: row.number, places, width: row.cells.len() };
        let missing: Vec<&Column> = sheet.columns().iter().filter(|c| header.lacks(c, member)).collect();
        if missing.is_empty() { Ok(header) } else { Err(lacking(&missing, row)) }
    }

    fn lacks(&self, column: &Column, member: bool) -> bool {
        let needed = column.required && !(member && column.name == "firm_code");
        needed && self.place(column.name).is_none()
    }

    /// The place of a column's cells.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.places.place(column)
    }

    /// The columns that the file has, with the places of their cells.
    pub fn found(&self) -> impl Iterator<Item = (&'static Column, usize)> {
        self.places.found()
    }

    /// How many of the table's columns a header row names, for telling tables apart.
    pub fn likeness(sheet: Sheet, row: &Row) -> usize {
        row.cells.iter().map(fold_header).filter(|c| sheet.columns().iter().any(|column| column.is_named(c))).count()
    }

    /// The text of a column in `row`, as its user wrote it; none when the file has no such column.
    pub fn raw<'a>(&self, row: &'a Row, column: &str) -> Option<&'a str> {
        self.place(column).map(|place| row.cell(place))
    }

    /// The same as the rules of the domains read it: without the sign that disarms formulas, in the bundle's words.
    pub fn text<'a>(&self, row: &'a Row, column: &str) -> Option<&'a str> {
        let (definition, place) = self.found().find(|(definition, _)| definition.name == column)?;
        (definition.holds != Holds::Note).then(|| definition.word(unescape(row.cell(place))))
    }
}

/// What is said where columns are missing that a table is useless without.
pub fn lacking(missing: &[&Column], row: &Row) -> Say {
    let zh: Vec<String> = missing.iter().map(|c| format!("“{}”({})", c.zh, c.name)).collect();
    let en: Vec<&str> = missing.iter().map(|c| c.name).collect();
    let found: Vec<&str> = row.cells.iter().map(str::trim).filter(|c| !c.is_empty()).take(12).collect();
    Say::new(
        format!(
            "缺少必需的列：{}。第 {} 行应为表头，实际内容是：{}。请对照模板补上该列",
            zh.join("、"),
            row.number,
            found.join("、")
        ),
        format!(
            "Required columns are missing: {}. Row {} should be the header and reads: {}. Add the columns; the template has them",
            en.join(", "),
            row.number,
            found.join(", ")
        ),
    )
}

fn twice(column: &Column, first: usize, second: usize) -> Say {
    let (first, second) = (letters(first), letters(second));
    Say::new(
        format!("{first} 列与 {second} 列都是“{}”，请删去或改名其中一列", column.zh),
        format!("Columns {first} and {second} both mean {:?}; delete or rename one", column.name),
    )
}

/// A column's letters in a spreadsheet: 0 is A, 26 is AA.
pub fn letters(mut place: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + (place % 26) as u8);
        if place < 26 {
            break;
        }
        place = place / 26 - 1;
    }
    name.iter().rev().map(|b| *b as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        Row { number: 1, cells: StringRecord::from(cells.to_vec()), odd: vec![] }
    }

    #[test]
    fn a_header_is_read_in_either_language_and_any_order() {
        let header = Header::read(Sheet::Products, &row(&["产品名称", "颜色", " 编码 ", "firm_code"]), false).unwrap();
        let line = row(&["管", "红", "0001", "'=F"]);
        assert_eq!(header.text(&line, "name"), Some("管"));
        assert_eq!(header.text(&line, "code"), Some("0001"));
        assert_eq!(header.text(&line, "firm_code"), Some("=F"));
        assert_eq!(header.text(&line, "unit"), None);
        assert_eq!(header.places.unknown, ["颜色"]);
        assert_eq!(header.text(&row(&["管"]), "code"), Some(""));
    }

    #[test]
    fn what_is_missing_or_double_is_named() {
        let why = Header::read(Sheet::Products, &row(&["产品名称", "价格"]), true).unwrap_err();
        assert!(why.zh.contains("产品编码") && !why.zh.contains("企业编码"), "{why}");
        let why = Header::read(Sheet::Products, &row(&["code", "name", "价格", "最低价"]), true).unwrap_err();
        assert!(why.zh.contains("C 列与 D 列"), "{why}");
    }

    #[test]
    fn columns_have_letters() {
        for (place, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(place), name);
        }
    }
}

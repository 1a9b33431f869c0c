//! What an import did, or would do: counts that always reconcile, and every wrong cell.

use super::rows::letters;
use super::sheets::Sheet;
use crate::faults::Fault;
use crate::lang::{Lang, Say};

/// Faults beyond this number are counted, not kept.
pub const KEPT_FAULTS: usize = 10_000;

/// The rows of one table by what becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Rows that did not exist.
    pub new: u64,
    /// Rows that exist and say something else.
    pub changed: u64,
    /// Rows that exist and say the same.
    pub same: u64,
    /// Rows with faults.
    pub refused: u64,
}

impl Counts {
    /// All rows read: the sum of the others, so that the counts reconcile.
    pub fn read(&self) -> u64 {
        self.new + self.changed + self.same + self.refused
    }

    /// Adds the counts of further rows.
    pub fn add(&mut self, other: Counts) {
        self.new += other.new;
        self.changed += other.changed;
        self.same += other.same;
        self.refused += other.refused;
    }
}

/// The counts of one table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TableCounts {
    /// Which table.
    pub sheet: Sheet,
    /// The file's or sheet's name as its user knows it.
    pub name: String,
    /// Its counts.
    #[serde(flatten)]
    pub counts: Counts,
}

/// One wrong cell.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RowFault {
    /// The file or sheet.
    pub table: String,
    /// The row as the spreadsheet counts.
    pub row: u32,
    /// The cell's place in the row, the first being 0; none when the file has no such column.
    pub place: Option<u32>,
    /// The column, the value, the cause and what to do.
    #[serde(flatten)]
    pub fault: Fault,
}

impl RowFault {
    /// Where it is, as in `产品!C17`.
    pub fn cell(&self) -> String {
        format!("{}!{}{}", self.table, letters(self.place.unwrap_or(0) as usize), self.row)
    }
}

/// The faults of a run: all counted, the first ones kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// How many there are.
    pub total: u64,
    /// The first [`KEPT_FAULTS`].
    pub kept: Vec<RowFault>,
}

impl Faults {
    /// Takes one more.
    pub fn push(&mut self, fault: RowFault) {
        self.total += 1;
        if self.kept.len() < KEPT_FAULTS {
            self.kept.push(fault);
        }
    }
}

/// What a run did, or would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The batch, by which the import can be undone; none for a dry run.
    pub batch: Option<String>,
    /// Whether anything was written.
    pub applied: bool,
    /// Whether divisions, industries or the chain graph changed around listings that were there before.
    pub reshaped: bool,
    /// The tables in import order.
    pub tables: Vec<TableCounts>,
    /// What is wrong.
    pub faults: Faults,
    /// What else its user should know.
    pub warnings: Vec<Say>,
}

impl Report {
    /// The sum over all tables.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.tables.iter().for_each(|table| total.add(table.counts));
        total
    }

    /// Whether something stands in the way of importing everything.
    pub fn has_faults(&self) -> bool {
        self.faults.total > 0
    }
}

impl std::fmt::Display for TableCounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counts { new, changed, same, refused } = self.counts;
        let read = self.counts.read();
        write!(f, "{}: read {read} = new {new} + changed {changed} + same {same} + refused {refused}", self.name)
    }
}

impl std::fmt::Display for Report {
    /// One line for each table, then the first faults, for the command line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SHOWN: usize = 20;
        for table in &self.tables {
            writeln!(f, "{table}")?;
        }
        for warning in &self.warnings {
            writeln!(f, "note: {}", warning.r#in(Lang::En))?;
        }
        for fault in self.faults.kept.iter().take(SHOWN) {
            let Fault { field, value, .. } = &fault.fault;
            writeln!(f, "{} ({field} {value:?}): {}", fault.cell(), fault.fault.line(Lang::En))?;
        }
        let left = self.faults.total.saturating_sub(SHOWN as u64);
        if left > 0 {
            writeln!(f, "… and {left} more faults")?;
        }
        Ok(())
    }
}

/// What a run is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading and checking; nothing is written.
    Checking,
    /// Writing.
    Writing,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is at.
    pub phase: Phase,
    /// Rows done in this phase.
    pub done: u64,
    /// Rows in all; while checking, what is known so far.
    pub total: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reconciles_and_names_cells() {
        let counts = Counts { new: 5, changed: 1, same: 2, refused: 1 };
        let table = TableCounts { sheet: Sheet::Products, name: "products.csv".into(), counts };
        assert_eq!(table.to_string(), "products.csv: read 9 = new 5 + changed 1 + same 2 + refused 1");
        let say = Say::new("错", "wrong");
        let fault = RowFault {
            table: "产品".into(),
            row: 17,
            place: Some(2),
            fault: Fault::new("price_from", "x", say.clone(), say),
        };
        assert_eq!(fault.cell(), "产品!C17");
        let json = serde_json::to_string(&fault).unwrap();
        assert_eq!(serde_json::from_str::<RowFault>(&json).unwrap(), fault);
    }
}

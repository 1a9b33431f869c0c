//! The board as it is published: one CSV that holds what went in (formula, values, evidence, frozen rows) and what came
//! out (points, score, rank, interval, cup), so that anyone can recompute the second from the first.
//!
//! UTF-8 with a byte order mark, lines end with CR LF, the first names the columns. `quarter` and `formula` are alike in
//! every row. A value that is missing is a word ([`Reason`](super::Reason)), never empty and never nought. Cells that a
//! spreadsheet would run are disarmed as in every export.

mod cells;
mod reading;

use super::board::board;
use super::formula::Formula;
use super::{Entrant, Measure};
use crate::faults::Fault;
use crate::http::download::csv_writer;
use crate::http::{AppError, AppResult};

pub use reading::read;

/// All that a board is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// `2026Q3`.
    pub quarter: String,
    /// The formula.
    pub formula: Formula,
    /// Everyone who takes part; in the CSV they come in the order of the board.
    pub entrants: Vec<Entrant>,
}

/// A cell that says something else than what goes in leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The code of the entrant.
    pub code: String,
    /// The column.
    pub column: String,
    /// What the CSV says.
    pub published: String,
    /// What comes out.
    pub recomputed: String,
}

/// The columns, in the order in which they are written.
pub fn columns() -> Vec<String> {
    let own = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
    let mut columns = own(&["quarter", "formula", "kind", "size", "code", "name", "heads"]);
    for measure in Measure::ALL {
        columns.extend([measure.to_string(), format!("{measure}_evidence")]);
    }
    columns.extend(own(&["evidence", "points", "status", "score", "rank", "rank_from", "rank_to", "medal", "note"]));
    columns
}

/// The CSV of a board.
///
/// # Errors
/// A code that two entrants have.
pub fn write(published: &Published) -> AppResult<String> {
    let rows = board(&published.formula, &published.entrants).map_err(|fault| AppError::Invalid(vec![fault]))?;
    let records = rows.iter().map(|row| cells::record(published, row));
    let mut writer = csv_writer(Vec::new())?;
    for record in std::iter::once(columns()).chain(records) {
        writer.write_record(&record).map_err(anyhow::Error::new)?;
    }
    let bytes = writer.into_inner().map_err(|why| anyhow::anyhow!("{why}"))?;
    Ok(String::from_utf8(bytes).map_err(anyhow::Error::new)?)
}

/// Recomputes a published board from itself and names every cell that comes out otherwise; rows may come in any order.
///
/// # Errors
/// What cannot be read.
pub fn differences(text: &str) -> AppResult<Vec<Difference>> {
    let wrong = |fault: Fault| AppError::Invalid(vec![fault]);
    let recomputed = reading::Table::of(&write(&read(text).map_err(wrong)?)?).map_err(wrong)?;
    let published = reading::Table::of(text).map_err(wrong)?;
    let mut found = vec![];
    for row in &recomputed.rows {
        let code = recomputed.cell(row, "code");
        let Some(other) = published.rows.iter().find(|other| published.cell(other, "code") == code) else { continue };
        for column in columns() {
            let (is, should) = (published.cell(other, &column), recomputed.cell(row, &column));
            if is != should {
                let (published, recomputed) = (is.to_owned(), should.to_owned());
                found.push(Difference { code: code.to_owned(), column, published, recomputed });
            }
        }
    }
    Ok(found)
}

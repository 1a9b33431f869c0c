//! A batch: one import, from its check to its undo.

use chrono::Duration;

use super::State;
use super::report::{Counts, Report, TableCounts};
use super::sheets::Sheet;
use super::store::BatchRow;
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::firms::FirmId;
use crate::http::AppResult;
use crate::ids::new_id;
use crate::lang::Say;

/// Days for which an import can be undone and its file is kept.
pub const UNDO_DAYS: i64 = 30;

/// How a batch ended, beyond its counts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its file could not be imported.
    Failed(Say),
    /// It was undone.
    Undone(Undone),
}

/// What an undo did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Undone {
    /// By table, in import order.
    pub tables: Vec<UndoneTable>,
    /// The first rows that stay, and why.
    pub kept: Vec<Kept>,
}

/// What an undo did to one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UndoneTable {
    /// Which table.
    pub sheet: Sheet,
    /// New rows that were removed.
    pub removed: u64,
    /// Changed rows that are as they were.
    pub restored: u64,
    /// Rows that stay because they were edited since or others depend on them.
    pub kept: u64,
}

/// A row that an undo left as it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    /// Its table.
    pub sheet: Sheet,
    /// Its code.
    pub name: String,
    /// Why it stays.
    pub why: Say,
}

impl Undone {
    /// How many rows stay in all.
    pub fn kept_total(&self) -> u64 {
        self.tables.iter().map(|table| table.kept).sum()
    }
}

impl std::fmt::Display for Undone {
    /// One line for each table, then the rows that stay, for the command line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for UndoneTable { sheet, removed, restored, kept } in &self.tables {
            writeln!(f, "{}: removed {removed}, restored {restored}, kept {kept}", sheet.name())?;
        }
        for kept in &self.kept {
            writeln!(f, "kept {} {}: {}", kept.sheet.name(), kept.name, kept.why.en)?;
        }
        Ok(())
    }
}

impl BatchRow {
    /// A new batch that is to be checked.
    pub fn new(viewer: &Viewer, firm_id: Option<FirmId>, source: &str, now: Moment) -> BatchRow {
        BatchRow {
            id: new_id(),
            source: source.to_owned(),
            fingerprint: String::new(),
            actor: viewer.actor.to_string(),
            actor_name: viewer.name.clone(),
            firm_id,
            state: State::Checking,
            skip_bad: false,
            rows_done: 0,
            rows_total: 0,
            counts: "[]".into(),
            faults: 0,
            warnings: "[]".into(),
            outcome: String::new(),
            created_at: now,
            applied_at: None,
            undone_at: None,
        }
    }

    /// The counts of each table.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn tables(&self) -> AppResult<Vec<TableCounts>> {
        Ok(serde_json::from_str(&self.counts).map_err(anyhow::Error::from)?)
    }

    /// What else its user should know.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn notes(&self) -> AppResult<Vec<Say>> {
        Ok(serde_json::from_str(&self.warnings).map_err(anyhow::Error::from)?)
    }

    /// How it ended.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn ending(&self) -> AppResult<Option<Outcome>> {
        if self.outcome.is_empty() {
            return Ok(None);
        }
        Ok(Some(serde_json::from_str(&self.outcome).map_err(anyhow::Error::from)?))
    }

    /// Notes what a run counted.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn take(&mut self, report: &Report) -> AppResult<()> {
        self.counts = serde_json::to_string(&report.tables).map_err(anyhow::Error::from)?;
        self.warnings = serde_json::to_string(&report.warnings).map_err(anyhow::Error::from)?;
        self.faults = i64::try_from(report.faults.total).unwrap_or(i64::MAX);
        Ok(())
    }

    /// Notes how it ended.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn end(&mut self, outcome: &Outcome) -> AppResult<()> {
        self.outcome = serde_json::to_string(outcome).map_err(anyhow::Error::from)?;
        Ok(())
    }

    /// The sum over its tables.
    ///
    /// # Errors
    /// When the counts cannot be read.
    pub fn total(&self) -> AppResult<Counts> {
        let mut total = Counts::default();
        self.tables()?.iter().for_each(|table| total.add(table.counts));
        Ok(total)
    }

    /// Until when it can be undone; none when there is nothing to undo.
    pub fn undo_until(&self) -> Option<Moment> {
        let applied = self.applied_at.filter(|_| self.state == State::Applied)?;
        Some(applied + Duration::days(UNDO_DAYS))
    }

    /// How far it has come, in percent.
    pub fn percent(&self) -> i64 {
        if self.rows_total > 0 { (self.rows_done * 100 / self.rows_total).clamp(0, 100) } else { 0 }
    }

    /// Whether a worker has it in hand.
    pub fn is_running(&self) -> bool {
        matches!(self.state, State::Checking | State::Applying)
    }
}

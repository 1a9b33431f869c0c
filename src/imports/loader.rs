//! Rows that come from a generator instead of a file, in by the same path and as one batch: the demonstration city.

use super::apply::{self, OnProgress};
use super::context::Scope;
use super::draft::{Draft, Extra};
use super::kinds;
use super::report::Report;
use super::run::Run;
use super::store::{self, BatchRow};
use crate::accounts::Viewer;
use crate::chain::EdgeFields;
use crate::clock::{self, Moment};
use crate::db::Db;
use crate::divisions::{DivisionFields, IndustryFields};
use crate::firms::FirmFields;
use crate::http::{AppError, AppResult};
use crate::needs::NeedFields;
use crate::products::ProductFields;

/// A firm or listing with what a file cannot say.
#[derive(Debug, Clone, PartialEq)]
pub struct Made<F> {
    /// Its own code.
    pub code: String,
    /// The code of its firm; of a firm, empty.
    pub firm_code: String,
    /// What it states.
    pub fields: F,
    /// When it was listed (a firm: when it registered).
    pub listed_at: Moment,
    /// When it was confirmed last, if not when it was listed.
    pub confirmed_at: Option<Moment>,
    /// Views that it begins with.
    pub views: i64,
    /// Whether the firm still waits for an official.
    pub unverified: bool,
}

impl<F> Made<F> {
    fn draft(self) -> Draft<F> {
        let extra = Extra {
            listed_at: Some(self.listed_at),
            confirmed_at: self.confirmed_at,
            views: self.views,
            unverified: self.unverified,
        };
        Draft::made(self.code, self.firm_code, self.fields, extra)
    }
}

/// Takes in generated rows, in the order of its methods. Memory stays bounded: rows are drawn from the iterators as
/// they are written. Rows that exist are compared and updated as in any import.
pub struct Loader<'a> {
    db: &'a Db,
    batch: BatchRow,
    run: Run<'a>,
}

impl<'a> Loader<'a> {
    /// Begins a batch, or goes on with it where it was interrupted; `total` is the number of rows to come, for the
    /// progress.
    ///
    /// # Errors
    /// Those of the database.
    pub fn begin(db: &'a Db, source: &str, total: u64, progress: OnProgress<'a>) -> AppResult<Loader<'a>> {
        let viewer = Viewer::cli();
        let actor = viewer.actor.to_string();
        let begun = db.read::<_, AppError>(|conn| Ok(store::interrupted(conn, source, "", &actor)?))?;
        let batch = match begun {
            Some(batch) => batch,
            None => {
                let now = clock::now();
                let mut batch = BatchRow::new(&viewer, None, source, now);
                batch.rows_total = i64::try_from(total).unwrap_or(i64::MAX);
                apply::set_applying(&mut batch, false, now);
                db.write::<_, AppError>(|conn| Ok(store::insert_batch(conn, &batch)?))?;
                batch
            }
        };
        let run = apply::begin(db, &batch, Scope::Everything, progress)?;
        Ok(Loader { db, batch, run })
    }

    /// Whether the rows of `source` have been taken in whole before.
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_done(db: &Db, source: &str) -> AppResult<bool> {
        db.read(|conn| Ok(store::is_applied(conn, source)?))
    }

    /// Divisions.
    ///
    /// # Errors
    /// Those of the database.
    pub fn divisions(&mut self, rows: impl Iterator<Item = DivisionFields>) -> AppResult<()> {
        self.run.drafts::<kinds::Divisions>(rows.map(|row| bare(row.code.clone(), row)))
    }

    /// Industries.
    ///
    /// # Errors
    /// Those of the database.
    pub fn industries(&mut self, rows: impl Iterator<Item = IndustryFields>) -> AppResult<()> {
        self.run.drafts::<kinds::Industries>(rows.map(|row| bare(row.code.clone(), row)))
    }

    /// Edges of the chain graph; no edge may come twice.
    ///
    /// # Errors
    /// Those of the database.
    pub fn edges(&mut self, rows: impl Iterator<Item = EdgeFields>) -> AppResult<()> {
        self.run.drafts::<kinds::Edges>(rows.map(|row| bare(String::new(), row)))
    }

    /// Firms; no code may come twice.
    ///
    /// # Errors
    /// Those of the database.
    pub fn firms(&mut self, rows: impl Iterator<Item = Made<FirmFields>>) -> AppResult<()> {
        self.run.drafts::<kinds::Firms>(rows.map(Made::draft))
    }

    /// Products; no code may come twice.
    ///
    /// # Errors
    /// Those of the database.
    pub fn products(&mut self, rows: impl Iterator<Item = Made<ProductFields>>) -> AppResult<()> {
        self.run.drafts::<kinds::Products>(rows.map(Made::draft))
    }

    /// Needs; no code may come twice.
    ///
    /// # Errors
    /// Those of the database.
    pub fn needs(&mut self, rows: impl Iterator<Item = Made<NeedFields>>) -> AppResult<()> {
        self.run.drafts::<kinds::Needs>(rows.map(Made::draft))
    }

    /// Ends the batch.
    ///
    /// # Errors
    /// Those of the database.
    pub fn finish(mut self) -> AppResult<Report> {
        apply::finish(self.db, &mut self.batch, apply::report(self.run, vec![]))
    }
}

fn bare<F>(code: String, fields: F) -> Draft<F> {
    Draft::made(code, String::new(), fields, Extra::default())
}

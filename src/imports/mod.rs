//! Import and export of the bundle: tables in, tables out, and every import can be taken back.
//!
//! A file is opened ([`tables`]), checked as a whole, and only then written, in chunks that each are one transaction.
//! Counts always reconcile: read = new + changed + same + refused.

pub mod actions;
mod apply;
mod batch;
mod book;
pub mod cells;
mod command;
mod context;
mod csv_rows;
mod draft;
mod encoding;
mod export;
pub mod files;
mod first;
pub mod jobs;
mod kinds;
mod loader;
mod marked;
mod own_export;
pub mod report;
pub mod rows;
mod run;
pub mod sheets;
mod store;
mod suggest;
pub mod tables;
pub mod template;
mod undo;
pub mod web;
mod zip_size;

pub use apply::OnProgress;
pub use batch::{Outcome, UNDO_DAYS, Undone};
pub use command::{Options, run_import, undo_import};
pub use export::export_dir;
pub use first::run_first_import;
pub use loader::{Loader, Made};
pub use own_export::{Form, export_own};
pub use report::{Counts, Phase, Progress, Report};

crate::text_enum! {
    /// Where a batch stands.
    State {
        /// Its rows are being checked; nothing is written.
        Checking = "checking",
        /// Checked; its user decides.
        Checked = "checked",
        /// Its rows are being written.
        Applying = "applying",
        /// Written.
        Applied = "applied",
        /// Its file could not be imported.
        Failed = "failed",
        /// Taken back.
        Undone = "undone",
    }
}

/// Name of the sheet of our template that explains it and holds no rows.
pub const LEAFLET: &str = "说明";

#[cfg(test)]
mod tests;

//! Import and export of the bundle: tables in, tables out, and every import can be taken back.
//!
//! A file is opened ([`tables`]), checked as a whole, and only then written, in chunks that each are one transaction.
//! Counts always reconcile: read = new + changed + same + refused.

mod book;
mod csv_rows;
mod encoding;
mod escape;
pub mod rows;
pub mod sheets;
pub mod tables;
mod zip_size;

/// Name of the sheet of our template that explains it and holds no rows.
pub const LEAFLET: &str = "说明";

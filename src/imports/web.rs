//! The pages of imports: hand a file in, look at its check, decide, watch it, take it back; templates and exports.

mod download;
mod list;
mod one;
mod upload;
mod words;

pub use download::{export, template, workbook};
pub use list::list;
pub use one::{apply, resume, show, undo};
pub use upload::upload;

/// The list's address.
const LIST: &str = "/imports";

/// A batch's address.
fn path_of(id: &str) -> String {
    format!("{LIST}/{id}")
}

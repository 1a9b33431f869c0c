//! The pages of purchase lists.

mod line;
mod list;
mod show;
mod steps;
mod upload;

pub use line::{edit_line, line};
pub use list::list;
pub use show::{export, show, template};
pub use steps::{ask, choose, delete, needs, rename, renew, take_back};
pub use upload::{paste, upload};

/// The list of lists.
pub const LIST: &str = "/my/purchases";

/// The page of a list.
pub fn path(id: &str) -> String {
    format!("{LIST}/{id}")
}

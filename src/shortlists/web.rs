//! The pages of shortlists, and the comparison.

mod compare;
mod list;
mod show;

pub use compare::{ask, compare};
pub use list::{create, list, put};
pub use show::{delete, rename, show, take_off};

/// The list of lists.
pub const LIST: &str = "/my/shortlists";

/// The page of a list.
pub fn path(id: &str) -> String {
    format!("{LIST}/{id}")
}

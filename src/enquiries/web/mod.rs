//! The pages of enquiries, for buyers, for the firms that were asked, and for those who come by a mail's link.

mod comparison;
mod door;
mod files;
mod form;
mod list;
mod quote;
mod show;
mod steps;
mod words;

pub use comparison::{choose, comparison, record};
pub use files::{fetch, fetch_by_link, remove, remove_by_link, upload, upload_by_link};
pub use form::{create, edit, new, save};
pub use list::list;
pub use quote::{submit, submit_by_link, withdraw, withdraw_by_link};
pub use show::{by_link, show};
pub use steps::{answer_question, ask, ask_by_link, cancel, decline, decline_by_link, delete, send};

use crate::http::in_address;

/// The list of enquiries.
pub const LIST: &str = "/my/enquiries";

/// The page of an enquiry.
pub fn path(code: &str) -> String {
    format!("/enquiries/{}", in_address(code))
}

//! What buyers and firms do with enquiries. Each action is one intention in the caller's transaction.

mod answers;
mod drafts;
mod sending;

pub(super) use answers::note_answer;
pub use answers::{answer_question, ask, decline};
pub use drafts::{create, delete, edit};
pub use sending::{cancel, send};

use super::rules::{self, Phase};
use super::store::EnquiryRow;
use crate::clock::Moment;
use crate::http::AppError;
use crate::sealing::Sealing;

/// What mails with links are made of.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// Signs the links.
    pub sealing: &'a Sealing,
    /// Base of the links, without a slash at its end.
    pub site_url: &'a str,
}

impl<'a> From<&'a crate::app::App> for Post<'a> {
    fn from(app: &'a crate::app::App) -> Post<'a> {
        Post { sealing: &app.sealing, site_url: &app.config.public_url }
    }
}

impl EnquiryRow {
    /// What may happen to it at `now`. Once the quotes are open nothing is taken any more, whatever this clock says.
    pub fn phase(&self, now: Moment) -> Phase {
        match rules::phase(self.state, self.deadline, now) {
            Phase::Open if self.opened_at.is_some() => Phase::Due,
            phase => phase,
        }
    }
}

fn changed_meanwhile() -> AppError {
    AppError::conflict(
        "刚刚有同事修改了这条询价，请刷新页面后再操作",
        "A colleague has just changed this enquiry; reload the page and try again",
    )
}

#[cfg(test)]
mod tests;

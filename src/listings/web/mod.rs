//! The pages on which a firm keeps its listings. Handlers name the kind that they serve:
//! `listings::web::publish::<ProductRow>`.

mod form;
mod list;
mod steps;

pub use form::{Loaded, Sheet, Subject, begin, create, edit, loaded, save};
pub use list::{Asked, Line, Own, Tab, own};
pub use steps::{confirm, confirm_all, publish, withdraw};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::form::Labels;
use super::{Listing, ListingState};
use crate::db::Conn;
use crate::http::{AppResult, in_address};
use crate::lang::Lang;

/// A kind of listing on the pages of its firm.
pub trait Pages: Listing {
    /// Labels of its columns.
    const LABELS: Labels;
    /// What the page of one shows beside the form: a product's pictures.
    type Beside: Default + Send + 'static;

    /// Reads what the page of this one shows beside the form.
    ///
    /// # Errors
    /// Those of the database.
    fn beside(&self, conn: &mut Conn) -> AppResult<Self::Beside>;

    /// The page of the form.
    ///
    /// # Errors
    /// When its template fails.
    fn form_page(
        status: StatusCode,
        request: &HttpRequest,
        sheet: Sheet,
        beside: Self::Beside,
    ) -> AppResult<HttpResponse>;

    /// Says that `count` stale ones are confirmed.
    fn all_confirmed(count: usize, lang: Lang) -> String;
}

/// The list of a firm's own.
pub fn list_path<L: Listing>() -> String {
    format!("/my/{}", L::PATH)
}

/// The page on which a listing is changed.
pub fn edit_path<L: Listing>(code: &str) -> String {
    format!("/my/{}/{}", L::PATH, in_address(code))
}

/// The page on which everyone sees it.
pub fn public_path<L: Listing>(code: &str) -> String {
    format!("/{}/{}", L::PATH, in_address(code))
}

/// A state in words.
fn state_word(state: ListingState, lang: Lang) -> &'static str {
    match state {
        ListingState::Draft => lang.t("草稿", "Draft"),
        ListingState::Published => lang.t("已发布", "Published"),
        ListingState::Withdrawn => lang.t("已下架", "Withdrawn"),
    }
}

/// What publishing has done, for the message.
fn published_message(firm_verified: bool, lang: Lang) -> &'static str {
    if firm_verified {
        lang.t("已发布，现在所有人都能看到", "Published; everyone can see it now")
    } else {
        lang.t(
            "已发布。企业通过审核后，所有人即可看到",
            "Published. Everyone will see it as soon as your firm is verified",
        )
    }
}

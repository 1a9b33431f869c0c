//! The two ways to an enquiry: signed in by its code, or by the link of a mail.

use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::seat::{self, Seat, Seated};
use crate::http::AppResult;
use crate::sealing::Sealing;

/// How somebody came.
#[derive(Debug, Clone)]
pub enum Door {
    /// Signed in, to the enquiry of this code.
    Page(String),
    /// By the link with this token.
    Link(String),
}

impl Door {
    /// The address under which the steps of this visitor are.
    pub fn base(&self) -> String {
        match self {
            Door::Page(code) => super::path(code),
            Door::Link(token) => format!("/answer/{token}"),
        }
    }

    /// Whether it is the link of a mail.
    pub fn is_link(&self) -> bool {
        matches!(self, Door::Link(_))
    }

    /// The part that this visitor plays.
    ///
    /// # Errors
    /// Those of [`seat::take`] and [`seat::take_by_link`].
    pub fn take(&self, conn: &mut Conn, sealing: &Sealing, viewer: &Viewer, now: Moment) -> AppResult<Seated> {
        match self {
            Door::Page(code) => seat::take(conn, viewer, code),
            Door::Link(token) => seat::take_by_link(conn, sealing, token, now),
        }
    }
}

impl Seated {
    /// Whether this is the buyer.
    pub fn is_buyer(&self) -> bool {
        self.seat == Seat::Buyer
    }
}

//! A listing with what lists and pages show beside it.

use diesel::prelude::*;

use super::{Listing, rules};
use crate::accounts::Viewer;
use crate::firms::Verification;

/// What a list says of a listing's firm.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct FirmStub {
    /// Its code, for the link.
    pub code: String,
    /// Its short name.
    pub name: String,
    /// Whether an official has verified it.
    pub verification: Verification,
    /// Its division.
    pub division_code: Option<String>,
}

impl FirmStub {
    /// Whether an official has verified it.
    pub fn is_verified(&self) -> bool {
        self.verification == Verification::Verified
    }
}

/// A listing with its firm and the name of its category.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Card<Row> {
    /// The listing.
    pub row: Row,
    /// Its firm.
    pub firm: FirmStub,
    /// Name of its category.
    pub category: Option<String>,
}

impl<L: Listing> Card<L> {
    /// What its firm states of it.
    pub fn fields(&self) -> L::Fields {
        self.row.fields(self.category.clone())
    }

    /// Whether everyone may see it.
    pub fn is_public(&self) -> bool {
        rules::is_public(self.row.standing().state, self.firm.is_verified())
    }

    /// Whether this viewer may see it.
    pub fn is_seen_by(&self, viewer: &Viewer) -> bool {
        rules::may_see(self.row.standing().state, self.row.firm(), self.firm.is_verified(), viewer)
    }
}

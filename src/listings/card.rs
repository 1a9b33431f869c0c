//! A listing with what lists and pages show beside it.

use diesel::prelude::*;

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

//! Who sees a firm, and who its contact.

use crate::accounts::Viewer;
use crate::audit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::firms::store::{self, FirmRow};
use crate::http::{AppError, AppResult};

/// A firm's contact, on its way to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Code of the firm.
    pub code: String,
    /// Name of the firm.
    pub firm: String,
    /// Person to speak to, or empty.
    pub name: String,
    /// Telephone, or empty.
    pub phone: String,
}

/// The firm of that code, where this viewer may see it: a verified one for everyone, any for its members and staff.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn visible(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<FirmRow> {
    let row = store::find_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    let may_see = row.is_verified() || viewer.acts_for(&row.id) || viewer.is_staff();
    if may_see { Ok(row) } else { Err(AppError::NotFound) }
}

/// Hands out a firm's contact to a person who is signed in, and notes that it did; programs get none.
///
/// # Errors
/// [`AppError::SignIn`] for nobody, [`AppError::Forbidden`] for an API key, and those of [`visible`].
pub fn reveal_contact(conn: &mut Conn, viewer: &Viewer, code: &str, now: Moment) -> AppResult<Contact> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    if viewer.user().is_none() {
        return Err(AppError::forbidden(
            "联系人只向登录的用户显示，不通过接口提供",
            "contacts are shown to people who are signed in, never through the API",
        ));
    }
    let row = visible(conn, viewer, code)?;
    if !viewer.acts_for(&row.id) {
        audit::record(conn, viewer, "firm.contact-reveal", "firm", row.id.as_str(), None, None, now)?;
    }
    Ok(Contact { code: row.code, firm: row.name, name: row.contact_name, phone: row.contact_phone })
}

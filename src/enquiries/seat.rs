//! In which part somebody takes part in an enquiry: as its buyer or as one of the firms that were asked. Everybody
//! else, officials and operators among them, has no part in it.

use super::store::{self, EnquiryRow, SupplierRow};
use super::{State, links};
use crate::accounts::{Role, Viewer};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::sealing::Sealing;

/// The part that somebody plays.
#[derive(Debug, Clone, PartialEq)]
pub enum Seat {
    /// Asks.
    Buyer,
    /// Has been asked.
    Supplier {
        /// The firm's place in the enquiry.
        row: SupplierRow,
        /// Whether it came by the link of a mail. Such a visitor may answer, but is shown no price: a link can be
        /// passed on.
        by_link: bool,
    },
}

/// An enquiry and the part of whoever asked for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seated {
    /// The enquiry.
    pub row: EnquiryRow,
    /// The part.
    pub seat: Seat,
}

/// As whom this viewer asks and buys: a member for the firm, anyone else for themselves.
pub fn owner_of(viewer: &Viewer) -> String {
    match (&viewer.role, &viewer.firm) {
        (Some(Role::Member), Some(firm)) => format!("firm:{firm}"),
        _ => viewer.actor.to_string(),
    }
}

/// Refuses who may not ask firms for quotes: nobody signed in, and staff, who have no part in trade.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn check_may_ask(viewer: &Viewer) -> AppResult<()> {
    match viewer.role {
        None => Err(AppError::SignIn),
        Some(Role::Member | Role::Buyer) => Ok(()),
        Some(Role::Official | Role::Operator) => Err(not_for_staff()),
    }
}

fn not_for_staff() -> AppError {
    AppError::forbidden(
        "询价、报价只有询价方和受邀供应商可以查看和操作，工作人员和管理员不能",
        "Enquiries and quotes are for the buyer and the firms that were asked; staff and operators have no part",
    )
}

/// The enquiry of that code, with this viewer's part in it.
///
/// # Errors
/// `SignIn`; `Forbidden` for staff; `NotFound` for all others who have no part in it.
pub fn take(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<Seated> {
    check_may_ask(viewer)?;
    let row = store::find_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    if row.owner == owner_of(viewer) && may_see_draft(&row, viewer) {
        return Ok(Seated { row, seat: Seat::Buyer });
    }
    let firm = viewer.firm.as_ref().filter(|firm| viewer.acts_for(firm)).ok_or(AppError::NotFound)?;
    let asked = if row.state == State::Draft { None } else { store::supplier_of_firm(conn, &row.id, firm)? };
    let asked = asked.ok_or(AppError::NotFound)?;
    Ok(Seated { row, seat: Seat::Supplier { row: asked, by_link: false } })
}

/// A person's draft is private to that person; one made by a program is its firm's.
fn may_see_draft(row: &EnquiryRow, viewer: &Viewer) -> bool {
    let is_private = row.state == State::Draft && row.made_by.starts_with("user:");
    !is_private || row.made_by == viewer.actor.to_string()
}

/// [`take`] as the buyer.
///
/// # Errors
/// As [`take`], and `Forbidden` for a firm that was asked.
pub fn take_as_buyer(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<EnquiryRow> {
    let seated = take(conn, viewer, code)?;
    match seated.seat {
        Seat::Buyer => Ok(seated.row),
        Seat::Supplier { .. } => Err(AppError::forbidden("只有询价方可以这样做", "Only the buyer may do this")),
    }
}

/// The place of the firm that a mail's link belongs to.
///
/// # Errors
/// `NotFound` for a link that is not ours or has run out.
pub fn take_by_link(conn: &mut Conn, sealing: &Sealing, token: &str, now: Moment) -> AppResult<Seated> {
    let id = links::read(sealing, token, now).ok_or(AppError::NotFound)?;
    let row = store::supplier(conn, &id)?.ok_or(AppError::NotFound)?;
    let enquiry = store::find(conn, &row.enquiry_id)?.ok_or(AppError::NotFound)?;
    Ok(Seated { row: enquiry, seat: Seat::Supplier { row, by_link: true } })
}

impl Seated {
    /// The enquiry and the firm's place in it, with whether it came by link.
    ///
    /// # Errors
    /// `Forbidden` for the buyer.
    pub fn as_supplier(self) -> AppResult<(EnquiryRow, SupplierRow, bool)> {
        match self.seat {
            Seat::Supplier { row, by_link } => Ok((self.row, row, by_link)),
            Seat::Buyer => {
                Err(AppError::forbidden("只有受邀供应商可以这样做", "Only a firm that was asked may do this"))
            }
        }
    }
}

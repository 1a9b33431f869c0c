//! What people do with firms: register one, keep its profile, verify it, ask for its contact.

mod contact;
mod profile;
mod registration;
mod verification;

pub use contact::{Contact, reveal_contact, visible};
pub use profile::{Saved, own, save};
pub use registration::{Registration, incomplete, register};
pub use verification::{Case, Listing, Queue, Ruling, case, decide, queue, scope};

use crate::db::{Conn, Kind};
use crate::divisions::store as divisions;
use crate::engine::dirty;
use crate::faults::Fault;
use crate::firms::store::FirmRow;
use crate::firms::{FirmFields, store};
use crate::http::AppResult;
use crate::lang::Say;

/// Faults for codes that name no division or industry.
fn unknown_references(conn: &mut Conn, fields: &FirmFields) -> AppResult<Vec<Fault>> {
    let mut faults = Vec::new();
    if let Some(code) = &fields.division_code
        && divisions::find_by_code(conn, code)?.is_none()
    {
        let cause = Say::new("没有这个区划", "there is no such division");
        faults.push(Fault::new("division_code", code, cause, Say::new("请从列表中选择", "choose one from the list")));
    }
    if let Some(code) = &fields.industry_code
        && divisions::industries::find_by_code(conn, code)?.is_none()
    {
        let cause = Say::new("没有这个行业", "there is no such industry");
        faults.push(Fault::new("industry_code", code, cause, Say::new("请从列表中选择", "choose one from the list")));
    }
    Ok(faults)
}

/// Marks the firm for search, and its published listings where they show what changed.
fn mark(conn: &mut Conn, old: &FirmRow, new: &FirmRow) -> AppResult<()> {
    dirty::mark(conn, Kind::Firm, new.id.as_str())?;
    let shown = |row: &FirmRow| {
        let text = [&row.name, &row.full_name, &row.tags].map(String::clone);
        let codes = (row.division_code.clone(), row.industry_code.clone());
        (text, codes, row.lat, row.lon, row.verification)
    };
    if shown(old) == shown(new) {
        return Ok(());
    }
    let (products, needs) = store::queue::published(conn, &new.id)?;
    for (kind, ids) in [(Kind::Product, products), (Kind::Need, needs)] {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        dirty::mark_many(conn, kind, &ids)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;

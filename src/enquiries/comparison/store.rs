//! The table of choices.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::schema::enquiry_choices::dsl;
use crate::db::{Both, Conn};
use crate::enquiries::{EnquiryId, SupplierId};

/// What was chosen, and why; written once.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = crate::db::schema::enquiry_choices)]
pub struct ChoiceRow {
    /// The enquiry.
    pub enquiry_id: EnquiryId,
    /// The firm chosen, or none.
    pub supplier_id: Option<SupplierId>,
    /// Why.
    pub reasons: String,
    /// All that the choice was made upon: a [`Record`](super::record::Record) in JSON.
    pub snapshot: String,
    /// SHA-256 of the snapshot.
    pub hash: String,
    /// Who chose.
    pub made_by: String,
    /// When.
    pub created_at: Moment,
}

/// The choice of an enquiry.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &EnquiryId) -> QueryResult<Option<ChoiceRow>> {
    dsl::enquiry_choices.find(id).first(conn).optional()
}

/// Writes the choice, unless there is one already; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &ChoiceRow) -> QueryResult<bool> {
    let insert = diesel::insert_into(dsl::enquiry_choices).values(row).on_conflict(dsl::enquiry_id).do_nothing();
    Ok(Both(insert).execute(conn)? == 1)
}

//! The table of quotes.

use diesel::prelude::*;

use super::QuoteId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::quotes::dsl;
use crate::enquiries::{EnquiryId, SupplierId};

/// One revision of a quote as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = crate::db::schema::quotes)]
pub struct QuoteRow {
    /// Its key.
    pub id: QuoteId,
    /// The enquiry.
    pub enquiry_id: EnquiryId,
    /// The firm's place in it.
    pub supplier_id: SupplierId,
    /// Number of the revision, from 1.
    pub revision: i64,
    /// The sealed text, in hexadecimal digits.
    pub sealed: String,
    /// SHA-256 of the text under the seal.
    pub receipt: String,
    /// The text, once it is opened.
    pub opened: Option<String>,
    /// When the firm took it back.
    pub withdrawn_at: Option<Moment>,
    /// When it was sent.
    pub created_at: Moment,
}

/// The latest revision of a firm, be it withdrawn.
///
/// # Errors
/// Those of the database.
pub fn latest(conn: &mut Conn, supplier: &SupplierId) -> QueryResult<Option<QuoteRow>> {
    dsl::quotes.filter(dsl::supplier_id.eq(supplier)).order(dsl::revision.desc()).first(conn).optional()
}

/// The quotes of an enquiry that stand: of each firm the latest revision, unless it is withdrawn.
///
/// # Errors
/// Those of the database.
pub fn standing(conn: &mut Conn, enquiry: &EnquiryId) -> QueryResult<Vec<QuoteRow>> {
    let of = dsl::quotes.filter(dsl::enquiry_id.eq(enquiry));
    let mut rows: Vec<QuoteRow> = of.order((dsl::supplier_id, dsl::revision.desc())).load(conn)?;
    rows.dedup_by(|later, first| later.supplier_id == first.supplier_id);
    rows.retain(|row| row.withdrawn_at.is_none());
    Ok(rows)
}

/// Adds a revision.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &QuoteRow) -> QueryResult<()> {
    diesel::insert_into(dsl::quotes).values(row).execute(conn).map(drop)
}

/// Takes all revisions of a firm back.
///
/// # Errors
/// Those of the database.
pub fn withdraw_all(conn: &mut Conn, supplier: &SupplierId, now: Moment) -> QueryResult<()> {
    let live = dsl::quotes.filter(dsl::supplier_id.eq(supplier).and(dsl::withdrawn_at.is_null()));
    diesel::update(live).set(dsl::withdrawn_at.eq(now)).execute(conn).map(drop)
}

/// Stores the opened text of a revision.
///
/// # Errors
/// Those of the database.
pub fn set_opened(conn: &mut Conn, id: &QuoteId, text: &str) -> QueryResult<()> {
    diesel::update(dsl::quotes.find(id)).set(dsl::opened.eq(text)).execute(conn).map(drop)
}

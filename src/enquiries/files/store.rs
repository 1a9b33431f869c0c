//! The table of attachments.

use std::collections::HashSet;

use diesel::prelude::*;

use super::FileId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::enquiry_files::dsl;
use crate::enquiries::{EnquiryId, SupplierId};

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 500;

/// An attachment as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = crate::db::schema::enquiry_files)]
pub struct FileRow {
    /// Its key.
    pub id: FileId,
    /// The enquiry.
    pub enquiry_id: EnquiryId,
    /// The firm's place whose file it is; none for the buyer's.
    pub supplier_id: Option<SupplierId>,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub kind: String,
    /// Its size.
    pub bytes: i64,
    /// SHA-256 of its content.
    pub sha256: String,
    /// When it was attached.
    pub created_at: Moment,
}

/// All attachments of an enquiry, oldest first.
///
/// # Errors
/// Those of the database.
pub fn of_enquiry(conn: &mut Conn, id: &EnquiryId) -> QueryResult<Vec<FileRow>> {
    dsl::enquiry_files.filter(dsl::enquiry_id.eq(id)).order((dsl::created_at, dsl::id)).load(conn)
}

/// The attachment of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &FileId) -> QueryResult<Option<FileRow>> {
    dsl::enquiry_files.find(id).first(conn).optional()
}

/// Adds an attachment.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &FileRow) -> QueryResult<()> {
    diesel::insert_into(dsl::enquiry_files).values(row).execute(conn).map(drop)
}

/// Takes an attachment away.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: &FileId) -> QueryResult<()> {
    diesel::delete(dsl::enquiry_files.find(id)).execute(conn).map(drop)
}

/// Takes all attachments of an enquiry away.
///
/// # Errors
/// Those of the database.
pub fn delete_all(conn: &mut Conn, id: &EnquiryId) -> QueryResult<()> {
    diesel::delete(dsl::enquiry_files.filter(dsl::enquiry_id.eq(id))).execute(conn).map(drop)
}

/// Which of these attachments have a row.
///
/// # Errors
/// Those of the database.
pub fn known(conn: &mut Conn, ids: &[FileId]) -> QueryResult<HashSet<FileId>> {
    let mut known = HashSet::new();
    for ids in ids.chunks(CHUNK) {
        known.extend(dsl::enquiry_files.filter(dsl::id.eq_any(ids)).select(dsl::id).load::<FileId>(conn)?);
    }
    Ok(known)
}

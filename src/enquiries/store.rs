//! The tables of enquiries: rows, and writing them.

mod parts;
mod views;

pub use parts::*;
pub use views::*;

use diesel::prelude::*;

use super::{EnquiryFields, EnquiryId, State};
use crate::clock::Moment;
use crate::db::schema::enquiries::dsl;
use crate::db::{Both, Conn};
use crate::ids::FirmId;

/// An enquiry as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::db::schema::enquiries, treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct EnquiryRow {
    /// Its key inside.
    pub id: EnquiryId,
    /// Its key outside.
    pub code: String,
    /// Who acts as the buyer: `firm:ID` or `user:ID`.
    pub owner: String,
    /// Who wrote it.
    pub made_by: String,
    /// The buying firm, if it is one of ours.
    pub buyer_firm_id: Option<FirmId>,
    /// What the firms that are asked read of the buyer.
    pub buyer_name: String,
    /// What it is about.
    pub title: String,
    /// Terms and remarks.
    pub note: String,
    /// Until when answers are taken.
    pub deadline: Option<Moment>,
    /// Where it stands.
    pub state: State,
    /// When the firms were asked.
    pub sent_at: Option<Moment>,
    /// When the quotes were opened.
    pub opened_at: Option<Moment>,
    /// When it was called off.
    pub cancelled_at: Option<Moment>,
    /// Why.
    pub cancel_reason: String,
    /// When it was made.
    pub created_at: Moment,
    /// Last change.
    pub updated_at: Moment,
}

impl EnquiryRow {
    /// The same enquiry saying what `fields` say.
    pub fn with(self, fields: &EnquiryFields, now: Moment) -> EnquiryRow {
        let (title, note) = (fields.title.clone(), fields.note.clone());
        EnquiryRow { title, note, deadline: fields.deadline, updated_at: now, ..self }
    }
}

/// The enquiry of that code.
///
/// # Errors
/// Those of the database.
pub fn find_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<EnquiryRow>> {
    dsl::enquiries.filter(dsl::code.eq(code)).first(conn).optional()
}

/// The enquiry of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &EnquiryId) -> QueryResult<Option<EnquiryRow>> {
    dsl::enquiries.find(id).first(conn).optional()
}

/// Adds an enquiry; says whether its code was free.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &EnquiryRow) -> QueryResult<bool> {
    let insert = diesel::insert_into(dsl::enquiries).values(row).on_conflict(dsl::code).do_nothing();
    Ok(Both(insert).execute(conn)? == 1)
}

/// Writes every column, if the enquiry is still as it was at `seen`; says whether it was.
///
/// # Errors
/// Those of the database.
pub fn update_if_unchanged(conn: &mut Conn, row: &EnquiryRow, seen: Moment) -> QueryResult<bool> {
    let same = dsl::enquiries.find(&row.id).filter(dsl::updated_at.eq(seen));
    Ok(diesel::update(same).set(row).execute(conn)? == 1)
}

/// The enquiry as it is now, held so until this transaction ends. SQLite has a single writer anyway.
///
/// # Errors
/// Those of the database.
pub fn lock(conn: &mut Conn, id: &EnquiryId) -> QueryResult<EnquiryRow> {
    match conn {
        Conn::Pg(conn) => dsl::enquiries.find(id).for_update().first(conn),
        Conn::Sqlite(conn) => dsl::enquiries.find(id).first(conn),
    }
}

/// Takes a draft away for good, with its lines and the firms it was to ask.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: &EnquiryId) -> QueryResult<()> {
    clear_parts(conn, id)?;
    diesel::delete(dsl::enquiries.find(id)).execute(conn).map(drop)
}

/// How many enquiries this buyer has sent since then.
///
/// # Errors
/// Those of the database.
pub fn count_sent_since(conn: &mut Conn, owner: &str, since: Moment) -> QueryResult<i64> {
    dsl::enquiries.filter(dsl::owner.eq(owner).and(dsl::sent_at.ge(since))).count().get_result(conn)
}

//! Lines, the firms asked, questions.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{enquiry_lines, enquiry_questions, enquiry_suppliers};
use crate::enquiries::{Answer, EnquiryId, LineFields, QuestionId, SupplierId};
use crate::ids::FirmId;
use crate::units::Decimal;

/// A line as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = enquiry_lines)]
pub struct LineRow {
    /// Its enquiry.
    pub enquiry_id: EnquiryId,
    /// Its number, from 1.
    pub position: i64,
    /// What it is.
    pub text: String,
    /// `key=value;…`
    pub specs: String,
    /// How much.
    pub quantity: Option<Decimal>,
    /// Unit of the quantity.
    pub unit: String,
    /// The need it comes from, or empty.
    pub need_code: String,
}

impl LineRow {
    /// What the buyer states of it.
    pub fn fields(&self) -> LineFields {
        LineFields {
            text: self.text.clone(),
            specs: self.specs.clone(),
            quantity: self.quantity,
            unit: self.unit.clone(),
            need_code: self.need_code.clone(),
        }
    }
}

/// A firm that was asked.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = enquiry_suppliers, treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct SupplierRow {
    /// Its key.
    pub id: SupplierId,
    /// The enquiry.
    pub enquiry_id: EnquiryId,
    /// The firm.
    pub firm_id: FirmId,
    /// What it has answered.
    pub answer: Answer,
    /// What it says with a refusal.
    pub note: String,
    /// The firm that it names instead.
    pub referred_firm_id: Option<FirmId>,
    /// When it answered first, whatever it was.
    pub first_answered_at: Option<Moment>,
    /// When it answered last.
    pub answered_at: Option<Moment>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = enquiry_questions)]
pub struct QuestionRow {
    /// Its key.
    pub id: QuestionId,
    /// The enquiry.
    pub enquiry_id: EnquiryId,
    /// Who asked; told to nobody but the firm itself.
    pub supplier_id: SupplierId,
    /// The question.
    pub text: String,
    /// When it was asked.
    pub asked_at: Moment,
    /// The buyer's answer, or empty.
    pub answer: String,
    /// When it was given.
    pub answered_at: Option<Moment>,
}

/// The lines of an enquiry, in order.
///
/// # Errors
/// Those of the database.
pub fn lines(conn: &mut Conn, id: &EnquiryId) -> QueryResult<Vec<LineRow>> {
    let of = enquiry_lines::table.filter(enquiry_lines::enquiry_id.eq(id));
    of.order(enquiry_lines::position).load(conn)
}

/// Takes away the lines and the firms of a draft.
///
/// # Errors
/// Those of the database.
pub fn clear_parts(conn: &mut Conn, id: &EnquiryId) -> QueryResult<()> {
    diesel::delete(enquiry_lines::table.filter(enquiry_lines::enquiry_id.eq(id))).execute(conn)?;
    diesel::delete(enquiry_suppliers::table.filter(enquiry_suppliers::enquiry_id.eq(id))).execute(conn).map(drop)
}

/// Adds the lines and the firms of a draft.
///
/// # Errors
/// Those of the database.
pub fn insert_parts(conn: &mut Conn, id: &EnquiryId, lines: &[LineFields], firms: &[FirmId]) -> QueryResult<()> {
    let lines: Vec<LineRow> = (1..).zip(lines).map(|(position, line)| line_row(id, position, line.clone())).collect();
    crate::insert_all!(conn, enquiry_lines::table, lines)?;
    let suppliers: Vec<SupplierRow> = firms.iter().map(|firm| asked(id, firm)).collect();
    crate::insert_all!(conn, enquiry_suppliers::table, suppliers)
}

fn line_row(id: &EnquiryId, position: i64, line: LineFields) -> LineRow {
    let LineFields { text, specs, quantity, unit, need_code } = line;
    LineRow { enquiry_id: id.clone(), position, text, specs, quantity, unit, need_code }
}

fn asked(id: &EnquiryId, firm: &FirmId) -> SupplierRow {
    SupplierRow {
        id: SupplierId::new(),
        enquiry_id: id.clone(),
        firm_id: firm.clone(),
        answer: Answer::Waiting,
        note: String::new(),
        referred_firm_id: None,
        first_answered_at: None,
        answered_at: None,
    }
}

/// The firms asked, in the order in which they were named.
///
/// # Errors
/// Those of the database.
pub fn suppliers(conn: &mut Conn, id: &EnquiryId) -> QueryResult<Vec<SupplierRow>> {
    let of = enquiry_suppliers::table.filter(enquiry_suppliers::enquiry_id.eq(id));
    of.order(enquiry_suppliers::id).load(conn)
}

/// The place of that key.
///
/// # Errors
/// Those of the database.
pub fn supplier(conn: &mut Conn, id: &SupplierId) -> QueryResult<Option<SupplierRow>> {
    enquiry_suppliers::table.find(id).first(conn).optional()
}

/// The place of a firm in an enquiry.
///
/// # Errors
/// Those of the database.
pub fn supplier_of_firm(conn: &mut Conn, id: &EnquiryId, firm: &FirmId) -> QueryResult<Option<SupplierRow>> {
    let (enquiry, firm) = (enquiry_suppliers::enquiry_id.eq(id), enquiry_suppliers::firm_id.eq(firm));
    enquiry_suppliers::table.filter(enquiry.and(firm)).first(conn).optional()
}

/// Writes what a firm has answered.
///
/// # Errors
/// Those of the database.
pub fn update_supplier(conn: &mut Conn, row: &SupplierRow) -> QueryResult<()> {
    diesel::update(enquiry_suppliers::table.find(&row.id)).set(row).execute(conn).map(drop)
}

/// The questions of an enquiry, oldest first.
///
/// # Errors
/// Those of the database.
pub fn questions(conn: &mut Conn, id: &EnquiryId) -> QueryResult<Vec<QuestionRow>> {
    let of = enquiry_questions::table.filter(enquiry_questions::enquiry_id.eq(id));
    of.order((enquiry_questions::asked_at, enquiry_questions::id)).load(conn)
}

/// The question of that key.
///
/// # Errors
/// Those of the database.
pub fn question(conn: &mut Conn, id: &QuestionId) -> QueryResult<Option<QuestionRow>> {
    enquiry_questions::table.find(id).first(conn).optional()
}

/// Adds a question.
///
/// # Errors
/// Those of the database.
pub fn insert_question(conn: &mut Conn, row: &QuestionRow) -> QueryResult<()> {
    diesel::insert_into(enquiry_questions::table).values(row).execute(conn).map(drop)
}

/// Writes the answer to a question.
///
/// # Errors
/// Those of the database.
pub fn answer_question(conn: &mut Conn, id: &QuestionId, answer: &str, now: Moment) -> QueryResult<()> {
    let set = (enquiry_questions::answer.eq(answer), enquiry_questions::answered_at.eq(now));
    diesel::update(enquiry_questions::table.find(id)).set(set).execute(conn).map(drop)
}

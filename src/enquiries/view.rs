//! An enquiry as one of its sides sees it: for the page, the link's page and the API.

use super::files::{self, store::FileRow};
use super::rules::Phase;
use super::seat::{Seat, Seated};
use super::store::{self, EnquiryRow, LineRow, QuestionRow, SupplierRow};
use crate::clock::Moment;
use crate::db::Conn;
use crate::firms;
use crate::firms::store::FirmRow;
use crate::http::AppResult;

/// What one side sees.
pub struct View {
    /// The enquiry.
    pub row: EnquiryRow,
    /// What may happen to it now.
    pub phase: Phase,
    /// The lines.
    pub lines: Vec<LineRow>,
    /// Whom the buyer asked, and what each has answered; empty for everybody else.
    pub suppliers: Vec<Asked>,
    /// The firm's own place; none for the buyer.
    pub own: Option<SupplierRow>,
    /// The questions. Who asked is known to the firm itself alone.
    pub questions: Vec<Question>,
    /// The attachments that this side may fetch now.
    pub files: Vec<FileRow>,
}

/// A firm that was asked, as the buyer sees it.
pub struct Asked {
    /// Its place.
    pub row: SupplierRow,
    /// The firm.
    pub firm: FirmRow,
    /// The firm that it names instead.
    pub referred: Option<FirmRow>,
}

/// A question as one side sees it.
pub struct Question {
    /// The question and its answer.
    pub row: QuestionRow,
    /// Whether this firm asked it.
    pub is_own: bool,
}

/// What this side sees at `now`.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn, seated: Seated, now: Moment) -> AppResult<View> {
    let files = files::actions::visible(conn, &seated, now)?;
    let Seated { row, seat } = seated;
    let (own, suppliers) = match seat {
        Seat::Buyer => (None, asked(conn, &row)?),
        Seat::Supplier { row, .. } => (Some(row), Vec::new()),
    };
    let is_own = |question: &QuestionRow| own.as_ref().is_some_and(|own| own.id == question.supplier_id);
    let questions = store::questions(conn, &row.id)?.into_iter();
    Ok(View {
        phase: row.phase(now),
        lines: store::lines(conn, &row.id)?,
        questions: questions.map(|row| Question { is_own: is_own(&row), row }).collect(),
        suppliers,
        own,
        files,
        row,
    })
}

fn asked(conn: &mut Conn, row: &EnquiryRow) -> AppResult<Vec<Asked>> {
    let rows = store::suppliers(conn, &row.id)?;
    let ids = rows.iter().flat_map(|row| [Some(&row.firm_id), row.referred_firm_id.as_ref()]).flatten();
    let firms = firms::store::by_ids(conn, &ids.collect::<Vec<_>>())?;
    let firm = |id: &crate::ids::FirmId| firms.iter().find(|firm| firm.id == *id).cloned();
    let asked = |row: SupplierRow| {
        let (firm, referred) = (firm(&row.firm_id)?, row.referred_firm_id.as_ref().and_then(firm));
        Some(Asked { row, firm, referred })
    };
    Ok(rows.into_iter().filter_map(asked).collect())
}

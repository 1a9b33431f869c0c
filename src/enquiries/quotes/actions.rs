//! What a firm does with its quote, and the opening of all of them at the deadline.

use super::seal::{self, Envelope};
use super::store::{self, QuoteRow};
use super::{QuoteId, needs_proof, rules};
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::actions::Post;
use crate::enquiries::rules::{Phase, check_open};
use crate::enquiries::seat::Seated;
use crate::enquiries::store::{self as enquiries, EnquiryRow, SupplierRow};
use crate::enquiries::{Answer, SupplierId, actions, letters};
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::sealing::Sealing;
use crate::{ids, text};

/// What a firm keeps of its quote.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The stored revision.
    pub row: QuoteRow,
    /// What was sealed; none when the seal is not whole any more.
    pub envelope: Option<Envelope>,
}

/// Quotes, or revises the quote: each revision is kept. The same quote sent twice is one: known by its `nonce`, which
/// the form carries, or by its content.
///
/// Who came by link must give the nonce of the revision that stands as `proof`, once there is one.
///
/// # Errors
/// `Conflict` when no answers are taken; `Invalid` with every wrong field; `Forbidden` for the buyer, and without proof.
pub fn submit(conn: &mut Conn, sealing: &Sealing, seated: Seated, sent: &Columns, now: Moment) -> AppResult<Receipt> {
    let (enquiry, asked, by_link) = seated.as_supplier()?;
    let enquiry = enquiries::lock(conn, &enquiry.id)?;
    check_open(enquiry.phase(now))?;
    let lines = enquiries::lines(conn, &enquiry.id)?;
    let quote = rules::read(sent, &lines, now).map_err(AppError::Invalid)?;
    let nonce = nonce_of(sent);
    let latest = store::latest(conn, &asked.id)?;
    if let Some(row) = latest.clone().filter(|row| row.withdrawn_at.is_none()) {
        let before = seal::open(sealing, &row);
        let is_same = |before: &Envelope| before.nonce == nonce || (!by_link && before.quote == quote);
        if before.as_ref().is_some_and(is_same) {
            return Ok(Receipt { row, envelope: before });
        }
        check_proof(before.as_ref(), by_link, sent)?;
    }
    let revision = latest.map_or(1, |row| row.revision + 1);
    let envelope = Envelope::new(&enquiry, &asked, revision, quote, nonce);
    let row = sealed(sealing, &enquiry, &asked, &envelope, now);
    store::insert(conn, &row)?;
    note(conn, asked, now)?;
    Ok(Receipt { row, envelope: Some(envelope) })
}

fn note(conn: &mut Conn, mut asked: SupplierRow, now: Moment) -> AppResult<()> {
    (asked.note, asked.referred_firm_id) = (String::new(), None);
    actions::note_answer(conn, asked, Answer::Quoted, now).map(drop)
}

/// The nonce that the form carries, if it is one, else a new one.
fn nonce_of(sent: &Columns) -> String {
    let nonce = sent.text("nonce");
    if nonce.len() == 64 && text::unhex(nonce).is_some() { nonce.to_lowercase() } else { ids::new_secret() }
}

fn check_proof(standing: Option<&Envelope>, by_link: bool, sent: &Columns) -> AppResult<()> {
    let proof = sent.text("proof");
    let is_proven = standing.is_some_and(|envelope| envelope.nonce == proof.to_lowercase());
    if by_link && !is_proven { Err(needs_proof()) } else { Ok(()) }
}

fn sealed(sealing: &Sealing, enquiry: &EnquiryRow, asked: &SupplierRow, envelope: &Envelope, now: Moment) -> QuoteRow {
    let canonical = envelope.canonical();
    QuoteRow {
        id: QuoteId::new(),
        enquiry_id: enquiry.id.clone(),
        supplier_id: asked.id.clone(),
        revision: envelope.revision,
        sealed: seal::seal(sealing, &enquiry.id, asked.id.as_str(), envelope.revision, &canonical),
        receipt: seal::receipt(&canonical),
        opened: None,
        withdrawn_at: None,
        created_at: now,
    }
}

/// Takes the quote back. Withdrawn already is as good.
///
/// # Errors
/// `Conflict` when no answers are taken or there is none; `Forbidden` for the buyer, and by link without proof.
pub fn withdraw(conn: &mut Conn, sealing: &Sealing, seated: Seated, sent: &Columns, now: Moment) -> AppResult<()> {
    let (enquiry, asked, by_link) = seated.as_supplier()?;
    let enquiry = enquiries::lock(conn, &enquiry.id)?;
    check_open(enquiry.phase(now))?;
    let Some(row) = store::latest(conn, &asked.id)? else {
        return Err(AppError::conflict("还没有报价", "There is no quote"));
    };
    if row.withdrawn_at.is_some() {
        return Ok(());
    }
    check_proof(seal::open(sealing, &row).as_ref(), by_link, sent)?;
    store::withdraw_all(conn, &asked.id, now)?;
    actions::note_answer(conn, asked, Answer::Withdrawn, now).map(drop)
}

/// The firm's own quote with its receipt, at any time; never for who came by link.
///
/// # Errors
/// Those of the database.
pub fn own(conn: &mut Conn, sealing: &Sealing, supplier: &SupplierId) -> AppResult<Option<Receipt>> {
    let row = store::latest(conn, supplier)?.filter(|row| row.withdrawn_at.is_none());
    Ok(row.map(|row| Receipt { envelope: seal::open(sealing, &row), row }))
}

/// Opens the quotes that stand, once the deadline is over, and tells the buyer. Opened already is as good. A quote
/// whose seal is not whole stays sealed and is shown as damaged.
///
/// # Errors
/// Those of the database.
pub fn open_due(conn: &mut Conn, post: Post, enquiry: EnquiryRow, now: Moment) -> AppResult<EnquiryRow> {
    if enquiry.opened_at.is_some() {
        return Ok(enquiry);
    }
    let mut enquiry = enquiries::lock(conn, &enquiry.id)?;
    if enquiry.phase(now) != Phase::Due || enquiry.opened_at.is_some() {
        return Ok(enquiry);
    }
    let before = enquiry.updated_at;
    (enquiry.opened_at, enquiry.updated_at) = (Some(now), now);
    enquiries::update_if_unchanged(conn, &enquiry, before)?;
    let standing = store::standing(conn, &enquiry.id)?;
    for row in &standing {
        match seal::unseal(post.sealing, row) {
            Some(text) => store::set_opened(conn, &row.id, &text)?,
            None => tracing::error!(quote = row.id.as_str(), "a sealed quote is damaged or the sealing key is another"),
        }
    }
    letters::opened(conn, post, &enquiry, standing.len(), now)?;
    Ok(enquiry)
}

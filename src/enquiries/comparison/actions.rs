//! Comparing the opened quotes, and choosing.

use std::collections::HashMap;

use super::record::{self, Frozen};
use super::store::{self, ChoiceRow};
use super::{Offer, Other, Sheet, rules};
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::actions::Post;
use crate::enquiries::quotes::actions::open_due;
use crate::enquiries::quotes::seal::{self, Envelope};
use crate::enquiries::quotes::store::{self as quotes, QuoteRow};
use crate::enquiries::rules::{self as enquiry_rules, Phase, check_opened};
use crate::enquiries::seat::{Seat, take, take_as_buyer};
use crate::enquiries::store::{self as enquiries, EnquiryRow, SupplierRow};
use crate::enquiries::{Answer, State, letters};
use crate::firms;
use crate::firms::store::FirmRow;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;
use crate::sealing::Sealing;

/// The enquiry and its sheet, for the buyer, once the deadline is over; opens the quotes if nobody has.
///
/// # Errors
/// `Forbidden` before the deadline, whoever asks; those of [`take_as_buyer`].
pub fn sheet(conn: &mut Conn, post: Post, viewer: &Viewer, code: &str, now: Moment) -> AppResult<(EnquiryRow, Sheet)> {
    let enquiry = take_as_buyer(conn, viewer, code)?;
    check_opened(enquiry.phase(now))?;
    let enquiry = open_due(conn, post, enquiry, now)?;
    let sheet = build(conn, post.sealing, &enquiry)?;
    Ok((enquiry, sheet))
}

fn build(conn: &mut Conn, sealing: &Sealing, enquiry: &EnquiryRow) -> AppResult<Sheet> {
    let asked = rules::asked(&enquiries::lines(conn, &enquiry.id)?);
    let suppliers = enquiries::suppliers(conn, &enquiry.id)?;
    let firms = firms_of(conn, &suppliers)?;
    let mut standing: HashMap<_, _> =
        quotes::standing(conn, &enquiry.id)?.into_iter().map(|row| (row.supplier_id.clone(), row)).collect();
    let mut sheet = Sheet { offers: Vec::new(), others: Vec::new(), lines: asked };
    for supplier in suppliers {
        let firm = &firms[&supplier.firm_id];
        let quote = standing.remove(&supplier.id);
        let is_whole = quote.as_ref().is_some_and(|row| seal::is_whole(sealing, row));
        match quote.as_ref().and_then(|row| Some((row, opened(row)?))) {
            Some((row, envelope)) => sheet.offers.push(offer(&sheet.lines, firm, row, envelope, is_whole)),
            None => sheet.others.push(other(&supplier, firm, quote.is_some(), &firms)),
        }
    }
    rules::rank(&mut sheet.offers);
    Ok(sheet)
}

fn firms_of(conn: &mut Conn, suppliers: &[SupplierRow]) -> AppResult<HashMap<FirmId, FirmRow>> {
    let ids = suppliers.iter().flat_map(|row| [Some(&row.firm_id), row.referred_firm_id.as_ref()]).flatten();
    let rows = firms::store::by_ids(conn, &ids.collect::<Vec<_>>())?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// What a row says, if its text is the one that the receipt is of.
fn opened(row: &QuoteRow) -> Option<Envelope> {
    let text = row.opened.as_ref().filter(|text| seal::receipt(text) == row.receipt)?;
    serde_json::from_str(text).ok()
}

fn offer(asked: &[super::Asked], firm: &FirmRow, row: &QuoteRow, envelope: Envelope, is_whole: bool) -> Offer {
    let quote = envelope.quote;
    let (lines, goods) = rules::prices(asked, &quote);
    Offer {
        firm_code: firm.code.clone(),
        firm_name: firm.name.clone(),
        lines,
        goods,
        freight: quote.freight,
        total: goods.and_then(|goods| goods.plus(quote.freight.to_fen())),
        rank: None,
        is_tied: false,
        tax_included: quote.tax_included,
        tax_rate: quote.tax_rate,
        lead_days: quote.lead_days,
        valid_until: quote.valid_until.to_string(),
        note: quote.note,
        revision: row.revision,
        receipt: row.receipt.clone(),
        is_whole,
    }
}

fn other(supplier: &SupplierRow, firm: &FirmRow, is_damaged: bool, firms: &HashMap<FirmId, FirmRow>) -> Other {
    let named = supplier.referred_firm_id.as_ref().and_then(|id| firms.get(id));
    Other {
        firm_code: firm.code.clone(),
        firm_name: firm.name.clone(),
        answer: if is_damaged { "damaged".into() } else { supplier.answer.to_string() },
        note: supplier.note.clone(),
        referred: named.map(|firm| (firm.code.clone(), firm.name.clone())),
    }
}

/// Chooses the firm of the code `chosen`, or nobody when it is empty, and freezes the record. The same choice sent twice
/// is one.
///
/// # Errors
/// `Invalid` without reasons or for a firm that has no quote; `Conflict` for another choice than the one that was made;
/// those of [`sheet`].
pub fn choose(
    conn: &mut Conn,
    post: Post,
    viewer: &Viewer,
    code: &str,
    (chosen, reasons): (&str, &str),
    now: Moment,
) -> AppResult<ChoiceRow> {
    let (enquiry, sheet) = sheet(conn, post, viewer, code, now)?;
    let mut enquiry = enquiries::lock(conn, &enquiry.id)?;
    let reasons = enquiry_rules::read_text("reasons", reasons, 2_000)?;
    let supplier = chosen_supplier(conn, &enquiry, &sheet, chosen.trim())?;
    if let Some(made) = store::find(conn, &enquiry.id)? {
        let is_same = made.supplier_id == supplier.as_ref().map(|row| row.id.clone()) && made.reasons == reasons;
        return if is_same { Ok(made) } else { Err(decided_already()) };
    }
    let snapshot = snapshot(conn, &enquiry, &sheet, chosen.trim(), &reasons, now)?;
    let row = ChoiceRow {
        enquiry_id: enquiry.id.clone(),
        supplier_id: supplier.map(|row| row.id),
        hash: record::hash(&snapshot),
        reasons,
        snapshot,
        made_by: viewer.actor.to_string(),
        created_at: now,
    };
    let before = enquiry.updated_at;
    (enquiry.state, enquiry.updated_at) = (State::Decided, now);
    if !enquiries::update_if_unchanged(conn, &enquiry, before)? || !store::insert(conn, &row)? {
        return Err(decided_already());
    }
    tell(conn, post, &enquiry, &row, now)?;
    Ok(row)
}

fn decided_already() -> AppError {
    AppError::conflict("已经记录了选择，记录不能再改", "A choice has been recorded and stays as it is")
}

fn chosen_supplier(
    conn: &mut Conn,
    enquiry: &EnquiryRow,
    sheet: &Sheet,
    chosen: &str,
) -> AppResult<Option<SupplierRow>> {
    if chosen.is_empty() {
        return Ok(None);
    }
    let has_quoted = sheet.offers.iter().any(|offer| offer.firm_code == chosen);
    let firm = firms::store::find_by_code(conn, chosen)?.filter(|_| has_quoted);
    match firm {
        Some(firm) => Ok(enquiries::supplier_of_firm(conn, &enquiry.id, &firm.id)?),
        None => {
            let cause = Say::new("这家企业没有有效报价", "this firm has no quote");
            let fix = Say::new("请从比价表中选择，或选择「都不选」", "choose one of the sheet, or nobody");
            Err(AppError::invalid("chosen", chosen, cause, fix))
        }
    }
}

fn snapshot(
    conn: &mut Conn,
    enquiry: &EnquiryRow,
    sheet: &Sheet,
    chosen: &str,
    reasons: &str,
    now: Moment,
) -> AppResult<String> {
    let mut frozen = record::of(enquiry, sheet, reasons, record::utc(now));
    let questions = enquiries::questions(conn, &enquiry.id)?;
    frozen.questions = questions.into_iter().map(|question| (question.text, question.answer)).collect();
    let offer = sheet.offers.iter().find(|offer| offer.firm_code == chosen);
    frozen.chosen = offer.map(|offer| (offer.firm_code.clone(), offer.firm_name.clone()));
    Ok(serde_json::to_string(&frozen).map_err(anyhow::Error::new)?)
}

fn tell(conn: &mut Conn, post: Post, enquiry: &EnquiryRow, choice: &ChoiceRow, now: Moment) -> AppResult<()> {
    let quoted = enquiries::suppliers(conn, &enquiry.id)?.into_iter().filter(|row| row.answer == Answer::Quoted);
    for supplier in quoted {
        let is_chosen = choice.supplier_id.as_ref() == Some(&supplier.id);
        letters::decided(conn, post, enquiry, &supplier, is_chosen, now)?;
    }
    Ok(())
}

/// The frozen record of a choice, for the buyer.
///
/// # Errors
/// `Conflict` before there is one; those of [`take_as_buyer`].
pub fn frozen(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<(EnquiryRow, Frozen)> {
    let enquiry = take_as_buyer(conn, viewer, code)?;
    match store::find(conn, &enquiry.id)? {
        Some(choice) => Ok((enquiry, Frozen::new(choice))),
        None => Err(AppError::conflict("还没有记录选择", "Nothing has been chosen yet")),
    }
}

/// A decided enquiry with the firm that was chosen, for either of the two.
///
/// # Errors
/// `Conflict` before a firm is chosen; `NotFound` for a firm that was not; those of [`take`].
pub fn settled(conn: &mut Conn, viewer: &Viewer, code: &str, now: Moment) -> AppResult<(EnquiryRow, SupplierRow)> {
    let seated = take(conn, viewer, code)?;
    let choice = store::find(conn, &seated.row.id)?.and_then(|choice| choice.supplier_id);
    let Some(chosen) = choice.filter(|_| seated.row.phase(now) == Phase::Decided) else {
        return Err(AppError::conflict("还没有选定供应商", "No firm has been chosen yet"));
    };
    match seated.seat {
        Seat::Supplier { row, .. } if row.id != chosen => Err(AppError::NotFound),
        Seat::Supplier { row, .. } => Ok((seated.row, row)),
        Seat::Buyer => Ok((seated.row, enquiries::supplier(conn, &chosen)?.ok_or(AppError::NotFound)?)),
    }
}

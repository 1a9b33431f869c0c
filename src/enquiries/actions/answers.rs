//! What a firm that was asked answers other than with a quote; questions, and the buyer's answers to them.

use super::Post;
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::rules::{self, check_open};
use crate::enquiries::seat::{Seated, take_as_buyer};
use crate::enquiries::store::{self, QuestionRow, SupplierRow};
use crate::enquiries::{Answer, QuestionId, letters, quotes};
use crate::firms;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;

/// Answers with one tap: 不生产, 产能已满, or 转荐 with the code of another firm. A quote of this firm that stands is
/// withdrawn by it. Until the deadline the firm may still think again.
///
/// # Errors
/// `Conflict` when no answers are taken, `Invalid` for a wrong word or firm, `Forbidden` for the buyer, and for who
/// came by link and would withdraw a quote by it.
pub fn decline(
    conn: &mut Conn,
    seated: Seated,
    word: &str,
    referred: &str,
    note: &str,
    now: Moment,
) -> AppResult<SupplierRow> {
    let (enquiry, mut asked, by_link) = seated.as_supplier()?;
    let enquiry = store::lock(conn, &enquiry.id)?;
    check_open(enquiry.phase(now))?;
    let answer = rules::read_decline(word)?;
    asked.referred_firm_id = match answer {
        Answer::Referred => Some(referred_firm(conn, referred, &asked, enquiry.buyer_firm_id.as_ref())?),
        _ => None,
    };
    asked.note = if note.trim().is_empty() { String::new() } else { rules::read_text("note", note, 500)? };
    if asked.answer == Answer::Quoted {
        if by_link {
            return Err(quotes::needs_proof());
        }
        quotes::store::withdraw_all(conn, &asked.id, now)?;
    }
    note_answer(conn, asked, answer, now)
}

/// Writes down that a firm has answered.
pub(in crate::enquiries) fn note_answer(
    conn: &mut Conn,
    mut asked: SupplierRow,
    answer: Answer,
    now: Moment,
) -> AppResult<SupplierRow> {
    asked.answer = answer;
    asked.first_answered_at = asked.first_answered_at.or(Some(now));
    asked.answered_at = Some(now);
    store::update_supplier(conn, &asked)?;
    Ok(asked)
}

fn referred_firm(conn: &mut Conn, code: &str, asked: &SupplierRow, buyer: Option<&FirmId>) -> AppResult<FirmId> {
    let found = firms::store::find_by_code(conn, code.trim())?.filter(|firm| firm.is_verified());
    match found {
        Some(firm) if firm.id != asked.firm_id && Some(&firm.id) != buyer => Ok(firm.id),
        _ => {
            let cause = Say::new("没有这家企业，或不能转荐", "there is no such firm, or it cannot be named");
            let fix = Say::new("请填写另一家已审核企业的编码", "give the code of another verified firm");
            Err(AppError::invalid("referred", code, cause, fix))
        }
    }
}

/// Asks the buyer something. All who were asked will read it; who asks stays unsaid. The same question sent twice is
/// one.
///
/// # Errors
/// `Conflict` when no answers are taken or there are too many, `Invalid` for an empty text, `Forbidden` for the buyer.
pub fn ask(conn: &mut Conn, post: Post, seated: Seated, text: &str, now: Moment) -> AppResult<QuestionRow> {
    let (enquiry, asked, _) = seated.as_supplier()?;
    let enquiry = store::lock(conn, &enquiry.id)?;
    check_open(enquiry.phase(now))?;
    let text = rules::read_text("question", text, 1_000)?;
    let own: Vec<QuestionRow> =
        store::questions(conn, &enquiry.id)?.into_iter().filter(|question| question.supplier_id == asked.id).collect();
    if let Some(same) = own.iter().find(|question| question.text == text) {
        return Ok(same.clone());
    }
    if own.len() >= rules::MOST_QUESTIONS {
        return Err(AppError::conflict("提问已达上限", "There are too many questions already"));
    }
    let question = QuestionRow {
        id: QuestionId::new(),
        enquiry_id: enquiry.id.clone(),
        supplier_id: asked.id,
        text,
        asked_at: now,
        answer: String::new(),
        answered_at: None,
    };
    store::insert_question(conn, &question)?;
    letters::asked(conn, post, &enquiry, &question, now)?;
    Ok(question)
}

/// Answers a question, for all who were asked. Sent twice it does no harm; an answer that was given may be corrected
/// until the deadline.
///
/// # Errors
/// `Conflict` when no answers are taken, `Invalid` for an empty text; `NotFound`; those of [`take_as_buyer`].
pub fn answer_question(
    conn: &mut Conn,
    post: Post,
    viewer: &Viewer,
    code: &str,
    id: &QuestionId,
    text: &str,
    now: Moment,
) -> AppResult<()> {
    let enquiry = take_as_buyer(conn, viewer, code)?;
    let question = store::question(conn, id)?.filter(|question| question.enquiry_id == enquiry.id);
    let question = question.ok_or(AppError::NotFound)?;
    check_open(enquiry.phase(now))?;
    let text = rules::read_text("answer", text, 2_000)?;
    if question.answer == text {
        return Ok(());
    }
    store::answer_question(conn, id, &text, now)?;
    for asked in store::suppliers(conn, &enquiry.id)? {
        letters::answered(conn, post, &enquiry, &asked, now)?;
    }
    Ok(())
}

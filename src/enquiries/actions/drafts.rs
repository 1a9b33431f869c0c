//! Writing an enquiry before it is sent.

use super::changed_meanwhile;
use crate::accounts::{self, Viewer};
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::seat::{check_may_ask, owner_of, take_as_buyer};
use crate::enquiries::sent::Sent;
use crate::enquiries::store::{self, EnquiryRow};
use crate::enquiries::{EnquiryFields, EnquiryId, State, files, rules};
use crate::faults::Fault;
use crate::firms;
use crate::http::{AppError, AppResult};
use crate::ids::{self, FirmId};
use crate::lang::Say;
use crate::text;

/// Makes a draft. Sent twice, with the same code and the same content, it makes one.
///
/// # Errors
/// `Invalid` with every wrong field; `SignIn`, `Forbidden`.
pub fn create(conn: &mut Conn, viewer: &Viewer, sent: &Sent, now: Moment) -> AppResult<EnquiryRow> {
    check_may_ask(viewer)?;
    let (fields, mut faults) = rules::read(sent);
    let code = if sent.code.trim().is_empty() { ids::new_code('E') } else { text::code(&sent.code).to_owned() };
    faults.extend(rules::code_fault(&code));
    let firms = resolve(conn, viewer, &fields.suppliers, &mut faults)?;
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let row = blank(conn, viewer, code, now)?.with(&fields, now);
    if store::insert(conn, &row)? {
        store::insert_parts(conn, &row.id, &fields.lines, &firms)?;
        return Ok(row);
    }
    match store::find_by_code(conn, &row.code)? {
        Some(stored) if stored.owner == row.owner && content(conn, &stored)? == (fields, firms) => Ok(stored),
        _ => Err(code_taken(&row.code)),
    }
}

fn blank(conn: &mut Conn, viewer: &Viewer, code: String, now: Moment) -> AppResult<EnquiryRow> {
    let buyer_firm_id = viewer.firm.clone().filter(|firm| viewer.acts_for(firm));
    Ok(EnquiryRow {
        id: EnquiryId::new(),
        code,
        owner: owner_of(viewer),
        made_by: viewer.actor.to_string(),
        buyer_name: buyer_name(conn, viewer, buyer_firm_id.as_ref())?,
        buyer_firm_id,
        title: String::new(),
        note: String::new(),
        deadline: None,
        state: State::Draft,
        sent_at: None,
        opened_at: None,
        cancelled_at: None,
        cancel_reason: String::new(),
        created_at: now,
        updated_at: now,
    })
}

/// What the firms read of the buyer: the firm's name, or what the person is called; never an address.
fn buyer_name(conn: &mut Conn, viewer: &Viewer, firm: Option<&FirmId>) -> AppResult<String> {
    if let Some(firm) = firm {
        return Ok(firms::store::find(conn, firm)?.ok_or(AppError::NotFound)?.name);
    }
    let person = accounts::actions::find_user(conn, &viewer.name)?;
    Ok(person.map(|row| row.name).filter(|name| !name.is_empty()).unwrap_or_else(|| "采购商".into()))
}

/// What a stored enquiry says, to be compared with what was sent once more.
fn content(conn: &mut Conn, row: &EnquiryRow) -> AppResult<(EnquiryFields, Vec<FirmId>)> {
    let firms: Vec<FirmId> = store::suppliers(conn, &row.id)?.into_iter().map(|asked| asked.firm_id).collect();
    let known = firms::store::by_ids(conn, &firms.iter().collect::<Vec<_>>())?;
    let code = |id: &FirmId| known.iter().find(|firm| firm.id == *id).map(|firm| firm.code.clone());
    let fields = EnquiryFields {
        title: row.title.clone(),
        note: row.note.clone(),
        deadline: row.deadline,
        suppliers: firms.iter().filter_map(code).collect(),
        lines: store::lines(conn, &row.id)?.iter().map(store::LineRow::fields).collect(),
    };
    Ok((fields, firms))
}

/// The firms of these codes; whoever cannot be asked is a fault.
fn resolve(conn: &mut Conn, viewer: &Viewer, codes: &[String], faults: &mut Vec<Fault>) -> AppResult<Vec<FirmId>> {
    let known = firms::store::by_codes(conn, &codes.iter().map(String::as_str).collect::<Vec<_>>())?;
    let mut found: Vec<FirmId> = Vec::new();
    for code in codes {
        let firm = known.iter().find(|firm| firm.code == *code && firm.is_verified());
        let cause = match firm {
            None => Say::new("没有这家企业，或尚未通过审核", "no such firm, or it is not verified"),
            Some(firm) if viewer.acts_for(&firm.id) => Say::new("这是贵企业自己", "this is your own firm"),
            Some(firm) if found.contains(&firm.id) => continue,
            Some(firm) => {
                found.push(firm.id.clone());
                continue;
            }
        };
        faults.push(Fault::new("suppliers", code, cause, Say::new("请核对企业编码", "check the firm's code")));
    }
    Ok(found)
}

fn code_taken(code: &str) -> AppError {
    let cause = Say::new("这个编码已被另一条询价使用", "another enquiry has this code");
    AppError::invalid("code", code, cause, Say::new("请换一个编码，或刷新页面", "choose another, or reload the page"))
}

/// The draft of that code.
fn draft(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<EnquiryRow> {
    let row = take_as_buyer(conn, viewer, code)?;
    if row.state == State::Draft {
        return Ok(row);
    }
    Err(AppError::conflict(
        "询价已发出，内容不能再改；可以取消后重新询价",
        "It has been sent and cannot be changed; call it off and ask anew",
    ))
}

/// Replaces what a draft says.
///
/// # Errors
/// `Invalid` with every wrong field; `Conflict` once it is sent; those of [`take_as_buyer`].
pub fn edit(conn: &mut Conn, viewer: &Viewer, code: &str, sent: &Sent, now: Moment) -> AppResult<EnquiryRow> {
    let row = draft(conn, viewer, code)?;
    let (fields, mut faults) = rules::read(sent);
    let firms = resolve(conn, viewer, &fields.suppliers, &mut faults)?;
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let before = row.updated_at;
    let next = row.with(&fields, now);
    if !store::update_if_unchanged(conn, &next, before)? {
        return Err(changed_meanwhile());
    }
    store::clear_parts(conn, &next.id)?;
    store::insert_parts(conn, &next.id, &fields.lines, &firms)?;
    Ok(next)
}

/// Deletes a draft for good. The files of its attachments are taken away by their purge.
///
/// # Errors
/// `Conflict` once it is sent; those of [`take_as_buyer`].
pub fn delete(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<()> {
    let row = draft(conn, viewer, code)?;
    files::store::delete_all(conn, &row.id)?;
    Ok(store::delete(conn, &row.id)?)
}

//! Enquiries as lists and figures need them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{EnquiryRow, SupplierRow};
use crate::clock::Moment;
use crate::db::schema::{enquiries, enquiry_lines, enquiry_suppliers};
use crate::db::{self, Conn};
use crate::enquiries::{Answer, EnquiryId, State};
use crate::ids::FirmId;

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 500;

/// The enquiries of a buyer, newest first; another person's drafts are left out. Also how many there are in all.
///
/// # Errors
/// Those of the database.
pub fn own(conn: &mut Conn, owner: &str, actor: &str, offset: u64, limit: u64) -> QueryResult<(Vec<EnquiryRow>, u64)> {
    let seen = || {
        let is_shared = enquiries::state.ne(State::Draft).or(enquiries::made_by.not_like("user:%"));
        enquiries::table.filter(enquiries::owner.eq(owner)).filter(is_shared.or(enquiries::made_by.eq(actor)))
    };
    let total: i64 = seen().count().get_result(conn)?;
    let rows = seen()
        .order((enquiries::created_at.desc(), enquiries::id.desc()))
        .offset(signed(offset))
        .limit(signed(limit))
        .load(conn)?;
    Ok((rows, u64::try_from(total).unwrap_or(0)))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The enquiries that a firm has been asked in, newest first, with its place in each; also how many in all.
///
/// # Errors
/// Those of the database.
pub fn received(
    conn: &mut Conn,
    firm: &FirmId,
    offset: u64,
    limit: u64,
) -> QueryResult<(Vec<(EnquiryRow, SupplierRow)>, u64)> {
    let asked = || {
        enquiries::table
            .inner_join(enquiry_suppliers::table)
            .filter(enquiry_suppliers::firm_id.eq(firm))
            .filter(enquiries::state.ne(State::Draft))
    };
    let total: i64 = asked().count().get_result(conn)?;
    let rows = asked()
        .order((enquiries::sent_at.desc(), enquiries::id.desc()))
        .select((enquiries::all_columns, enquiry_suppliers::all_columns))
        .offset(signed(offset))
        .limit(signed(limit))
        .load(conn)?;
    Ok((rows, u64::try_from(total).unwrap_or(0)))
}

/// Of each of these enquiries, how many firms were asked and how many of them have answered.
///
/// # Errors
/// Those of the database.
pub fn answered(conn: &mut Conn, ids: &[&EnquiryId]) -> QueryResult<HashMap<EnquiryId, (usize, usize)>> {
    let mut counts: HashMap<EnquiryId, (usize, usize)> = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<(EnquiryId, Answer)> = enquiry_suppliers::table
            .filter(enquiry_suppliers::enquiry_id.eq_any(ids.iter().copied()))
            .select((enquiry_suppliers::enquiry_id, enquiry_suppliers::answer))
            .load(conn)?;
        for (id, answer) in rows {
            let count = counts.entry(id).or_default();
            count.0 += 1;
            count.1 += usize::from(answer != Answer::Waiting);
        }
    }
    Ok(counts)
}

/// When a firm was asked, until when, and when it answered first.
pub type Times = (Moment, Option<Moment>, Option<Moment>);

/// When a firm was asked, until when, and when it answered first, of the enquiries sent since then.
///
/// # Errors
/// Those of the database.
pub fn response_times(conn: &mut Conn, firm: &FirmId, since: Moment) -> QueryResult<Vec<Times>> {
    let asked = enquiries::table.inner_join(enquiry_suppliers::table);
    let rows: Vec<(Option<Moment>, Option<Moment>, Option<Moment>)> = asked
        .filter(enquiry_suppliers::firm_id.eq(firm))
        .filter(enquiries::sent_at.ge(since).and(enquiries::state.ne(State::Cancelled)))
        .select((enquiries::sent_at, enquiries::deadline, enquiry_suppliers::first_answered_at))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(sent, deadline, first)| Some((sent?, deadline, first))).collect())
}

/// What these firms answered to the enquiries sent since then and not called off: firm, answer, deadline.
///
/// # Errors
/// Those of the database.
pub fn replies(conn: &mut Conn, firms: &[FirmId], since: Moment) -> QueryResult<Vec<(FirmId, Answer, Option<Moment>)>> {
    let replies = enquiries::table
        .inner_join(enquiry_suppliers::table)
        .filter(db::among(enquiry_suppliers::firm_id, firms))
        .filter(enquiries::sent_at.ge(since).and(enquiries::state.ne(State::Cancelled)));
    db::load(conn, replies.select((enquiry_suppliers::firm_id, enquiry_suppliers::answer, enquiries::deadline)))
}

/// The lines of enquiries of which these firms have said since then that they do not make it: firm, words of the line.
///
/// # Errors
/// Those of the database.
pub fn refused(conn: &mut Conn, firms: &[FirmId], since: Moment) -> QueryResult<Vec<(FirmId, String)>> {
    let refused = enquiry_suppliers::table
        .inner_join(enquiry_lines::table.on(enquiry_lines::enquiry_id.eq(enquiry_suppliers::enquiry_id)))
        .filter(db::among(enquiry_suppliers::firm_id, firms))
        .filter(enquiry_suppliers::answer.eq(Answer::NotMade).and(enquiry_suppliers::answered_at.ge(since)));
    db::load(conn, refused.select((enquiry_suppliers::firm_id, enquiry_lines::text)).distinct())
}

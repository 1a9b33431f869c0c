//! What the two sides do with a deal.

use super::letters::{News, tell};
use super::rules::{check_rateable, check_settling, read_score};
use super::store::{self, DealRow, RatingRow};
use super::{DealId, DealState, Side, rules};
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::comparison::actions::settled;
use crate::enquiries::rules::read_text;
use crate::enquiries::seat::{check_may_ask, owner_of};
use crate::firms;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::ids;

/// The deal of that code and on which side of it this viewer is.
///
/// # Errors
/// `SignIn`; `Forbidden` for staff; `NotFound` for everyone else who is on neither side.
pub fn take(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<(DealRow, Side)> {
    check_may_ask(viewer)?;
    let row = store::find_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    if row.owner == owner_of(viewer) {
        return Ok((row, Side::Buyer));
    }
    if viewer.acts_for(&row.seller_firm_id) { Ok((row, Side::Seller)) } else { Err(AppError::NotFound) }
}

/// Says that the enquiry named in `sent` has led to a deal with the firm that was chosen; either side may. After the
/// other has declined it, it can be said anew. The same said twice is one.
///
/// # Errors
/// `Invalid` with every wrong field; `Conflict` before a firm is chosen and for another deal than the one there is.
pub fn propose(conn: &mut Conn, site_url: &str, viewer: &Viewer, sent: &Columns, now: Moment) -> AppResult<DealRow> {
    let (enquiry, chosen) = settled(conn, viewer, sent.text("enquiry"), now)?;
    let seller = firms::store::find(conn, &chosen.firm_id)?.ok_or(AppError::NotFound)?;
    // The firms of this site are this city's; a division says so.
    let fields = rules::read(sent, seller.division_code.is_some()).map_err(AppError::Invalid)?;
    let side = if enquiry.owner == owner_of(viewer) { Side::Buyer } else { Side::Seller };
    let mut row = DealRow {
        id: DealId::new(),
        code: ids::new_code('D'),
        enquiry_id: enquiry.id,
        title: enquiry.title,
        owner: enquiry.owner,
        buyer_firm_id: enquiry.buyer_firm_id,
        buyer_name: enquiry.buyer_name,
        seller_firm_id: chosen.firm_id,
        amount: fields.amount,
        starts_on: fields.starts_on,
        ends_on: fields.ends_on,
        is_local: fields.is_local,
        proposed_by: side,
        state: DealState::Proposed,
        reason: String::new(),
        created_at: now,
        settled_at: None,
    };
    if !store::insert(conn, &row)? {
        let there = store::of_enquiry(conn, &row.enquiry_id)?.ok_or(AppError::NotFound)?;
        if says_the_same(&there, &row) {
            return Ok(there);
        }
        if there.state != DealState::Declined {
            return Err(AppError::conflict("这次询价已经登记过成交", "This enquiry has a deal already"));
        }
        (row.id, row.code) = (there.id, there.code);
        store::propose_again(conn, &row)?;
    }
    tell(conn, site_url, &row, side.other(), News::Proposed, now)?;
    Ok(row)
}

fn says_the_same(there: &DealRow, new: &DealRow) -> bool {
    there.state != DealState::Declined
        && there.proposed_by == new.proposed_by
        && (there.amount, there.starts_on, there.ends_on, there.is_local)
            == (new.amount, new.starts_on, new.ends_on, new.is_local)
}

/// Confirms a deal that the other side has said, or declines it with a reason. Twice the same is as good.
///
/// # Errors
/// `Forbidden` for the side that said it; `Conflict` once it is settled otherwise; `Invalid` for declining without a
/// reason; those of [`take`].
pub fn settle(
    conn: &mut Conn,
    site_url: &str,
    viewer: &Viewer,
    code: &str,
    (to, reason): (DealState, &str),
    now: Moment,
) -> AppResult<DealRow> {
    let (mut row, side) = take(conn, viewer, code)?;
    if !check_settling(row.state, row.proposed_by, side, to)? {
        return Ok(row);
    }
    row.reason = match to {
        DealState::Declined => read_text("reason", reason, 500)?,
        _ => String::new(),
    };
    if !store::settle(conn, &row.id, to, &row.reason, now)? {
        return Err(AppError::conflict("这笔成交刚刚被处理过", "It has just been settled"));
    }
    (row.state, row.settled_at) = (to, Some(now));
    let news = if to == DealState::Confirmed { News::Confirmed } else { News::Declined };
    tell(conn, site_url, &row, side.other(), news, now)?;
    Ok(row)
}

/// Rates the other side, once, after a deal that both have confirmed. The same rating sent twice is one.
///
/// # Errors
/// `Conflict` before that and for a second rating; `Invalid`; those of [`take`].
pub fn rate(
    conn: &mut Conn,
    site_url: &str,
    viewer: &Viewer,
    code: &str,
    (score, text): (&str, &str),
    now: Moment,
) -> AppResult<()> {
    let (row, side) = take(conn, viewer, code)?;
    check_rateable(row.state)?;
    let score = read_score(score)?;
    let text = if text.trim().is_empty() { String::new() } else { read_text("text", text, 1_000)? };
    let (deal_id, reply) = (row.id.clone(), String::new());
    let rating = RatingRow { deal_id, side, score, text, created_at: now, reply, replied_at: None };
    if store::insert_rating(conn, &rating)? {
        return tell(conn, site_url, &row, side.other(), News::Rated, now);
    }
    let there = store::ratings(conn, &row.id)?.into_iter().find(|there| there.side == side);
    match there {
        Some(there) if there.score == rating.score && there.text == rating.text => Ok(()),
        _ => Err(AppError::conflict("已经评价过，评价不能修改", "You have rated already, and it stays so")),
    }
}

/// Replies to what the other side has said, once.
///
/// # Errors
/// `Conflict` when there is nothing to reply to, or another reply; `Invalid`; those of [`take`].
pub fn reply(conn: &mut Conn, site_url: &str, viewer: &Viewer, code: &str, text: &str, now: Moment) -> AppResult<()> {
    let (row, side) = take(conn, viewer, code)?;
    let text = read_text("reply", text, 1_000)?;
    if store::reply(conn, &row.id, side.other(), &text, now)? {
        return tell(conn, site_url, &row, side.other(), News::Replied, now);
    }
    let there = store::ratings(conn, &row.id)?.into_iter().find(|there| there.side == side.other());
    match there {
        Some(there) if there.reply == text => Ok(()),
        Some(_) => Err(AppError::conflict("已经回复过，回复不能修改", "You have replied already, and it stays so")),
        None => Err(AppError::conflict("对方还没有评价", "The other side has not rated")),
    }
}

#[cfg(test)]
mod tests;

//! Two fairs of the city: one that was held with talks between firms that trade, and one to come that is to be planned.

use std::collections::HashSet;

use chrono::Duration;

use super::dealing::member;
use super::trades::Trade;
use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::fairs::store::{self, FairRow, TalkRow};
use crate::fairs::{FairId, Outcome, TalkId, actions, guests};
use crate::http::{AppError, AppResult};
use crate::{firms, needs, products};

/// Days since the fair that was held: its firms have been asked once.
const AGO: i64 = 40;
/// Days until the other.
const AHEAD: i64 = 12;
/// Firms invited to each, and tables.
const FIRMS: usize = 24;
const TABLES: usize = 6;

/// Holds the one and announces the other.
///
/// # Errors
/// Those of the database.
pub fn hold(conn: &mut Conn, site_url: &str, trades: &[Trade], now: Moment) -> AppResult<()> {
    let guests = firms_of(trades);
    if guests.is_empty() {
        return Ok(());
    }
    let then = now - Duration::days(AGO);
    let held = announce(conn, site_url, ("秋季配套对接会", 0), &guests, then)?;
    talk(conn, &held, trades, &guests)?;
    store::planned(conn, &held.id, then)?;
    store::asked(conn, &held.id, 0, 1)?;
    tell(conn, &held.id, trades, now)?;
    announce(conn, site_url, ("冬季配套对接会", AHEAD), &guests, now).map(drop)
}

/// The first firms that trade, each once.
fn firms_of(trades: &[Trade]) -> Vec<String> {
    let mut known = HashSet::new();
    let all = trades.iter().flat_map(|trade| [&trade.buyer, &trade.seller]);
    all.filter(|firm| known.insert((*firm).clone())).take(FIRMS).cloned().collect()
}

fn announce(
    conn: &mut Conn,
    site_url: &str,
    (name, ahead): (&str, i64),
    firms: &[String],
    now: Moment,
) -> AppResult<FairRow> {
    let day = (clock::local_day(now) + Duration::days(ahead)).to_string();
    let tables = TABLES.to_string();
    let get = |field: &str| {
        let value = match field {
            "name" => name,
            "place" => "会展中心",
            "held_on" => &day,
            "starts_at" => "09:30",
            "slot_minutes" => "20",
            "slots" => "9",
            "tables" => &tables,
            "per_row" => "3",
            _ => return None,
        };
        Some(value.to_owned())
    };
    let row = actions::create(conn, &Viewer::cli(), &get, now)?;
    actions::invite(conn, site_url, &Viewer::cli(), (&row.id, firms), now)?;
    Ok(row)
}

/// The talks of the fair that was held: those who traded sat together, each pair once, nobody at two tables at a time.
fn talk(conn: &mut Conn, fair: &FairRow, trades: &[Trade], guests: &[String]) -> AppResult<()> {
    let (mut talks, mut busy, mut met) = (vec![], HashSet::new(), HashSet::new());
    let slots = fair.slots * TABLES as i64;
    for trade in trades.iter().filter(|trade| guests.contains(&trade.buyer) && guests.contains(&trade.seller)) {
        let free = |place: &i64| {
            let slot = place / TABLES as i64;
            [trade.buyer.as_str(), trade.seller.as_str(), ""].iter().all(|firm| match *firm {
                "" => !busy.contains(&(*place, String::new())),
                firm => !busy.contains(&(slot, firm.to_owned())),
            })
        };
        let Some(place) = (0..slots).find(free).filter(|_| met.insert((trade.buyer.clone(), trade.seller.clone())))
        else {
            continue;
        };
        let slot = place / TABLES as i64;
        busy.extend([(slot, trade.buyer.clone()), (slot, trade.seller.clone()), (place, String::new())]);
        talks.push(row(conn, &fair.id, (slot, place % TABLES as i64), trade)?);
    }
    Ok(store::put_talks(conn, &[], &talks)?)
}

fn row(conn: &mut Conn, fair: &FairId, (slot, seat): (i64, i64), trade: &Trade) -> AppResult<TalkRow> {
    let need = needs::store::find_by_code(conn, &trade.need)?.ok_or(AppError::NotFound)?;
    let product = products::store::find_by_code(conn, &trade.product)?.ok_or(AppError::NotFound)?;
    Ok(TalkRow {
        id: TalkId::new(),
        fair_id: fair.clone(),
        slot,
        seat,
        need_id: need.id,
        product_id: product.id,
        buyer_id: need.firm_id,
        seller_id: product.firm_id,
        score: 8_000,
    })
}

/// What the buyers say of it thirty days later.
fn tell(conn: &mut Conn, fair: &FairId, trades: &[Trade], now: Moment) -> AppResult<()> {
    for talk in store::talks(conn, fair)? {
        let buyer = firms::store::find(conn, &talk.buyer_id)?.ok_or(AppError::NotFound)?;
        let trade = trades.iter().find(|trade| trade.buyer == buyer.code);
        let outcome = match trade.map_or(0, |trade| trade.number % 3) {
            0 => Outcome::Deal,
            1 => Outcome::Talking,
            _ => Outcome::Nothing,
        };
        let viewer = member(conn, &buyer.code)?;
        guests::say(conn, &viewer, (fair, &talk.id), (outcome, ""), now - Duration::days(AGO - 31))?;
    }
    Ok(())
}

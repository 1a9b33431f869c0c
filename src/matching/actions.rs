//! Answers: the pairings of a need, likely inputs of firms and products.

use std::collections::HashMap;

use super::chars::Chars;
use super::known::{Known, Likely, Proposal};
use super::listed::cores;
use super::reasons::{self, Offered, Reason, Wanted};
use super::{rules, store};
use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::firms::store::FirmRow;
use crate::geo::Point;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::{Lang, Say};
use crate::needs::Period;
use crate::needs::store::NeedRow;
use crate::products::certificates::{self, Standing};
use crate::products::listing;
use crate::products::rules::visible_price;
use crate::products::store::Card;
use crate::words::intent;
use crate::words::script::{fold, letters};
use crate::{firms, needs, products, specs};

/// Proposals that are looked up for an answer, more than it can hold: some will be withdrawn by now.
const LOOKED_UP: usize = 250;

/// A firm that fits a need, with the product that does.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// Its place, from 1.
    pub rank: usize,
    /// Its product, firm and category.
    pub card: Card,
    /// 0 to 100: the sum of the reasons' points.
    pub score: f64,
    /// Kilometres to the buyer, where both have a place.
    pub distance_km: Option<f64>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A need and what fits it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The need in words.
    pub text: String,
    /// Its code, of one that is stored.
    pub code: Option<String>,
    /// The good that was read out of it.
    pub good: String,
    /// What fits it, best first.
    pub pairings: Vec<Pairing>,
}

/// How an answer is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Pairings at most.
    pub limit: usize,
    /// Whether nearness counts.
    pub nearness: bool,
}

/// A need, stored or not.
struct Asked {
    text: String,
    code: Option<String>,
    category: Option<String>,
    wanted: Wanted,
    buyer: Option<FirmRow>,
}

/// Firms for a need in words that is not stored; `firm_code` is the buyer, who is left out and whose products help
/// reading the words.
///
/// # Errors
/// `SignIn`, `Forbidden` and `NotFound` as [`rules::check`] says; those of the database.
pub fn match_text(
    conn: &mut Conn,
    known: &Known,
    viewer: &Viewer,
    (text, firm_code): (&str, Option<&str>),
    options: Options,
) -> AppResult<Answer> {
    let buyer = firm_code.map(|code| buyer(conn, viewer, code)).transpose()?;
    if buyer.is_none() {
        rules::check(viewer, None)?;
    }
    let wanted = Wanted { nearness: options.nearness, ..words(text) };
    let asked = Asked { text: text.into(), code: None, category: None, wanted, buyer };
    answer(conn, known, viewer, asked, options.limit)
}

/// Firms for a stored need.
///
/// # Errors
/// `SignIn`, `NotFound` for a need that the viewer may not see, `Forbidden` for another firm's; those of the database.
pub fn of_need(conn: &mut Conn, known: &Known, viewer: &Viewer, code: &str, options: Options) -> AppResult<Answer> {
    rules::check(viewer, None)?;
    let card = needs::store::card_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    if !listing::may_see(card.row.state, &card.row.firm_id, card.firm.is_verified(), viewer) {
        return Err(AppError::NotFound);
    }
    rules::check(viewer, Some(&card.row.firm_id))?;
    let wanted = Wanted { nearness: options.nearness, ..stated(&card.row, clock::now()) };
    let buyer = firms::store::find(conn, &card.row.firm_id)?;
    let asked = Asked { text: card.row.text, code: Some(card.row.code), category: card.category, wanted, buyer };
    answer(conn, known, viewer, asked, options.limit)
}

/// Inputs that a firm most likely needs.
///
/// # Errors
/// As [`match_text`].
pub fn latent_needs(
    conn: &mut Conn,
    known: &Known,
    viewer: &Viewer,
    code: &str,
    limit: usize,
) -> AppResult<Vec<Likely>> {
    let firm = buyer(conn, viewer, code)?;
    let listings = store::names_of_products(conn, &firm.id)?;
    Ok(known.latent_needs(&listings, limit))
}

/// Upstream inputs of any product name.
///
/// # Errors
/// `SignIn`.
pub fn inputs(known: &Known, viewer: &Viewer, product: &str, limit: usize) -> AppResult<Vec<Likely>> {
    rules::check(viewer, None)?;
    Ok(known.inputs(product, limit))
}

/// The firm of that code, for who may ask for it.
fn buyer(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<FirmRow> {
    rules::check(viewer, None)?;
    let firm = firms::store::find_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    rules::check(viewer, Some(&firm.id))?;
    Ok(firm)
}

/// What words alone say of a need.
fn words(text: &str) -> Wanted {
    let folded = fold(text);
    let meant = intent::of(&folded);
    Wanted { letters: letters(&folded), marks: meant.specs, ..Wanted::default() }
}

/// What a stored need says.
fn stated(row: &NeedRow, now: Moment) -> Wanted {
    let monthly = match row.period {
        Period::Year => 1.0 / 12.0,
        _ => 1.0,
    };
    Wanted {
        specs: specs::parse(&row.specs).unwrap_or_default(),
        quantity: row.quantity.map(|quantity| (quantity.to_f64() * monthly, row.unit.clone())),
        days: row.needed_by.map(|day| (day - clock::local_day(now)).num_days()).filter(|days| *days >= 0),
        ..words(&row.text)
    }
}

/// Who buys: where, and what for.
#[derive(Default)]
struct Buyer {
    id: Option<FirmId>,
    place: Option<Point>,
    goods: Vec<Chars>,
}

fn answer(conn: &mut Conn, known: &Known, viewer: &Viewer, asked: Asked, limit: usize) -> AppResult<Answer> {
    let names = match &asked.buyer {
        Some(buyer) => store::names_of_products(conn, &buyer.id)?,
        None => vec![],
    };
    let good = known.good(&asked.text, asked.category.as_deref(), &names);
    let mut proposals = known.propose(&good);
    let buyer = asked.buyer.map_or_else(Buyer::default, |row| Buyer {
        place: row.place(),
        id: Some(row.id),
        goods: names.iter().flat_map(|name| cores(name)).collect(),
    });
    proposals.truncate(LOOKED_UP);
    let mut pairings = pairings(conn, known, viewer, (&asked.wanted, &buyer), &good, &proposals)?;
    pairings.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.card.row.id.cmp(&b.card.row.id)));
    pairings.truncate(limit);
    pairings.iter_mut().enumerate().for_each(|(at, pairing)| pairing.rank = at + 1);
    Ok(Answer { text: asked.text, code: asked.code, good: good.iter().collect(), pairings })
}

/// The proposals as the database holds them now: what is no longer public, or the buyer's own, is left out.
fn pairings(
    conn: &mut Conn,
    known: &Known,
    viewer: &Viewer,
    (wanted, buyer): (&Wanted, &Buyer),
    good: &[char],
    proposals: &[Proposal],
) -> AppResult<Vec<Pairing>> {
    let ids: Vec<&str> = proposals.iter().map(|proposal| proposal.product.as_str()).collect();
    let mut cards: HashMap<String, Card> =
        products::store::cards(conn, &ids)?.into_iter().map(|card| (card.row.id.0.clone(), card)).collect();
    let firm_ids: Vec<FirmId> = cards.values().map(|card| card.row.firm_id.clone()).collect();
    let places = firms::store::by_ids(conn, &firm_ids.iter().collect::<Vec<_>>())?;
    let places: HashMap<FirmId, Option<Point>> =
        places.into_iter().map(|firm| (firm.id.clone(), firm.place())).collect();
    let goes_into: Option<String> = known.strengthens(good, &buyer.goods).map(|product| product.iter().collect());
    let now = clock::now();
    let pairing = |proposal: &Proposal| {
        let card = cards.remove(&proposal.product)?;
        let is_public = listing::is_public(card.row.state, card.firm.is_verified());
        if !is_public || buyer.id.as_ref() == Some(&card.row.firm_id) {
            return None;
        }
        let place = places.get(&card.row.firm_id).copied().flatten();
        let distance_km = buyer.place.zip(place).map(|(a, b)| (a.distance_km(b) * 1_000.0).round() / 1_000.0);
        let offered = Offered { distance_km, goes_into: goes_into.clone(), ..offered(&card, proposal, viewer, now) };
        let (score, reasons) = reasons::weigh(wanted, &offered);
        Some(Pairing { rank: 0, card, score, distance_km, reasons })
    };
    Ok(proposals.iter().filter_map(pairing).collect())
}

fn offered(card: &Card, proposal: &Proposal, viewer: &Viewer, now: Moment) -> Offered {
    let row = &card.row;
    let price = visible_price(row, viewer);
    let line = Say::new(price.line(&row.unit, Lang::Zh), price.line(&row.unit, Lang::En));
    let valid =
        certificates::stored(&row.certificates).into_iter().filter(|one| one.standing(now) != Standing::Expired);
    Offered {
        name: row.name.clone(),
        fit: (proposal.fit, proposal.points),
        share: row.revenue_share,
        specs: specs::parse(&row.specs).unwrap_or_default(),
        certificates: valid.map(|one| one.name).collect(),
        price: (price, line),
        min_order: row.min_order.map(|amount| amount.to_f64()),
        capacity: row.capacity_per_month.map(|amount| amount.to_f64()),
        unit: row.unit.clone(),
        lead_days: row.lead_days,
        distance_km: None,
        goes_into: None,
    }
}

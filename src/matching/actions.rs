//! Answers: the pairings of a need, likely inputs of firms and products.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::chars::{Chars, plain};
use super::known::{Known, Likely};
use super::listed::cores;
use super::pairs::{Asked, pairings, proposed};
use super::reasons::{Reason, Wanted};
use super::shelf::Shelf;
use super::{latent, rules, store};
use crate::accounts::{Role, Viewer};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::firms::store::FirmRow;
use crate::http::{AppError, AppResult};
use crate::listings;
use crate::needs::store::{Card as NeedCard, NeedRow};
use crate::needs::{CurrentSource, Period};
use crate::pairings::actions::Renewal;
use crate::pairings::store::{Event, PairingRow};
use crate::pairings::{PairingId, Side};
use crate::products::store::Card;
use crate::units::Decimal;
use crate::words::intent;
use crate::words::script::{fold, letters};
use crate::{firms, needs, products, specs};

/// Likely needs that a firm may have answered already, over which there are still enough.
const ANSWERED: usize = 20;

/// A firm that fits a need, with the product that does.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// Its place, from 1.
    pub rank: usize,
    /// Its product, firm and category.
    pub card: Card,
    /// 0 to 100: the sum of the reasons' points.
    pub score: f64,
    /// How the product fits, as a word.
    pub fit: &'static str,
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
    /// Whether anything but the fit counts.
    pub personal: bool,
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
    let wanted = Wanted { nearness: options.nearness, personal: options.personal, ..words(text) };
    let asked = Asked { text: text.into(), category: None, wanted, buyer, declined: HashMap::new(), need: None };
    let (good, pairings) = pairings(conn, (known, &mut Shelf::default()), viewer, &asked, options.limit)?;
    Ok(Answer { text: asked.text, code: None, good, pairings })
}

/// What a line of a list states of a need that is not stored.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line<'a> {
    /// What it is.
    pub name: &'a str,
    /// Size, grade and the like, in words or as `key=value;…`.
    pub specs: &'a str,
    /// How much, with the unit.
    pub quantity: Option<(Decimal, &'a str)>,
    /// Wanted by this day.
    pub needed_by: Option<NaiveDate>,
}

/// Firms for a line of a list, weighed as for [`match_text`] and by what the line states besides; `buyer` is left out.
///
/// # Errors
/// As [`match_text`].
pub fn match_line(
    conn: &mut Conn,
    known: &Known,
    viewer: &Viewer,
    (line, buyer): (Line<'_>, Option<FirmRow>),
    options: Options,
) -> AppResult<Answer> {
    rules::check(viewer, buyer.as_ref().map(|firm| &firm.id))?;
    let wanted = Wanted {
        specs: specs::parse(line.specs).unwrap_or_default(),
        quantity: line.quantity.map(|(quantity, unit)| (quantity.to_f64(), unit.to_owned())),
        days: days_until(line.needed_by, clock::now()),
        nearness: options.nearness,
        personal: options.personal,
        ..words(&format!("{} {}", line.name, line.specs))
    };
    let asked = Asked { text: line.name.into(), category: None, wanted, buyer, declined: HashMap::new(), need: None };
    let (good, pairings) = pairings(conn, (known, &mut Shelf::default()), viewer, &asked, options.limit)?;
    Ok(Answer { text: asked.text, code: None, good, pairings })
}

/// Firms for a stored need.
///
/// # Errors
/// `SignIn`, `NotFound` for a need that the viewer may not see, `Forbidden` for another firm's; those of the database.
pub fn of_need(conn: &mut Conn, known: &Known, viewer: &Viewer, code: &str, options: Options) -> AppResult<Answer> {
    rules::check(viewer, None)?;
    let card = needs::store::card_by_code(conn, code)?.ok_or(AppError::NotFound)?;
    if !listings::may_see(card.row.state, &card.row.firm_id, card.firm.is_verified(), viewer) {
        return Err(AppError::NotFound);
    }
    rules::check(viewer, Some(&card.row.firm_id))?;
    let code = Some(card.row.code.clone());
    let asked = asked(conn, card, options)?;
    let (good, pairings) = pairings(conn, (known, &mut Shelf::default()), viewer, &asked, options.limit)?;
    Ok(Answer { text: asked.text, code, good, pairings })
}

/// What fits a stored need, as its buyer would see it, for the table of pairings; nothing for a need that is not public.
///
/// # Errors
/// Those of the database.
pub fn renewal(
    conn: &mut Conn,
    (known, shelf): (&Known, &mut Shelf),
    card: NeedCard,
    limit: usize,
) -> AppResult<Renewal> {
    let (need, buyer) = (card.row.id.clone(), card.row.firm_id.clone());
    if !listings::is_public(card.row.state, card.firm.is_verified()) {
        return Ok(Renewal { need, buyer, good: String::new(), proposed: vec![] });
    }
    let viewer =
        Viewer { role: Some(Role::Member), firm: Some(buyer.clone()), firm_verified: true, ..Viewer::anonymous() };
    let asked = asked(conn, card, Options { limit, nearness: true, personal: true })?;
    let (good, proposed) = proposed(conn, (known, shelf), &viewer, &asked, limit)?;
    Ok(Renewal { need, buyer, good, proposed })
}

/// A kept pairing, as it stands and as it would be worked out now.
#[derive(Debug, Clone)]
pub struct Seen {
    /// As it is kept.
    pub row: PairingRow,
    /// Its steps.
    pub history: Vec<Event>,
    /// The viewer's side; none for staff.
    pub side: Option<Side>,
    /// The need.
    pub need: NeedCard,
    /// The product.
    pub product: Card,
    /// What speaks for it now; none when it is no longer proposed.
    pub pairing: Option<Pairing>,
}

/// A kept pairing with what speaks for it now.
///
/// # Errors
/// `SignIn`; `NotFound` for all whom it does not concern.
pub fn one(conn: &mut Conn, known: &Known, viewer: &Viewer, id: &PairingId, options: Options) -> AppResult<Seen> {
    let (row, history, side) = crate::pairings::actions::show(conn, viewer, id)?;
    let need = needs::store::cards(conn, &[row.need_id.as_str()])?.pop().ok_or(AppError::NotFound)?;
    let product = products::store::cards(conn, &[row.product_id.as_str()])?.pop().ok_or(AppError::NotFound)?;
    let mut asked = asked(conn, need.clone(), options)?;
    asked.declined.remove(&row.seller_id);
    let (_, found) = pairings(conn, (known, &mut Shelf::default()), viewer, &asked, options.limit)?;
    let pairing = found.into_iter().find(|pairing| pairing.card.row.firm_id == row.seller_id);
    Ok(Seen { row, history, side, need, product, pairing })
}

/// A stored need as it is asked.
fn asked(conn: &mut Conn, card: NeedCard, options: Options) -> AppResult<Asked> {
    let wanted = Wanted { nearness: options.nearness, personal: options.personal, ..stated(&card.row, clock::now()) };
    let buyer = firms::store::find(conn, &card.row.firm_id)?;
    let declined = crate::pairings::actions::declined(conn, &card.row)?;
    let text = card.row.text.clone();
    Ok(Asked { text, category: card.category, wanted, buyer, declined, need: Some(card.row) })
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
    let listed = listed_needs(conn, known, &firm, &listings)?;
    let mut likely = known.latent_needs(&listings, limit + ANSWERED + listed.len());
    likely.retain(|one| !listed.contains(&plain(&one.name)));
    let mut likely = latent::without_answered(conn, &firm.id, likely)?;
    likely.truncate(limit);
    Ok(likely)
}

/// The goods that a firm asks for already: no news to it.
fn listed_needs(conn: &mut Conn, known: &Known, firm: &FirmRow, listings: &[String]) -> AppResult<HashSet<Chars>> {
    let own: Vec<Chars> = listings.iter().flat_map(|listing| cores(listing)).collect();
    let needs = store::needs_of(conn, &firm.id)?.into_iter();
    let goods = |(text, category): (String, Option<String>)| {
        category.map(|category| plain(&category)).into_iter().chain([known.target(&text, &own)])
    };
    Ok(needs.flat_map(goods).collect())
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

/// Days until a day that is not over.
fn days_until(day: Option<NaiveDate>, now: Moment) -> Option<i64> {
    day.map(|day| (day - clock::local_day(now)).num_days()).filter(|days| *days >= 0)
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
        is_from_outside: matches!(row.current_source, CurrentSource::Outside | CurrentSource::None),
        days: days_until(row.needed_by, now),
        ..words(&row.text)
    }
}

//! From proposals to pairings: the proposed products as the database holds them now, weighed.

use std::collections::{HashMap, HashSet};

use super::actions::Pairing;
use super::chars::Chars;
use super::known::Known;
use super::listed::cores;
use super::proposals::Proposal;
use super::reasons::{self, Answers, Offered, Wanted};
use super::store;
use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::firms::store::FirmRow;
use crate::geo::Point;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::lang::{Lang, Say};
use crate::needs::store::NeedRow;
use crate::pairings::State;
use crate::pairings::rules::facts;
use crate::products::certificates::{self, Standing};
use crate::products::listing;
use crate::products::rules::visible_price;
use crate::products::store::Card;
use crate::{firms, pairings, products, specs};

/// Proposals that are looked up at a time.
const STEP: usize = 40;
/// Proposals that are looked up at most: so many, or so many times what is asked for. Where more firms than that list
/// one and the same good, those that live of it least are not looked at.
const LOOKED_UP: usize = 80;
const TIMES_ASKED: usize = 4;

/// A need, stored or not.
pub(super) struct Asked {
    /// Its words.
    pub(super) text: String,
    /// Name of its category.
    pub(super) category: Option<String>,
    /// What it says.
    pub(super) wanted: Wanted,
    /// Who has it.
    pub(super) buyer: Option<FirmRow>,
    /// Firms that declined it or were declined, with the facts of that time.
    pub(super) declined: HashMap<FirmId, String>,
    /// Its row, of one that is stored.
    pub(super) need: Option<NeedRow>,
}

/// What all pairings of one answer have in common.
struct Round<'a> {
    known: &'a Known,
    viewer: &'a Viewer,
    asked: &'a Asked,
    good: String,
    goes_into: Option<String>,
    listed_by: usize,
    now: Moment,
}

/// The good that is asked for, and the pairings for it, best first, `limit` at most. Left out is what is no longer
/// public, what is the buyer's own, and what was declined while the facts are the same.
pub(super) fn pairings(
    conn: &mut Conn,
    known: &Known,
    viewer: &Viewer,
    asked: &Asked,
    limit: usize,
) -> AppResult<(String, Vec<Pairing>)> {
    let names = match &asked.buyer {
        Some(buyer) => store::names_of_products(conn, &buyer.id)?,
        None => vec![],
    };
    let good = known.good(&asked.text, asked.category.as_deref(), &names);
    let (proposals, listed_by) = (known.propose(&good), known.listed_by(&good));
    let own: Vec<Chars> = names.iter().flat_map(|name| cores(name)).collect();
    let goes_into = known.strengthens(&good, &own).map(|product| product.iter().collect());
    let round = Round { known, viewer, asked, good: good.iter().collect(), goes_into, listed_by, now: clock::now() };
    let found = round.best(conn, &proposals, limit)?;
    Ok((round.good, found))
}

impl Round<'_> {
    /// Looks proposals up, the best fits first, until no further one can be among the first `limit`.
    fn best(&self, conn: &mut Conn, proposals: &[Proposal], limit: usize) -> AppResult<Vec<Pairing>> {
        let most_beside_fit = if self.asked.wanted.personal { self.known.weights().most() } else { 0.0 };
        let mut found: Vec<Pairing> = vec![];
        let most = LOOKED_UP.max(limit * TIMES_ASKED).min(proposals.len());
        for step in proposals[..most].chunks(STEP) {
            let last = found.get(limit.saturating_sub(1)).map(|pairing| pairing.score);
            if last.is_some_and(|last| f64::from(step[0].points) + most_beside_fit < last) {
                break;
            }
            found.extend(self.weighed(conn, step)?);
            found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.card.row.id.cmp(&b.card.row.id)));
            found.truncate(limit);
        }
        found.iter_mut().enumerate().for_each(|(at, pairing)| pairing.rank = at + 1);
        Ok(found)
    }

    /// Some proposals as they stand in the database, with their reasons.
    fn weighed(&self, conn: &mut Conn, proposals: &[Proposal]) -> AppResult<Vec<Pairing>> {
        let ids: Vec<&str> = proposals.iter().map(|proposal| proposal.product.as_str()).collect();
        let mut cards: HashMap<String, Card> =
            products::store::cards(conn, &ids)?.into_iter().map(|card| (card.row.id.0.clone(), card)).collect();
        cards.retain(|_, card| self.may_be_proposed(card));
        let sellers: HashSet<FirmId> = cards.values().map(|card| card.row.firm_id.clone()).collect();
        let sellers = Sellers::load(conn, sellers.into_iter().collect(), &self.good)?;
        let pairing = |proposal: &Proposal| {
            let card = cards.remove(&proposal.product)?;
            let buyer = self.asked.buyer.as_ref().and_then(FirmRow::place);
            let place = sellers.places.get(&card.row.firm_id).copied();
            let distance_km = buyer.zip(place).map(|(a, b)| (a.distance_km(b) * 1_000.0).round() / 1_000.0);
            let offered = Offered {
                distance_km,
                answers: sellers.answers.get(&card.row.firm_id).copied().unwrap_or_default(),
                goes_into: self.goes_into.clone(),
                listed_by: self.listed_by,
                ..offered(&card, proposal, self.viewer, self.now)
            };
            let (score, reasons) = reasons::weigh(self.known.weights(), &self.asked.wanted, &offered);
            Some(Pairing { rank: 0, card, score, fit: proposal.fit.as_str(), distance_km, reasons })
        };
        Ok(proposals.iter().filter_map(pairing).collect())
    }

    fn may_be_proposed(&self, card: &Card) -> bool {
        let (firm, asked) = (&card.row.firm_id, self.asked);
        let is_own = asked.buyer.as_ref().is_some_and(|buyer| buyer.id == *firm);
        let stays_declined = || {
            let then = asked.declined.get(firm);
            then.zip(asked.need.as_ref()).is_some_and(|(then, need)| *then == facts(need, &card.row))
        };
        listing::is_public(card.row.state, card.firm.is_verified()) && !is_own && !stays_declined()
    }
}

/// What is known of the firms of some products.
struct Sellers {
    places: HashMap<FirmId, Point>,
    answers: HashMap<FirmId, Answers>,
}

impl Sellers {
    fn load(conn: &mut Conn, firms: Vec<FirmId>, good: &str) -> AppResult<Sellers> {
        let places = firms::store::places(conn, &firms)?.into_iter().collect();
        let mut answers: HashMap<FirmId, Answers> = HashMap::new();
        for (firm, state, count) in pairings::store::answers(conn, &firms)? {
            let answers = answers.entry(firm).or_default();
            answers.all += count;
            answers.taken_up += if state == State::Declined { 0 } else { count };
        }
        for firm in pairings::store::not_made(conn, good, &firms)? {
            answers.entry(firm).or_default().not_made = true;
        }
        Ok(Sellers { places, answers })
    }
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
        listed_by: 0,
        answers: Answers::default(),
    }
}

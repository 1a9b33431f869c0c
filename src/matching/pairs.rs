//! From proposals to pairings: the proposed products as the database holds them now, weighed.

use std::collections::{HashMap, HashSet};

use super::actions::Pairing;
use super::chars::Chars;
use super::known::Known;
use super::listed::cores;
use super::proposals::Proposal;
use super::reasons::{self, Offered, Wanted};
use super::shelf::{Held, Shelf};
use super::store;
use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::firms::store::FirmRow;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::needs::store::NeedRow;
use crate::pairings::actions::Proposed;
use crate::pairings::rules::facts;
use crate::products::store::Card;
use crate::products::{self, ProductId};

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

/// A proposal as it stands in the database.
struct Weighed<'a> {
    proposal: Proposal<'a>,
    seller: FirmId,
    score: f64,
    distance_km: Option<f64>,
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
    (known, shelf): (&Known, &mut Shelf),
    viewer: &Viewer,
    asked: &Asked,
    limit: usize,
) -> AppResult<(String, Vec<Pairing>)> {
    let (round, proposals) = begin(conn, known, viewer, asked, limit)?;
    let found = round.best(conn, shelf, &proposals, limit)?;
    let ids: Vec<&str> = found.iter().map(|weighed| weighed.proposal.product).collect();
    let cards = products::store::cards(conn, &ids)?.into_iter();
    let mut cards: HashMap<String, Card> = cards.map(|card| (card.row.id.0.clone(), card)).collect();
    let mut with_card = |(at, weighed): (usize, &Weighed)| {
        let card = cards.remove(weighed.proposal.product)?;
        round.pairing(shelf, (at, weighed), card)
    };
    let found = found.iter().enumerate().filter_map(&mut with_card).collect();
    Ok((round.good, found))
}

/// The same without reasons, as it is kept.
pub(super) fn proposed(
    conn: &mut Conn,
    (known, shelf): (&Known, &mut Shelf),
    viewer: &Viewer,
    asked: &Asked,
    limit: usize,
) -> AppResult<(String, Vec<Proposed>)> {
    let (round, proposals) = begin(conn, known, viewer, asked, limit)?;
    let found = round.best(conn, shelf, &proposals, limit)?.into_iter();
    let found = found.map(|weighed| Proposed {
        seller: weighed.seller,
        product: ProductId(weighed.proposal.product.to_owned()),
        fit: weighed.proposal.fit.as_str(),
        score: (weighed.score * 100.0).round() as i64,
    });
    Ok((round.good, found.collect()))
}

/// Reads what is asked for, and which firms are proposed for it.
fn begin<'a>(
    conn: &mut Conn,
    known: &'a Known,
    viewer: &'a Viewer,
    asked: &'a Asked,
    limit: usize,
) -> AppResult<(Round<'a>, Vec<Proposal<'a>>)> {
    let names = match &asked.buyer {
        Some(buyer) => store::names_of_products(conn, &buyer.id)?,
        None => vec![],
    };
    let own: Vec<Chars> = names.iter().flat_map(|name| cores(name)).collect();
    let good = known.good(&asked.text, asked.category.as_deref(), &own);
    let (proposals, listed_by) = known.propose_first(&good, LOOKED_UP.max(limit * TIMES_ASKED));
    let goes_into = known.strengthens(&good, &own).map(|product| product.iter().collect());
    let round = Round { known, viewer, asked, good: good.iter().collect(), goes_into, listed_by, now: clock::now() };
    Ok((round, proposals))
}

impl Round<'_> {
    /// Looks proposals up, the best fits first, until no further one can be among the first `limit`.
    fn best<'a>(
        &self,
        conn: &mut Conn,
        shelf: &mut Shelf,
        proposals: &[Proposal<'a>],
        limit: usize,
    ) -> AppResult<Vec<Weighed<'a>>> {
        let most_beside_fit = if self.asked.wanted.personal { self.known.weights().most() } else { 0.0 };
        let mut found: Vec<Weighed> = vec![];
        shelf.make_room();
        for step in proposals.chunks(STEP) {
            let last = found.get(limit.saturating_sub(1)).map(|weighed| weighed.score);
            if last.is_some_and(|last| f64::from(step[0].points) + most_beside_fit < last) {
                break;
            }
            let ids: Vec<&str> = step.iter().map(|proposal| proposal.product).collect();
            shelf.look_up(conn, self.known, (&self.good, &ids), self.now)?;
            let declined = self.declined(conn, shelf, &ids)?;
            let open = step.iter().filter(|proposal| !declined.contains(proposal.product));
            found.extend(open.filter_map(|proposal| self.weighed(shelf, *proposal)));
            found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.proposal.product.cmp(b.proposal.product)));
            found.truncate(limit);
        }
        Ok(found)
    }

    /// A proposal as it stands in the database; none where it may not be proposed.
    fn weighed<'a>(&self, shelf: &Shelf, proposal: Proposal<'a>) -> Option<Weighed<'a>> {
        let held = shelf.product(proposal.product).filter(|held| self.may_be_proposed(held))?;
        let offered = self.offered(shelf, held, &proposal);
        let score = reasons::score(self.known.weights(), &self.asked.wanted, &offered);
        let (seller, distance_km) = (held.firm.clone(), offered.distance_km);
        Some(Weighed { proposal, seller, score, distance_km })
    }

    fn pairing(&self, shelf: &Shelf, (at, weighed): (usize, &Weighed), card: Card) -> Option<Pairing> {
        let held = shelf.product(weighed.proposal.product)?;
        let offered = self.offered(shelf, held, &weighed.proposal);
        let (score, reasons) = reasons::weigh(self.known.weights(), &self.asked.wanted, &offered);
        let (fit, distance_km) = (weighed.proposal.fit.as_str(), weighed.distance_km);
        Some(Pairing { rank: at + 1, card, score, fit, distance_km, reasons })
    }

    fn offered<'a>(&'a self, shelf: &Shelf, held: &'a Held, proposal: &Proposal) -> Offered<'a> {
        let seller = shelf.seller(&held.firm);
        let buyer = self.asked.buyer.as_ref().and_then(FirmRow::place);
        let distance_km = buyer.zip(seller.place).map(|(a, b)| (a.distance_km(b) * 1_000.0).round() / 1_000.0);
        Offered {
            product: &held.product,
            fit: (proposal.fit, proposal.points),
            price: held.price.seen_by(self.viewer, &held.firm),
            distance_km,
            goes_into: self.goes_into.as_deref(),
            listed_by: self.listed_by,
            record: seller.record,
            not_made: shelf.is_not_made(&held.firm, &self.good),
            now: self.now,
        }
    }

    fn may_be_proposed(&self, held: &Held) -> bool {
        let is_own = self.asked.buyer.as_ref().is_some_and(|buyer| buyer.id == held.firm);
        held.is_public && !is_own
    }

    /// Those of these products whose firms declined, or were declined, while the facts were the same.
    fn declined(&self, conn: &mut Conn, shelf: &Shelf, products: &[&str]) -> AppResult<HashSet<String>> {
        let Some(need) = self.asked.need.as_ref().filter(|_| !self.asked.declined.is_empty()) else {
            return Ok(HashSet::new());
        };
        let then = |firm: &FirmId| self.asked.declined.get(firm);
        let is_asked = |id: &&str| shelf.product(id).is_some_and(|held| then(&held.firm).is_some());
        let ids: Vec<&str> = products.iter().copied().filter(is_asked).collect();
        let mut cards = products::store::cards(conn, &ids)?;
        cards.retain(|card| then(&card.row.firm_id).is_some_and(|then| *then == facts(need, &card.row)));
        Ok(cards.into_iter().map(|card| card.row.id.0).collect())
    }
}

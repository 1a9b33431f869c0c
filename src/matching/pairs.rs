//! From proposals to pairings: the proposed products as the database holds them now, weighed.

use std::collections::HashMap;

use super::actions::Pairing;
use super::chars::Chars;
use super::known::Known;
use super::listed::cores;
use super::proposals::Proposal;
use super::reasons::{self, Offered, Reason, Record, Wanted};
use super::shelf::Shelf;
use super::store;
use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::firms::store::FirmRow;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::lang::{Lang, Say};
use crate::listings;
use crate::needs::store::NeedRow;
use crate::pairings::rules::facts;
use crate::products::certificates::{self, Standing};
use crate::products::rules::visible_price;
use crate::products::store::Card;
use crate::specs;

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

/// A proposal with its reasons.
struct Weighed<'a> {
    proposal: &'a Proposal,
    score: f64,
    distance_km: Option<f64>,
    reasons: Vec<Reason>,
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
    let names = match &asked.buyer {
        Some(buyer) => store::names_of_products(conn, &buyer.id)?,
        None => vec![],
    };
    let good = known.good(&asked.text, asked.category.as_deref(), &names);
    let (proposals, listed_by) = (known.propose(&good), known.listed_by(&good));
    let own: Vec<Chars> = names.iter().flat_map(|name| cores(name)).collect();
    let goes_into = known.strengthens(&good, &own).map(|product| product.iter().collect());
    let round = Round { known, viewer, asked, good: good.iter().collect(), goes_into, listed_by, now: clock::now() };
    let found = round.best(conn, shelf, &proposals, limit)?;
    Ok((round.good, found))
}

impl Round<'_> {
    /// Looks proposals up, the best fits first, until no further one can be among the first `limit`.
    fn best(
        &self,
        conn: &mut Conn,
        shelf: &mut Shelf,
        proposals: &[Proposal],
        limit: usize,
    ) -> AppResult<Vec<Pairing>> {
        let most_beside_fit = if self.asked.wanted.personal { self.known.weights().most() } else { 0.0 };
        let mut found: Vec<Weighed> = vec![];
        shelf.make_room();
        let most = LOOKED_UP.max(limit * TIMES_ASKED).min(proposals.len());
        for step in proposals[..most].chunks(STEP) {
            let last = found.get(limit.saturating_sub(1)).map(|weighed| weighed.score);
            if last.is_some_and(|last| f64::from(step[0].points) + most_beside_fit < last) {
                break;
            }
            let ids: Vec<&str> = step.iter().map(|proposal| proposal.product.as_str()).collect();
            shelf.look_up(conn, self.known, (&self.good, &ids), self.now)?;
            found.extend(step.iter().filter_map(|proposal| self.weighed(shelf, proposal)));
            found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.proposal.product.cmp(&b.proposal.product)));
            found.truncate(limit);
        }
        let pairing = |(at, weighed): (usize, Weighed)| {
            let Weighed { proposal, score, distance_km, reasons } = weighed;
            let card = shelf.product(&proposal.product)?.clone();
            Some(Pairing { rank: at + 1, card, score, fit: proposal.fit.as_str(), distance_km, reasons })
        };
        Ok(found.into_iter().enumerate().filter_map(pairing).collect())
    }

    /// A proposal as it stands in the database, with its reasons; none where it may not be proposed.
    fn weighed<'a>(&self, shelf: &Shelf, proposal: &'a Proposal) -> Option<Weighed<'a>> {
        let card = shelf.product(&proposal.product).filter(|card| self.may_be_proposed(card))?;
        let seller = shelf.seller(&card.row.firm_id);
        let buyer = self.asked.buyer.as_ref().and_then(FirmRow::place);
        let distance_km = buyer.zip(seller.place).map(|(a, b)| (a.distance_km(b) * 1_000.0).round() / 1_000.0);
        let offered = Offered {
            distance_km,
            record: seller.record,
            not_made: shelf.is_not_made(&card.row.firm_id, &self.good),
            goes_into: self.goes_into.clone(),
            listed_by: self.listed_by,
            ..offered(card, proposal, self.viewer, self.now)
        };
        let (score, reasons) = reasons::weigh(self.known.weights(), &self.asked.wanted, &offered);
        Some(Weighed { proposal, score, distance_km, reasons })
    }

    fn may_be_proposed(&self, card: &Card) -> bool {
        let (firm, asked) = (&card.row.firm_id, self.asked);
        let is_own = asked.buyer.as_ref().is_some_and(|buyer| buyer.id == *firm);
        let stays_declined = || {
            let then = asked.declined.get(firm);
            then.zip(asked.need.as_ref()).is_some_and(|(then, need)| *then == facts(need, &card.row))
        };
        listings::is_public(card.row.state, card.firm.is_verified()) && !is_own && !stays_declined()
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
        record: Record::default(),
        not_made: false,
    }
}

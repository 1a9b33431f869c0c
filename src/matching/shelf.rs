//! Products and their sellers as the database holds them, looked up once each: for one answer, or for a part of a run,
//! in which many needs ask for the same goods.

use std::collections::{HashMap, HashSet};

use super::known::Known;
use super::reasons::{Product, Record, worth_of_talk};
use super::store;
use crate::clock::Moment;
use crate::db::Conn;
use crate::firms::Verification;
use crate::geo::Point;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::listings;
use crate::pairings::State;
use crate::products::store::{Offer, Stated};
use crate::{deals, enquiries, pairings, products};

/// With more products than this, it begins anew at the next need: a city of a million products asks for about as many
/// again and again, at less than a kilobyte each.
const MOST: usize = 250_000;

/// A seller.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seller {
    /// Where it is, where it says so.
    pub(super) place: Option<Point>,
    /// How it has dealt so far.
    pub(super) record: Record,
}

/// A product: of its row, no more than every need asks for.
pub(super) struct Held {
    pub(super) firm: FirmId,
    /// Whether everybody may see it.
    pub(super) is_public: bool,
    pub(super) price: Stated,
    /// What else it states.
    pub(super) product: Product,
}

impl Held {
    fn of(offer: &Offer) -> Held {
        Held {
            firm: offer.firm.id.clone(),
            is_public: listings::is_public(offer.state, offer.firm.verification == Verification::Verified),
            price: offer.price,
            product: Product::of(offer),
        }
    }
}

/// What has been looked up.
#[derive(Default)]
pub struct Shelf {
    products: HashMap<String, Option<Held>>,
    sellers: HashMap<FirmId, Seller>,
    /// Firms by the good of which they said, to a pairing, that they do not make it.
    not_made: HashMap<String, HashSet<FirmId>>,
    /// The same as they said to enquiries: goods by firm.
    refused: HashMap<FirmId, HashSet<String>>,
}

impl Shelf {
    /// Makes room before another need is looked at, where much is held.
    pub(super) fn make_room(&mut self) {
        if self.products.len() > MOST {
            *self = Shelf::default();
        }
    }

    /// Looks up the products of these keys, their sellers, and who does not make `good`; what is held already is not
    /// asked for again.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn look_up(
        &mut self,
        conn: &mut Conn,
        known: &Known,
        (good, products): (&str, &[&str]),
        now: Moment,
    ) -> AppResult<()> {
        if !self.not_made.contains_key(good) {
            let firms = pairings::store::not_made(conn, good)?.into_iter().collect();
            self.not_made.insert(good.to_owned(), firms);
        }
        let new: Vec<&str> = products.iter().copied().filter(|id| !self.products.contains_key(*id)).collect();
        let offers = products::store::offers(conn, &new)?;
        let sellers = offers.iter().map(|offer| &offer.firm).filter(|firm| !self.sellers.contains_key(&firm.id));
        let places: HashMap<FirmId, Option<Point>> = sellers.map(|firm| (firm.id.clone(), firm.place())).collect();
        if !places.is_empty() {
            self.add_sellers(conn, known, places, now)?;
        }
        // What is not there any more is not asked for again either.
        self.products.extend(new.into_iter().map(|id| (id.to_owned(), None)));
        self.products.extend(offers.iter().map(|offer| (offer.id.0.clone(), Some(Held::of(offer)))));
        Ok(())
    }

    /// Adds sellers that are in these places.
    fn add_sellers(
        &mut self,
        conn: &mut Conn,
        known: &Known,
        places: HashMap<FirmId, Option<Point>>,
        now: Moment,
    ) -> AppResult<()> {
        let firms: Vec<FirmId> = places.keys().cloned().collect();
        let mut records = records(conn, &firms, now)?;
        for (firm, place) in places {
            let record = records.remove(&firm).unwrap_or_default();
            self.sellers.insert(firm, Seller { place, record });
        }
        for (firm, text) in enquiries::figures::refusals(conn, &firms, now)? {
            let good = known.good(&text, None, &[]).iter().collect();
            self.refused.entry(firm).or_default().insert(good);
        }
        Ok(())
    }

    /// A product that has been looked up.
    pub(super) fn product(&self, id: &str) -> Option<&Held> {
        self.products.get(id)?.as_ref()
    }

    /// The seller of a product that has been looked up.
    pub(super) fn seller(&self, firm: &FirmId) -> Seller {
        self.sellers.get(firm).copied().unwrap_or_default()
    }

    /// Whether a firm has said that it does not make a good; both have been looked up.
    pub(super) fn is_not_made(&self, firm: &FirmId, good: &str) -> bool {
        self.not_made.get(good).is_some_and(|firms| firms.contains(firm))
            || self.refused.get(firm).is_some_and(|goods| goods.contains(good))
    }
}

/// What is known of how these firms deal.
fn records(conn: &mut Conn, firms: &[FirmId], now: Moment) -> AppResult<HashMap<FirmId, Record>> {
    let mut records: HashMap<FirmId, Record> = HashMap::new();
    for (firm, state, count) in pairings::store::answers(conn, firms)? {
        let tally = &mut records.entry(firm).or_default().pairings;
        tally.good += if state == State::Declined { 0.0 } else { count as f64 };
        tally.count += count;
    }
    for (firm, worth) in enquiries::figures::replies(conn, firms, now)? {
        records.entry(firm).or_default().enquiries.add(worth);
    }
    for (firm, tally) in deals::figures::ratings(conn, firms)? {
        records.entry(firm).or_default().ratings = tally;
    }
    let talks = store::talks(conn, firms)?.into_iter();
    let talks = talks.filter_map(|(firm, buyer, outcome)| Some((firm, buyer, worth_of_talk(&outcome)?)));
    for (firm, tally) in deals::figures::by_buyers(talks) {
        records.entry(firm).or_default().talks = tally;
    }
    Ok(records)
}

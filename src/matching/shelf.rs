//! Products and their sellers as the database holds them, looked up once each: for one answer, or for a part of a run,
//! in which many needs ask for the same goods.

use std::collections::{HashMap, HashSet};

use super::reasons::Answers;
use crate::db::Conn;
use crate::geo::Point;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::pairings::State;
use crate::products::store::Card;
use crate::{firms, pairings, products};

/// With more products than this, it begins anew at the next need.
const MOST: usize = 20_000;

/// A seller.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seller {
    /// Where it is, where it says so.
    pub(super) place: Option<Point>,
    /// How it has answered so far.
    pub(super) answers: Answers,
}

/// What has been looked up.
#[derive(Default)]
pub struct Shelf {
    products: HashMap<String, Option<Card>>,
    sellers: HashMap<FirmId, Seller>,
    not_made: HashMap<String, HashSet<FirmId>>,
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
    pub(super) fn look_up(&mut self, conn: &mut Conn, good: &str, products: &[&str]) -> AppResult<()> {
        if !self.not_made.contains_key(good) {
            let firms = pairings::store::not_made(conn, good)?.into_iter().collect();
            self.not_made.insert(good.to_owned(), firms);
        }
        let new: Vec<&str> = products.iter().copied().filter(|id| !self.products.contains_key(*id)).collect();
        let cards = products::store::cards(conn, &new)?;
        let sellers: HashSet<&FirmId> = cards.iter().map(|card| &card.row.firm_id).collect();
        let sellers: Vec<FirmId> =
            sellers.into_iter().filter(|firm| !self.sellers.contains_key(*firm)).cloned().collect();
        self.add_sellers(conn, sellers)?;
        // What is not there any more is not asked for again either.
        self.products.extend(new.into_iter().map(|id| (id.to_owned(), None)));
        self.products.extend(cards.into_iter().map(|card| (card.row.id.0.clone(), Some(card))));
        Ok(())
    }

    fn add_sellers(&mut self, conn: &mut Conn, firms: Vec<FirmId>) -> AppResult<()> {
        if firms.is_empty() {
            return Ok(());
        }
        let mut found: HashMap<FirmId, Seller> = firms.iter().map(|firm| (firm.clone(), Seller::default())).collect();
        for (firm, place) in firms::store::places(conn, &firms)? {
            found.entry(firm).or_default().place = Some(place);
        }
        for (firm, state, count) in pairings::store::answers(conn, &firms)? {
            let answers = &mut found.entry(firm).or_default().answers;
            answers.all += count;
            answers.taken_up += if state == State::Declined { 0 } else { count };
        }
        self.sellers.extend(found);
        Ok(())
    }

    /// A product that has been looked up.
    pub(super) fn product(&self, id: &str) -> Option<&Card> {
        self.products.get(id)?.as_ref()
    }

    /// The seller of a product that has been looked up, asked for `good`.
    pub(super) fn seller(&self, firm: &FirmId, good: &str) -> Seller {
        let mut seller = self.sellers.get(firm).copied().unwrap_or_default();
        seller.answers.not_made = self.not_made.get(good).is_some_and(|firms| firms.contains(firm));
        seller
    }
}

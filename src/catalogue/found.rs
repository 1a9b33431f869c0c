//! Listings by category, through the search index: it counts and pages a chain of a hundred thousand products without
//! reading them. The rows come from the database, so what has just been withdrawn is not among them.

use std::collections::HashMap;

use super::store::{self, FirmLine};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::{Engine, Hits, Query};
use crate::firms::FirmId;
use crate::http::{AppResult, Paging};
use crate::listings::is_public;
use crate::{needs, products, search};

/// Categories and products that are looked through for their makers at most; reading so many products takes some
/// hundredths of a second.
const MOST_CATEGORIES: usize = 2_000;
const MOST_PRODUCTS: i64 = 20_000;

/// What stands in one category and the narrower ones.
pub struct Shelf<'a> {
    /// The index.
    pub engine: &'a dyn Engine,
    /// The name of the category.
    pub category: &'a str,
    /// The present.
    pub now: Moment,
}

impl Shelf<'_> {
    fn ask(&self, kind: Kind, offset: u64, limit: u64) -> AppResult<Hits> {
        let query = Query {
            kinds: vec![kind],
            categories: vec![self.category.to_owned()],
            offset: offset as usize,
            limit: limit as usize,
            now: self.now.and_utc().timestamp(),
            ..Query::default()
        };
        self.engine.search(&query).map_err(search::unanswered)
    }

    /// How many there are of one kind.
    ///
    /// # Errors
    /// Those of the index.
    pub fn count(&self, kind: Kind) -> AppResult<u64> {
        Ok(self.ask(kind, 0, 0)?.total)
    }

    /// Products, fresh and new ones first.
    ///
    /// # Errors
    /// Those of the index and of the database.
    pub fn products(&self, conn: &mut Conn, offset: u64, limit: u64) -> AppResult<Vec<products::store::Card>> {
        let hits = self.ask(Kind::Product, offset, limit)?;
        let cards = products::store::cards(conn, &ids(&hits))?.into_iter();
        let public = cards.filter(|card| is_public(card.row.state, card.firm.is_verified()));
        Ok(in_order(&hits, public.map(|card| (card.row.id.0.clone(), card))))
    }

    /// Needs, fresh and new ones first.
    ///
    /// # Errors
    /// Those of the index and of the database.
    pub fn needs(&self, conn: &mut Conn, offset: u64, limit: u64) -> AppResult<Vec<needs::store::Card>> {
        let hits = self.ask(Kind::Need, offset, limit)?;
        let cards = needs::store::cards(conn, &ids(&hits))?.into_iter();
        let public = cards.filter(|card| is_public(card.row.state, card.firm.is_verified()));
        Ok(in_order(&hits, public.map(|card| (card.row.id.0.clone(), card))))
    }
}

/// A page of the firms that make something of some categories.
pub struct Makers {
    /// The firms, each with how many such products it has.
    pub rows: Vec<(FirmLine, i64)>,
    /// How many firms there are.
    pub total: u64,
}

/// A page of the firms that make something of these categories, and how many there are. None where they are so wide
/// that all their products would have to be read.
///
/// # Errors
/// Those of the database.
pub fn makers(
    conn: &mut Conn,
    categories: &[CategoryId],
    products: i64,
    number: u64,
    size: u64,
) -> AppResult<Option<Makers>> {
    if categories.len() > MOST_CATEGORIES || products > MOST_PRODUCTS {
        return Ok(None);
    }
    let total = store::count_makers(conn, categories)?.unsigned_abs();
    let offset = Paging::new(number, size, total, "").offset();
    let makers = store::makers(conn, categories, size as i64, offset as i64)?;
    let ids: Vec<FirmId> = makers.iter().map(|(id, _)| id.clone()).collect();
    let lines = store::firms_by_ids(conn, &ids)?.into_iter();
    let mut lines: HashMap<FirmId, FirmLine> = lines.map(|line| (line.id.clone(), line)).collect();
    let rows = makers.into_iter().filter_map(|(id, count)| Some((lines.remove(&id)?, count))).collect();
    Ok(Some(Makers { rows, total }))
}

fn ids(hits: &Hits) -> Vec<&str> {
    hits.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn in_order<T>(hits: &Hits, rows: impl Iterator<Item = (String, T)>) -> Vec<T> {
    let mut rows: HashMap<String, T> = rows.collect();
    hits.hits.iter().filter_map(|hit| rows.remove(&hit.id)).collect()
}

//! Listings and firms by category, through the search index: it counts and pages a chain of a hundred thousand
//! products without reading them. The rows come from the database, so what has just been withdrawn is not among them.

use std::collections::HashMap;

use super::store::{self, FirmLine};
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::{Engine, Hits, Query};
use crate::http::AppResult;
use crate::products::rules::is_public;
use crate::{needs, products};

/// What stands in one category and the narrower ones.
pub struct Shelf<'a> {
    /// The index.
    pub engine: &'a dyn Engine,
    /// The category, as the index knows it.
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
        Ok(self.engine.search(&query).map_err(anyhow::Error::new)?)
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

    /// Firms that make something of it.
    ///
    /// # Errors
    /// Those of the index and of the database.
    pub fn firms(&self, conn: &mut Conn, offset: u64, limit: u64) -> AppResult<Vec<FirmLine>> {
        let hits = self.ask(Kind::Firm, offset, limit)?;
        let lines = store::firms_by_ids(conn, &ids(&hits))?.into_iter();
        Ok(in_order(&hits, lines.map(|line| (line.id.0.clone(), line))))
    }
}

fn ids(hits: &Hits) -> Vec<&str> {
    hits.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn in_order<T>(hits: &Hits, rows: impl Iterator<Item = (String, T)>) -> Vec<T> {
    let mut rows: HashMap<String, T> = rows.collect();
    hits.hits.iter().filter_map(|hit| rows.remove(&hit.id)).collect()
}

//! Makes documents of what the database holds now.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use diesel::QueryResult;

use super::docs::{self, Surroundings, Tree};
use super::store::{self, Mark};
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::Doc;
use crate::firms::FirmId;
use crate::firms::store::FirmRow;
use crate::needs::store::NeedRow;
use crate::products::store::ProductRow;
use crate::{chain, divisions};

/// The trees around the listings, loaded anew when they have changed.
#[derive(Default)]
pub(super) struct Around {
    mark: Option<Mark>,
    looked: Option<Instant>,
    surroundings: Surroundings,
}

/// How old surroundings may be in long work that looks at the differences afterwards.
const RECENT: Duration = Duration::from_secs(2);

impl Around {
    /// The surroundings as they are now.
    pub(super) fn now(&mut self, conn: &mut Conn) -> QueryResult<&Surroundings> {
        let mark = store::mark(conn)?;
        if self.mark != Some(mark) {
            self.surroundings = surroundings(conn)?;
            self.mark = Some(mark);
        }
        self.looked = Some(Instant::now());
        Ok(&self.surroundings)
    }

    /// The surroundings as they were a moment ago: looking costs some milliseconds.
    pub(super) fn recent(&mut self, conn: &mut Conn) -> QueryResult<&Surroundings> {
        match self.looked {
            Some(looked) if looked.elapsed() < RECENT => Ok(&self.surroundings),
            _ => self.now(conn),
        }
    }
}

/// The trees as the database holds them.
pub(super) fn surroundings(conn: &mut Conn) -> QueryResult<Surroundings> {
    let graph = chain::store::load_graph(conn)?;
    with_graph(conn, graph)
}

/// The other trees as the database holds them, around this graph.
pub(super) fn with_graph(conn: &mut Conn, graph: chain::Graph) -> QueryResult<Surroundings> {
    let places = divisions::store::all(conn)?.into_iter().map(|row| (row.code, row.name, row.parent_code));
    let industries = divisions::store::industries::all(conn)?.into_iter();
    Ok(Surroundings {
        graph,
        divisions: Tree::new(places),
        industries: Tree::new(industries.map(|row| (row.code, row.name, row.parent_code))),
    })
}

/// Rows of one kind of subject.
pub enum Rows {
    /// Products.
    Products(Vec<ProductRow>),
    /// Needs.
    Needs(Vec<NeedRow>),
    /// Firms.
    Firms(Vec<FirmRow>),
}

impl Rows {
    fn by_ids(conn: &mut Conn, kind: Kind, ids: &[&str]) -> QueryResult<Rows> {
        Ok(match kind {
            Kind::Product => Rows::Products(store::products(conn, ids)?),
            Kind::Need => Rows::Needs(store::needs(conn, ids)?),
            Kind::Firm => Rows::Firms(store::firms(conn, ids)?),
        })
    }

    fn after(conn: &mut Conn, kind: Kind, after: &str, limit: i64) -> QueryResult<Rows> {
        Ok(match kind {
            Kind::Product => Rows::Products(store::products_after(conn, after, limit)?),
            Kind::Need => Rows::Needs(store::needs_after(conn, after, limit)?),
            Kind::Firm => Rows::Firms(store::firms_after(conn, after, limit)?),
        })
    }

    fn last_id(&self) -> Option<String> {
        match self {
            Rows::Products(rows) => rows.last().map(|row| row.id.0.clone()),
            Rows::Needs(rows) => rows.last().map(|row| row.id.0.clone()),
            Rows::Firms(rows) => rows.last().map(|row| row.id.0.clone()),
        }
    }

    fn documents(self, conn: &mut Conn, around: &Surroundings, now: Moment) -> QueryResult<Vec<Doc>> {
        let firms = match &self {
            Rows::Firms(_) => HashMap::new(),
            Rows::Products(rows) => firms_of(conn, rows.iter().map(|row| &row.firm_id))?,
            Rows::Needs(rows) => firms_of(conn, rows.iter().map(|row| &row.firm_id))?,
        };
        Ok(self.documents_of(&firms, around, now))
    }

    /// The documents of those of the rows that everyone may see, where `firms` holds the firms of listings.
    pub(super) fn documents_of(
        &self,
        firms: &HashMap<FirmId, FirmRow>,
        around: &Surroundings,
        now: Moment,
    ) -> Vec<Doc> {
        match self {
            Rows::Firms(rows) => rows.iter().filter_map(|row| docs::firm(row, around)).collect(),
            Rows::Products(rows) => {
                let doc = |row: &ProductRow| docs::product(row, firms.get(&row.firm_id)?, around, now);
                rows.iter().filter_map(doc).collect()
            }
            Rows::Needs(rows) => {
                rows.iter().filter_map(|row| docs::need(row, firms.get(&row.firm_id)?, around)).collect()
            }
        }
    }
}

fn firms_of<'a>(conn: &mut Conn, ids: impl Iterator<Item = &'a FirmId>) -> QueryResult<HashMap<FirmId, FirmRow>> {
    let mut ids: Vec<&str> = ids.map(FirmId::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(store::firms(conn, &ids)?.into_iter().map(|firm| (firm.id.clone(), firm)).collect())
}

/// The documents of those of the subjects that everyone may see.
pub(super) fn documents(
    conn: &mut Conn,
    around: &Surroundings,
    kind: Kind,
    ids: &[&str],
    now: Moment,
) -> QueryResult<Vec<Doc>> {
    Rows::by_ids(conn, kind, ids)?.documents(conn, around, now)
}

/// One page of the documents of a kind.
pub(super) struct Page {
    pub docs: Vec<Doc>,
    /// The key to go on behind; none when this page is the last.
    pub next: Option<String>,
}

/// The documents of up to `limit` subjects behind the key `after`.
pub(super) fn page(
    conn: &mut Conn,
    around: &Surroundings,
    kind: Kind,
    after: &str,
    limit: i64,
    now: Moment,
) -> QueryResult<Page> {
    let rows = Rows::after(conn, kind, after, limit)?;
    let next = rows.last_id();
    Ok(Page { docs: rows.documents(conn, around, now)?, next })
}

//! The first index of a database, made of the rows of its first import while these are being written, instead of from
//! notes and from the database afterwards.
//!
//! One note in the transaction of the rows stands for all of them, and is taken away when the index is in use. After a
//! crash before that the index is built from the database like any other.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use anyhow::anyhow;
use diesel::QueryResult;

use super::docs::Surroundings;
use super::load::{self, Rows};
use crate::chain::store::EdgeRow;
use crate::chain::{self, CategoryId};
use crate::clock;
use crate::db::{Conn, Db};
use crate::engine::{Engine, EngineError, Rebuild, dirty};
use crate::firms::FirmId;
use crate::firms::store::FirmRow;
use crate::pairings::notes;

/// Parts that may wait for the index: few, so that memory stays bounded.
const WAITING: usize = 4;

/// An index in the making. Dropped without [`finish`](First::finish), it leaves no trace.
pub struct First {
    /// None once all rows are in.
    send: Option<SyncSender<Part>>,
    thread: JoinHandle<anyhow::Result<Box<dyn Rebuild>>>,
    /// Of the note; none before the first rows.
    mark: Option<String>,
}

enum Part {
    Around(Box<Surroundings>),
    Category(CategoryId, String),
    Rows(Rows),
}

impl First {
    /// Begins an index where the engine has none that was ever built, and answers.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn begin(engine: &dyn Engine) -> anyhow::Result<Option<First>> {
        match engine.needs_rebuild() {
            Ok(true) => {}
            Ok(false) | Err(EngineError::Away(_)) => return Ok(None),
            Err(why) => return Err(why.into()),
        }
        let rebuild = engine.rebuild()?;
        let (send, receive) = sync_channel(WAITING);
        let thread = std::thread::spawn(move || build(rebuild, receive));
        Ok(Some(First { send: Some(send), thread, mark: None }))
    }

    /// Takes rows that were just written in the transaction of `conn`, firms before their listings, with the categories
    /// that were made for them. `edges` are those of an empty chain graph that are to be written later in the same
    /// transaction; they are put in order.
    ///
    /// # Errors
    /// Those of the database. What goes wrong with the index is known by [`finish`](First::finish).
    pub fn take(
        &mut self,
        conn: &mut Conn,
        edges: &mut [EdgeRow],
        made: Vec<(CategoryId, String)>,
        rows: Rows,
    ) -> QueryResult<()> {
        if self.mark.is_none() {
            self.mark = Some(dirty::mark_all(conn)?);
            self.send(Part::Around(Box::new(around(conn, edges)?)));
        } else {
            made.into_iter().for_each(|(id, name)| self.send(Part::Category(id, name)));
        }
        self.send(Part::Rows(rows));
        Ok(())
    }

    fn send(&self, part: Part) {
        // Nobody listens any more when the other thread has failed, and with what, `finish` says.
        drop(self.send.as_ref().map(|send| send.send(part)));
    }

    /// No more rows will come: the index is completed while the transaction goes on.
    pub fn end(&mut self) {
        self.send = None;
    }

    /// Puts the index in use, once the transaction is committed. Where somebody else has built one meanwhile, that one
    /// stays, and the note brings in what it lacks.
    ///
    /// # Errors
    /// Those of the engine and of the database; the note then stays.
    pub fn finish(mut self, db: &Db) -> anyhow::Result<()> {
        self.end();
        let rebuild = self.thread.join().map_err(|_| anyhow!("building the search index had panicked"))??;
        let Some(mark) = self.mark else { return Ok(()) };
        if rebuild.finish_first()? {
            db.write::<_, anyhow::Error>(|conn| {
                notes::ask_all(conn)?;
                Ok(dirty::settle_all(conn, &mark)?)
            })?;
        }
        Ok(())
    }
}

fn around(conn: &mut Conn, edges: &mut [EdgeRow]) -> QueryResult<Surroundings> {
    if edges.is_empty() {
        return load::surroundings(conn);
    }
    edges.sort_unstable_by(|a, b| a.ends().cmp(&b.ends()));
    let graph = chain::store::graph_of(conn, edges)?;
    load::with_graph(conn, graph)
}

fn build(mut rebuild: Box<dyn Rebuild>, parts: Receiver<Part>) -> anyhow::Result<Box<dyn Rebuild>> {
    let (mut around, mut firms) = (Surroundings::default(), HashMap::<FirmId, FirmRow>::new());
    let now = clock::now();
    for part in parts {
        match part {
            Part::Around(loaded) => around = *loaded,
            Part::Category(id, name) => around.graph.add(id, name),
            Part::Rows(rows) => {
                rebuild.add(rows.documents_of(&firms, &around, now))?;
                if let Rows::Firms(rows) = rows {
                    firms.extend(rows.into_iter().map(|firm| (firm.id.clone(), firm)));
                }
            }
        }
    }
    rebuild.complete()?;
    Ok(rebuild)
}

//! Working out the pairings of all needs, part by part: each part is one transaction with the note of how far it came,
//! so that a run can be stopped at any time and goes on where it was.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::actions::renewal;
use super::known::Known;
use super::shelf::Shelf;
use crate::clock;
use crate::db::{Conn, Db};
use crate::http::{AppError, AppResult};
use crate::needs::store::Card;
use crate::pairings::actions::{Renewal, renew};
use crate::pairings::notes::{self, Run};
use crate::{needs, pairings};

/// Pairings that are kept of a need.
pub const KEPT: usize = 10;
/// Needs of a run that are worked on between two looks at what else is to be done.
pub const PART: i64 = 1_024;
/// Those of them that are written together.
const WRITTEN: usize = 256;
/// Needs that one thread works on with one connection.
const TOGETHER: usize = 32;

/// What the threads of a run have looked up, from part to part. It is as old as what is known and goes with it.
#[derive(Default)]
pub struct Shelves(Mutex<Vec<Shelf>>);

impl Shelves {
    fn with<T>(&self, work: impl FnOnce(&mut Shelf) -> T) -> T {
        let mut shelf = self.held().pop().unwrap_or_default();
        let done = work(&mut shelf);
        self.held().push(shelf);
        done
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Vec<Shelf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Works on the next `part` needs of the unfinished run. None when there is none; the run as it stands after it
/// otherwise. What has been worked out is written while the next is worked out.
///
/// # Errors
/// Those of the database; what was done before stays.
pub fn go_on(db: &Db, (known, shelves): (&Known, &Shelves), part: i64) -> AppResult<Option<Run>> {
    let read = |conn: &mut Conn| {
        let Some(run) = notes::unfinished(conn)? else { return Ok(None) };
        let cards = needs::store::after_id(conn, run.after_need.as_str(), part)?;
        Ok::<_, AppError>(Some((run, cards)))
    };
    let Some((mut run, cards)) = db.read(read)? else { return Ok(None) };
    if cards.is_empty() {
        run.finished_at = Some(clock::now());
    }
    let mut renewals = vec![];
    for some in cards.chunks(WRITTEN) {
        let (written, worked_out) = rayon::join(|| keep(db, &run, &renewals), || work_out(db, (known, shelves), some));
        written?;
        renewals = worked_out?;
        run.done += some.len() as i64;
        run.after_need = some.last().map_or(run.after_need, |card| card.row.id.clone());
    }
    keep(db, &run, &renewals)?;
    Ok(Some(run))
}

/// Keeps what was worked out, together with how far the run has come.
fn keep(db: &Db, run: &Run, renewals: &[Renewal]) -> AppResult<()> {
    if renewals.is_empty() && run.finished_at.is_none() {
        return Ok(());
    }
    db.write::<_, AppError>(|conn| {
        renew(conn, renewals, clock::now())?;
        Ok(notes::advance(conn, run)?)
    })
}

/// The pairings of some needs, on all cores.
///
/// # Errors
/// Those of the database.
pub fn work_out(db: &Db, (known, shelves): (&Known, &Shelves), cards: &[Card]) -> AppResult<Vec<Renewal>> {
    let one = |conn: &mut Conn, shelf: &mut Shelf, card: &Card| renewal(conn, (known, shelf), card.clone(), KEPT);
    let some = |cards: &[Card]| {
        let all = |shelf: &mut Shelf| {
            db.read(|conn| cards.iter().map(|card| one(conn, shelf, card)).collect::<AppResult<Vec<_>>>())
        };
        shelves.with(all)
    };
    let parts: Vec<Vec<Renewal>> = cards.par_chunks(TOGETHER).map(some).collect::<AppResult<_>>()?;
    Ok(parts.concat())
}

/// Begins a run, unless one is unfinished, which is then gone on with.
///
/// # Errors
/// Those of the database.
pub fn ask(db: &Db) -> AppResult<()> {
    db.write::<_, AppError>(|conn| match pairings::notes::unfinished(conn)? {
        Some(_) => Ok(()),
        None => Ok(notes::ask_all(conn)?),
    })
}

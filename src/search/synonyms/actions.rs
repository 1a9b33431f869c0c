//! Adding and removing synonyms; each change is in the audit log with the pair.

use super::rules::{self, Pair};
use super::store::{self, SynonymRow};
use crate::accounts::Viewer;
use crate::accounts::actions::for_operators;
use crate::audit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::ids;
use crate::lang::Say;

/// Pairs at most: every process keeps them all in memory.
const MOST: i64 = 20_000;

fn line(row: &SynonymRow) -> String {
    let note = if row.note.is_empty() { String::new() } else { format!(" ({})", row.note) };
    format!("{} = {}{note}", row.word, row.other)
}

/// Reads a pair and makes sure that it is not kept already.
///
/// # Errors
/// `Forbidden` for anybody but an operator; `Invalid` for a pair that cannot be kept or is.
pub fn check(conn: &mut Conn, viewer: &Viewer, (word, other, note): (&str, &str, &str)) -> AppResult<Pair> {
    for_operators(viewer)?;
    let pair = rules::read(word, other, note).map_err(AppError::Invalid)?;
    let is_known = |row: &SynonymRow| rules::is_same((&row.word, &row.other), (&pair.word, &pair.other));
    if store::all(conn)?.iter().any(is_known) {
        let cause = Say::new("这一对已在列表中", "This pair is in the list already");
        return Err(AppError::invalid("other", other, cause, Say::new("无需重复添加", "There is nothing to add")));
    }
    Ok(pair)
}

/// Adds a pair.
///
/// # Errors
/// Those of [`check`]; `Conflict` when there are too many.
pub fn add(conn: &mut Conn, viewer: &Viewer, typed: (&str, &str, &str), now: Moment) -> AppResult<SynonymRow> {
    let Pair { word, other, note } = check(conn, viewer, typed)?;
    if store::count(conn)? >= MOST {
        return Err(AppError::conflict("同义词已达上限", "There are too many synonyms"));
    }
    let row = SynonymRow { id: ids::new_id(), word, other, note, created_at: now };
    store::insert(conn, &row)?;
    audit::record(conn, viewer, "synonym.add", "synonym", &row.id, None, Some(&line(&row)), now)?;
    Ok(row)
}

/// Takes a pair away.
///
/// # Errors
/// `Forbidden` for anybody but an operator; `NotFound` where there is no such pair.
pub fn remove(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<SynonymRow> {
    for_operators(viewer)?;
    let row = store::find(conn, id)?.ok_or(AppError::NotFound)?;
    store::delete(conn, id)?;
    audit::record(conn, viewer, "synonym.remove", "synonym", id, Some(&line(&row)), None, now)?;
    Ok(row)
}

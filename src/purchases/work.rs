//! Looks for the candidates of lines in the background, part by part: each part is one transaction, so that progress can
//! be seen, and that a stop at any time loses nothing.

use std::time::Duration;

use rayon::prelude::*;

use super::rules::covers;
use super::store::{self, CandidateRow, LineRow, ListRow};
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::clock;
use crate::db::{Conn, Db};
use crate::firms;
use crate::firms::store::FirmRow;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::matching::Matcher;
use crate::matching::actions::{Answer, Line, Options, match_line};
use crate::matching::known::Known;

/// Candidates that are kept of a line.
pub const KEPT: usize = 5;
/// Time between two looks.
const ROUND: Duration = Duration::from_secs(2);
/// Lines of one part.
const PART: i64 = 64;
/// Lines that one thread works on with one connection.
const TOGETHER: usize = 16;

/// Starts the thread.
pub fn keep_behind(app: &App, matcher: &Matcher) {
    let (app, matcher) = (app.clone(), matcher.clone());
    let keep = move || {
        let mut ear = app.wake.ear();
        while ear.wait(ROUND) {
            if let Err(why) = round(&app, &matcher) {
                tracing::warn!(error = %why, "purchase lists could not be matched; it is tried again");
                std::thread::sleep(ROUND);
            }
        }
    };
    if let Err(why) = std::thread::Builder::new().name("purchases".into()).spawn(keep) {
        tracing::error!(error = %why, "the thread of the purchase lists could not be started; none will be matched");
    }
}

fn round(app: &App, matcher: &Matcher) -> AppResult<()> {
    // In the first moments of the program nothing is known yet.
    let Ok(known) = matcher.now() else { return Ok(()) };
    while !app.wake.is_stopping() && go_on(&app.db, &known)? {}
    Ok(())
}

/// Works on the next part of the oldest list that waits; false when none does.
///
/// # Errors
/// Those of the database; what was done before stays.
pub fn go_on(db: &Db, known: &Known) -> AppResult<bool> {
    let read = |conn: &mut Conn| {
        let Some(list) = store::next_waiting(conn)? else { return Ok(None) };
        let lines = store::waiting(conn, &list.id, PART)?;
        Ok::<_, AppError>(Some((list, lines)))
    };
    let Some((list, lines)) = db.read(read)? else { return Ok(false) };
    let some = |lines: &[LineRow]| {
        db.read(|conn| {
            let (viewer, buyer) = buyer_of(conn, &list)?;
            lines
                .iter()
                .map(|line| answer(conn, known, (&viewer, buyer.clone()), line, KEPT))
                .collect::<AppResult<Vec<_>>>()
        })
    };
    let answers: Vec<Vec<Answer>> = lines.par_chunks(TOGETHER).map(some).collect::<AppResult<_>>()?;
    db.write(|conn| keep(conn, &list, &lines, &answers.concat()))?;
    Ok(true)
}

/// As whom a list is matched: a member of its firm, or a buyer without one.
fn buyer_of(conn: &mut Conn, list: &ListRow) -> AppResult<(Viewer, Option<FirmRow>)> {
    let firm = match list.owner.strip_prefix("firm:") {
        Some(id) => firms::store::find(conn, &FirmId(id.to_owned()))?,
        None => None,
    };
    let Some(firm) = firm else {
        return Ok((Viewer { role: Some(Role::Buyer), ..Viewer::anonymous() }, None));
    };
    let (role, id, firm_verified) = (Some(Role::Member), Some(firm.id.clone()), firm.is_verified());
    Ok((Viewer { role, firm: id, firm_verified, ..Viewer::anonymous() }, Some(firm)))
}

/// The firms that fit a line, with their reasons, as its owner sees them now.
///
/// # Errors
/// Those of [`match_line`].
pub fn of_line(conn: &mut Conn, known: &Known, list: &ListRow, line: &LineRow, limit: usize) -> AppResult<Answer> {
    let (viewer, buyer) = buyer_of(conn, list)?;
    answer(conn, known, (&viewer, buyer), line, limit)
}

fn answer(
    conn: &mut Conn,
    known: &Known,
    (viewer, buyer): (&Viewer, Option<FirmRow>),
    line: &LineRow,
    limit: usize,
) -> AppResult<Answer> {
    let asked = Line {
        name: &line.name,
        specs: &line.specs,
        quantity: line.quantity.map(|quantity| (quantity, line.unit.as_str())),
        needed_by: line.needed_by,
    };
    match_line(conn, known, viewer, (asked, buyer), Options { limit, nearness: true, personal: true })
}

/// Writes what was found, unless the list has changed meanwhile: then it is found anew.
fn keep(conn: &mut Conn, list: &ListRow, lines: &[LineRow], answers: &[Answer]) -> AppResult<()> {
    if !store::advance(conn, &list.id, list.updated_at, list.updated_at)? {
        return Ok(());
    }
    let positions: Vec<i64> = lines.iter().map(|line| line.position).collect();
    let before = store::kept(conn, &list.id, &positions)?;
    let mut new = Vec::new();
    for (line, answer) in lines.iter().zip(answers) {
        store::set_good(conn, &list.id, line.position, &answer.good)?;
        new.extend(candidates(line, answer, &before));
    }
    store::replace(conn, &list.id, &positions, &new)?;
    if store::waiting(conn, &list.id, 1)?.is_empty() {
        store::set_matched(conn, &list.id, Some(clock::now()))?;
    }
    Ok(())
}

/// The candidates of a line. At first the best one is chosen, if it covers the line; later what was chosen stays so.
fn candidates(line: &LineRow, answer: &Answer, before: &[CandidateRow]) -> Vec<CandidateRow> {
    let of_line: Vec<&CandidateRow> = before.iter().filter(|one| one.position == line.position).collect();
    let candidate = |pairing: &crate::matching::actions::Pairing| {
        let (product_id, score) = (pairing.card.row.id.clone(), (pairing.score * 100.0).round() as i64);
        let known = of_line.iter().find(|one| one.product_id == product_id);
        let is_best = of_line.is_empty() && pairing.rank == 1 && covers(score, pairing.fit);
        CandidateRow {
            list_id: line.list_id.clone(),
            position: line.position,
            product_id,
            score,
            fit: pairing.fit.to_owned(),
            is_chosen: known.map_or(is_best, |one| one.is_chosen),
            enquiry_code: known.map(|one| one.enquiry_code.clone()).unwrap_or_default(),
        }
    };
    answer.pairings.iter().map(candidate).collect()
}

//! The board of a quarter: counting, showing, checking and publishing it, and the formula by which that is done.
//! [`appeals`] and [`referrals`] beside it.

pub mod appeals;
mod count;
pub mod referrals;

pub use count::facts;

use super::board::{self, Row};
use super::counting::{self, Fact};
use super::formula::Formula;
use super::movement::{self, Ranks};
use super::published::{self, Difference, Published};
use super::store::{self, AppealRow, EvidenceRow, FormulaRow};
use super::{Frozen, Measure, Value};
use crate::accounts::Viewer;
use crate::accounts::actions::{for_operators, for_staff};
use crate::clock::Moment;
use crate::clusters::Quarter;
use crate::db::Conn;
use crate::divisions;
use crate::faults::Fault;
use crate::firms::actions::scope;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::units::Decimal;
use crate::{audit, text};

/// The formula before an operator sets another.
const FIRST: &str = "2026.1";

/// The board of a quarter.
#[derive(Debug, Clone)]
pub struct Board {
    /// The quarter.
    pub quarter: Quarter,
    /// What it is made of.
    pub made_of: Published,
    /// Its rows, in its order.
    pub rows: Vec<Row>,
    /// Since when it stands; none while it is still counted.
    pub published_at: Option<Moment>,
    /// All appeals.
    pub appeals: Vec<AppealRow>,
    /// The ranks of the quarter before, if that was published.
    pub before: Ranks,
}

fn invalid(fault: Fault) -> AppError {
    AppError::Invalid(vec![fault])
}

/// The board of a quarter: as it was published, else as it is counted now; rows that are contested as they stood.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub fn show(conn: &mut Conn, viewer: &Viewer, quarter: Quarter) -> AppResult<Board> {
    for_staff(viewer)?;
    let appeals = store::appeals(conn, &quarter.to_string())?;
    let kept = store::published(conn, &quarter.to_string())?;
    let mut made_of = match &kept {
        Some((csv, _)) => published::read(csv).map_err(invalid)?,
        None => {
            let formula = formula(conn)?;
            counted(conn, quarter, formula)?.0
        }
    };
    let lasting: Vec<&AppealRow> = appeals.iter().filter(|appeal| appeal.decided_at.is_none()).collect();
    for entrant in &mut made_of.entrants {
        let own = lasting.iter().find(|appeal| appeal.code == entrant.code);
        entrant.appeal = own.map(|own| Frozen { rank: u32::try_from(own.rank).unwrap_or(1), medal: own.medal });
    }
    let rows = board::board(&made_of.formula, &made_of.entrants).map_err(invalid)?;
    let before = ranks_before(conn, quarter)?;
    Ok(Board { quarter, made_of, rows, published_at: kept.map(|(_, at)| at), appeals, before })
}

/// The ranks that were published of the quarter before. What is still counted is not compared with: it moves itself.
fn ranks_before(conn: &mut Conn, quarter: Quarter) -> AppResult<Ranks> {
    let Some((csv, _)) = store::published(conn, &quarter.before().to_string())? else { return Ok(Ranks::new()) };
    let made_of = published::read(&csv).map_err(invalid)?;
    let rows = board::board(&made_of.formula, &made_of.entrants).map_err(invalid)?;
    Ok(movement::ranks(&rows, &made_of.entrants))
}

/// What a quarter is made of, and the facts behind it.
fn counted(conn: &mut Conn, quarter: Quarter, formula: Formula) -> AppResult<(Published, Vec<Fact>)> {
    let (firms, divisions) = (store::facts::firms(conn)?, divisions::store::all(conn)?);
    let facts = facts(conn, quarter, &firms)?;
    let entrants = counting::entrants(&divisions, &firms, &facts);
    Ok((Published { quarter: quarter.to_string(), formula, entrants }, facts))
}

/// The CSV of a board.
///
/// # Errors
/// As [`show`].
pub fn csv(conn: &mut Conn, viewer: &Viewer, quarter: Quarter) -> AppResult<String> {
    published::write(&show(conn, viewer, quarter)?.made_of)
}

/// Recomputes a CSV that somebody has from itself.
///
/// # Errors
/// `SignIn`, `Forbidden`; `Invalid` for what cannot be read.
pub fn check(viewer: &Viewer, csv: &str) -> AppResult<Vec<Difference>> {
    for_staff(viewer)?;
    published::differences(csv)
}

/// Keeps the board of a quarter that is over with its evidence, so that nothing that happens later changes it.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators; `Conflict` while the quarter lasts and for a second time.
pub fn publish(conn: &mut Conn, viewer: &Viewer, quarter: Quarter, now: Moment) -> AppResult<()> {
    for_operators(viewer)?;
    if now < quarter.ends() {
        return Err(AppError::conflict("本季度尚未结束", "The quarter is not over"));
    }
    if store::published(conn, &quarter.to_string())?.is_some() {
        return Err(AppError::conflict("已经公布", "It is published already"));
    }
    let formula = formula(conn)?;
    keep(conn, quarter, formula, now)?;
    audit::record(conn, viewer, "leaderboard.publish", "leaderboard", &quarter.to_string(), None, None, now)
}

/// Counts a quarter and keeps it.
fn keep(conn: &mut Conn, quarter: Quarter, formula: Formula, now: Moment) -> AppResult<()> {
    let (made_of, facts) = counted(conn, quarter, formula)?;
    let csv = published::write(&made_of)?;
    let name = quarter.to_string();
    let rows: Vec<EvidenceRow> = (0..).zip(&facts).map(|(position, fact)| row(&name, position, fact)).collect();
    Ok(store::publish(conn, (&name, &csv), &rows, now)?)
}

/// A fact as it is told: of a purchase only whether it counts up or down.
fn row(quarter: &str, position: i64, fact: &Fact) -> EvidenceRow {
    let amount = match fact.measure {
        Measure::Sourcing => Decimal::whole(fact.amount.raw().signum()),
        _ => fact.amount,
    };
    EvidenceRow {
        quarter: quarter.to_owned(),
        position,
        measure: fact.measure,
        division_code: fact.division.clone(),
        subject: fact.subject.clone(),
        day: fact.day,
        amount,
    }
}

/// The rows that prove the values of a division; those of a value that is withheld are withheld with it.
///
/// # Errors
/// As [`show`]; `NotFound` for who is not on the board.
pub fn evidence(conn: &mut Conn, viewer: &Viewer, quarter: Quarter, code: &str) -> AppResult<Vec<EvidenceRow>> {
    let board = show(conn, viewer, quarter)?;
    let entrant = board.made_of.entrants.iter().find(|entrant| entrant.code == code).ok_or(AppError::NotFound)?;
    let divisions = divisions::store::all(conn)?;
    let own = counting::within(&divisions, code);
    let name = quarter.to_string();
    let rows = match board.published_at {
        Some(_) => store::evidence(conn, &name, &own.into_iter().collect::<Vec<_>>())?,
        None => {
            let facts = counted(conn, quarter, board.made_of.formula.clone())?.1;
            let facts = facts.iter().filter(|fact| own.contains(fact.division.as_str()));
            (0..).zip(facts).map(|(position, fact)| row(&name, position, fact)).collect()
        }
    };
    let is_told = |row: &EvidenceRow| matches!(entrant.value(row.measure), Value::Known { .. });
    Ok(rows.into_iter().filter(is_told).collect())
}

/// The formula by which boards are made now.
///
/// # Errors
/// Those of the database.
pub fn formula(conn: &mut Conn) -> AppResult<Formula> {
    match store::formulas(conn)?.first() {
        Some(row) => row.line.parse().map_err(invalid),
        None => Ok(Formula::standard(FIRST)),
    }
}

/// Sets the formula by which boards are made from now on; what is published keeps its own.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators; `Invalid` for what is no formula or has a version that is taken.
pub fn set_formula(conn: &mut Conn, viewer: &Viewer, line: &str, now: Moment) -> AppResult<()> {
    for_operators(viewer)?;
    let before = formula(conn)?;
    let new: Formula = line.trim().parse().map_err(invalid)?;
    let is_taken = |row: &FormulaRow| row.version == new.version;
    if new.version == FIRST || store::formulas(conn)?.iter().any(is_taken) {
        let cause = Say::new("该版本号已经用过", "This version is taken");
        let fix = Say::new("请换一个版本号，旧公式不能改动", "Name another; formulas never change");
        return Err(AppError::invalid("formula", line, cause, fix));
    }
    let (version, author) = (new.version.clone(), viewer.actor.to_string());
    store::set_formula(conn, &FormulaRow { version, line: new.to_string(), author, made_at: now })?;
    let (old, new) = (before.to_string(), new.to_string());
    audit::record(conn, viewer, "leaderboard.formula", "leaderboard", "formula", Some(&old), Some(&new), now)
}

/// Letters of a reason at most.
const LONGEST: usize = 500;

/// What somebody writes, which must not be empty.
fn words(field: &str, written: &str) -> AppResult<String> {
    let tidy: String = text::tidy(written).chars().take(LONGEST).collect();
    if tidy.is_empty() {
        let fix = Say::new("请写明情况", "Say what is the matter");
        return Err(AppError::invalid(field, "", Say::new("必填，现在是空的", "required, but empty"), fix));
    }
    Ok(tidy)
}

/// Whether this person may speak for a division: operators for all, officials for their own and what lies in it.
fn check_speaks_for(conn: &mut Conn, viewer: &Viewer, code: &str) -> AppResult<()> {
    let own = scope(viewer, &divisions::store::all(conn)?)?;
    if own.is_none_or(|own| own.iter().any(|one| one == code)) {
        return Ok(());
    }
    Err(AppError::forbidden("只能代表本区划办理", "You may act for your own division only"))
}

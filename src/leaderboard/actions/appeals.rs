//! Appeals: a division contests its rank, which then stays as it stands; an operator ends that.

use super::{check_speaks_for, for_operators, invalid, keep, show, store, words};
use crate::accounts::Viewer;
use crate::audit;
use crate::clock::Moment;
use crate::clusters::Quarter;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::leaderboard::board::Standing;
use crate::leaderboard::store::AppealRow;
use crate::leaderboard::{AppealId, Outcome, published};

/// Freezes the row of a division as it stands, until its appeal is decided.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but the division's officials and operators; `NotFound` for a division without a rank;
/// `Invalid` without a reason; `Conflict` for a second appeal at a time.
pub fn appeal(
    conn: &mut Conn,
    viewer: &Viewer,
    quarter: Quarter,
    (code, reason): (&str, &str),
    now: Moment,
) -> AppResult<AppealRow> {
    let board = show(conn, viewer, quarter)?;
    check_speaks_for(conn, viewer, code)?;
    let row = board.rows.iter().find(|row| board.made_of.entrants[row.entrant].code == code);
    let (rank, medal) = match row.map(|row| row.standing) {
        Some(Standing::Ranked { rank, medal, .. }) => (i64::from(rank), medal),
        Some(Standing::Frozen(_)) => return Err(AppError::conflict("已经在申诉", "It appeals already")),
        Some(Standing::Unranked(_)) | None => return Err(AppError::NotFound),
    };
    let row = AppealRow {
        id: AppealId::new(),
        quarter: quarter.to_string(),
        code: code.to_owned(),
        reason: words("reason", reason)?,
        rank,
        medal,
        author: viewer.actor.to_string(),
        at: now,
        outcome: None,
        answer: String::new(),
        decided_at: None,
    };
    store::appeal(conn, &row)?;
    let subject = format!("{} {}", row.quarter, row.code);
    audit::record(conn, viewer, "leaderboard.appeal", "leaderboard", &subject, None, Some(&row.reason), now)?;
    Ok(row)
}

/// Ends an appeal. The row stands by the formula again; where the appeal was right, a published quarter is counted anew by
/// the formula that it was published with.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators; `NotFound`; `Invalid` without an answer; `Conflict` for a second decision.
pub fn decide(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &AppealId,
    (outcome, answer): (Outcome, &str),
    now: Moment,
) -> AppResult<Quarter> {
    for_operators(viewer)?;
    let row = store::find_appeal(conn, id)?.ok_or(AppError::NotFound)?;
    let quarter = Quarter::read(&row.quarter)?;
    let answer = words("answer", answer)?;
    if !store::decide(conn, id, (outcome, &answer), now)? {
        return Err(AppError::conflict("申诉已经办结", "It is decided already"));
    }
    let kept = store::published(conn, &row.quarter)?;
    if let Some((csv, _)) = kept.filter(|_| outcome == Outcome::Upheld) {
        keep(conn, quarter, published::read(&csv).map_err(invalid)?.formula, now)?;
    }
    let (subject, said) = (format!("{} {}", row.quarter, row.code), format!("{outcome}: {answer}"));
    audit::record(conn, viewer, "leaderboard.decide", "leaderboard", &subject, Some(&row.reason), Some(&said), now)?;
    Ok(quarter)
}

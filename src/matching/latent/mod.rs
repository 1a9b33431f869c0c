//! What a firm has said of its likely needs: taken up as needs of its own, or dismissed. Both teach: what was answered is
//! not proposed again, and what firms that make the same dismiss sinks.

mod store;

use std::collections::HashMap;

use super::actions;
use super::known::{Known, Likely};
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;
use crate::listings::{self, ListingState, firm_of};
use crate::needs::store::NeedRow;
use crate::{firms, text};

/// Likely needs that are shown, and that are asked for so that enough are left.
const SHOWN: usize = 30;
const ASKED: usize = 80;
/// Below this score a likely need is not worth anybody's time.
const LEAST: f64 = 0.05;
/// What each dismissal by another firm leaves of a score.
const SINKS: f64 = 0.9;

crate::text_enum! {
    /// What a firm said.
    Answer {
        /// It needs it.
        Accepted = "accepted",
        /// It does not.
        Dismissed = "dismissed",
    }
}

/// The viewer's likely needs that it has not answered, likeliest first, and what it has dismissed.
///
/// # Errors
/// `SignIn`, `Forbidden` for who is no member of a firm.
pub fn own(conn: &mut Conn, known: &Known, viewer: &Viewer) -> AppResult<(Vec<Likely>, Vec<String>)> {
    let firm = firm_of(viewer)?.clone();
    let code = firms::store::find(conn, &firm)?.ok_or(AppError::NotFound)?.code;
    let mut likely = actions::latent_needs(conn, known, viewer, &code, ASKED)?;
    likely.retain(|one| one.score >= LEAST);
    likely.truncate(SHOWN);
    let dismissed =
        store::answers(conn, &firm)?.into_iter().filter(|(_, a)| *a == Answer::Dismissed).map(|(name, _)| name);
    Ok((likely, dismissed.collect()))
}

/// Takes out what the firm has answered, and lets sink what others have dismissed.
///
/// # Errors
/// Those of the database.
pub(super) fn without_answered(conn: &mut Conn, firm: &FirmId, likely: Vec<Likely>) -> AppResult<Vec<Likely>> {
    let own: HashMap<String, Answer> = store::answers(conn, firm)?.into_iter().collect();
    let names: Vec<&str> = likely.iter().map(|one| one.name.as_str()).collect();
    let sunk: HashMap<String, i64> = store::dismissals(conn, &names)?.into_iter().collect();
    let mut left: Vec<Likely> = likely.into_iter().filter(|one| !own.contains_key(&one.name)).collect();
    for one in &mut left {
        one.score *= SINKS.powi(sunk.get(&one.name).copied().unwrap_or(0).min(100) as i32);
    }
    left.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(left)
}

/// Makes a draft of a need of it.
///
/// # Errors
/// `Invalid` without a name; `SignIn`, `Forbidden`.
pub fn accept(conn: &mut Conn, viewer: &Viewer, name: &str, now: Moment) -> AppResult<NeedRow> {
    let firm = firm_of(viewer)?.clone();
    let name = named(name)?;
    let fields = [("text", name.clone()), ("category", name.clone())];
    let known = crate::chain::store::category_by_name(conn, &name)?.is_some();
    let fields = fields.into_iter().filter(|(column, _)| known || *column == "text");
    let columns = Columns(fields.map(|(column, value)| (column.to_owned(), value)).collect());
    let row = listings::actions::create::<NeedRow>(conn, viewer, &columns, ListingState::Draft, now)?;
    store::put(conn, &firm, &name, Some(Answer::Accepted), now)?;
    Ok(row)
}

/// Notes that the firm does not need it, or takes that back.
///
/// # Errors
/// `Invalid` without a name; `SignIn`, `Forbidden`.
pub fn dismiss(conn: &mut Conn, viewer: &Viewer, name: &str, dismissed: bool, now: Moment) -> AppResult<()> {
    let firm = firm_of(viewer)?;
    Ok(store::put(conn, firm, &named(name)?, dismissed.then_some(Answer::Dismissed), now)?)
}

fn named(name: &str) -> AppResult<String> {
    let name = text::tidy(name);
    if name.is_empty() || name.chars().count() > 200 {
        let (cause, fix) = (Say::new("没有名称", "No name"), Say::new("请从列表中选择", "Choose one of the list"));
        return Err(AppError::invalid("name", &name, cause, fix));
    }
    Ok(name)
}

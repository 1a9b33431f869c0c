//! Trying other weights on real needs, and putting them in force.

use std::collections::HashSet;

use super::store::{self, Version};
use crate::accounts::Viewer;
use crate::accounts::actions::for_operators;
use crate::audit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::matching::actions;
use crate::matching::known::Known;
use crate::matching::reasons::Weights;
use crate::matching::shelf::Shelf;
use crate::pairings::actions::Renewal;
use crate::pairings::notes;
use crate::{needs, text};

/// Needs that a preview is made of, the latest ones, and pairings of each.
const NEEDS: i64 = 40;
const FIRST: usize = 5;

/// What other weights would do to one need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Code and words of the need.
    pub need: (String, String),
    /// The first firms' products now and then, by their keys.
    pub now: Vec<String>,
    pub then: Vec<String>,
}

/// What other weights would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Needs that were looked at.
    pub needs: usize,
    /// Of those, how many would have another first pairing.
    pub first_changes: usize,
    /// How many would have other firms among the first five.
    pub set_changes: usize,
    /// Those of which anything changes.
    pub changes: Vec<Change>,
}

/// All versions, the last one first.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators.
pub fn versions(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<Version>> {
    for_operators(viewer)?;
    Ok(store::all(conn)?)
}

/// What `weights` would change for the latest needs.
///
/// # Errors
/// `SignIn`, `Forbidden`; `Invalid` for weights out of range.
pub fn preview(conn: &mut Conn, known: &Known, viewer: &Viewer, weights: Weights) -> AppResult<Preview> {
    for_operators(viewer)?;
    let (other, mut shelf) = (known.with(weights.checked()?), Shelf::default());
    let mut preview = Preview::default();
    for card in needs::store::newest(conn, NEEDS)? {
        let need = (card.row.code.clone(), card.row.text.clone());
        let now = products(actions::renewal(conn, (known, &mut shelf), card.clone(), FIRST)?);
        let then = products(actions::renewal(conn, (&other, &mut shelf), card, FIRST)?);
        preview.needs += 1;
        preview.first_changes += usize::from(now.first() != then.first());
        preview.set_changes += usize::from(now.iter().collect::<HashSet<_>>() != then.iter().collect());
        if now != then {
            preview.changes.push(Change { need, now, then });
        }
    }
    Ok(preview)
}

fn products(renewal: Renewal) -> Vec<String> {
    renewal.proposed.into_iter().map(|proposed| proposed.product.0).collect()
}

/// Puts weights in force; all pairings are worked out anew.
///
/// # Errors
/// `SignIn`, `Forbidden`; `Invalid` for weights out of range and without a note; `Conflict` when somebody else was
/// quicker than `seen`, the version that the sender looked at.
pub fn put(
    conn: &mut Conn,
    viewer: &Viewer,
    weights: Weights,
    (note, seen): (&str, i64),
    now: Moment,
) -> AppResult<Version> {
    for_operators(viewer)?;
    let weights = weights.checked()?;
    let note: String = text::tidy(note).chars().take(200).collect();
    if note.is_empty() {
        let (cause, fix) = (Say::new("没有说明", "No note"), Say::new("请写明为什么调整", "Say why they are changed"));
        return Err(AppError::invalid("note", "", cause, fix));
    }
    let before = store::last(conn)?;
    if before.as_ref().map_or(0, |version| version.version) != seen {
        return Err(AppError::conflict(
            "权重刚被别人调整过，请刷新后再改",
            "Somebody has just changed them; reload the page",
        ));
    }
    let json = serde_json::to_string(&weights).map_err(anyhow::Error::new)?;
    let next = Version { version: seen + 1, weights: json, note, author: viewer.actor.to_string(), created_at: now };
    store::insert(conn, &next)?;
    notes::ask_all(conn)?;
    let old = before.map(|version| version.weights);
    audit::record(
        conn,
        viewer,
        "match.weights",
        "weights",
        &next.version.to_string(),
        old.as_deref(),
        Some(&next.weights),
        now,
    )?;
    Ok(next)
}

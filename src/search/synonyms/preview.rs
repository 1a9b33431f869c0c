//! What a pair would do to the searches of late, before it is kept.

use super::rules::Pair;
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::{Engine, Meaning};
use crate::http::AppResult;
use crate::search::find::{Found, Part, find_meaning};
use crate::search::lexicon::Known;
use crate::search::query::Asked;
use crate::sought;

/// Of the searches of late so many are looked at, the most frequent ones.
const LOOKED_AT: u64 = 5_000;
/// Changed searches that are shown.
const SHOWN: usize = 20;
/// Hits named of each.
const NAMED: u64 = 3;

/// What one search finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How many, none where they would only come close.
    pub found: u64,
    /// The first ones.
    pub first: Vec<String>,
}

/// One search that a pair changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The words, folded.
    pub text: String,
    /// What was looked for.
    pub kind: Kind,
    /// How often of late.
    pub times: i64,
    /// As it is.
    pub before: Outcome,
    /// As it would be.
    pub after: Outcome,
}

/// The searches of the last 30 days that `pair` would change, the most frequent first, and how many more there are
/// than are shown.
///
/// # Errors
/// Those of the engine and of the database.
pub fn changes(
    conn: &mut Conn,
    (engine, known): (&dyn Engine, &Known),
    pair: &Pair,
    now: Moment,
) -> AppResult<(Vec<Change>, usize)> {
    let synonyms = known.synonyms().with(&pair.word, &pair.other);
    let lines = sought::store::page(conn, sought::first_day(now), false, 0, LOOKED_AT)?;
    let meanings = lines.into_iter().filter_map(|line| {
        let (before, after) = (known.meaning(&line.text), known.meaning_by(&line.text, &synonyms));
        (before != after).then_some((line, before, after))
    });
    let mut changed: Vec<_> = meanings.collect();
    let more = changed.len().saturating_sub(SHOWN);
    changed.truncate(SHOWN);
    let mut changes = Vec::with_capacity(changed.len());
    for (line, before, after) in changed {
        let asked = Asked { kind: line.kind, q: line.text, ..Asked::default() };
        let before = outcome(conn, engine, &asked, before, now)?;
        let after = outcome(conn, engine, &asked, after, now)?;
        changes.push(Change { text: asked.q, kind: asked.kind, times: line.times, before, after });
    }
    Ok((changes, more))
}

fn outcome(conn: &mut Conn, engine: &dyn Engine, asked: &Asked, meaning: Meaning, now: Moment) -> AppResult<Outcome> {
    let answer = find_meaning(conn, engine, asked, meaning, &Part::first(NAMED), now)?;
    let first = answer.found.iter().map(|found: &Found| found.subject.name().to_owned()).collect();
    Ok(Outcome { found: answer.meant(), first })
}

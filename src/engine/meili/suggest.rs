//! What a text that is still being typed may become: the shortest of the titles that begin so tell the names, and each
//! name is counted.

use std::cmp::Reverse;

use super::ask::{Ask, ask};
use super::home::Home;
use super::order::LAST;
use super::value::quoted;
use crate::db::Kind;
use crate::engine::prepared::read_names;
use crate::engine::{Result, Suggestion};
use crate::words::script::{fold, letters};
use crate::words::sound;

/// Different titles of a kind that are looked at.
const TITLES: usize = 100;
/// Names that are counted for each one that is asked for.
const SPARE: usize = 4;
/// Bytes of the longest text that is completed; no name that is kept is longer.
const LONGEST: usize = 128;
/// What is suggested, in this order.
const KINDS: [Kind; 2] = [Kind::Product, Kind::Firm];

/// See [`Engine::suggest`](crate::engine::Engine::suggest).
pub(super) fn suggest(home: &Home, prefix: &str, limit: usize) -> Result<Vec<Suggestion>> {
    let typed = letters(&fold(prefix));
    if typed.is_empty() || typed.len() > LONGEST {
        return Ok(Vec::new());
    }
    let own = if sound::is_spelling(&typed) { vec![typed.clone()] } else { Vec::new() };
    let mut names = names(home, &typed, &own, limit * SPARE)?;
    if names.is_empty() && own.is_empty() {
        // Another character of the same sound, perhaps.
        let spellings: Vec<String> = sound::spellings(&typed).0.into_iter().filter(|s| sound::is_spelling(s)).collect();
        if !spellings.is_empty() {
            names = self::names(home, &typed, &spellings, limit * SPARE)?;
        }
    }
    let counts = names.iter().map(|(kind, name)| Ask::count(format!("kind = {kind} AND name = {}", quoted(name))));
    let told = ask(home, counts.collect())?;
    let counted = names.into_iter().zip(told);
    let found: Vec<Suggestion> =
        counted.map(|((kind, name), told)| Suggestion { kind, name, count: told.total }).collect();
    Ok(KINDS.into_iter().flat_map(|kind| best(&found, kind, &typed, limit)).collect())
}

/// In full first, then the most frequent, of these the shortest.
fn best(found: &[Suggestion], kind: Kind, typed: &str, limit: usize) -> Vec<Suggestion> {
    let mut best: Vec<Suggestion> = found.iter().filter(|one| one.kind == kind && one.count > 0).cloned().collect();
    best.sort_by(|a, b| {
        let order = |one: &Suggestion| (one.name != typed, Reverse(one.count), one.name.len());
        order(a).cmp(&order(b)).then_with(|| a.name.cmp(&b.name))
    });
    best.truncate(limit);
    best
}

/// Names that begin with `typed`, or whose spelling begins with one of `spellings`; of each kind at most `most`.
fn names(home: &Home, typed: &str, spellings: &[String], most: usize) -> Result<Vec<(Kind, String)>> {
    let begins = |attribute: &str, text: &str| format!("{attribute} STARTS WITH {}", quoted(text));
    let spelt = spellings.iter().map(|spelling| begins("spelt", spelling));
    let any: Vec<String> = std::iter::once(begins("name", typed)).chain(spelt).collect();
    let sort: Vec<String> = ["length:asc"].iter().chain(&LAST).map(|rule| (*rule).to_owned()).collect();
    let titles = |kind: Kind| Ask {
        filter: format!("kind = {kind} AND ({})", any.join(" OR ")),
        sort: sort.clone(),
        limit: TITLES,
        distinct: true,
        ..Ask::default()
    };
    let mut names: Vec<(Kind, String)> = Vec::new();
    for (kind, told) in KINDS.into_iter().zip(ask(home, KINDS.map(titles).into())?) {
        let mut own: Vec<String> = Vec::new();
        for (name, _) in told.rows.iter().flat_map(|row| read_names(row.names())) {
            if own.len() < most && fits(name, typed, spellings) && !own.iter().any(|known| known == name) {
                own.push(name.to_owned());
            }
        }
        names.extend(own.into_iter().map(|name| (kind, name)));
    }
    Ok(names)
}

fn fits(name: &str, typed: &str, spellings: &[String]) -> bool {
    let is_spelt = || {
        let (full, initials) = sound::spellings(name);
        full.iter().chain(&initials).any(|own| spellings.iter().any(|spelling| own.starts_with(spelling)))
    };
    name.starts_with(typed) || !spellings.is_empty() && is_spelt()
}

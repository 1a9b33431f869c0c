//! What a text that is still being typed may become: names of some documents that have a name or a spelling that begins
//! so.

use std::collections::HashMap;

use meilisearch_sdk::search::SearchQuery;
use serde::Deserialize;

use super::home::Home;
use super::value::{quoted, written};
use crate::db::Kind;
use crate::engine::prepared::read_names;
use crate::engine::{Result, Suggestion};
use crate::words::script::{fold, letters};
use crate::words::sound;

/// Documents of each kind that are looked at.
const MOST: usize = 200;
/// Bytes of the longest text that is completed; no name that is kept is longer.
const LONGEST: usize = 128;
/// What is suggested, in this order.
const KINDS: [Kind; 2] = [Kind::Product, Kind::Firm];

/// What is read of a document.
#[derive(Deserialize)]
struct Named {
    names: String,
}

/// See [`Engine::suggest`](crate::engine::Engine::suggest).
pub(super) fn suggest(home: &Home, prefix: &str, limit: usize) -> Result<Vec<Suggestion>> {
    let typed = letters(&fold(prefix));
    if typed.is_empty() || typed.len() > LONGEST {
        return Ok(Vec::new());
    }
    let spellings: Vec<String> = if sound::is_spelling(&typed) { vec![typed.clone()] } else { Vec::new() };
    let mut found = of(home, &typed, &spellings, limit)?;
    if found.is_empty() && spellings.is_empty() {
        // Nothing is written so; perhaps something sounds so.
        let sounding: Vec<String> = sound::spellings(&typed).0.into_iter().filter(|s| sound::is_spelling(s)).collect();
        found = of(home, &typed, &sounding, limit)?;
    }
    Ok(found)
}

fn of(home: &Home, typed: &str, spellings: &[String], limit: usize) -> Result<Vec<Suggestion>> {
    let begins = |name: &str| {
        let (full, initials) = sound::spellings(name);
        let spelt = |own: &String| spellings.iter().any(|spelling| own.starts_with(spelling.as_str()));
        name.starts_with(typed) || !spellings.is_empty() && full.iter().chain(&initials).any(spelt)
    };
    let mut all = Vec::new();
    for kind in KINDS {
        let mut counts: HashMap<String, u64> = HashMap::new();
        for named in named(home, kind, typed, spellings)? {
            read_names(&named.names).filter(|(name, _)| begins(name)).for_each(|(name, _)| {
                *counts.entry(name.to_owned()).or_default() += 1;
            });
        }
        let mut list: Vec<Suggestion> =
            counts.into_iter().map(|(name, count)| Suggestion { kind, name, count }).collect();
        list.sort_by(|a, b| order(typed, a).cmp(&order(typed, b)));
        list.truncate(limit);
        all.extend(list);
    }
    Ok(all)
}

/// In full first, then the most frequent, of these the shortest.
fn order<'a>(typed: &str, one: &'a Suggestion) -> (bool, std::cmp::Reverse<u64>, usize, &'a str) {
    (one.name != typed, std::cmp::Reverse(one.count), one.name.len(), &one.name)
}

/// Documents of a kind that have a name, or a spelling, that begins so.
fn named(home: &Home, kind: Kind, typed: &str, spellings: &[String]) -> Result<Vec<Named>> {
    let begins = |attribute: &str, text: &str| format!("{attribute} STARTS WITH {}", quoted(text));
    // What is written by its bytes begins with the same bytes, unless it was cut.
    debug_assert!(written(typed).len() < 400);
    let mut any = vec![begins("name", typed)];
    any.extend(spellings.iter().map(|spelling| begins("spelt", spelling)));
    let (name, filter) = (home.live(), format!("kind = {kind} AND ({})", any.join(" OR ")));
    let found = home.wire.work(move |client| {
        let (index, filter) = (client.index(&name), filter.clone());
        async move {
            let mut query = SearchQuery::new(&index);
            query.with_filter(&filter).with_limit(MOST);
            query.with_attributes_to_retrieve(meilisearch_sdk::search::Selectors::Some(&["names"]));
            query.execute::<Named>().await
        }
    })?;
    Ok(found.hits.into_iter().map(|hit| hit.result).collect())
}

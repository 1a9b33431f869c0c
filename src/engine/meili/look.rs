//! What the index holds: for checking it against the database.

use std::collections::HashMap;

use meilisearch_sdk::documents::DocumentsQuery;
use meilisearch_sdk::search::SearchQuery;
use serde_json::Value;

use super::document::key;
use super::home::Home;
use super::row::{STANDING, Standing};
use super::value::quoted;
use crate::db::Kind;
use crate::engine::Result;

/// Documents asked for by key at once.
const PART: usize = 1_000;

/// How many documents of a kind there are.
pub(super) fn count(home: &Home, kind: Kind) -> Result<u64> {
    let name = home.live();
    let found = home.wire.work(move |client| {
        let index = client.index(&name);
        async move {
            let filter = format!("kind = {kind}");
            SearchQuery::new(&index).with_filter(&filter).with_limit(0).execute::<Value>().await
        }
    })?;
    Ok(found.estimated_total_hits.unwrap_or(0) as u64)
}

/// The keys of a kind behind `after`, in byte order.
pub(super) fn ids(home: &Home, kind: Kind, after: Option<&str>, limit: usize) -> Result<Vec<String>> {
    let behind = after.map_or_else(String::new, |after| format!(" AND id > {}", quoted(after)));
    let (name, filter) = (home.live(), format!("kind = {kind}{behind}"));
    let found = home.wire.work(move |client| {
        let (index, filter) = (client.index(&name), filter.clone());
        async move {
            let mut query = DocumentsQuery::new(&index);
            query.with_filter(&filter).with_sort(["id:asc"]).with_fields(STANDING).with_limit(limit);
            query.execute::<Standing>().await
        }
    })?;
    Ok(found.results.iter().map(Standing::id).collect())
}

/// The version of each of these subjects.
pub(super) fn versions(home: &Home, kind: Kind, ids: &[String]) -> Result<Vec<Option<u64>>> {
    let keys: Vec<String> = ids.iter().map(|id| key(kind, id)).collect();
    let mut found: HashMap<String, u64> = HashMap::new();
    for part in keys.chunks(PART) {
        let standing = standing(home, part.to_vec())?.into_iter();
        found.extend(standing.filter_map(|one| Some((one.key.clone(), one.version()?))));
    }
    Ok(keys.iter().map(|key| found.get(key).copied()).collect())
}

fn standing(home: &Home, keys: Vec<String>) -> Result<Vec<Standing>> {
    let name = home.live();
    let found = home.wire.work(move |client| {
        let (index, keys) = (client.index(&name), keys.clone());
        async move {
            let mut query = DocumentsQuery::new(&index);
            query.with_ids(keys.iter().map(String::as_str)).with_fields(STANDING).with_limit(keys.len());
            query.execute::<Standing>().await
        }
    })?;
    Ok(found.results)
}

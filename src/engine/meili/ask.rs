//! Several questions to the server in one request.

use std::collections::HashMap;

use meilisearch_sdk::search::{MultiSearchQuery, SearchQuery, SearchResults, Selectors};

use super::document::TITLE;
use super::home::Home;
use super::row::{ROW, Row};
use crate::engine::Result;

/// One question: how many documents a filter lets through, and perhaps some of them and how their values are spread.
#[derive(Debug, Clone, Default)]
pub(super) struct Ask {
    pub filter: String,
    pub sort: Vec<String>,
    pub offset: usize,
    pub limit: usize,
    pub facets: Vec<&'static str>,
    /// Of documents with one title, the first only.
    pub distinct: bool,
}

impl Ask {
    /// Asks for a number alone.
    pub(super) fn count(filter: String) -> Ask {
        Ask { filter, ..Ask::default() }
    }
}

/// What came back for one question.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub total: u64,
    pub rows: Vec<Row>,
    pub facets: HashMap<String, HashMap<String, usize>>,
}

impl From<SearchResults<Row>> for Told {
    fn from(results: SearchResults<Row>) -> Told {
        Told {
            total: results.estimated_total_hits.unwrap_or(0) as u64,
            rows: results.hits.into_iter().map(|hit| hit.result).collect(),
            facets: results.facet_distribution.unwrap_or_default(),
        }
    }
}

/// Asks all at once; answers in the order of the questions.
pub(super) fn ask(home: &Home, asks: Vec<Ask>) -> Result<Vec<Told>> {
    if asks.is_empty() {
        return Ok(Vec::new());
    }
    let name = home.live();
    let results = home.wire.ask(move |client| async move {
        let index = client.index(name);
        let sorts: Vec<Vec<&str>> = asks.iter().map(|ask| ask.sort.iter().map(String::as_str).collect()).collect();
        let mut all = MultiSearchQuery::new(&client);
        for (ask, sort) in asks.iter().zip(&sorts) {
            let mut query = SearchQuery::new(&index);
            query.with_filter(&ask.filter).with_offset(ask.offset).with_limit(ask.limit);
            query.with_attributes_to_retrieve(Selectors::Some(&ROW));
            if ask.distinct {
                query.with_distinct(TITLE);
            }
            if !sort.is_empty() {
                query.with_sort(sort);
            }
            if !ask.facets.is_empty() {
                query.with_facets(Selectors::Some(&ask.facets));
            }
            all.with_search_query(query);
        }
        Ok(all.execute::<Row>().await?.results)
    })?;
    Ok(results.into_iter().map(Told::from).collect())
}

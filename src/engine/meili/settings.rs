//! What the server is told of an index: what can be filtered by, ordered by and read back. It searches no text, since
//! plans are look-ups of exact keys.

use std::collections::BTreeMap;

use meilisearch_sdk::settings::{
    FacetSortValue, FacetingSettings, FilterFeatureModes, FilterFeatures, FilterableAttribute,
    FilterableAttributesSettings, PaginationSetting, Settings, TypoToleranceSettings,
};

use super::document::TITLE;
use super::row::READ_BACK;

/// Grows with every change of these settings, of `document`, of `prepared` or of `words`: an index of another layout
/// is built anew.
pub(super) const LAYOUT: u32 = 1;

/// Values of one facet that are counted; of a facet with more, the most frequent ones.
pub(super) const COUNTED: usize = 1_000;

/// Compared for equality only.
const KEYS: [&str; 17] = [
    "kind",
    "code",
    TITLE,
    "name",
    "near",
    "spelt",
    "sound",
    "title",
    "text",
    "firm",
    "division",
    "industry",
    "category",
    "certificate",
    "verified",
    "price_band",
    "lead_band",
];
/// Compared by size too.
const SIZES: [&str; 4] = ["id", "price", "lead", "stale_from"];
const SORTED: [&str; 7] = ["id", "length", "published", "tie", "price", "lead", "_geo"];

/// The settings of every index.
pub(super) fn settings() -> Settings {
    let counted = BTreeMap::from([("*".to_owned(), FacetSortValue::Count)]);
    Settings::new()
        .with_searchable_attributes(Vec::<&str>::new())
        .with_displayed_attributes(READ_BACK)
        .with_filterable_attributes_advanced(filterable())
        .with_sortable_attributes(SORTED)
        .with_ranking_rules(["sort"])
        .with_typo_tolerance(TypoToleranceSettings { enabled: Some(false), ..TypoToleranceSettings::default() })
        .with_faceting(FacetingSettings { max_values_per_facet: COUNTED, sort_facet_values_by: Some(counted) })
        // Totals are cut off here; paging ends at `MAX_REACH`.
        .with_pagination(PaginationSetting { max_total_hits: 1_000_000_000 })
}

fn filterable() -> Vec<FilterableAttribute> {
    let by = |names: &[&str], comparison: bool| {
        FilterableAttribute::Settings(FilterableAttributesSettings {
            attribute_patterns: names.iter().map(|name| (*name).to_owned()).collect(),
            features: FilterFeatures { facet_search: false, filter: FilterFeatureModes { equality: true, comparison } },
        })
    };
    // The first that names an attribute decides.
    vec![by(&SIZES, true), by(&KEYS, false), "_geo".into()]
}

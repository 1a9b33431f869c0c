//! What the pages have in common on which a firm keeps its listings.

use super::{Counts, Filter, ListingState, rules};
use crate::clock::Moment;
use crate::http::paging::DEEPEST;
use crate::lang::Lang;

/// Categories offered while typing; the form accepts every one of the chain's.
pub const OFFERED: i64 = 1_000;

/// Rows on a page of one's own list.
pub const PAGE: u64 = 30;

/// What the list is asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Asked {
    /// A state, or `stale`.
    #[serde(default)]
    pub state: String,
    /// Text in name or code.
    #[serde(default)]
    pub q: String,
    /// The page, from 1.
    #[serde(default)]
    pub page: Option<u64>,
}

impl Asked {
    /// Rows before the page that this asks for.
    pub fn offset(&self) -> u64 {
        let page = self.page.unwrap_or(1).clamp(1, DEEPEST);
        (page - 1) * PAGE
    }

    /// The filter that this asks for.
    pub fn filter(&self, now: Moment) -> Filter<'_> {
        let stale = self.state == "stale";
        let state = if stale { Some(ListingState::Published) } else { ListingState::parse(&self.state) };
        Filter { state, confirmed_before: stale.then(|| rules::stale_before(now)), text: &self.q }
    }
}

/// One tab above the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its words.
    pub label: &'static str,
    /// How many are behind it.
    pub count: u64,
    /// Where it leads.
    pub to: String,
    /// Whether it is the one shown.
    pub is_here: bool,
}

/// The tabs of a list at `base`.
pub fn tabs(base: &str, counts: &Counts, here: &str, lang: Lang) -> Vec<Tab> {
    let words = [
        ("", lang.t("全部", "All"), counts.all()),
        ("published", state_word(ListingState::Published, lang), counts.published),
        ("stale", lang.t("待确认", "To confirm"), counts.stale),
        ("draft", state_word(ListingState::Draft, lang), counts.draft),
        ("withdrawn", state_word(ListingState::Withdrawn, lang), counts.withdrawn),
    ];
    let known = words.iter().any(|(state, _, _)| *state == here);
    words
        .into_iter()
        .map(|(state, label, count)| Tab {
            label,
            count,
            to: if state.is_empty() { base.to_owned() } else { format!("{base}?state={state}") },
            is_here: state == here || (state.is_empty() && !known),
        })
        .collect()
}

/// A state in words.
pub fn state_word(state: ListingState, lang: Lang) -> &'static str {
    match state {
        ListingState::Draft => lang.t("草稿", "Draft"),
        ListingState::Published => lang.t("已发布", "Published"),
        ListingState::Withdrawn => lang.t("已下架", "Withdrawn"),
    }
}

/// What publishing has done, for the message.
pub fn published_message(firm_verified: bool, lang: Lang) -> &'static str {
    if firm_verified {
        lang.t("已发布，现在所有人都能看到", "Published; everyone can see it now")
    } else {
        lang.t(
            "已发布。企业通过审核后，所有人即可看到",
            "Published. Everyone will see it as soon as your firm is verified",
        )
    }
}

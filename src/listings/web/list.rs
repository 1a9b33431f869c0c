//! A firm's list of its own listings of one kind.

use actix_web::HttpRequest;

use super::{edit_path, list_path, public_path, state_word};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::http::paging::DEEPEST;
use crate::http::{AppResult, Paging, Shell, page};
use crate::lang::Lang;
use crate::listings::{Counts, Fields, Filter, Listing, ListingState, rules};

/// Rows on a page of one's own list.
const PAGE: u64 = 30;

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
    fn offset(&self) -> u64 {
        let page = self.page.unwrap_or(1).clamp(1, DEEPEST);
        (page - 1) * PAGE
    }

    /// The filter that this asks for.
    fn filter(&self, now: Moment) -> Filter<'_> {
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
fn tabs(base: &str, counts: &Counts, here: &str, lang: Lang) -> Vec<Tab> {
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

/// What the page of a list shows around its rows.
pub struct Own {
    /// Where the list is.
    pub base: String,
    /// One for each state.
    pub tabs: Vec<Tab>,
    /// How many there are.
    pub counts: Counts,
    /// What was asked for.
    pub asked: Asked,
    /// Whether others see what the firm publishes.
    pub firm_verified: bool,
}

/// What each row of a list shows, whatever its kind.
pub struct Line {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub state: ListingState,
    /// The same in words.
    pub state_word: &'static str,
    /// Whether it waits to be confirmed.
    pub is_stale: bool,
    /// Day of the last confirmation, or empty.
    pub confirmed: String,
    /// Day of the last change.
    pub updated: String,
    /// Where it is changed.
    pub edit_path: String,
    /// Where everyone sees it.
    pub public_path: String,
}

impl Line {
    /// The row of one listing.
    pub fn new<L: Listing>(row: &L, now: Moment, lang: Lang) -> Line {
        let standing = row.standing();
        Line {
            code: row.code().to_owned(),
            title: row.fields(None).title().to_owned(),
            state: standing.state,
            state_word: state_word(standing.state, lang),
            is_stale: rules::is_stale(standing.state, standing.confirmed_at, now),
            confirmed: standing.confirmed_at.map(clock::show_day).unwrap_or_default(),
            updated: clock::show_day(standing.updated_at),
            edit_path: edit_path::<L>(row.code()),
            public_path: public_path::<L>(row.code()),
        }
    }
}

/// Reads the page of the list that is asked for.
///
/// # Errors
/// `SignIn`, `Forbidden`; those of the database.
pub async fn own<L: Listing>(
    request: &HttpRequest,
    app: &App,
    viewer: &Viewer,
    asked: Asked,
) -> AppResult<(Own, Vec<L>, Paging)> {
    let (now, here) = (clock::now(), Shell::bare(request, "").here);
    let (firm, wanted) = (rules::firm_of(viewer)?.clone(), asked.clone());
    let (counts, rows, paging) = app
        .read(move |conn| {
            let counts = L::counts(conn, &firm, rules::stale_before(now))?;
            let filter = wanted.filter(now);
            let (mut rows, total) = L::own(conn, &firm, &filter, wanted.offset(), PAGE)?;
            let paging = Paging::new(wanted.page.unwrap_or(1), PAGE, total, &here);
            if paging.offset() != wanted.offset() {
                // Asked for a page behind the last one, which is shown instead.
                rows = L::own(conn, &firm, &filter, paging.offset(), PAGE)?.0;
            }
            Ok((counts, rows, paging))
        })
        .await?;
    let base = list_path::<L>();
    let tabs = tabs(&base, &counts, &asked.state, page::lang_of(request));
    Ok((Own { base, tabs, counts, asked, firm_verified: viewer.firm_verified }, rows, paging))
}

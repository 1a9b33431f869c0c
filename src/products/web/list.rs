//! The list of a firm's own products.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LIST, edit_path, public_path, state_word};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::http::paging::DEEPEST;
use crate::http::{AppResult, Paging, Shell, page, show};
use crate::lang::Lang;
use crate::products::store::{self, Counts, Filter, ProductRow};
use crate::products::{ListingState, listing, rules};

/// Rows on a page of one's own list; here and for needs.
pub const PAGE: u64 = 30;

/// What the list is asked for; here and for needs.
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

/// One tab above the list; here and for needs.
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

/// The tabs of a list at `base`; here and for needs.
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

struct Row {
    code: String,
    name: String,
    state: ListingState,
    state_word: &'static str,
    is_stale: bool,
    price: String,
    confirmed: String,
    updated: String,
    edit_path: String,
    public_path: String,
}

impl Row {
    fn new(row: ProductRow, viewer: &Viewer, now: Moment, lang: Lang) -> Row {
        Row {
            state: row.state,
            state_word: state_word(row.state, lang),
            is_stale: listing::is_stale(row.state, row.confirmed_at, now),
            price: rules::visible_price(&row, viewer).line(&row.unit, lang),
            confirmed: row.confirmed_at.map(clock::show_day).unwrap_or_default(),
            updated: clock::show_day(row.updated_at),
            edit_path: edit_path(&row.code),
            public_path: public_path(&row.code),
            code: row.code,
            name: row.name,
        }
    }
}

#[derive(Template)]
#[template(path = "products/list.html")]
struct ListPage {
    page: Shell,
    tabs: Vec<Tab>,
    counts: Counts,
    rows: Vec<Row>,
    paging: Paging,
    asked: Asked,
    firm_verified: bool,
}

/// `GET /my/products?state=&q=&page=`
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let (lang, now) = (page::lang_of(&request), clock::now());
    let asked = asked.into_inner();
    let here = Shell::bare(&request, "").here;
    let (firm, wanted) = (listing::firm_of(&viewer)?.clone(), asked.clone());
    let (counts, rows, paging) = app
        .read(move |conn| {
            let counts = store::counts(conn, &firm, rules::stale_before(now))?;
            let filter = wanted.filter(now);
            let (mut rows, total) = store::own(conn, &firm, &filter, wanted.offset(), PAGE)?;
            let paging = Paging::new(wanted.page.unwrap_or(1), PAGE, total, &here);
            if paging.offset() != wanted.offset() {
                // Asked for a page behind the last one, which is shown instead.
                rows = store::own(conn, &firm, &filter, paging.offset(), PAGE)?.0;
            }
            Ok((counts, rows, paging))
        })
        .await?;
    let page = ListPage {
        page: Shell::new(&request, lang.t("我的产品", "My products")),
        tabs: tabs(LIST, &counts, &asked.state, lang),
        counts,
        rows: rows.into_iter().map(|row| Row::new(row, &viewer, now, lang)).collect(),
        paging,
        asked,
        firm_verified: viewer.firm_verified,
    };
    show(&request, &page)
}

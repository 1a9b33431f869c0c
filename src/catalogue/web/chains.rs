//! The industrial chains: the roots of the category tree.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Crumb, category_link, eyes};
use crate::accounts::Viewer;
use crate::app::App;
use crate::catalogue::board::{Board, Chain, Figures};
use crate::catalogue::words;
use crate::http::{AppResult, Paging, Shell, show};

/// Chains on one page.
const CHAINS: u64 = 60;

/// A chain in a list.
pub struct ChainCard {
    /// Its page.
    pub to: String,
    /// Its name.
    pub name: String,
    /// How many narrower categories it has.
    pub kinds: String,
    /// Public products in it.
    pub products: String,
    /// Public needs in it.
    pub needs: String,
    /// Its largest parts.
    pub parts: Vec<Crumb>,
}

impl ChainCard {
    fn new(figures: &Figures, chain: &Chain) -> ChainCard {
        let (to, name) = category_link(figures, chain.node);
        let mut parts = figures.graph.narrower(chain.node).to_vec();
        parts.sort_by_key(|node| std::cmp::Reverse(figures.tally(*node).products));
        ChainCard {
            to,
            name,
            kinds: words::count(chain.kinds as i64),
            products: words::count(chain.tally.products),
            needs: words::count(chain.tally.needs),
            parts: parts.iter().take(4).map(|node| category_link(figures, *node)).collect(),
        }
    }

    /// The largest chains.
    pub fn first(figures: &Figures, limit: usize) -> Vec<ChainCard> {
        figures.chains.iter().take(limit).map(|chain| ChainCard::new(figures, chain)).collect()
    }
}

#[derive(Template)]
#[template(path = "catalogue/chains.html")]
struct ChainsPage {
    page: Shell,
    chains: Vec<ChainCard>,
    categories: String,
    paging: Paging,
}

/// Which page of a list is asked for.
#[derive(Debug, serde::Deserialize)]
pub struct Number {
    page: Option<u64>,
}

/// `GET /chains`
///
/// # Errors
/// Those of the database.
pub async fn chains(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    query: web::Query<Number>,
) -> AppResult<HttpResponse> {
    let eyes = eyes(&request, &app, &board, viewer).await?;
    let figures = &eyes.figures;
    let page = Shell::new(&request, eyes.lang.t("产业链", "Industrial chains"));
    let paging = Paging::new(query.page.unwrap_or(1), CHAINS, figures.chains.len() as u64, &page.here);
    let shown = figures.chains.iter().skip(paging.offset() as usize).take(CHAINS as usize);
    let chains = shown.map(|chain| ChainCard::new(figures, chain)).collect();
    show(&request, &ChainsPage { page, chains, categories: words::count(figures.graph.len() as i64), paging })
}

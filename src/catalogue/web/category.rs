//! The industrial chains, and one category of the chain graph with what stands around it.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Crumb, category_link, crumbs, eyes};
use crate::accounts::Viewer;
use crate::app::App;
use crate::catalogue::board::{Board, Chain, Figures, Tally};
use crate::catalogue::words;
use crate::chain::{CategoryId, Node};
use crate::http::{AppError, AppResult, Paging, Shell, show};

/// Chains on one page.
const CHAINS: u64 = 60;
/// Neighbours of a category on one page, of each sort.
const NEIGHBOURS: usize = 60;

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

/// A neighbour of a category: its page, its name, its public products.
struct Neighbour {
    to: String,
    name: String,
    products: i64,
}

/// Neighbours of one sort: the shown ones, and how many there are.
#[derive(Default)]
struct Neighbours {
    shown: Vec<Neighbour>,
    total: usize,
}

impl Neighbours {
    /// Those with the most products first.
    fn new(figures: &Figures, nodes: &[Node]) -> Neighbours {
        let mut nodes = nodes.to_vec();
        nodes.sort_by_key(|node| std::cmp::Reverse(figures.tally(*node).products));
        let shown = nodes.iter().take(NEIGHBOURS).map(|node| {
            let (to, name) = category_link(figures, *node);
            Neighbour { to, name, products: figures.tally(*node).products }
        });
        Neighbours { shown: shown.collect(), total: nodes.len() }
    }

    fn hidden(&self) -> usize {
        self.total - self.shown.len()
    }
}

#[derive(Template)]
#[template(path = "catalogue/category.html")]
struct CategoryPage {
    page: Shell,
    id: String,
    name: String,
    crumbs: Vec<Crumb>,
    tally: Tally,
    aliases: Vec<String>,
    wider: Neighbours,
    narrower: Neighbours,
    inputs: Neighbours,
    outputs: Neighbours,
}

/// `GET /categories/{id}`
///
/// # Errors
/// `NotFound` for a category that does not exist.
pub async fn category(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let eyes = eyes(&request, &app, &board, viewer).await?;
    let id = CategoryId(id.into_inner());
    let node = eyes.figures.graph.node(&id).ok_or(AppError::NotFound)?;
    show(&request, &CategoryPage::new(&request, &eyes.figures, node))
}

impl CategoryPage {
    fn new(request: &HttpRequest, figures: &Arc<Figures>, node: Node) -> CategoryPage {
        let graph = &figures.graph;
        let page = Shell::new(request, graph.name(node));
        let mut crumbs = crumbs(&page, figures, Some(graph.id(node)));
        crumbs.pop();
        let around = |nodes: &[Node]| Neighbours::new(figures, nodes);
        CategoryPage {
            id: graph.id(node).to_string(),
            name: graph.name(node).to_owned(),
            crumbs,
            tally: figures.tally(node),
            aliases: graph.aliases(node).into_iter().map(|alias| graph.name(alias).to_owned()).collect(),
            wider: around(graph.wider(node)),
            narrower: around(graph.narrower(node)),
            inputs: around(graph.inputs(node)),
            outputs: around(graph.outputs(node)),
            page,
        }
    }
}

//! One category of the chain graph: what goes into it, what it goes into, who makes it and who wants it.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Crumb, Part, category_link, crumbs, eyes};
use crate::accounts::Viewer;
use crate::app::App;
use crate::catalogue::board::{Board, Figures};
use crate::catalogue::cards::{self, Eyes, FirmCard, NeedCard, ProductCard};
use crate::catalogue::found::{self, Shelf};
use crate::catalogue::store::FirmLine;
use crate::chain::{CategoryId, Node};
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::Engine;
use crate::http::{AppError, AppResult, Paging, Shell, show};
use crate::{needs, products};

/// Listings on one page.
const SIZE: u64 = 24;
/// Neighbours that are shown at once, and behind a click.
const NEAREST: usize = 10;
const NEIGHBOURS: usize = 100;

/// A neighbour of a category: its page, its name, its public products.
struct Neighbour {
    to: String,
    name: String,
    products: i64,
}

/// Neighbours of one sort, those with the most products first.
struct Neighbours {
    first: Vec<Neighbour>,
    rest: Vec<Neighbour>,
    total: usize,
}

impl Neighbours {
    fn new(figures: &Figures, nodes: &[Node]) -> Neighbours {
        let mut nodes = nodes.to_vec();
        nodes.sort_by_key(|node| std::cmp::Reverse(figures.tally(*node).products));
        let shown = nodes.iter().take(NEIGHBOURS).map(|node| {
            let (to, name) = category_link(figures, *node);
            Neighbour { to, name, products: figures.tally(*node).products }
        });
        let mut first: Vec<Neighbour> = shown.collect();
        let rest = first.split_off(first.len().min(NEAREST));
        Neighbours { first, rest, total: nodes.len() }
    }

    /// How many are not on the page at all.
    fn beyond(&self) -> usize {
        self.total - self.first.len() - self.rest.len()
    }
}

/// What the chosen tab lists.
enum Rows {
    Products(Vec<products::store::Card>),
    Needs(Vec<needs::store::Card>),
    Firms(Vec<(FirmLine, i64)>),
    /// More firms than a page can list.
    TooWide,
}

/// One visit's answer of index and database: the chosen rows, and how many there are of each kind.
struct Parts {
    rows: Rows,
    /// Products and needs.
    totals: [u64; 2],
    /// Of what is listed.
    total: u64,
}

#[derive(Template)]
#[template(path = "catalogue/category.html")]
struct CategoryPage {
    page: Shell,
    to: String,
    name: String,
    crumbs: Vec<Crumb>,
    aliases: Vec<String>,
    wider: Neighbours,
    narrower: Neighbours,
    inputs: Neighbours,
    outputs: Neighbours,
    /// Products and needs.
    totals: [u64; 2],
    chosen: Tab,
    too_wide: bool,
    products: Vec<ProductCard>,
    needs: Vec<NeedCard>,
    firms: Vec<FirmCard>,
    paging: Paging,
}

/// `GET /categories/{id}?show=&page=`
///
/// # Errors
/// `NotFound` for a category that does not exist.
pub async fn category(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    id: web::Path<String>,
    part: web::Query<Part>,
) -> AppResult<HttpResponse> {
    let eyes = eyes(&request, &app, &board, viewer).await?;
    let node = eyes.figures.graph.node(&CategoryId(id.into_inner())).ok_or(AppError::NotFound)?;
    let asked = Asked::new(&eyes, node, &part);
    let engine = app.engine.clone();
    let (parts, asked) = app.read(move |conn| Ok((asked.read(conn, engine.as_ref())?, asked))).await?;
    show(&request, &CategoryPage::new(&request, &eyes, node, parts, &asked))
}

/// The tabs of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Products,
    Firms,
    Needs,
}

/// What one visit asks for.
struct Asked {
    name: String,
    /// The category and the narrower ones.
    ids: Vec<CategoryId>,
    /// Products in them.
    products: i64,
    tab: Tab,
    number: u64,
    now: Moment,
}

impl Asked {
    fn new(eyes: &Eyes, node: Node, part: &Part) -> Asked {
        let graph = &eyes.figures.graph;
        let tab = match part.show.as_str() {
            "firms" => Tab::Firms,
            "needs" => Tab::Needs,
            _ => Tab::Products,
        };
        let mut ids = vec![graph.id(node).clone()];
        if tab == Tab::Firms {
            ids.extend(graph.descendants(node).into_iter().map(|node| graph.id(node).clone()));
        }
        Asked {
            name: graph.name(node).to_owned(),
            ids,
            products: eyes.figures.tally(node).products,
            tab,
            number: part.page.unwrap_or(1),
            now: eyes.now,
        }
    }

    fn read(&self, conn: &mut Conn, engine: &dyn Engine) -> AppResult<Parts> {
        let shelf = Shelf { engine, category: &self.name, now: self.now };
        let totals = [shelf.count(Kind::Product)?, shelf.count(Kind::Need)?];
        let offset = |total| Paging::new(self.number, SIZE, total, "").offset();
        let (rows, total) = match self.tab {
            Tab::Products => (Rows::Products(shelf.products(conn, offset(totals[0]), SIZE)?), totals[0]),
            Tab::Needs => (Rows::Needs(shelf.needs(conn, offset(totals[1]), SIZE)?), totals[1]),
            Tab::Firms => match found::makers(conn, &self.ids, self.products, self.number, SIZE)? {
                Some(makers) => (Rows::Firms(makers.rows), makers.total),
                None => (Rows::TooWide, 0),
            },
        };
        Ok(Parts { rows, totals, total })
    }
}

impl CategoryPage {
    fn new(request: &HttpRequest, eyes: &Eyes, node: Node, parts: Parts, asked: &Asked) -> CategoryPage {
        let (figures, graph) = (&eyes.figures, &eyes.figures.graph);
        let page = Shell::new(request, graph.name(node));
        let mut crumbs = crumbs(&page, figures, Some(graph.id(node)));
        if graph.canonical(node) == node {
            crumbs.pop();
        }
        let around = |nodes: &[Node]| Neighbours::new(figures, nodes);
        let (mut products, mut needs, mut firms) = (Vec::new(), Vec::new(), Vec::new());
        let too_wide = matches!(parts.rows, Rows::TooWide);
        match parts.rows {
            Rows::Products(rows) => products = rows.into_iter().map(|c| cards::product(c.row, c.firm, eyes)).collect(),
            Rows::Needs(rows) => needs = rows.into_iter().map(|c| cards::need(c.row, c.firm, eyes)).collect(),
            Rows::Firms(rows) => firms = rows.into_iter().map(|(line, n)| cards::firm(line, n, eyes)).collect(),
            Rows::TooWide => {}
        }
        CategoryPage {
            to: category_link(figures, node).0,
            name: graph.name(node).to_owned(),
            crumbs,
            aliases: graph.aliases(node).into_iter().map(|alias| graph.name(alias).to_owned()).collect(),
            wider: around(graph.wider(node)),
            narrower: around(graph.narrower(node)),
            inputs: around(graph.inputs(node)),
            outputs: around(graph.outputs(node)),
            paging: Paging::new(asked.number, SIZE, parts.total, &page.here),
            totals: parts.totals,
            chosen: asked.tab,
            too_wide,
            products,
            needs,
            firms,
            page,
        }
    }
}

//! One category of the chain graph: what goes into it, what it goes into, who makes it and who wants it.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Crumb, Part, category_link, crumbs, eyes};
use crate::accounts::Viewer;
use crate::app::App;
use crate::catalogue::board::{Board, Figures};
use crate::catalogue::cards::{self, Eyes, FirmCard, NeedCard, ProductCard};
use crate::catalogue::found::Shelf;
use crate::catalogue::store::FirmLine;
use crate::chain::{CategoryId, Node};
use crate::db::{Conn, Kind};
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
    Firms(Vec<FirmLine>),
}

/// One visit's answer of index and database: the chosen rows, and how many there are of each kind.
struct Parts {
    rows: Rows,
    totals: [u64; 3],
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
    /// Products, firms, needs.
    totals: [u64; 3],
    chosen: usize,
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
    let value = eyes.figures.graph.id(node).to_string();
    let (engine, now, part) = (app.engine.clone(), eyes.now, part.into_inner());
    let (chosen, number) = (tab(&part.show), part.page.unwrap_or(1));
    let read = move |conn: &mut Conn| {
        let shelf = Shelf { engine: engine.as_ref(), category: &value, now };
        read(conn, &shelf, chosen, number)
    };
    let parts = app.read(read).await?;
    show(&request, &CategoryPage::new(&request, &eyes, node, parts, chosen, number))
}

/// 0 for products, 1 for firms, 2 for needs.
fn tab(show: &str) -> usize {
    match show {
        "firms" => 1,
        "needs" => 2,
        _ => 0,
    }
}

fn read(conn: &mut Conn, shelf: &Shelf, chosen: usize, number: u64) -> AppResult<Parts> {
    let totals = [shelf.count(Kind::Product)?, shelf.count(Kind::Firm)?, shelf.count(Kind::Need)?];
    let offset = Paging::new(number, SIZE, totals[chosen], "").offset();
    let rows = match chosen {
        1 => Rows::Firms(shelf.firms(conn, offset, SIZE)?),
        2 => Rows::Needs(shelf.needs(conn, offset, SIZE)?),
        _ => Rows::Products(shelf.products(conn, offset, SIZE)?),
    };
    Ok(Parts { rows, totals })
}

impl CategoryPage {
    fn new(request: &HttpRequest, eyes: &Eyes, node: Node, parts: Parts, chosen: usize, number: u64) -> CategoryPage {
        let (figures, graph) = (&eyes.figures, &eyes.figures.graph);
        let page = Shell::new(request, graph.name(node));
        let mut crumbs = crumbs(&page, figures, Some(graph.id(node)));
        crumbs.pop();
        let around = |nodes: &[Node]| Neighbours::new(figures, nodes);
        let (mut products, mut needs, mut firms) = (Vec::new(), Vec::new(), Vec::new());
        match parts.rows {
            Rows::Products(rows) => products = rows.into_iter().map(|c| cards::product(c.row, c.firm, eyes)).collect(),
            Rows::Needs(rows) => needs = rows.into_iter().map(|c| cards::need(c.row, c.firm, eyes)).collect(),
            Rows::Firms(rows) => firms = rows.into_iter().map(|line| cards::firm(line, eyes)).collect(),
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
            paging: Paging::new(number, SIZE, parts.totals[chosen], &page.here),
            totals: parts.totals,
            chosen,
            products,
            needs,
            firms,
            page,
        }
    }
}

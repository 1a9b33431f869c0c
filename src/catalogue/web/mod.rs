//! The public pages. Each asks the database once, off the async threads, and counts one view of what it shows.

mod about;
mod category;
mod chains;
mod firm;
mod home;
mod need;
mod product;

pub use about::{api, language};
pub use category::category;
pub use chains::chains;
pub use firm::firm;
pub use home::home;
pub use need::need;
pub use product::product;

use actix_web::HttpRequest;

use super::board::{Board, Figures};
use super::cards::Eyes;
use crate::accounts::Viewer;
use crate::app::App;
use crate::chain::{CategoryId, Node};
use crate::clock;
use crate::http::{AppResult, Shell, page};

/// A link of the breadcrumbs: address and text.
type Crumb = (String, String);

async fn eyes(request: &HttpRequest, app: &App, board: &Board, viewer: Viewer) -> AppResult<Eyes> {
    let figures = board.figures(app).await?;
    Ok(Eyes { viewer, lang: page::lang_of(request), now: clock::now(), figures })
}

fn category_link(figures: &Figures, node: Node) -> Crumb {
    let graph = &figures.graph;
    (format!("/categories/{}", graph.id(node)), graph.name(node).to_owned())
}

/// The way from the first page through the chain down to a category.
fn crumbs(page: &Shell, figures: &Figures, category: Option<&CategoryId>) -> Vec<Crumb> {
    let home = ("/".to_owned(), page.t("首页", "Home").to_owned());
    let node = category.and_then(|id| figures.graph.node(id));
    let path = node.map(|node| figures.path(node)).unwrap_or_default();
    std::iter::once(home).chain(path.into_iter().map(|node| category_link(figures, node))).collect()
}

/// Which part of a page with tabs is asked for, and which page of it.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Part {
    /// `products`, `needs` or `firms`; anything else is the first.
    #[serde(default)]
    pub show: String,
    /// The page, from 1.
    #[serde(default)]
    pub page: Option<u64>,
}

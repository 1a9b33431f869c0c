//! The first page: what the site is, how much there is, what is new.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::chains::ChainCard;
use super::eyes;
use crate::accounts::Viewer;
use crate::app::App;
use crate::catalogue::board::{Board, Figures};
use crate::catalogue::cards::{self, NeedCard, ProductCard};
use crate::catalogue::{store, words};
use crate::http::{AppResult, Shell, show};

const NEW_PRODUCTS: i64 = 12;
const NEW_NEEDS: i64 = 8;
const CHAINS: usize = 16;

#[derive(Template)]
#[template(path = "catalogue/home.html")]
struct HomePage {
    page: Shell,
    figures: Arc<Figures>,
    chains: Vec<ChainCard>,
    products: Vec<ProductCard>,
    needs: Vec<NeedCard>,
}

impl HomePage {
    fn count(&self, number: &i64) -> String {
        words::count(*number)
    }
}

/// `GET /`
///
/// # Errors
/// Those of the database.
pub async fn home(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
) -> AppResult<HttpResponse> {
    let eyes = eyes(&request, &app, &board, viewer).await?;
    let (products, needs) = app
        .glance(|conn| Ok((store::newest_products(conn, NEW_PRODUCTS)?, store::newest_needs(conn, NEW_NEEDS)?)))
        .await?;
    let title = eyes.lang.t("首页", "Home");
    let page = HomePage {
        page: Shell::new(&request, title),
        chains: ChainCard::first(&eyes.figures, CHAINS),
        products: products.into_iter().map(|(line, firm)| cards::line(line, Some(firm), &eyes)).collect(),
        needs: needs.into_iter().map(|(line, firm)| cards::need_line(line, firm, &eyes)).collect(),
        figures: eyes.figures,
    };
    show(&request, &page)
}

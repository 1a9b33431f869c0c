//! A product's page.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Crumb, crumbs, eyes};
use crate::accounts::Viewer;
use crate::app::App;
use crate::catalogue::board::Board;
use crate::catalogue::cards::{self, Eyes, FirmBox, ProductCard};
use crate::catalogue::store::{self, OfFirm, ProductLine, ProductShown, Whole};
use crate::catalogue::words;
use crate::clock;
use crate::db::{Conn, Kind};
use crate::http::{AppError, AppResult, Shell, show};
use crate::lang::Lang;
use crate::listings;
use crate::products::certificates::{self, Standing};
use crate::specs;

/// How many products stand below: of the firm, and of others in the category.
const MORE: i64 = 3;
const OTHERS: i64 = 3;

/// What one visit reads.
struct Parts {
    whole: Whole<ProductShown>,
    pictures: Vec<(String, i64, i64)>,
    more: Vec<ProductLine>,
    others: Vec<OfFirm>,
}

#[derive(Template)]
#[template(path = "catalogue/product.html")]
struct ProductPage {
    page: Shell,
    code: String,
    summary: String,
    description: String,
    crumbs: Vec<Crumb>,
    category: Option<Crumb>,
    firm: FirmBox,
    preview: Option<&'static str>,
    may_edit: bool,
    stale: bool,
    price: String,
    priced: bool,
    facts: Vec<(&'static str, String)>,
    specs: Vec<specs::Shown>,
    certificates: Vec<CertificateLine>,
    pictures: Vec<(String, i64, i64)>,
    more: Vec<ProductCard>,
    others: Vec<ProductCard>,
    confirmed: Option<String>,
    views: String,
}

/// A certificate as the page shows it.
struct CertificateLine {
    name: String,
    until: Option<String>,
    class: &'static str,
    standing: &'static str,
}

/// `GET /products/{code}`
///
/// # Errors
/// `NotFound` for a product that does not exist or that this viewer may not see.
pub async fn product(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let eyes = eyes(&request, &app, &board, viewer).await?;
    let (code, viewer) = (code.into_inner(), eyes.viewer.clone());
    let parts = app.glance(move |conn| read(conn, &code, &viewer)).await?;
    if !eyes.viewer.acts_for(&parts.whole.row.firm_id) {
        app.views.count(Kind::Product, parts.whole.row.id.as_str());
    }
    show(&request, &ProductPage::new(&request, parts, &eyes))
}

fn read(conn: &mut Conn, code: &str, viewer: &Viewer) -> AppResult<Parts> {
    let whole = store::product(conn, code)?.ok_or(AppError::NotFound)?;
    let row = &whole.row;
    if !listings::may_see(row.state, &row.firm_id, whole.firm.is_verified(), viewer) {
        return Err(AppError::NotFound);
    }
    let others = match &row.category_id {
        Some(category) => store::others_of_category(conn, category, &row.firm_id, OTHERS)?,
        None => Vec::new(),
    };
    Ok(Parts {
        pictures: store::picture_ids(conn, &row.id)?,
        more: store::more_of_firm(conn, &row.firm_id, &row.id, MORE)?,
        others,
        whole,
    })
}

impl ProductPage {
    fn new(request: &HttpRequest, parts: Parts, eyes: &Eyes) -> ProductPage {
        let Whole { row, firm, views } = parts.whole;
        let lang = eyes.lang;
        let page = Shell::new(request, row.name.clone());
        let crumbs = crumbs(&page, &eyes.figures, row.category_id.as_ref());
        let price = row.price.seen_by(&eyes.viewer, &row.firm_id);
        ProductPage {
            summary: words::head(if row.description.is_empty() { &row.name } else { &row.description }, 120),
            category: crumbs.get(1..).and_then(<[Crumb]>::last).cloned(),
            preview: cards::preview(row.state, firm.is_verified(), lang),
            may_edit: listings::may_edit(&row.firm_id, &eyes.viewer),
            stale: listings::is_stale(row.state, row.confirmed_at, eyes.now),
            price: price.line(&row.unit, lang),
            priced: price.from().is_some(),
            facts: facts(&row, lang),
            specs: specs::shown(&row.specs),
            certificates: certificates(&row.certificates, eyes),
            confirmed: row.confirmed_at.map(clock::show_day),
            views: words::count(views.unwrap_or(0)),
            firm: FirmBox::new(firm, eyes),
            pictures: parts.pictures,
            more: parts.more.into_iter().map(|line| cards::line(line, None, eyes)).collect(),
            others: parts.others.into_iter().map(|(line, firm)| cards::line(line, Some(firm), eyes)).collect(),
            code: row.code,
            description: row.description,
            crumbs,
            page,
        }
    }
}

/// What buyers ask first: how much, how fast, from how many on.
fn facts(row: &ProductShown, lang: Lang) -> Vec<(&'static str, String)> {
    let amount = |number| words::amount(number, &row.unit);
    let capacity = row.capacity_per_month.map(amount);
    let lead = row.lead_days.map(|days| lang.t(format!("{days} 天"), format!("{days} days")));
    [
        (lang.t("月产能", "Capacity a month"), capacity),
        (lang.t("交货期", "Lead time"), lead),
        (lang.t("起订量", "Minimum order"), row.min_order.map(amount)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

fn certificates(stored: &str, eyes: &Eyes) -> Vec<CertificateLine> {
    let line = |certificate: certificates::Certificate| {
        let (class, standing) = match certificate.standing(eyes.now) {
            Standing::Valid => ("ok", eyes.lang.t("有效", "Valid")),
            Standing::EndsSoon => ("warn", eyes.lang.t("即将到期", "Ends soon")),
            Standing::Expired => ("bad", eyes.lang.t("已过期", "Expired")),
        };
        CertificateLine {
            until: certificate.expires_on.map(|day| day.to_string()),
            name: certificate.name,
            class,
            standing,
        }
    };
    certificates::stored(stored).into_iter().map(line).collect()
}

//! A need's page.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Crumb, crumbs, eyes};
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::catalogue::board::Board;
use crate::catalogue::cards::{self, Eyes, FirmBox, ProductCard};
use crate::catalogue::store::{self, OfFirm, Whole};
use crate::catalogue::words;
use crate::clock;
use crate::db::{Conn, Kind};
use crate::http::{AppError, AppResult, Shell, show};
use crate::lang::Lang;
use crate::listings;
use crate::needs::store::NeedRow;
use crate::specs;

/// How many products of the category stand below.
const BESIDE: i64 = 8;

#[derive(Template)]
#[template(path = "catalogue/need.html")]
struct NeedPage {
    page: Shell,
    code: String,
    /// What is wanted in a word or two: its category, else the head of its text.
    heading: String,
    text: String,
    crumbs: Vec<Crumb>,
    category: Option<Crumb>,
    firm: FirmBox,
    preview: Option<&'static str>,
    may_edit: bool,
    /// Whether this viewer could answer with a product of an own firm.
    may_supply: bool,
    stale: bool,
    overdue: bool,
    facts: Vec<(&'static str, String)>,
    specs: Vec<specs::Shown>,
    local: Vec<ProductCard>,
    local_total: i64,
    confirmed: Option<String>,
    views: String,
}

/// `GET /needs/{code}`
///
/// # Errors
/// `NotFound` for a need that does not exist or that this viewer may not see.
pub async fn need(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let eyes = eyes(&request, &app, &board, viewer).await?;
    let (code, viewer) = (code.into_inner(), eyes.viewer.clone());
    let (whole, local) = app.glance(move |conn| read(conn, &code, &viewer)).await?;
    if !eyes.viewer.acts_for(&whole.row.firm_id) {
        app.views.count(Kind::Need, whole.row.id.as_str());
    }
    show(&request, &NeedPage::new(&request, whole, local, &eyes))
}

fn read(conn: &mut Conn, code: &str, viewer: &Viewer) -> AppResult<(Whole<NeedRow>, Vec<OfFirm>)> {
    let whole = store::need(conn, code)?.ok_or(AppError::NotFound)?;
    let row = &whole.row;
    if !listings::may_see(row.state, &row.firm_id, whole.firm.is_verified(), viewer) {
        return Err(AppError::NotFound);
    }
    let local = match &row.category_id {
        Some(category) => store::others_of_category(conn, category, &row.firm_id, BESIDE)?,
        None => Vec::new(),
    };
    Ok((whole, local))
}

impl NeedPage {
    fn new(request: &HttpRequest, whole: Whole<NeedRow>, local: Vec<OfFirm>, eyes: &Eyes) -> NeedPage {
        let Whole { row, firm, views } = whole;
        let page = Shell::new(request, words::head(&row.text, 40));
        let crumbs = crumbs(&page, &eyes.figures, row.category_id.as_ref());
        let node = row.category_id.as_ref().and_then(|id| eyes.figures.graph.node(id));
        let wanted = eyes.figures.category(row.category_id.as_ref());
        NeedPage {
            heading: wanted
                .map_or_else(|| page.title.clone(), |name| format!("{}{name}", page.t("求购：", "Wanted: "))),
            category: crumbs.get(1..).and_then(<[Crumb]>::last).cloned(),
            preview: cards::preview(row.state, firm.is_verified(), eyes.lang),
            may_edit: listings::may_edit(&row.firm_id, &eyes.viewer),
            may_supply: eyes.viewer.role == Some(Role::Member) && !eyes.viewer.acts_for(&row.firm_id),
            stale: listings::is_stale(row.state, row.confirmed_at, eyes.now),
            overdue: row.needed_by.is_some_and(|day| day < clock::local_day(eyes.now)),
            facts: facts(&row, eyes.lang),
            specs: specs::shown(&row.specs),
            local: local.into_iter().map(|(line, firm)| cards::line(line, Some(firm), eyes)).collect(),
            local_total: node.map_or(0, |node| eyes.figures.tally(node).products),
            confirmed: row.confirmed_at.map(clock::show_day),
            views: words::count(views.unwrap_or(0)),
            firm: FirmBox::new(firm, eyes),
            code: row.code,
            text: row.text,
            crumbs,
            page,
        }
    }
}

fn facts(row: &NeedRow, lang: Lang) -> Vec<(&'static str, String)> {
    let quantity = row.quantity.map(|q| words::quantity(q, &row.unit, row.period, lang));
    let budget = row
        .budget_wan
        .map(|wan| lang.t(format!("{} 万元", words::decimal(wan)), format!("¥{} × 10,000", words::decimal(wan))));
    let made = Some(row.for_product.clone()).filter(|made| !made.is_empty());
    [
        (lang.t("数量", "Quantity"), quantity),
        (lang.t("预算", "Budget"), budget),
        (lang.t("需要日期", "Needed by"), row.needed_by.map(|day| day.to_string())),
        (lang.t("用于生产", "Used to make"), made),
        (lang.t("现在的来源", "Bought today"), words::source(row.current_source, lang).map(str::to_owned)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

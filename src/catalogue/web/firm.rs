//! A firm's page: who it is, where it is, everything that it makes and needs.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Crumb, Part, eyes};
use crate::accounts::Viewer;
use crate::app::App;
use crate::catalogue::board::{Board, Figures};
use crate::catalogue::cards::{self, Eyes, NeedCard, ProductCard};
use crate::catalogue::map::{self, Map, Place};
use crate::catalogue::store::{self, FirmWhole};
use crate::catalogue::words;
use crate::db::{Conn, Kind};
use crate::deals::figures::Standing;
use crate::divisions::DivisionKind;
use crate::firms::Verification;
use crate::firms::store::FirmRow;
use crate::geo::Point;
use crate::http::{AppError, AppResult, Paging, Shell, show};
use crate::lang::Lang;
use crate::listings::FirmStub;
use crate::needs::store::NeedRow;
use crate::products::store::ProductRow;
use crate::{deals, needs, products};

/// Listings on one page.
const SIZE: u64 = 20;

/// The listings that one visit shows, and how many there are of both kinds.
struct Parts {
    whole: FirmWhole,
    products: Vec<ProductRow>,
    needs: Vec<NeedRow>,
    totals: (u64, u64),
    standing: Standing,
}

#[derive(Template)]
#[template(path = "catalogue/firm.html")]
struct FirmPage {
    page: Shell,
    code: String,
    crumbs: Vec<Crumb>,
    summary: String,
    description: String,
    verified: bool,
    tags: Vec<String>,
    facts: Vec<(&'static str, String)>,
    website: Option<String>,
    has_contact: bool,
    may_edit: bool,
    map: Option<Map>,
    shows_needs: bool,
    products: Vec<ProductCard>,
    needs: Vec<NeedCard>,
    totals: (u64, u64),
    paging: Paging,
    views: String,
    standing: Option<String>,
}

/// `GET /firms/{code}`
///
/// # Errors
/// `NotFound` for a firm that does not exist or that this viewer may not see yet.
pub async fn firm(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    code: web::Path<String>,
    part: web::Query<Part>,
) -> AppResult<HttpResponse> {
    let eyes = eyes(&request, &app, &board, viewer).await?;
    let (code, viewer, part) = (code.into_inner(), eyes.viewer.clone(), part.into_inner());
    let (shows_needs, number) = (part.show == "needs", part.page.unwrap_or(1));
    let parts = app.glance(move |conn| read(conn, &code, &viewer, shows_needs, number)).await?;
    if !eyes.viewer.acts_for(&parts.whole.row.id) {
        app.views.count(Kind::Firm, parts.whole.row.id.as_str());
    }
    show(&request, &FirmPage::new(&request, parts, shows_needs, number, &eyes))
}

fn read(conn: &mut Conn, code: &str, viewer: &Viewer, shows_needs: bool, number: u64) -> AppResult<Parts> {
    let whole = store::firm(conn, code)?.ok_or(AppError::NotFound)?;
    let id = &whole.row.id;
    if whole.row.verification != Verification::Verified && !viewer.acts_for(id) && !viewer.is_staff() {
        return Err(AppError::NotFound);
    }
    let (makes, wants) = store::listing_counts(conn, id)?;
    let (makes, wants) = (makes.unsigned_abs(), wants.unsigned_abs());
    let offset = Paging::new(number, SIZE, if shows_needs { wants } else { makes }, "").offset();
    let (products, needs) = if shows_needs {
        (Vec::new(), needs::store::published_of(conn, id, offset, SIZE)?.0)
    } else {
        (products::store::published_of(conn, id, offset, SIZE)?.0, Vec::new())
    };
    let standing = deals::figures::standing(conn, id)?;
    Ok(Parts { products, needs, totals: (makes, wants), standing, whole })
}

impl FirmPage {
    fn new(request: &HttpRequest, parts: Parts, shows_needs: bool, number: u64, eyes: &Eyes) -> FirmPage {
        let FirmWhole { row, industry, views } = parts.whole;
        let page = Shell::new(request, row.name.clone());
        let division = eyes.figures.division(row.division_code.as_deref());
        let stub = FirmStub {
            code: row.code.clone(),
            name: String::new(),
            verification: row.verification,
            division_code: row.division_code.clone(),
        };
        let total = if shows_needs { parts.totals.1 } else { parts.totals.0 };
        let makes: Vec<&str> = parts.products.iter().take(5).map(|p| p.name.as_str()).collect();
        FirmPage {
            crumbs: vec![
                ("/".into(), page.t("首页", "Home").into()),
                ("/search?type=firm".into(), page.t("企业", "Firms").into()),
            ],
            summary: words::head(&format!("{}：{}", row.name, makes.join("、")), 140),
            verified: row.verification == Verification::Verified,
            tags: cards::tags(&row.tags),
            facts: facts(&row, division, industry, eyes.lang),
            has_contact: !row.contact_phone.is_empty() || !row.contact_name.is_empty(),
            may_edit: eyes.viewer.acts_for(&row.id),
            map: sketch(&eyes.figures, &row),
            products: parts.products.into_iter().map(|p| cards::product(p, stub.clone(), eyes)).collect(),
            needs: parts.needs.into_iter().map(|n| cards::need(n, stub.clone(), eyes)).collect(),
            paging: Paging::new(number, SIZE, total, &page.here),
            totals: parts.totals,
            views: words::count(views.unwrap_or(0)),
            standing: parts.standing.words(eyes.lang),
            website: Some(row.website).filter(|site| site.starts_with("http://") || site.starts_with("https://")),
            description: row.description,
            code: row.code,
            shows_needs,
            page,
        }
    }
}

fn facts(row: &FirmRow, division: Option<&str>, industry: Option<String>, lang: Lang) -> Vec<(&'static str, String)> {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let employees = row.employees.map(words::count);
    [
        (lang.t("企业全称", "Registered name"), some(&row.full_name)),
        (lang.t("信用代码", "Credit code"), row.uscc.clone()),
        (lang.t("行业", "Industry"), industry),
        (lang.t("区划", "Division"), division.map(str::to_owned)),
        (lang.t("地址", "Address"), some(&row.address)),
        (lang.t("员工人数", "Employees"), employees),
        (lang.t("成立日期", "Founded"), row.founded_on.map(|day| day.to_string())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

/// The districts and parks with the firm's place among them.
fn sketch(figures: &Figures, row: &FirmRow) -> Option<Map> {
    let point = |lat: Option<f64>, lon: Option<f64>| Point::new(lat?, lon?);
    let city = figures.divisions.iter().find(|(d, _)| d.kind == DivisionKind::City);
    let places = figures.districts().filter_map(|(d, _)| {
        let point = point(d.lat, d.lon)?;
        Some(Place { code: d.code.clone(), name: d.name.clone(), point, area_km2: d.area_km2 })
    });
    let places: Vec<Place> = places.collect();
    let centre = city.and_then(|(d, _)| point(d.lat, d.lon));
    map::draw(&places, centre, point(row.lat, row.lon), row.division_code.as_deref())
}

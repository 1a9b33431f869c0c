//! One handler for each page.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Asked, Choice, Page, Reading};
use crate::accounts::Viewer;
use crate::app::App;
use crate::chain::CategoryId;
use crate::clusters::Board;
use crate::clusters::census::RESOLUTION;
use crate::clusters::grid::{Level, WIDE};
use crate::clusters::report::chains::Chain;
use crate::clusters::report::changes::sentences;
use crate::clusters::report::makers::likely;
use crate::clusters::report::pages::{self, Layer};
use crate::http::{AppError, AppResult};
use crate::matching::Matcher;

/// Districts that are compared at most.
const MOST_COMPARED: usize = 10;

/// `GET /desk/reports`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `Invalid`; `NotFound` for a quarter that is not kept. So all of these.
pub async fn summary(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let sections = pages::summary(&report, &pen);
    let title = pen.t("集群密度报告", "Cluster report");
    let mut page = Page::new(&request, reading, "", title, sections);
    page.sentences = sentences(&report).iter().map(|say| say.r#in(pen.lang).to_owned()).collect();
    page.tiles = pages::tiles(&report, &pen);
    page.show(&request)
}

/// `GET /desk/reports/map?res=7|8&layer=firms|heat`
///
/// # Errors
/// As [`summary`].
pub async fn map(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let resolution = pages::resolution(asked.res);
    let layer = if asked.layer.as_deref() == Some("heat") { Layer::Heat } else { Layer::Firms };
    let sections = vec![pages::map(&report, &pen, resolution, layer)];
    let mut page = Page::new(&request, reading, "/map", pen.t("集群地图", "Map of clusters"), sections);
    let and = if pen.query.is_empty() { "?" } else { "&" };
    for (res, name) in [(WIDE, pen.t("大格", "wide")), (RESOLUTION, pen.t("小格", "fine"))] {
        for (word, what, title) in
            [("firms", Layer::Firms, pen.t("企业数", "firms")), ("heat", Layer::Heat, pen.t("冷热", "hot or cold"))]
        {
            page.choices.push(Choice {
                text: format!("{title}·{name}"),
                link: format!("{}{and}res={res}&layer={word}", pen.to("/map")),
                is_chosen: res == resolution && what == layer,
            });
        }
    }
    page.show(&request)
}

/// `GET /desk/reports/clusters?level=class`
///
/// # Errors
/// As [`summary`].
pub async fn clusters(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let level = if asked.level.as_deref() == Some("class") { Level::Class } else { Level::Top };
    let sections = pages::clusters(&report, &pen, level);
    let mut page = Page::new(&request, reading, "/clusters", pen.t("集群组合", "Portfolio of clusters"), sections);
    let and = if pen.query.is_empty() { "?" } else { "&" };
    page.choices = vec![
        Choice { text: pen.t("大类", "wide").into(), link: pen.to("/clusters"), is_chosen: level == Level::Top },
        Choice {
            text: pen.t("小类", "fine").into(),
            link: format!("{}{and}level=class", pen.to("/clusters")),
            is_chosen: level == Level::Class,
        },
    ];
    page.show(&request)
}

/// `GET /desk/reports/clusters/{industry}`
///
/// # Errors
/// As [`summary`]; `NotFound` for an industry that no firm states.
pub async fn cluster(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    code: web::Path<String>,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let industry = report.industry(&code).ok_or(AppError::NotFound)?;
    let name = report.grid.named(industry.line).map(|named| named.name.clone()).unwrap_or_default();
    let sections = pages::cluster(&report, &pen, industry);
    Page::new(&request, reading, "/clusters", &name, sections).show(&request)
}

/// `GET /desk/reports/chains`
///
/// # Errors
/// As [`summary`].
pub async fn chains(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let sections = pages::chains(&report, &pen);
    Page::new(&request, reading, "/chains", pen.t("产业链缺口", "Chains and their gaps"), sections).show(&request)
}

/// `GET /desk/reports/chains/{id}`
///
/// # Errors
/// As [`summary`]; `NotFound` for a category that there is not.
pub async fn chain(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    matcher: web::Data<Matcher>,
    id: web::Path<String>,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let node = report.market.graph.node(&CategoryId(id.into_inner())).ok_or(AppError::NotFound)?;
    // Before the tables have been read, nothing is known of makers; the page does without.
    let (known, market) = (matcher.now().ok(), report.market.clone());
    let find = move || {
        let chain = Chain::new(&market, node);
        let likely = known.map(|known| likely(&known, &market, &chain)).unwrap_or_default();
        Ok((chain, likely))
    };
    let (chain, likely) = app.block(find).await?;
    let sections = pages::chain(&report, &pen, &chain, &likely);
    Page::new(&request, reading, "/chains", report.market.graph.name(node), sections).show(&request)
}

/// `GET /desk/reports/sourcing`
///
/// # Errors
/// As [`summary`].
pub async fn sourcing(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let sections = pages::sourcing(&report, &pen);
    Page::new(&request, reading, "/sourcing", pen.t("本地配套率", "Local sourcing"), sections).show(&request)
}

/// `GET /desk/reports/resilience?off=FIRM`
///
/// # Errors
/// As [`summary`]; `NotFound` for a firm that there is not.
pub async fn resilience(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let mut sections = vec![];
    if let Some(code) = asked.off.as_deref().filter(|code| !code.is_empty()) {
        let firm = report.market.firm(code).ok_or(AppError::NotFound)?;
        let own = report.clone();
        let found = app.block(move || Ok(own.resilience.without(&own.market, firm))).await?;
        sections.extend(pages::what_if(&report, &pen, firm, &found));
    }
    sections.extend(pages::resilience(&report, &pen));
    let mut page = Page::new(&request, reading, "/resilience", pen.t("产业链韧性", "Resilience"), sections);
    page.intro = pen
        .t(
            "供需网络由公开需求和留存配对推断，是估计，不是发票。",
            "The network is inferred from public needs and kept pairings: an estimate, not invoices.",
        )
        .to_owned();
    page.show(&request)
}

/// `GET /desk/reports/trends`
///
/// # Errors
/// As [`summary`].
pub async fn trends(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let sections = pages::trends(&report, &pen);
    Page::new(&request, reading, "/trends", pen.t("走势", "Trends"), sections).show(&request)
}

/// `GET /desk/reports/compare?d=CODE&d=…`
///
/// # Errors
/// As [`summary`].
pub async fn compare(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(pairs): web::Query<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let of = |name: &str| -> Vec<String> {
        pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    };
    let asked = Asked { quarter: of("quarter").into_iter().next(), ..Asked::default() };
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let chosen: Vec<u16> = of("d").iter().filter_map(|code| report.grid.district(code)).take(MOST_COMPARED).collect();
    let sections = pages::compare(&report, &pen, &chosen);
    let mut page = Page::new(&request, reading, "/compare", pen.t("区县对比", "Districts beside each other"), sections);
    let known = report.grid.districts.iter().zip(0..).filter(|(named, _)| !named.code.is_empty());
    page.districts = known.map(|(named, at)| (named.code.clone(), named.name.clone(), chosen.contains(&at))).collect();
    page.show(&request)
}

/// `GET /desk/reports/method`
///
/// # Errors
/// As [`summary`].
pub async fn method(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let reading = Reading::new(&request, (&app, &board), &viewer, &asked).await?;
    let (report, pen) = (reading.report.clone(), reading.pen.clone());
    let sections = pages::method(&report, &pen);
    Page::new(&request, reading, "/method", pen.t("方法与数据质量", "Method and data quality"), sections).show(&request)
}

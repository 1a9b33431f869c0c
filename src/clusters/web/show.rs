//! One handler for each page.

use actix_web::{HttpResponse, web};

use super::trial::Trial;
use super::{Choice, Ends, Page, Reading};
use crate::chain::{CategoryId, Node};
use crate::clusters::census::RESOLUTION;
use crate::clusters::grid::{Level, WIDE};
use crate::clusters::report::chains::Chain;
use crate::clusters::report::changes::sentences;
use crate::clusters::report::makers::likely;
use crate::clusters::report::pages::{self, Layer};
use crate::clusters::report::path::{named_like, path as find_path};
use crate::http::{AppError, AppResult};
use crate::matching::Matcher;

/// Districts that are compared at most.
const MOST_COMPARED: usize = 10;
/// Goods that are offered for a name that is not known.
const MOST_LIKE: usize = 10;

/// `GET /desk/reports`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `Invalid`; `NotFound` for a quarter that is not kept. So all of these.
pub async fn summary(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let sections = pages::summary(report, pen);
    let title = pen.t("集群密度报告", "Cluster report");
    let mut page = Page::new(&reading, "", title, sections);
    page.sentences = sentences(report).iter().map(|say| say.r#in(pen.lang).to_owned()).collect();
    page.tiles = pages::tiles(report, pen);
    page.show(&reading.request)
}

/// `GET /desk/reports/map?res=7|8&layer=firms|heat|growth`
///
/// # Errors
/// As [`summary`].
pub async fn map(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let resolution = pages::resolution(reading.asked.res);
    let layer = Layer::of(reading.asked.layer.as_deref());
    let sections = vec![pages::map(report, pen, resolution, layer)];
    let mut page = Page::new(&reading, "/map", pen.t("集群地图", "Map of clusters"), sections);
    page.takes_outlines = reading.is_operator;
    let and = if pen.query.is_empty() { "?" } else { "&" };
    for (res, name) in [(WIDE, pen.t("大格", "wide")), (RESOLUTION, pen.t("小格", "fine"))] {
        for what in Layer::ALL {
            page.choices.push(Choice {
                text: format!("{}·{name}", what.name(pen)),
                link: format!("{}{and}res={res}&layer={}", pen.to("/map"), what.word()),
                is_chosen: res == resolution && what == layer,
            });
        }
    }
    page.show(&reading.request)
}

/// `GET /desk/reports/clusters?level=class`
///
/// # Errors
/// As [`summary`].
pub async fn clusters(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let level = if reading.asked.level.as_deref() == Some("class") { Level::Class } else { Level::Top };
    let sections = pages::clusters(report, pen, level);
    let mut page = Page::new(&reading, "/clusters", pen.t("集群组合", "Portfolio of clusters"), sections);
    let and = if pen.query.is_empty() { "?" } else { "&" };
    page.choices = vec![
        Choice { text: pen.t("大类", "wide").into(), link: pen.to("/clusters"), is_chosen: level == Level::Top },
        Choice {
            text: pen.t("小类", "fine").into(),
            link: format!("{}{and}level=class", pen.to("/clusters")),
            is_chosen: level == Level::Class,
        },
    ];
    page.show(&reading.request)
}

/// `GET /desk/reports/clusters/{industry}`
///
/// # Errors
/// As [`summary`]; `NotFound` for an industry that no firm states.
pub async fn cluster(reading: Reading, code: web::Path<String>) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let industry = report.industry(&code).ok_or(AppError::NotFound)?;
    let name = report.grid.named(industry.line).map(|named| named.name.clone()).unwrap_or_default();
    let sections = pages::cluster(report, pen, industry);
    Page::new(&reading, "/clusters", &name, sections).show(&reading.request)
}

/// `GET /desk/reports/chains`
///
/// # Errors
/// As [`summary`].
pub async fn chains(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let sections = pages::chains(report, pen);
    let mut page = Page::new(&reading, "/chains", pen.t("产业链缺口", "Chains and their gaps"), sections);
    page.ends = Some(Ends::default());
    page.show(&reading.request)
}

/// `GET /desk/reports/chains/{id}`
///
/// # Errors
/// As [`summary`]; `NotFound` for a category that there is not.
pub async fn chain(reading: Reading, matcher: web::Data<Matcher>, id: web::Path<String>) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let node = report.market.graph.node(&CategoryId(id.into_inner())).ok_or(AppError::NotFound)?;
    // Before the tables have been read, nothing is known of makers; the page does without.
    let (known, market) = (matcher.now().ok(), report.market.clone());
    let find = move || {
        let chain = Chain::new(&market, node);
        let likely = known.map(|known| likely(&known, &market, &chain)).unwrap_or_default();
        Ok((chain, likely))
    };
    let (chain, likely) = reading.app.block(find).await?;
    let sections = pages::chain(report, pen, &chain, &likely);
    let name = report.market.graph.name(node);
    let mut page = Page::new(&reading, "/chains", name, sections);
    page.ends = Some(Ends { from: name.to_owned(), ..Ends::default() });
    page.show(&reading.request)
}

/// `GET /desk/reports/path?from=NAME&to=NAME`: what is missing in town between two goods.
///
/// # Errors
/// As [`summary`].
pub async fn path(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, asked, .. } = &reading;
    let typed = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut ends = Ends { from: typed(&asked.from), to: typed(&asked.to), ..Ends::default() };
    let graph = report.market.graph.clone();
    let mut sections = vec![];
    match (graph.find(ends.from.trim()), graph.find(ends.to.trim())) {
        (Some(from), Some(to)) => {
            let market = report.market.clone();
            match reading.app.block(move || Ok(find_path(&market, from, to))).await? {
                Some(steps) => sections.push(pages::path(report, pen, &steps)),
                None => ends.has_no_way = true,
            }
        }
        (from, to) => {
            let like = |end: Option<Node>, typed: &str| match end {
                Some(_) => vec![],
                None => named_like(&graph, typed, MOST_LIKE).into_iter().map(|n| graph.name(n).to_owned()).collect(),
            };
            (ends.from_like, ends.to_like) = (like(from, &ends.from), like(to, &ends.to));
            ends.is_unknown = !(ends.from.is_empty() && ends.to.is_empty());
        }
    }
    let mut page = Page::new(&reading, "/chains", pen.t("从 A 到 B 缺什么", "From A to B: what is missing"), sections);
    page.ends = Some(ends);
    page.show(&reading.request)
}

/// `GET /desk/reports/sourcing`
///
/// # Errors
/// As [`summary`].
pub async fn sourcing(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let sections = pages::sourcing(report, pen);
    Page::new(&reading, "/sourcing", pen.t("本地配套率", "Local sourcing"), sections).show(&reading.request)
}

/// `GET /desk/reports/resilience?off=FIRM&off=…&district=&industry=&shock=100`
///
/// # Errors
/// As [`summary`]; `NotFound` for a firm that there is not; `Invalid` for a shock that is no percentage.
pub async fn resilience(
    reading: Reading,
    web::Query(pairs): web::Query<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let trial = Trial::read(&pairs, &report.market)?;
    let address = trial.address(&report.market);
    let mut sections = vec![];
    if !trial.is_empty() {
        let (own, struck, part) = (report.clone(), trial.struck(&report.market), trial.part());
        let found = reading.app.block(move || Ok(own.resilience.without(&own.market, &struck, part))).await?;
        sections.extend(pages::what_if(report, pen, &found));
    }
    sections.extend(pages::resilience(report, pen, &address));
    let mut page = Page::new(&reading, "/resilience", pen.t("产业链韧性", "Resilience"), sections);
    page.intro = pen
        .t(
            "供需网络由公开需求和留存配对推断，是估计，不是发票。",
            "The network is inferred from public needs and kept pairings: an estimate, not invoices.",
        )
        .to_owned();
    page.trial = Some(trial);
    page.show(&reading.request)
}

/// `GET /desk/reports/trends`
///
/// # Errors
/// As [`summary`].
pub async fn trends(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let sections = pages::trends(report, pen);
    Page::new(&reading, "/trends", pen.t("走势", "Trends"), sections).show(&reading.request)
}

/// `GET /desk/reports/opportunities`
///
/// # Errors
/// As [`summary`].
pub async fn opportunities(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let sections = pages::opportunities(report, pen);
    Page::new(&reading, "/opportunities", pen.t("机会", "Opportunities"), sections).show(&reading.request)
}

/// `GET /desk/reports/compare?d=CODE&d=…`
///
/// # Errors
/// As [`summary`].
pub async fn compare(
    reading: Reading,
    web::Query(pairs): web::Query<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let codes = pairs.iter().filter(|(key, _)| key == "d").map(|(_, code)| code);
    let Reading { report, pen, .. } = &reading;
    let chosen: Vec<u16> = codes.filter_map(|code| report.grid.district(code)).take(MOST_COMPARED).collect();
    let sections = pages::compare(report, pen, &chosen);
    let mut page = Page::new(&reading, "/compare", pen.t("区县对比", "Districts beside each other"), sections);
    let known = report.grid.districts.iter().zip(0..).filter(|(named, _)| !named.code.is_empty());
    page.districts = known.map(|(named, at)| (named.code.clone(), named.name.clone(), chosen.contains(&at))).collect();
    page.show(&reading.request)
}

/// `GET /desk/reports/method`
///
/// # Errors
/// As [`summary`].
pub async fn method(reading: Reading) -> AppResult<HttpResponse> {
    let Reading { report, pen, .. } = &reading;
    let sections = pages::method(report, pen);
    Page::new(&reading, "/method", pen.t("方法与数据质量", "Method and data quality"), sections).show(&reading.request)
}

//! Clusters, gaps and local sourcing in the JSON API, for officials and operators.

mod sourcing;

pub use sourcing::{SourcingAnswer, sourcing};

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

use super::Board;
use super::grid::{Line, Unit};
use super::report::Report;
use super::report::chains::Gap;
use super::report::changes::is_top;
use super::report::clusters::{Cluster, Industry};
use super::report::words::{absent, class_code};
use super::stats::value::{Absent, Value};
use crate::accounts::Viewer;
use crate::app::App;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// Gaps of one answer when the request does not say, and at most.
const USUAL: usize = 20;
const MOST: usize = 100;

/// What is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    quarter: Option<String>,
    by: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
}

/// A number, or why there is none.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct Number {
    /// The number; null where it is withheld or does not exist.
    pub value: Option<f64>,
    /// `suppressed`, `no_base`, `single_plant`, `too_few`, `not_converged`.
    pub absent: Option<&'static str>,
}

impl From<Value> for Number {
    fn from(value: Value) -> Number {
        Number { value: value.ok(), absent: value.err().map(absent) }
    }
}

/// A division, industry or category.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ClusterItem {
    /// Its code (key of a category); empty for firms that state none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its figures by name: `firms`, `jobs`, and what the kind of item has beside these.
    pub figures: BTreeMap<&'static str, Number>,
    /// Industries of a division, or divisions of an industry.
    pub parts: Vec<ClusterPart>,
}

/// An industry in a division.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ClusterPart {
    /// Code of the industry of a division, or of the division of an industry.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `firms`, `jobs`, `quotient`, `quotient_low`, `quotient_high`, `stars`, `strong` (0 or 1), `growth`.
    pub figures: BTreeMap<&'static str, Number>,
}

/// Clusters of a quarter.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ClustersAnswer {
    /// `2026Q3`.
    pub quarter: String,
    /// When it was counted, UTC.
    pub made_at: String,
    /// What quotients compare: `jobs` or `firms`.
    pub base: &'static str,
    /// `division`, `industry` or `category`.
    pub by: &'static str,
    /// One for each of them.
    pub items: Vec<ClusterItem>,
}

/// A category that needs something done.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct GapAnswer {
    /// Key and name of the category.
    pub category: String,
    pub name: String,
    /// `build`, `fill_in`, `extend` or `strengthen`.
    pub class: &'static str,
    /// Why, in words.
    pub reasons: Vec<String>,
    /// Open needs.
    pub demand: f64,
    /// Firms of the city that list it or a narrower kind.
    pub suppliers: u32,
    /// The part of demand that they can meet, 0 to 1.
    pub fill: Number,
    /// Budgets of the needs together in 万元.
    pub budget_wan: Option<f64>,
    /// Codes of needs and products behind it, the first five.
    pub needs: Vec<String>,
    pub products: Vec<String>,
}

/// Gaps.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct GapsAnswer {
    /// How many there are.
    pub total: usize,
    /// This part of them, those with the most unserved demand first.
    pub gaps: Vec<GapAnswer>,
}

/// `GET /api/v1/reports/clusters?quarter=&by=division|industry|category`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `Invalid`; `NotFound` for a quarter that is not kept.
pub async fn clusters(
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let report = board.report(&app, &viewer, asked.quarter.as_deref()).await?;
    let (by, items) = match asked.by.as_deref().unwrap_or("industry") {
        "division" => ("division", divisions(&report)),
        "industry" => ("industry", industries(&report)),
        "category" => ("category", categories(&report)),
        other => {
            let fix = Say::new("可用 division、industry、category", "Use division, industry or category");
            return Err(AppError::invalid("by", other, Say::new("未知的分组", "Unknown grouping"), fix));
        }
    };
    Ok(HttpResponse::Ok().json(ClustersAnswer {
        quarter: report.quarter.to_string(),
        made_at: report.made_at.and_utc().to_rfc3339(),
        base: if report.base == Unit::Jobs { "jobs" } else { "firms" },
        by,
        items,
    }))
}

fn part(cluster: &Cluster, (code, name): (String, String)) -> ClusterPart {
    let figures = [
        ("firms", cluster.firms),
        ("jobs", cluster.jobs),
        ("quotient", cluster.quotient),
        ("quotient_low", cluster.interval.map(|range| range.low)),
        ("quotient_high", cluster.interval.map(|range| range.high)),
        ("stars", cluster.stars.map(|stars| stars.count() as f64)),
        ("strong", cluster.strong.map(|strong| f64::from(u8::from(strong)))),
        ("growth", cluster.growth),
    ];
    ClusterPart { code, name, figures: figures.map(|(name, value)| (name, value.into())).into() }
}

fn divisions(report: &Report) -> Vec<ClusterItem> {
    let one = |(at, named): (u16, &super::grid::Named)| {
        let own = report.clusters.iter().filter(|one| one.district == at && is_top(one.line));
        let figures = [
            ("firms", report.cell(Unit::Plants, Some(at), Line::All)),
            ("jobs", report.cell(Unit::Jobs, Some(at), Line::All)),
        ];
        ClusterItem {
            code: named.code.clone(),
            name: named.name.clone(),
            figures: figures.map(|(name, value)| (name, value.into())).into(),
            parts: own.map(|one| part(one, line_of(report, one.line))).collect(),
        }
    };
    (0..).zip(&report.grid.districts).map(one).collect()
}

fn line_of(report: &Report, line: Line) -> (String, String) {
    report.grid.named(line).map(|named| (named.code.clone(), named.name.clone())).unwrap_or_default()
}

fn industries(report: &Report) -> Vec<ClusterItem> {
    let one = |industry: &Industry| {
        let (code, name) = line_of(report, industry.line);
        let figures = [
            ("firms", industry.firms),
            ("jobs", industry.jobs),
            ("gamma", industry.gamma),
            ("z", industry.z),
            ("hhi", industry.hhi),
            ("growth", industry.growth),
            ("jobs_growth", industry.jobs_growth),
        ];
        let own = report.clusters.iter().filter(|one| one.line == industry.line);
        let district = |one: &Cluster| {
            let named = &report.grid.districts[usize::from(one.district)];
            (named.code.clone(), named.name.clone())
        };
        ClusterItem {
            code,
            name,
            figures: figures.map(|(name, value)| (name, value.into())).into(),
            parts: own.map(|one| part(one, district(one))).collect(),
        }
    };
    report.industries.iter().map(one).collect()
}

fn categories(report: &Report) -> Vec<ClusterItem> {
    let graph = &report.market.graph;
    let one = |gap: &Gap| {
        let link = gap.seen.link;
        let figures = [
            ("needs", Ok(link.demand)),
            ("suppliers", Ok(f64::from(link.suppliers))),
            ("fill", link.fill()),
            ("budget_wan", gap.seen.budget.ok_or(Absent::NoBase)),
        ];
        ClusterItem {
            code: graph.id(gap.node).to_string(),
            name: graph.name(gap.node).to_owned(),
            figures: figures.map(|(name, value)| (name, value.into())).into(),
            parts: vec![],
        }
    };
    report.gaps.iter().map(one).collect()
}

/// `GET /api/v1/gaps?limit=&offset=`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn gaps(
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let report = board.report(&app, &viewer, None).await?;
    let limit = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let part = report.gaps.iter().skip(asked.offset.unwrap_or(0)).take(limit);
    let gaps = part.map(|gap| gap_answer(&report, gap)).collect();
    Ok(HttpResponse::Ok().json(GapsAnswer { total: report.gaps.len(), gaps }))
}

fn gap_answer(report: &Report, gap: &Gap) -> GapAnswer {
    let (graph, link) = (&report.market.graph, gap.seen.link);
    GapAnswer {
        category: graph.id(gap.node).to_string(),
        name: graph.name(gap.node).to_owned(),
        class: class_code(gap.finding.class),
        reasons: gap.finding.reasons.iter().map(|reason| super::report::words::reason(*reason).zh).collect(),
        demand: link.demand,
        suppliers: link.suppliers,
        fill: link.fill().into(),
        budget_wan: gap.seen.budget,
        needs: gap.needs.clone(),
        products: gap.products.clone(),
    }
}

//! The pages of a report, for officials and operators. All have one head (quarter, coverage, base, files) and consist of
//! sections; see [`pages`](super::report::pages).

mod boundaries;
mod export;
mod show;
mod trial;

pub use boundaries::boundaries;
pub use export::export;
pub use show::{
    chain, chains, cluster, clusters, compare, map, method, opportunities, path, resilience, sourcing, summary, trends,
};

use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use askama::Template;

use super::Board;
use super::grid::Unit;
use super::report::Report;
use super::report::pages::{Pen, Section, Tile};
use super::report::words::{count, text};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, show as show_page};

/// Rows of a section that a page shows; files have all.
const SHOWN: usize = 200;
/// Rows from which on a table with a chart is folded up.
const FOLDED: usize = 60;

/// What the addresses take.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    quarter: Option<String>,
    /// `class` for fine industries.
    level: Option<String>,
    /// Resolution and layer of the map.
    res: Option<u8>,
    layer: Option<String>,
    /// Names of the goods that a way leads between.
    from: Option<String>,
    to: Option<String>,
    /// The form of a file and its table.
    form: Option<String>,
    table: Option<String>,
}

/// What every handler starts with; taken from the request, so that no page can be made without the permission.
pub struct Reading {
    request: HttpRequest,
    app: web::Data<App>,
    asked: Asked,
    report: Arc<Report>,
    pen: Pen,
    is_operator: bool,
}

impl FromRequest for Reading {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Reading, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(read(request.clone()))
    }
}

async fn read(request: HttpRequest) -> Result<Reading, actix_web::Error> {
    let app = web::Data::<App>::extract(&request).await?;
    let board = web::Data::<Board>::extract(&request).await?;
    let Ok(viewer) = Viewer::extract(&request).await;
    let asked = web::Query::<Asked>::extract(&request).await?.into_inner();
    let report = board.report(&app, &viewer, asked.quarter.as_deref()).await?;
    let query = if report.is_live { String::new() } else { format!("?quarter={}", report.quarter) };
    let pen = Pen { lang: lang_of(&request), query };
    Ok(Reading { request, app, asked, report, pen, is_operator: viewer.is_operator() })
}

/// A choice above a page's sections.
struct Choice {
    text: String,
    link: String,
    is_chosen: bool,
}

/// The ends of a way along the chains, as they were typed.
#[derive(Default)]
struct Ends {
    from: String,
    to: String,
    /// Known goods like a name that is not known.
    from_like: Vec<String>,
    to_like: Vec<String>,
    /// Whether a name is not known; whether both are and no way leads between them.
    is_unknown: bool,
    has_no_way: bool,
}

#[derive(Template)]
#[template(path = "clusters/page.html")]
struct Page {
    page: Shell,
    pen: Pen,
    report: Arc<Report>,
    tab: &'static str,
    intro: String,
    sentences: Vec<String>,
    tiles: Vec<Tile>,
    choices: Vec<Choice>,
    /// Districts to compare: code, name, whether chosen.
    districts: Vec<(String, String, bool)>,
    /// What is switched off, on the page that takes it.
    trial: Option<trial::Trial>,
    /// The ends of a way, on the pages that ask for them.
    ends: Option<Ends>,
    /// Whether outlines can be handed in here.
    takes_outlines: bool,
    sections: Vec<Section>,
}

impl Page {
    fn new(reading: &Reading, tab: &'static str, title: &str, sections: Vec<Section>) -> Page {
        Page {
            page: Shell::new(&reading.request, title),
            pen: reading.pen.clone(),
            report: reading.report.clone(),
            tab,
            intro: String::new(),
            sentences: vec![],
            tiles: vec![],
            choices: vec![],
            districts: vec![],
            trial: None,
            ends: None,
            takes_outlines: false,
            sections,
        }
    }

    fn show(self, request: &HttpRequest) -> AppResult<HttpResponse> {
        show_page(request, &self)
    }

    fn tabs(&self) -> Vec<(&'static str, String, &str)> {
        let names = self.pen.lang.t(
            ["概要", "地图", "集群", "产业链", "本地配套", "韧性", "走势", "机会", "对比", "方法与数据"],
            [
                "Summary",
                "Map",
                "Clusters",
                "Chains",
                "Sourcing",
                "Resilience",
                "Trends",
                "Opportunities",
                "Compare",
                "Method & data",
            ],
        );
        let paths = [
            "",
            "/map",
            "/clusters",
            "/chains",
            "/sourcing",
            "/resilience",
            "/trends",
            "/opportunities",
            "/compare",
            "/method",
        ];
        paths.into_iter().zip(names).map(|(path, name)| (path, self.pen.to(path), name)).collect()
    }

    fn made(&self) -> String {
        clock::show(self.report.made_at)
    }

    /// `120 / 150` for jobs and places.
    fn coverage(&self) -> Vec<(&str, String)> {
        let known = self.report.coverage();
        let names = self.pen.lang.t(["填报从业人员", "有坐标"], ["state jobs", "have a place"]);
        let of = |at: usize| format!("{} / {}", text(known[at], count), text(known[0], count));
        names.into_iter().zip([of(1), of(2)]).collect()
    }

    fn base(&self) -> &str {
        match self.report.base {
            Unit::Jobs => self.pen.t("从业人员", "jobs"),
            Unit::Plants => self.pen.t("企业数", "firms"),
        }
    }

    fn files(&self) -> Vec<(&'static str, String)> {
        let and = if self.pen.query.is_empty() { "?" } else { "&" };
        let file = |form: &str| format!("{}{and}form={form}", self.pen.to("/export"));
        [("XLSX", "xlsx"), ("CSV", "csv"), ("JSON", "json"), ("GeoJSON", "geojson")]
            .map(|(name, form)| (name, file(form)))
            .into()
    }

    fn rows<'a>(&self, section: &'a Section) -> &'a [Vec<super::report::pages::Field>] {
        &section.rows[..section.rows.len().min(SHOWN)]
    }

    /// Whether a table is folded up below its chart: a long one is a long way on a phone.
    fn is_folded(&self, section: &Section) -> bool {
        !section.chart.is_empty() && section.rows.len() > FOLDED
    }

    fn left_out(&self, section: &Section) -> usize {
        section.rows.len().saturating_sub(SHOWN)
    }
}

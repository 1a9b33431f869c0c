//! Where needs are bought, and what deals came of them.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

use super::{Asked, Number};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clusters::Board;
use crate::clusters::report::Report;
use crate::clusters::report::deals::Line;
use crate::clusters::report::sourcing::Rate;
use crate::clusters::stats::small::Interval;
use crate::clusters::stats::value::{Absent, Value};
use crate::http::AppResult;

/// The local sourcing rate of a district, or of all.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct SourcingRate {
    /// Code of the district; null for all.
    pub division: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// `needs`, of these `local`, `outside`, `none`, `unsaid`; `budget_wan`; `by_count` and `by_amount`, each 0 to 1, with
    /// bounds `by_count_low`, `by_count_high`, `by_amount_low`, `by_amount_high`.
    pub figures: BTreeMap<&'static str, Number>,
}

/// Deals of the quarter that both sides have confirmed.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct SourcingDeals {
    /// Where they are supplied from: `local`, `outside` or `all`.
    pub from: &'static str,
    /// `deals`, `amount_wan`; `by_count` and `by_amount`, the share of all, each 0 to 1.
    pub figures: BTreeMap<&'static str, Number>,
}

/// The local sourcing of a quarter.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct SourcingAnswer {
    /// `2026Q3`.
    pub quarter: String,
    /// When it was counted, UTC.
    pub made_at: String,
    /// All first, then each district.
    pub rates: Vec<SourcingRate>,
    /// Local, outside, all; those whose term begins in the quarter.
    pub deals: Vec<SourcingDeals>,
}

/// `GET /api/v1/reports/sourcing?quarter=`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `Invalid`; `NotFound` for a quarter that is not kept.
pub async fn sourcing(
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let report = board.report(&app, &viewer, asked.quarter.as_deref()).await?;
    Ok(HttpResponse::Ok().json(SourcingAnswer {
        quarter: report.quarter.to_string(),
        made_at: report.made_at.and_utc().to_rfc3339(),
        rates: report.sourcing.rates.iter().map(|one| rate(&report, one)).collect(),
        deals: report.deals.lines.iter().map(|line| deals(&report, line)).collect(),
    }))
}

fn figures<const N: usize>(all: [(&'static str, Value); N]) -> BTreeMap<&'static str, Number> {
    all.map(|(name, value)| (name, value.into())).into()
}

fn rate(report: &Report, rate: &Rate) -> SourcingRate {
    let named = rate.district.map(|at| report.grid.districts[usize::from(at)].clone());
    let [local, outside, none, unsaid] = rate.needs;
    let [low, high] = [|range: Interval| range.low, |range: Interval| range.high];
    SourcingRate {
        division: named.as_ref().map(|named| named.code.clone()),
        name: named.map(|named| named.name),
        figures: figures([
            ("needs", rate.all),
            ("local", local),
            ("outside", outside),
            ("none", none),
            ("unsaid", unsaid),
            ("budget_wan", rate.budget),
            ("by_count", rate.by_count),
            ("by_count_low", rate.count_bounds.map(low)),
            ("by_count_high", rate.count_bounds.map(high)),
            ("by_amount", rate.by_budget),
            ("by_amount_low", rate.budget_bounds.map(low)),
            ("by_amount_high", rate.budget_bounds.map(high)),
        ]),
    }
}

fn deals(report: &Report, line: &Line) -> SourcingDeals {
    let [by_count, by_amount] = report.deals.shares(line.is_local).unwrap_or([Err(Absent::NoBase); 2]);
    SourcingDeals {
        from: match line.is_local {
            Some(true) => "local",
            Some(false) => "outside",
            None => "all",
        },
        figures: figures([
            ("deals", line.deals),
            ("amount_wan", line.amount),
            ("by_count", by_count),
            ("by_amount", by_amount),
        ]),
    }
}

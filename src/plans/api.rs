//! The latest plan in the JSON API.

use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

use super::actions;
use super::store::Line;
use crate::accounts::Viewer;
use crate::app::App;
use crate::http::AppResult;

/// Choices of one answer when the request does not say, and at most.
const USUAL: u64 = 100;
const MOST: u64 = 1_000;

/// Which part of the choices is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    limit: Option<u64>,
    offset: Option<u64>,
}

/// Needs, and what they are worth.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct RateAnswer {
    /// Needs.
    pub count: u64,
    /// Budgets together in 万元.
    pub wan: f64,
    /// Percent of all open needs, by count.
    pub percent: Option<f64>,
    /// The same by amount.
    pub amount_percent: Option<f64>,
}

/// One choice.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ChoiceAnswer {
    /// Code of the need.
    pub need: String,
    /// Code of the product.
    pub product: String,
    /// Code of its firm.
    pub firm: String,
    /// Score of the pairing, 0 to 100.
    pub score: f64,
    /// Its place among the need's candidates.
    pub place: i64,
    /// Whether an official pinned it.
    pub pinned: bool,
}

/// A plan.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct PlanAnswer {
    /// Its key.
    pub id: String,
    /// What its maker calls it.
    pub name: String,
    /// When it was made, UTC.
    pub made_at: String,
    /// What it is worth, in points.
    pub total: f64,
    /// No choice within the same rules is worth more.
    pub bound: f64,
    /// Needs that are bought in the city today.
    pub before: RateAnswer,
    /// Those that are, or would be by the plan.
    pub after: RateAnswer,
    /// How many needs it serves.
    pub choices_total: u64,
    /// This part of them.
    pub choices: Vec<ChoiceAnswer>,
}

fn choice(line: Line) -> ChoiceAnswer {
    ChoiceAnswer {
        need: line.need.0,
        product: line.product.0,
        firm: line.seller.0,
        score: line.row.score as f64 / 100.0,
        place: line.row.place,
        pinned: line.row.pinned,
    }
}

/// `GET /api/v1/plan?limit=&offset=`: the latest one.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `NotFound` before the first plan.
pub async fn latest(
    app: web::Data<App>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let limit = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let offset = asked.offset.unwrap_or(0);
    let (plan, lines, total) = app
        .read(move |conn| {
            let plan = actions::show(conn, &viewer, None)?;
            let (lines, total) = actions::lines(conn, &viewer, (&plan.id, ""), (offset, limit))?;
            Ok((plan, lines, total))
        })
        .await?;
    let effects = plan.effects()?;
    let rate = |rate: super::rules::Rate| RateAnswer {
        count: rate.count,
        wan: rate.wan,
        percent: rate.percent_of(&effects.all),
        amount_percent: rate.amount_percent_of(&effects.all),
    };
    let points = |thousandths: i64| thousandths as f64 / 1_000.0;
    let total_points = points(plan.total());
    Ok(HttpResponse::Ok().json(PlanAnswer {
        id: plan.id.0,
        name: plan.name,
        made_at: plan.made_at.and_utc().to_rfc3339(),
        total: total_points,
        bound: points(plan.bound),
        before: rate(effects.before),
        after: rate(effects.after),
        choices_total: total,
        choices: lines.into_iter().map(choice).collect(),
    }))
}

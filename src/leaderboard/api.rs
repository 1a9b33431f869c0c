//! The leaderboard in the JSON API, for officials and operators; appeals and referrals beside it.

mod appeals;
mod referrals;

pub use appeals::{AppealAnswer, AppealRequest, DecisionRequest, appeal, decide};
pub use referrals::{ReferralAnswer, ReferralList, ReferralReply, ReferralRequest, list, offer, reply};

use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

use super::actions::{self, Board};
use super::board::{Row, Standing};
use super::movement::{Movement, movement};
use super::{Entrant, Measure, Value};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::clusters::Quarter;
use crate::http::AppResult;
use crate::units::Decimal;

/// Which quarter is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    quarter: Option<String>,
}

/// A value of a measure.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct MeasureAnswer {
    /// `listings`, `answers`, `deals`, `sourcing` or `gaps`.
    measure: &'static str,
    /// The amount; null where there is none.
    amount: Option<String>,
    /// Why there is none.
    missing: Option<&'static str>,
    /// Rows that prove it.
    evidence: u64,
}

/// A division or park and where it stands.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct StandAnswer {
    /// `district` or `park`.
    kind: &'static str,
    code: String,
    name: String,
    /// `ranked`, `frozen` while it appeals, or `unranked`.
    status: &'static str,
    /// Points from 0 to 100.
    score: Option<String>,
    rank: Option<u32>,
    /// Places up since the quarter before, below 0 for places down; null where that was not published or had no rank.
    moved: Option<i64>,
    /// Between which ranks it lies when the weights are moved.
    rank_from: Option<u32>,
    rank_to: Option<u32>,
    /// `gold`, `silver` or `bronze`.
    medal: Option<&'static str>,
    measures: Vec<MeasureAnswer>,
}

/// The board of a quarter.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct LeaderboardAnswer {
    quarter: String,
    /// The formula in one line.
    formula: String,
    /// When it was published, UTC; null while it is still counted.
    published_at: Option<String>,
    /// Districts, then parks, each in their order.
    rows: Vec<StandAnswer>,
    /// All appeals, in the order in which they were made.
    appeals: Vec<AppealAnswer>,
}

fn measure(entrant: &Entrant, measure: Measure) -> MeasureAnswer {
    let (amount, missing, evidence) = match entrant.value(measure) {
        Value::Known { amount, evidence } => (Some(amount.to_string()), None, evidence),
        Value::Missing(reason) => (None, Some(reason.as_str()), 0),
    };
    MeasureAnswer { measure: measure.as_str(), amount, missing, evidence }
}

fn stand(board: &Board, row: &Row) -> StandAnswer {
    let entrant = &board.made_of.entrants[row.entrant];
    let blank = StandAnswer {
        kind: entrant.kind.as_str(),
        code: entrant.code.clone(),
        name: entrant.name.clone(),
        status: "unranked",
        score: None,
        rank: None,
        moved: movement(&board.before, row, entrant).and_then(Movement::places),
        rank_from: None,
        rank_to: None,
        medal: None,
        measures: Measure::ALL.iter().map(|one| measure(entrant, *one)).collect(),
    };
    match row.standing {
        Standing::Ranked { score, rank, interval, medal } => StandAnswer {
            status: "ranked",
            score: Some(Decimal::from_raw(score * 10).to_string()),
            rank: Some(rank),
            rank_from: Some(interval.from),
            rank_to: Some(interval.to),
            medal: medal.map(|medal| medal.as_str()),
            ..blank
        },
        Standing::Frozen(frozen) => StandAnswer {
            status: "frozen",
            rank: Some(frozen.rank),
            medal: frozen.medal.map(|medal| medal.as_str()),
            ..blank
        },
        Standing::Unranked(_) => blank,
    }
}

/// The quarter that is named; without a name the present one.
fn quarter(written: &str) -> AppResult<Quarter> {
    if written.is_empty() { Ok(crate::clusters::actions::present(clock::now())) } else { Quarter::read(written) }
}

/// `GET /api/v1/leaderboard?quarter=`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `Invalid` for what is no quarter.
pub async fn show(
    app: web::Data<App>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    crate::accounts::actions::for_staff(&viewer)?;
    let quarter = quarter(asked.quarter.as_deref().unwrap_or_default())?;
    let board = app.read(move |conn| actions::show(conn, &viewer, quarter)).await?;
    Ok(HttpResponse::Ok().json(LeaderboardAnswer {
        quarter: quarter.to_string(),
        formula: board.made_of.formula.to_string(),
        published_at: board.published_at.map(|at| at.and_utc().to_rfc3339()),
        rows: board.rows.iter().map(|row| stand(&board, row)).collect(),
        appeals: board.appeals.into_iter().map(AppealAnswer::from).collect(),
    }))
}

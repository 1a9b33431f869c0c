//! Firms in the JSON API. A contact is never part of it.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::divisions::store as divisions;
use crate::firms::actions;
use crate::firms::store::FirmRow;
use crate::http::AppResult;

/// A code with its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Its name; absent where the code is in no table.
    pub name: Option<String>,
}

/// A firm.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Firm)]
pub struct FirmJson {
    /// Its code.
    pub code: String,
    /// Short name.
    pub name: String,
    /// Registered name, or empty.
    pub full_name: String,
    /// 统一社会信用代码.
    pub uscc: Option<String>,
    /// Its industry.
    pub industry: Option<Named>,
    /// Its division.
    pub division: Option<Named>,
    /// Street address, or empty.
    pub address: String,
    /// Latitude in degrees, WGS-84 whatever datum it was given in.
    pub lat: Option<f64>,
    /// Longitude in degrees, WGS-84.
    pub lon: Option<f64>,
    /// Head count.
    pub employees: Option<i64>,
    /// Yearly revenue in 万元 as a decimal text; only for the firm itself, officials and operators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue_wan: Option<String>,
    /// Founding day, `2008-05-01`.
    pub founded_on: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// http(s) address, or empty.
    pub website: String,
    /// What it says of itself, or empty.
    pub description: String,
    /// `pending`, `verified` or `rejected`; anything but `verified` is seen by the firm itself and staff only.
    pub verification: String,
    /// When it was verified last, UTC, RFC 3339.
    pub verified_at: Option<String>,
    /// Last change, UTC, RFC 3339.
    pub updated_at: String,
}

/// Joins a firm with the names of its division and industry, leaving out what this viewer may not see.
fn of(conn: &mut Conn, viewer: &Viewer, row: FirmRow) -> AppResult<FirmJson> {
    let division = match row.division_code {
        Some(code) => Some(Named { name: divisions::find_by_code(conn, &code)?.map(|d| d.name), code }),
        None => None,
    };
    let industry = match row.industry_code {
        Some(code) => Some(Named { name: divisions::industries::find_by_code(conn, &code)?.map(|i| i.name), code }),
        None => None,
    };
    let is_inside = viewer.acts_for(&row.id) || viewer.is_staff();
    Ok(FirmJson {
        code: row.code,
        name: row.name,
        full_name: row.full_name,
        uscc: row.uscc,
        industry,
        division,
        address: row.address,
        lat: row.lat,
        lon: row.lon,
        employees: row.employees,
        revenue_wan: row.revenue_wan.filter(|_| is_inside).map(|n| n.to_string()),
        founded_on: row.founded_on.map(|day| day.to_string()),
        tags: row.tags.split(';').filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        website: row.website,
        description: row.description,
        verification: row.verification.as_str().to_owned(),
        verified_at: row.verified_at.map(utc),
        updated_at: utc(row.updated_at),
    })
}

fn utc(moment: clock::Moment) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
}

/// One firm
///
/// Verified firms are public; others are seen with a key of the firm itself, of an official or of an operator.
///
/// # Errors
/// `NotFound` for a firm that does not exist or that this viewer may not see.
#[utoipa::path(
    get, path = "/api/v1/firms/{code}", tag = "firms",
    params(("code" = String, Path, description = "The firm's code")),
    responses((status = 200, body = FirmJson), (status = 404, description = "problem+json with code `not_found`")),
)]
pub async fn show(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let answer = app
        .read(move |conn| {
            let row = actions::visible(conn, &viewer, &code)?;
            of(conn, &viewer, row)
        })
        .await?;
    Ok(HttpResponse::Ok().json(answer))
}

//! Purchase lists in the JSON API.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::MOST_LINES;
use super::actions::{self, Seen};
use super::rules::{self, THRESHOLD, covers};
use super::sheet::{COLUMNS, Line, Read};
use super::store::{self, Candidate, LineRow, ListRow};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::enquiries::comparison::record::utc;
use crate::enquiries::seat::owner_of;
use crate::enquiries::sent::from_json;
use crate::faults::Fault;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::lang::{Lang, Say};
use crate::listings::api::FirmRef;
use crate::units::Decimal;

/// A list as it is sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PurchaseListRequest {
    /// Made by the sender, so that sending twice makes one list.
    code: Option<String>,
    /// What it is called.
    name: String,
    /// Its lines, up to 5,000; a line that cannot be read is kept and says why.
    #[schema(value_type = Vec<PurchaseLineRequest>)]
    lines: Vec<Value>,
}

/// A line as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read as columns; this is its description")]
pub struct PurchaseLineRequest {
    /// Your own number of the thing; comes back byte for byte.
    code: Option<String>,
    /// What it is.
    name: String,
    /// Size, grade and the like, in words or as `key=value;…`.
    specs: Option<String>,
    /// How much.
    quantity: Option<String>,
    /// Unit of the quantity.
    unit: Option<String>,
    /// What a unit may cost, in 元.
    price: Option<String>,
    /// What the line may cost, in 元; counts where quantity or price is missing.
    budget: Option<String>,
    /// Wanted by this day.
    needed_by: Option<String>,
}

/// A firm that can supply a line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateAnswer {
    firm: FirmRef,
    product: FirmRef,
    score: f64,
    /// `same`, `narrower`, `wider`, `alike` or `likely_makes`.
    fit: String,
    /// Whether it covers the line.
    covers: bool,
    is_chosen: bool,
}

/// A line with its candidates.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PurchaseLineAnswer {
    position: i64,
    code: String,
    name: String,
    specs: String,
    #[schema(value_type = Option<String>)]
    quantity: Option<Decimal>,
    unit: String,
    #[schema(value_type = Option<String>)]
    price: Option<Decimal>,
    #[schema(value_type = Option<String>)]
    budget: Option<Decimal>,
    needed_by: Option<String>,
    #[schema(value_type = Option<String>)]
    amount: Option<Decimal>,
    /// `covered`, `uncovered`, `waiting` or `wrong`.
    standing: &'static str,
    /// The good that was read out of it.
    good: String,
    /// What is wrong of it: field, value, cause and fix.
    errors: Vec<LineError>,
    /// Best first, up to five.
    candidates: Vec<CandidateAnswer>,
}

/// What is wrong of a line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineError {
    field: String,
    value: String,
    cause: String,
    fix: String,
}

/// How much of a list the city can supply.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoverageAnswer {
    /// Points from which a firm that lists the good covers a line.
    threshold: i64,
    covered: i64,
    uncovered: i64,
    waiting: i64,
    wrong: i64,
    /// Covered lines of covered and uncovered ones, in tenths of a percent.
    by_lines_tenths: Option<i64>,
    #[schema(value_type = String)]
    covered_amount: Decimal,
    #[schema(value_type = String)]
    amount: Decimal,
    /// The same of the amounts.
    by_amount_tenths: Option<i64>,
    /// Lines without an amount, which are in neither amount.
    unpriced: i64,
}

/// A list as it stands now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PurchaseListAnswer {
    id: String,
    /// The sender's own code, if it gave one.
    code: Option<String>,
    name: String,
    /// `waiting` while lines wait for their candidates, then `ready`.
    state: &'static str,
    created_at: String,
    coverage: CoverageAnswer,
    lines: Vec<PurchaseLineAnswer>,
}

/// A list without its lines.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PurchaseListItem {
    id: String,
    name: String,
    /// `waiting` or `ready`.
    state: &'static str,
    created_at: String,
}

/// One's own lists, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PurchaseLists {
    total: i64,
    items: Vec<PurchaseListItem>,
}

fn state(list: &ListRow) -> &'static str {
    if list.matched_at.is_some() { "ready" } else { "waiting" }
}

fn item(list: ListRow) -> PurchaseListItem {
    PurchaseListItem { state: state(&list), created_at: utc(list.created_at), id: list.id.0, name: list.name }
}

fn candidate(one: &Candidate) -> CandidateAnswer {
    let named = |code: &str, name: &str| FirmRef { code: code.to_owned(), name: name.to_owned() };
    CandidateAnswer {
        firm: named(&one.firm.1, &one.firm.2),
        product: named(&one.product.0, &one.product.1),
        score: one.row.score as f64 / 100.0,
        covers: covers(one.row.score, &one.row.fit),
        fit: one.row.fit.clone(),
        is_chosen: one.row.is_chosen,
    }
}

fn error(fault: Fault) -> LineError {
    let (cause, fix) = (fault.cause.r#in(Lang::Zh).to_owned(), fault.fix.r#in(Lang::Zh).to_owned());
    LineError { field: fault.field, value: fault.value, cause, fix }
}

fn line_answer(seen: &Seen, line: &LineRow) -> PurchaseLineAnswer {
    let fields = line.fields();
    PurchaseLineAnswer {
        position: line.position,
        amount: fields.amount(),
        code: fields.code,
        name: fields.name,
        specs: fields.specs,
        quantity: fields.quantity,
        unit: fields.unit,
        price: fields.price,
        budget: fields.budget,
        needed_by: fields.needed_by.map(|day| day.to_string()),
        standing: seen.standing(line).as_str(),
        good: line.good.clone(),
        errors: line.faults().into_iter().map(error).collect(),
        candidates: seen.of(line.position).iter().map(candidate).collect(),
    }
}

fn answer(seen: &Seen) -> PurchaseListAnswer {
    let coverage = &seen.coverage;
    PurchaseListAnswer {
        id: seen.list.id.0.clone(),
        code: seen.list.sent_code.clone(),
        name: seen.list.name.clone(),
        state: state(&seen.list),
        created_at: utc(seen.list.created_at),
        coverage: CoverageAnswer {
            threshold: THRESHOLD,
            covered: coverage.covered,
            uncovered: coverage.uncovered,
            waiting: coverage.waiting,
            wrong: coverage.wrong,
            by_lines_tenths: coverage.by_lines(),
            covered_amount: coverage.covered_amount,
            amount: coverage.amount,
            by_amount_tenths: coverage.by_amount(),
            unpriced: coverage.unpriced,
        },
        lines: seen.lines.iter().map(|line| line_answer(seen, line)).collect(),
    }
}

/// Reads the lines of a body; the first line that is no object of known fields refuses all, since a program sent it.
fn read(sent: &PurchaseListRequest) -> AppResult<Read> {
    if sent.lines.is_empty() || sent.lines.len() > MOST_LINES {
        let cause = Say::new(format!("共 {} 行", sent.lines.len()), format!("{} lines", sent.lines.len()));
        let fix = Say::new(format!("请发送 1 到 {MOST_LINES} 行"), format!("send 1 to {MOST_LINES} lines"));
        return Err(AppError::invalid("lines", "", cause, fix));
    }
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    let line = |(row, json): (i64, &Value)| {
        let columns = Columns::from_json(json, &names)?;
        let (fields, faults) = rules::read(&|column| columns.get(column));
        Ok(Line { row, fields, faults })
    };
    Ok(Read { lines: (1..).zip(&sent.lines).map(line).collect::<AppResult<_>>()?, notes: vec![] })
}

fn show_one(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<PurchaseListAnswer> {
    Ok(answer(&actions::show(conn, viewer, id)?))
}

/// What is asked of a list of lists.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    limit: Option<i64>,
    offset: Option<i64>,
}

/// `GET /api/v1/purchase-lists?limit=&offset=`
///
/// # Errors
/// Those of [`actions::check`].
pub async fn list(app: web::Data<App>, viewer: Viewer, asked: web::Query<Asked>) -> AppResult<HttpResponse> {
    actions::check(&viewer)?;
    let (limit, offset) = (asked.limit.unwrap_or(20).clamp(1, 100), asked.offset.unwrap_or(0).max(0));
    let lists = app
        .read(move |conn| {
            let owner = owner_of(&viewer);
            let items = store::page(conn, &owner, offset, limit)?.into_iter().map(item).collect();
            Ok(PurchaseLists { total: store::count(conn, &owner)?, items })
        })
        .await?;
    Ok(HttpResponse::Ok().json(lists))
}

/// `POST /api/v1/purchase-lists`: the candidates follow within seconds; `GET` shows how far they are. Sent twice with the
/// same `code` it makes one.
///
/// # Errors
/// Those of [`actions::begin_once`]; `Invalid` for a body that cannot be read.
pub async fn create(app: web::Data<App>, viewer: Viewer, body: web::Json<Value>) -> AppResult<HttpResponse> {
    actions::check(&viewer)?;
    let sent: PurchaseListRequest = from_json(body.into_inner())?;
    let lines = read(&sent)?;
    let made = app
        .write(move |conn| {
            let named = (sent.name.as_str(), sent.code.as_deref().unwrap_or_default());
            let list = actions::begin_once(conn, &viewer, named, lines, clock::now())?;
            show_one(conn, &viewer, list.id.as_str())
        })
        .await?;
    let location = format!("/api/v1/purchase-lists/{}", made.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

/// `GET /api/v1/purchase-lists/{id}`
///
/// # Errors
/// Those of [`actions::take`].
pub async fn show(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(app.read(move |conn| show_one(conn, &viewer, &id)).await?))
}

/// `DELETE /api/v1/purchase-lists/{id}`
///
/// # Errors
/// Those of [`actions::take`].
pub async fn delete(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    app.write(move |conn| actions::delete(conn, &viewer, &id, clock::now())).await?;
    Ok(HttpResponse::NoContent().finish())
}

//! `/desk/leaderboard/evidence`: the rows that prove the values of one division, as a page and as a CSV.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Form, LIST, field, path, quarter};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::http::download::{CSV, Table, attachment, csv};
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, in_address, show};
use crate::lang::Lang;
use crate::leaderboard::actions;
use crate::leaderboard::store::EvidenceRow;

/// Rows that the page shows; the CSV has all.
const SHOWN: usize = 500;

struct Line {
    measure: &'static str,
    subject: String,
    /// The page of a listing, which everybody may see; nothing for what belongs to two firms.
    link: Option<String>,
    day: String,
    amount: String,
}

impl Line {
    fn new(row: &EvidenceRow, lang: Lang) -> Line {
        let public = row.subject.split_once('/').filter(|(kind, _)| matches!(*kind, "products" | "needs"));
        Line {
            measure: row.measure.label(lang),
            link: public.map(|(kind, code)| format!("/{kind}/{}", in_address(code))),
            subject: row.subject.clone(),
            day: row.day.to_string(),
            amount: row.amount.to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "leaderboard/evidence.html")]
struct EvidencePage {
    page: Shell,
    quarter: String,
    code: String,
    back: String,
    lines: Vec<Line>,
    total: usize,
}

fn table(rows: &[EvidenceRow], lang: Lang) -> Table {
    let header = [("measure", "指标"), ("division", "区划"), ("subject", "依据"), ("day", "日期"), ("amount", "计入")];
    let row = |row: &EvidenceRow| {
        let texts = [row.measure.to_string(), row.division_code.clone(), row.subject.clone(), row.day.to_string()];
        texts.into_iter().map(Into::into).chain([row.amount.to_f64().into()]).collect()
    };
    Table {
        name: "evidence".into(),
        header: header.iter().map(|(en, zh)| lang.t(*zh, *en).to_owned()).collect(),
        rows: rows.iter().map(row).collect(),
    }
}

/// `GET /desk/leaderboard/evidence?quarter=&code=&form=csv`
///
/// # Errors
/// As [`actions::evidence`].
pub async fn evidence(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Query(asked): web::Query<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (quarter, code, lang) = (quarter(&asked)?, field(&asked, "code").to_owned(), lang_of(&request));
    let of = code.clone();
    let rows = app.read(move |conn| actions::evidence(conn, &viewer, quarter, &of)).await?;
    if field(&asked, "form") == "csv" {
        return Ok(attachment(csv(&table(&rows, lang))?, &format!("evidence-{quarter}-{code}.csv"), CSV));
    }
    let page = EvidencePage {
        page: Shell::new(&request, lang.t("名次的依据", "What proves the rank")),
        quarter: quarter.to_string(),
        back: path(quarter),
        total: rows.len(),
        lines: rows.iter().take(SHOWN).map(|row| Line::new(row, lang)).collect(),
        code,
    };
    show(&request, &page)
}

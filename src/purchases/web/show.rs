//! One list: how much of it the city can supply, each line with its candidates, and the list as a file.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use std::collections::HashMap;

use super::path;
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::db::Conn;
use crate::http::download::{self, CSV, XLSX, attachment};
use crate::http::{AppResult, Paging, Shell, in_address, page, show as show_page};
use crate::lang::{Lang, Say};
use crate::products;
use crate::products::rules::visible_price;
use crate::purchases::actions::{self, Seen};
use crate::purchases::export::{self, column_name, standing_word};
use crate::purchases::rules::{Standing, covers, percent};
use crate::purchases::store::{Candidate, LineRow};
use crate::{clock, purchases};

/// Lines of a page.
const PAGE: u64 = 100;

/// Which lines.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    show: String,
    page: Option<u64>,
}

struct CandidateLine {
    /// Line and product, as the form sends them.
    pick: String,
    product: (String, String),
    firm: (String, String),
    score: String,
    price: String,
    is_chosen: bool,
    covers: bool,
    is_guess: bool,
    enquiry: String,
}

struct Line {
    position: i64,
    row: i64,
    code: String,
    name: String,
    specs: String,
    quantity: String,
    amount: String,
    need: Option<String>,
    standing: Standing,
    word: &'static str,
    faults: Vec<(String, String)>,
    candidates: Vec<CandidateLine>,
}

#[derive(Template)]
#[template(path = "purchases/show.html")]
struct ShowPage {
    page: Shell,
    to: String,
    name: String,
    notes: Vec<String>,
    figures: Vec<(&'static str, String)>,
    method: String,
    tabs: Vec<(&'static str, i64, String, bool)>,
    lines: Vec<Line>,
    paging: Paging,
    done: i64,
    total: i64,
    matched: Option<String>,
    uncovered: i64,
    may_need: bool,
    /// Lines that have become needs.
    posted: usize,
}

impl ShowPage {
    fn is_running(&self) -> bool {
        self.done < self.total
    }
}

/// `GET /my/purchases/{id}?show=&page=`
///
/// # Errors
/// Those of [`actions::show`].
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    asked: web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let (lang, asked) = (page::lang_of(&request), asked.into_inner());
    let page = Shell::new(&request, "");
    let shown = app.read(move |conn| load(conn, &viewer, &id, &asked, page, lang)).await?;
    show_page(&request, &shown)
}

fn load(conn: &mut Conn, viewer: &Viewer, id: &str, asked: &Asked, page: Shell, lang: Lang) -> AppResult<ShowPage> {
    let seen = actions::show(conn, viewer, id)?;
    let wanted = |line: &&LineRow| asked.show.is_empty() || seen.standing(line).as_str() == asked.show;
    let of_kind: Vec<&LineRow> = seen.lines.iter().filter(wanted).collect();
    let paging = Paging::new(asked.page.unwrap_or(1), PAGE, of_kind.len() as u64, &page.here);
    let part: Vec<&LineRow> = of_kind.into_iter().skip(paging.offset() as usize).take(PAGE as usize).collect();
    let prices = prices(conn, viewer, &seen, &part, lang)?;
    let to = path(seen.list.id.as_str());
    let notes: Vec<Say> = serde_json::from_str(&seen.list.notes).unwrap_or_default();
    let coverage = &seen.coverage;
    Ok(ShowPage {
        page: Shell { title: seen.list.name.clone(), ..page },
        notes: notes.iter().map(|note| note.r#in(lang).to_owned()).collect(),
        figures: figures(&seen, lang),
        method: export::method(lang),
        tabs: tabs(&seen, &to, &asked.show, lang),
        lines: part.into_iter().map(|line| shown_line(&seen, line, &prices, lang)).collect(),
        done: coverage.lines() - coverage.waiting,
        total: coverage.lines(),
        matched: seen.list.matched_at.map(clock::show),
        uncovered: coverage.uncovered,
        may_need: viewer.role == Some(Role::Member),
        posted: seen.lines.iter().filter(|line| !line.need_code.is_empty()).count(),
        name: seen.list.name.clone(),
        to,
        paging,
    })
}

/// The price lines of the candidates of some lines, as this viewer may see them.
fn prices(
    conn: &mut Conn,
    viewer: &Viewer,
    seen: &Seen,
    lines: &[&LineRow],
    lang: Lang,
) -> AppResult<HashMap<String, String>> {
    let candidates = lines.iter().flat_map(|line| seen.of(line.position));
    let mut ids: Vec<&str> = candidates.map(|one| one.row.product_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let cards = products::store::cards(conn, &ids)?;
    let line = |card: products::store::Card| {
        let price = visible_price(&card.row, viewer).line(&card.row.unit, lang);
        (card.row.id.0, price)
    };
    Ok(cards.into_iter().map(line).collect())
}

fn figures(seen: &Seen, lang: Lang) -> Vec<(&'static str, String)> {
    let coverage = &seen.coverage;
    let (covered, both) = (coverage.covered, coverage.covered + coverage.uncovered);
    vec![
        (
            lang.t("本地配套率（按行）", "Local coverage by lines"),
            format!("{}（{covered} / {both}）", percent(coverage.by_lines())),
        ),
        (
            lang.t("本地配套率（按金额，元）", "Local coverage by amount (CNY)"),
            format!("{}（{} / {}）", percent(coverage.by_amount()), coverage.covered_amount, coverage.amount),
        ),
        (
            lang.t("没有金额的行（不在按金额内）", "Lines without an amount (not in the amounts)"),
            coverage.unpriced.to_string(),
        ),
        (lang.t("有误的行（不计入）", "Wrong lines (not counted)"), coverage.wrong.to_string()),
    ]
}

fn tabs(seen: &Seen, to: &str, here: &str, lang: Lang) -> Vec<(&'static str, i64, String, bool)> {
    let coverage = &seen.coverage;
    let all = (lang.t("全部", "All"), coverage.lines(), to.to_owned(), here.is_empty());
    let of = |standing: Standing, count: i64| {
        let word = standing.as_str();
        (standing_word(standing, lang), count, format!("{to}?show={word}"), here == word)
    };
    let parts = [
        of(Standing::Covered, coverage.covered),
        of(Standing::Uncovered, coverage.uncovered),
        of(Standing::Waiting, coverage.waiting),
        of(Standing::Wrong, coverage.wrong),
    ];
    std::iter::once(all).chain(parts.into_iter().filter(|tab| tab.1 > 0 || tab.3)).collect()
}

fn shown_line(seen: &Seen, line: &LineRow, prices: &HashMap<String, String>, lang: Lang) -> Line {
    let standing = seen.standing(line);
    let fault = |fault: &crate::faults::Fault| {
        (format!("{} “{}”", column_name(&fault.field, lang), fault.value), fault.line(lang))
    };
    let candidates = seen.of(line.position).iter().map(|one| candidate(one, prices));
    Line {
        position: line.position,
        row: line.row_number,
        code: line.code.clone(),
        name: line.name.clone(),
        specs: line.specs.clone(),
        quantity: line.quantity.map(|quantity| format!("{quantity} {}", line.unit)).unwrap_or_default(),
        amount: line.fields().amount().map(|amount| amount.to_string()).unwrap_or_default(),
        need: Some(line.need_code.clone()).filter(|code| !code.is_empty()),
        word: standing_word(standing, lang),
        faults: line.faults().iter().map(fault).collect(),
        candidates: candidates.collect(),
        standing,
    }
}

fn candidate(one: &Candidate, prices: &HashMap<String, String>) -> CandidateLine {
    CandidateLine {
        pick: format!("{}:{}", one.row.position, one.product.0),
        product: (format!("/products/{}", in_address(&one.product.0)), one.product.1.clone()),
        firm: (format!("/firms/{}", in_address(&one.firm.1)), one.firm.2.clone()),
        score: format!("{:.1}", one.row.score as f64 / 100.0),
        price: prices.get(one.row.product_id.as_str()).cloned().unwrap_or_default(),
        is_chosen: one.row.is_chosen,
        covers: covers(one.row.score, &one.row.fit),
        is_guess: one.row.fit == purchases::rules::GUESSED,
        enquiry: one.row.enquiry_code.clone(),
    }
}

/// In what form the result is handed out.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Form {
    form: String,
}

/// `GET /my/purchases/{id}/export?form=xlsx|csv`
///
/// # Errors
/// Those of [`actions::show`].
pub async fn export(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    form: web::Query<Form>,
) -> AppResult<HttpResponse> {
    let lang = page::lang_of(&request);
    let seen = app.read(move |conn| actions::show(conn, &viewer, &id)).await?;
    let (name, is_csv) = (seen.list.name.clone(), form.form == "csv");
    let bytes = app
        .block(move || {
            let lines = export::lines(&seen, lang);
            if is_csv { download::csv(&lines) } else { download::workbook(&[lines, export::summary(&seen, lang)]) }
        })
        .await?;
    let (ending, kind) = if is_csv { ("csv", CSV) } else { ("xlsx", XLSX) };
    Ok(attachment(bytes, &format!("{name}.{ending}"), kind))
}

/// `GET /my/purchases/template.xlsx`
///
/// # Errors
/// Those of [`actions::check`].
pub async fn template(request: HttpRequest, viewer: Viewer) -> AppResult<HttpResponse> {
    actions::check(&viewer)?;
    let lang = page::lang_of(&request);
    let bytes = download::workbook(&[export::template(lang)])?;
    Ok(attachment(bytes, lang.t("采购清单模板.xlsx", "purchase list template.xlsx"), XLSX))
}

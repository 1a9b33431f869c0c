//! `/desk/firms`: the firms that wait for an official, and those decided on.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::words::{Wait, state};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::divisions::store::DivisionRow;
use crate::firms::actions::{self, Listing, Queue};
use crate::firms::store::FirmRow;
use crate::firms::verification::Shelf;
use crate::http::{AppResult, Paging, Shell, page, show};
use crate::lang::Lang;

/// Firms on one page.
const SIZE: u64 = 50;

/// The query of the page.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Wanted {
    #[serde(default)]
    state: String,
    #[serde(default)]
    division: String,
    page: Option<u64>,
}

struct Tab {
    to: String,
    name: &'static str,
    count: Option<i64>,
    here: bool,
}

struct Line {
    code: String,
    name: String,
    full_name: String,
    uscc: String,
    division: String,
    state: &'static str,
    tone: &'static str,
    wait: Option<Wait>,
}

#[derive(Template)]
#[template(path = "desk/firms.html")]
struct QueuePage {
    page: Shell,
    tabs: Vec<Tab>,
    shelf: Shelf,
    division: String,
    divisions: Vec<(String, String)>,
    lines: Vec<Line>,
    longest: Option<Wait>,
    paging: Paging,
    empty: (&'static str, &'static str, &'static str),
}

/// `GET /desk/firms?state=waiting|verified|rejected|all&division=&page=`
///
/// # Errors
/// `SignIn` and `Forbidden` for whoever is no official.
pub async fn queue(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    wanted: web::Query<Wanted>,
) -> AppResult<HttpResponse> {
    let wanted = wanted.into_inner();
    let shelf = Shelf::parse(&wanted.state).unwrap_or(Shelf::Waiting);
    let number = wanted.page.unwrap_or(1);
    let first = Paging::new(number, SIZE, u64::MAX, "/").offset();
    let listing = Listing { shelf, division: wanted.division.clone(), offset: first as i64, limit: SIZE as i64 };
    let found = app.read(move |conn| actions::queue(conn, &viewer, &listing)).await?;
    show(&request, &QueuePage::new(&request, found, shelf, wanted.division, number))
}

impl QueuePage {
    fn new(request: &HttpRequest, found: Queue, shelf: Shelf, division: String, number: u64) -> QueuePage {
        let shell = Shell::new(request, page::lang_of(request).t("企业审核", "Verification"));
        let (lang, now) = (shell.lang, clock::now());
        let total = u64::try_from(found.total).unwrap_or(0);
        QueuePage {
            tabs: tabs(shelf, &division, found.counts, lang),
            paging: Paging::new(number, SIZE, total, &shell.here),
            longest: found.longest.map(|since| Wait::since(since, now)),
            lines: found.rows.iter().map(|row| line(row, &found.divisions, lang, now)).collect(),
            divisions: found.divisions.into_iter().map(|d| (d.code, d.name)).collect(),
            empty: empty(shelf, lang),
            page: shell,
            shelf,
            division,
        }
    }
}

fn tabs(here: Shelf, division: &str, counts: [i64; 3], lang: Lang) -> Vec<Tab> {
    let tab = |shelf: Shelf, name, count| {
        let query = serde_urlencoded::to_string([("state", shelf.as_str()), ("division", division)]);
        let query = query.expect("two texts always encode");
        Tab { to: format!("/desk/firms?{query}"), name, count, here: shelf == here }
    };
    vec![
        tab(Shelf::Waiting, lang.t("待审核", "Waiting"), Some(counts[0])),
        tab(Shelf::Verified, lang.t("已认证", "Verified"), Some(counts[1])),
        tab(Shelf::Rejected, lang.t("已退回", "Sent back"), Some(counts[2])),
        tab(Shelf::All, lang.t("全部", "All"), None),
    ]
}

fn line(row: &FirmRow, divisions: &[DivisionRow], lang: Lang, now: Moment) -> Line {
    let code = row.division_code.as_deref().unwrap_or("");
    let named = divisions.iter().find(|d| d.code == code).map_or(code, |d| d.name.as_str());
    let (state, tone) = state(row, lang);
    Line {
        code: row.code.clone(),
        name: row.name.clone(),
        full_name: if row.full_name == row.name { String::new() } else { row.full_name.clone() },
        uscc: row.uscc.clone().unwrap_or_else(|| "–".into()),
        division: if named.is_empty() { "–".into() } else { named.to_owned() },
        state,
        tone,
        wait: row.waiting_since.map(|since| Wait::since(since, now)),
    }
}

/// What an empty list says, and where to go on.
fn empty(shelf: Shelf, lang: Lang) -> (&'static str, &'static str, &'static str) {
    match shelf {
        Shelf::Waiting => (
            lang.t("没有等待审核的企业。", "No firm is waiting."),
            "/desk/firms?state=verified",
            lang.t("查看已认证企业", "See the verified firms"),
        ),
        _ => (
            lang.t("这个列表里没有企业。", "There is no firm in this list."),
            "/desk/firms",
            lang.t("回到待审核", "Back to those that wait"),
        ),
    }
}

//! For you 为您推荐: the pairings of a firm, as seller and as buyer; one pairing with its reasons and its history.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::personal;
use super::quick::Card;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Paging, Shell, in_address, redirect, show, show_as};
use crate::lang::Lang;
use crate::matching::actions::{self, Options, Seen};
use crate::matching::{Matcher, api};
use crate::pairings::actions as kept;
use crate::pairings::store::{Event, Line, PairingRow};
use crate::pairings::{Act, PairingId, Reason, Side, State};

const LIST: &str = "/my/pairings";
/// Pairings of one page.
const SIZE: u64 = 20;
/// Tabs of the list, and the states behind each.
const TABS: &[(&str, &[State])] = &[
    ("open", &[State::Proposed, State::Seen]),
    ("interested", &[State::Interested]),
    ("contacted", &[State::Contacted]),
    ("agreed", &[State::Agreed]),
    ("declined", &[State::Declined]),
];

/// How the list is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    side: String,
    state: String,
    page: Option<u64>,
}

impl Asked {
    fn side(&self) -> Side {
        if self.side == Side::Buyer.as_str() { Side::Buyer } else { Side::Seller }
    }

    fn tab(&self) -> &'static (&'static str, &'static [State]) {
        TABS.iter().find(|(word, _)| *word == self.state).unwrap_or(&TABS[0])
    }
}

struct Tab {
    to: String,
    label: &'static str,
    count: i64,
    is_here: bool,
}

struct Row {
    to: String,
    need: (String, String),
    product: (String, String),
    fit: &'static str,
    score: String,
    state: &'static str,
    since: String,
}

impl Row {
    fn new(line: Line, lang: Lang) -> Row {
        let link = |kind: &str, (code, name): (String, String)| (format!("/{kind}/{}", in_address(&code)), name);
        Row {
            to: path(&line.row.id),
            need: link("needs", line.need),
            product: link("products", line.product),
            fit: fit_word(&line.row.fit, lang),
            score: format!("{:.1}", line.row.score as f64 / 100.0),
            state: line.row.state.label(lang),
            since: clock::show_day(line.row.state_at),
        }
    }
}

fn path(id: &PairingId) -> String {
    format!("/pairings/{id}")
}

fn fit_word(fit: &str, lang: Lang) -> &'static str {
    match fit {
        "same" => lang.t("列有所需产品", "Lists what is wanted"),
        "narrower" => lang.t("列有更细的品种", "Lists a narrower kind"),
        "wider" => lang.t("列有更宽的品类", "Lists a wider kind"),
        "likely_makes" => lang.t("很可能会做", "Likely makes it"),
        _ => lang.t("名称相近", "Named alike"),
    }
}

#[derive(Template)]
#[template(path = "matching/mine.html")]
struct ListPage {
    page: Shell,
    is_seller: bool,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    paging: Paging,
}

/// `GET /my/pairings?side=&state=&page=`
///
/// # Errors
/// `SignIn`, `Forbidden` for who is no member of a firm.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let lang = lang_of(&request);
    let (side, (word, states)) = (asked.side(), *asked.tab());
    let here = Shell::bare(&request, "").here;
    let number = asked.page.unwrap_or(1);
    let (rows, counts, paging) = app
        .read(move |conn| {
            let wanted = Paging::new(number, SIZE, u64::MAX, &here);
            let mut own = kept::own(conn, &viewer, (side, states), (wanted.offset(), SIZE))?;
            let paging = Paging::new(number, SIZE, own.total, &here);
            if paging.number != wanted.number {
                own = kept::own(conn, &viewer, (side, states), (paging.offset(), SIZE))?;
            }
            Ok((own.lines, own.counts, paging))
        })
        .await?;
    let count = |states: &[State]| counts.iter().filter(|(s, _)| states.contains(s)).map(|(_, n)| n).sum::<i64>();
    let tabs = TABS.iter().map(|(tab, states)| Tab {
        to: format!("{LIST}?side={side}&state={tab}"),
        label: if *tab == "open" { lang.t("待处理", "To answer") } else { states[0].label(lang) },
        count: count(states),
        is_here: *tab == word,
    });
    let page = ListPage {
        page: Shell::new(&request, lang.t("为您推荐的配对", "Pairings for you")),
        is_seller: side == Side::Seller,
        tabs: tabs.collect(),
        rows: rows.into_iter().map(|line| Row::new(line, lang)).collect(),
        paging,
    };
    show(&request, &page)
}

struct Step {
    at: String,
    side: &'static str,
    state: &'static str,
    reason: Option<&'static str>,
    note: String,
}

impl Step {
    fn new(event: Event, lang: Lang) -> Step {
        Step {
            at: clock::show(event.at),
            side: event.side.label(lang),
            state: event.state.label(lang),
            reason: event.reason.map(|reason| reason.label(lang)),
            note: event.note,
        }
    }
}

#[derive(Template)]
#[template(path = "matching/pairing.html")]
struct PairingPage {
    page: Shell,
    row: PairingRow,
    side: Option<Side>,
    need: (String, String),
    buyer: (String, String),
    card: Option<Card>,
    product: (String, String),
    /// Its code, to be shortlisted by.
    product_code: String,
    seller: (String, String),
    steps: Vec<Step>,
    reasons: Vec<(&'static str, &'static str)>,
    faults: Vec<Fault>,
    note: String,
}

impl PairingPage {
    fn new(request: &HttpRequest, seen: Seen) -> PairingPage {
        let lang = lang_of(request);
        let link = |kind: &str, code: &str, name: &str| (format!("/{kind}/{}", in_address(code)), name.to_owned());
        PairingPage {
            page: Shell::new(request, lang.t("配对", "Pairing")),
            side: seen.side,
            need: link("needs", &seen.need.row.code, &seen.need.row.text),
            buyer: link("firms", &seen.need.firm.code, &seen.need.firm.name),
            product: link("products", &seen.product.row.code, &seen.product.row.name),
            product_code: seen.product.row.code.clone(),
            seller: link("firms", &seen.product.firm.code, &seen.product.firm.name),
            card: seen.pairing.map(|pairing| Card::new(pairing, lang)),
            steps: seen.history.into_iter().map(|event| Step::new(event, lang)).collect(),
            reasons: Reason::ALL.iter().map(|reason| (reason.as_str(), reason.label(lang))).collect(),
            row: seen.row,
            faults: vec![],
            note: String::new(),
        }
    }

    fn state(&self) -> &'static str {
        self.row.state.label(self.page.lang)
    }

    fn may(&self, act: &str) -> bool {
        let asked = Act::parse(act).zip(self.side);
        asked.is_some_and(|(act, side)| crate::pairings::rules::may(self.row.state, act, side))
    }
}

/// `GET /pairings/{id}`: looking at it is a step of its own for the two firms.
///
/// # Errors
/// `SignIn`; `NotFound` for all whom it does not concern.
pub async fn pairing(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let seen = load(&request, &app, &matcher, &viewer, &id).await?;
    if seen.side.is_some() && seen.row.state == State::Proposed {
        let (key, viewer) = (seen.row.id.clone(), viewer.clone());
        let said = kept::Said { act: Act::See.as_str(), reason: "", note: "" };
        let site_url = app.config.public_url.clone();
        app.write(move |conn| kept::answer(conn, &site_url, &viewer, &key, said, clock::now())).await?;
    }
    show(&request, &PairingPage::new(&request, seen))
}

async fn load(request: &HttpRequest, app: &App, matcher: &Matcher, viewer: &Viewer, id: &str) -> AppResult<Seen> {
    crate::matching::rules::check(viewer, None)?;
    let (known, id, viewer) = (matcher.now()?, PairingId(id.to_owned()), viewer.clone());
    let options = Options { limit: api::MOST, nearness: true, personal: personal(request) };
    app.read(move |conn| actions::one(conn, &known, &viewer, &id, options)).await
}

/// `POST /pairings/{id}/answer` with `act`, and `reason` and `note` for declining.
///
/// # Errors
/// As [`kept::answer`].
pub async fn reply(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let lang = lang_of(&request);
    let (key, who, sent) = (PairingId(id.clone()), viewer.clone(), form.clone());
    let site_url = app.config.public_url.clone();
    let done = app
        .write(move |conn| {
            let of = |name: &str| sent.get(name).map_or("", String::as_str);
            let said = kept::Said { act: of("act"), reason: of("reason"), note: of("note") };
            kept::answer(conn, &site_url, &who, &key, said, clock::now())
        })
        .await;
    match done {
        Ok(row) => {
            let state = row.state.label(lang);
            Ok(redirect(&path(&row.id), &lang.t(format!("已记录：{state}"), format!("Noted: {state}"))))
        }
        Err(AppError::Invalid(faults)) => {
            let page = PairingPage::new(&request, load(&request, &app, &matcher, &viewer, &id).await?);
            let note = form.get("note").cloned().unwrap_or_default();
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &PairingPage { faults, note, ..page })
        }
        Err(other) => Err(other),
    }
}

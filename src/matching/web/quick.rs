//! Quick matching 即时配套: paste a need, see suppliers; and the suppliers for a firm's own stored need.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::personal;
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::firms;
use crate::http::{AppError, AppResult, Shell, in_address, show, show_as};
use crate::lang::Lang;
use crate::matching::actions::{self, Answer, Options, Pairing};
use crate::matching::{Matcher, api, rules};

/// Suppliers of one page.
const SHOWN: usize = 20;

/// A supplier as the page shows it.
pub(super) struct Card {
    rank: usize,
    firm: (String, String),
    product: (String, String),
    pub(super) score: String,
    code: String,
    distance: Option<String>,
    pub(super) reasons: Vec<(String, String)>,
}

impl Card {
    pub(super) fn new(pairing: Pairing, lang: Lang) -> Card {
        let link = |kind: &str, code: &str, name: String| (format!("/{kind}/{}", in_address(code)), name);
        let Pairing { rank, card, score, distance_km, reasons, .. } = pairing;
        let points = |points: f64| if points == 0.0 { "0".to_owned() } else { format!("{points:+.1}") };
        Card {
            rank,
            firm: link("firms", &card.firm.code, card.firm.name),
            product: link("products", &card.row.code, card.row.name),
            code: card.row.code,
            score: format!("{score:.1}"),
            distance: distance_km.map(|km| lang.t(format!("{km:.1} 公里"), format!("{km:.1} km"))),
            reasons: reasons.into_iter().map(|r| (points(r.points), r.text.r#in(lang).to_owned())).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "matching/match.html")]
struct MatchPage {
    page: Shell,
    /// What was typed.
    text: String,
    nearness: bool,
    fault: Option<String>,
    /// The stored need, whose page this then is.
    need: Option<String>,
    /// Whether something was asked, and the good that was read out of it.
    good: Option<String>,
    cards: Vec<Card>,
    personal: bool,
    /// Whether the first learning is still under way.
    is_learning: bool,
}

impl MatchPage {
    fn empty(request: &HttpRequest) -> MatchPage {
        let title = Shell::new(request, "").t("即时配套", "Quick match").to_owned();
        let page = Shell::new(request, title);
        let (text, cards, personal) = (String::new(), vec![], personal(request));
        let (fault, need, good) = (None, None, None);
        MatchPage { page, text, nearness: true, fault, need, good, cards, personal, is_learning: false }
    }

    fn with(self, answer: Answer, nearness: bool) -> MatchPage {
        let lang = self.page.lang;
        let cards = answer.pairings.into_iter().map(|pairing| Card::new(pairing, lang)).collect();
        MatchPage { text: answer.text, nearness, need: answer.code, good: Some(answer.good), cards, ..self }
    }
}

/// `GET /match`
///
/// # Errors
/// `SignIn`.
pub async fn ask(request: HttpRequest, viewer: Viewer) -> AppResult<HttpResponse> {
    rules::check(&viewer, None)?;
    show(&request, &MatchPage::empty(&request))
}

/// `POST /match`: nothing of it is stored. A member's own firm is the buyer.
///
/// # Errors
/// `SignIn`; those of the database.
pub async fn answer(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    web::Form(form): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    rules::check(&viewer, None)?;
    let typed = form.get("text").cloned().unwrap_or_default();
    let page = MatchPage::empty(&request);
    let text = match api::text("text", &typed) {
        Ok(text) => text,
        Err(AppError::Invalid(faults)) => {
            let fault = faults.first().map(|fault| page.page.fault(fault));
            let page = MatchPage { text: typed, fault, ..page };
            return show_as(actix_web::http::StatusCode::UNPROCESSABLE_ENTITY, &request, &page);
        }
        Err(other) => return Err(other),
    };
    let options = Options { limit: SHOWN, nearness: form.contains_key("nearness"), personal: personal(&request) };
    let (known, is_learning) = (matcher.now()?, !matcher.is_settled());
    let found = app
        .read(move |conn| {
            let own = viewer.firm.as_ref().filter(|_| viewer.role == Some(Role::Member));
            let buyer = own.map(|id| firms::store::find(conn, id)).transpose()?.flatten();
            let code = buyer.as_ref().map(|firm| firm.code.as_str());
            actions::match_text(conn, &known, &viewer, (&text, code), options)
        })
        .await?;
    show(&request, &MatchPage { is_learning, ..page.with(found, options.nearness) })
}

/// `GET /my/needs/{code}/pairings`: suppliers for a firm's own need.
///
/// # Errors
/// As [`api::of_need`].
pub async fn of_need(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    rules::check(&viewer, None)?;
    let (known, is_learning) = (matcher.now()?, !matcher.is_settled());
    let nearness = !request.query_string().contains("nearness=0");
    let options = Options { limit: SHOWN, nearness, personal: personal(&request) };
    let found = app.read(move |conn| actions::of_need(conn, &known, &viewer, &code, options)).await?;
    let mut page = MatchPage::empty(&request);
    page.page.title = page.page.t("需求的配套供应商", "Suppliers for this need").to_owned();
    show(&request, &MatchPage { is_learning, ..page.with(found, nearness) })
}

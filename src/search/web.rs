//! The page of a search: form, facets, filters in force, order, hits, and what to do when there are none.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::find::{self, Answer, Found, Part, Subject};
use super::help::{self, Also, Help, Link};
use super::labels::Labels;
use super::lexicon::Lexicon;
use super::query::{Asked, SORTS, kind_name};
use super::why;
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::clock::{self, Moment};
use crate::db::{Conn, Kind};
use crate::divisions::DivisionKind;
use crate::engine::highlight::Marker;
use crate::engine::{Engine, Facet, Sort};
use crate::faults::Fault;
use crate::http::paging::DEEPEST;
use crate::http::{AppResult, Paging, Shell, in_address, show};
use crate::ids;
use crate::lang::Lang;
use crate::listings;
use crate::products::rules;

/// Hits on a page.
const SIZE: u64 = 20;
/// Radii that are offered, in kilometres.
const RADII: [&str; 5] = ["5", "10", "20", "50", "100"];

/// One hit as the page shows it.
struct Line {
    to: String,
    /// Code of a product, whose firm can be asked for a quote.
    offer: Option<String>,
    /// Escaped HTML with `<mark>`.
    title: String,
    price: Option<(String, bool)>,
    firm: Option<(String, String)>,
    facts: Vec<String>,
    distance: Option<String>,
    /// Why it is here, where the marked title does not say it.
    why: Option<String>,
    stale: bool,
}

/// Ways on from a search that found nothing, as the page shows them.
#[derive(Default)]
struct Ways {
    radius: Option<Link>,
    unfiltered: Option<Link>,
    wider: Vec<Link>,
    substitutes_of: Option<Link>,
    substitutes: Vec<Line>,
}

/// What the button of a search that found nothing sends.
struct Lead {
    search: String,
    /// Code of the need, made here so that a second click makes no second one.
    code: String,
    /// Whether a need is made of it; a buyer without a firm has it watched instead.
    is_need: bool,
}

impl Lead {
    /// For members and buyers who looked for something to buy.
    fn of(asked: &Asked, viewer: &Viewer) -> Option<Lead> {
        let is_need = match viewer.role {
            Some(Role::Member) => true,
            Some(Role::Buyer) => false,
            _ => return None,
        };
        let sought = !asked.q.is_empty() && asked.kind != Kind::Need;
        sought.then(|| Lead { search: asked.query(), code: ids::new_code('N'), is_need })
    }
}

/// One value of a facet as a checkbox or a radio button.
struct Choice {
    value: String,
    label: String,
    count: Option<u64>,
    chosen: bool,
}

/// One facet.
struct Group {
    key: &'static str,
    title: &'static str,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "search/results.html")]
struct ResultsPage {
    page: Shell,
    asked: Asked,
    kinds: Vec<(Kind, &'static str, String)>,
    lines: Vec<Line>,
    groups: Vec<Group>,
    chips: Vec<(String, String)>,
    sorts: Vec<(&'static str, &'static str, bool)>,
    places: Vec<(String, String, bool)>,
    own_place: Option<String>,
    radii: Vec<(&'static str, bool)>,
    faults: Vec<Fault>,
    loose: bool,
    by_name: bool,
    clear: String,
    also: Also,
    ways: Ways,
    /// The query that a signed-in person may keep.
    keep: Option<String>,
    /// Where the words can be posted as a need; none for those who post none.
    post: Option<String>,
    /// What is sent to make a need of the words at once; none for those who cannot.
    lead: Option<Lead>,
    /// The need that was just made of them.
    made: Option<String>,
    paging: Paging,
}

impl ResultsPage {
    fn price_from(&self) -> String {
        self.asked.price_from.map(|price| price.to_string()).unwrap_or_default()
    }

    fn price_to(&self) -> String {
        self.asked.price_to.map(|price| price.to_string()).unwrap_or_default()
    }

    fn lead(&self) -> String {
        self.asked.lead.map(|days| days.to_string()).unwrap_or_default()
    }

    fn by_name_notice(&self) -> &'static str {
        self.page.t(find::BY_NAME.0, find::BY_NAME.1)
    }

    fn is_of_products(&self) -> bool {
        self.asked.kind == Kind::Product
    }
}

/// What tells hits apart, in the reader's language.
struct Eyes<'a> {
    viewer: &'a Viewer,
    lang: Lang,
    now: Moment,
    labels: &'a Labels,
    marker: Marker,
}

impl Eyes<'_> {
    fn line(&self, found: Found) -> Line {
        let distance = found.hit.distance_km.map(|km| self.lang.t(format!("{km:.1} 公里"), format!("{km:.1} km")));
        let how = found.hit.how.filter(|how| !why::is_plain(*how));
        let why = how.map(|how| why::say(how).r#in(self.lang).to_owned());
        let line = match found.subject {
            Subject::Product(card) => self.product(*card),
            Subject::Need(card) => self.need(*card),
            Subject::Firm(row) => Line {
                to: format!("/firms/{}", in_address(&row.code)),
                offer: None,
                title: self.marker.html(&row.name),
                price: None,
                firm: None,
                facts: self.facts([row.division_code.as_deref().map(|code| self.labels.division(code).to_owned())]),
                distance: None,
                why: None,
                stale: false,
            },
        };
        Line { distance, why, ..line }
    }

    fn facts<const N: usize>(&self, facts: [Option<String>; N]) -> Vec<String> {
        facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect()
    }

    fn product(&self, card: crate::products::store::Card) -> Line {
        let price = rules::visible_price(&card.row, self.viewer);
        let lead = card.row.lead_days.map(|n| self.lang.t(format!("交期 {n} 天"), format!("{n} days")));
        let division = card.firm.division_code.as_deref().map(|code| self.labels.division(code).to_owned());
        Line {
            to: format!("/products/{}", in_address(&card.row.code)),
            title: self.marker.html(&card.row.name),
            price: Some((price.line(&card.row.unit, self.lang), price.from().is_some())),
            stale: listings::is_stale(card.row.state, card.row.confirmed_at, self.now),
            firm: Some((in_address(&card.firm.code), card.firm.name)),
            facts: self.facts([division, card.category, lead]),
            offer: Some(card.row.code),
            distance: None,
            why: None,
        }
    }

    fn need(&self, card: crate::needs::store::Card) -> Line {
        let division = card.firm.division_code.as_deref().map(|code| self.labels.division(code).to_owned());
        let quantity = card.row.quantity.map(|quantity| format!("{quantity} {}", card.row.unit));
        let until = card.row.needed_by.map(|day| self.lang.t(format!("{day} 前"), format!("by {day}")));
        Line {
            to: format!("/needs/{}", in_address(&card.row.code)),
            offer: None,
            title: self.marker.html(&card.row.text),
            price: None,
            stale: listings::is_stale(card.row.state, card.row.confirmed_at, self.now),
            firm: Some((in_address(&card.firm.code), card.firm.name)),
            facts: self.facts([division, card.category, quantity, until]),
            distance: None,
            why: None,
        }
    }
}

/// The facets as choices: those that the page draws as checkboxes.
fn groups(asked: &Asked, answer: &Answer, labels: &Labels, lang: Lang) -> Vec<Group> {
    let drawn = |facet: &Facet| -> Option<(&'static str, &'static str, &[String])> {
        Some(match facet {
            Facet::Category => ("category", lang.t("品类", "Category"), &asked.categories),
            Facet::Division => ("division", lang.t("区划", "Division"), &asked.divisions),
            Facet::Industry => ("industry", lang.t("行业", "Industry"), &asked.industries),
            Facet::Certificate => ("certificate", lang.t("资质认证", "Certificate"), &asked.certificates),
            _ => return None,
        })
    };
    let mut groups = Vec::new();
    for (facet, counts) in &answer.facets {
        let Some((key, title, chosen)) = drawn(facet) else { continue };
        let known = counts.iter().map(|(value, count)| (value, Some(*count)));
        // A value that is filtered by stays in sight although nothing has it any more.
        let absent = chosen.iter().filter(|value| !counts.iter().any(|(known, _)| known == *value));
        let choices: Vec<Choice> = known
            .chain(absent.map(|value| (value, Some(0))))
            .map(|(value, count)| Choice {
                value: value.clone(),
                label: labels.value(*facet, value, lang),
                count,
                chosen: chosen.contains(value),
            })
            .collect();
        if !choices.is_empty() {
            groups.push(Group { key, title, choices });
        }
    }
    groups
}

/// Everything that one page is made of, read in one go.
struct Read {
    lines: Vec<Line>,
    groups: Vec<Group>,
    labels: Labels,
    total: u64,
    /// How many are what was meant.
    meant: u64,
    loose: bool,
    also: Also,
    ways: Ways,
    by_name: bool,
}

fn read(
    conn: &mut Conn,
    with: (&dyn Engine, &Lexicon),
    asked: &Asked,
    offset: u64,
    viewer: &Viewer,
    lang: Lang,
) -> AppResult<Read> {
    let now = clock::now();
    let mut answer = find::find(conn, with, asked, &Part { offset, limit: SIZE, facets: None }, now)?;
    let labels = Labels::load(conn, asked, &answer.facets)?;
    let help = if answer.total == 0 { help::help(conn, with, asked, &answer, now)? } else { Help::default() };
    let eyes = Eyes { viewer, lang, now, labels: &labels, marker: Marker::new(&asked.q) };
    let found = std::mem::take(&mut answer.found);
    let lines = found.into_iter().map(|found| eyes.line(found)).collect();
    let ways = Ways {
        substitutes: help.substitutes.into_iter().map(|found| eyes.line(found)).collect(),
        radius: help.radius,
        unfiltered: help.unfiltered,
        wider: help.wider,
        substitutes_of: help.substitutes_of,
    };
    let groups = groups(asked, &answer, &labels, lang);
    let mut also = Also::of(asked, &answer);
    if answer.total == 0 {
        // The ways on name the wider categories that hold something.
        also.wider.clear();
    }
    Ok(Read {
        lines,
        groups,
        total: answer.total,
        meant: answer.meant(),
        loose: answer.loose,
        by_name: answer.by_name,
        labels,
        also,
        ways,
    })
}

/// Counts a search by its words alone: what filters leave of it says nothing of what the city lacks, and a further
/// page is no further search.
fn count(app: &App, asked: &Asked, number: u64, found: u64) {
    if number == 1 && asked.filters().is_empty() {
        app.sought.count(&asked.q, asked.kind, found, clock::now());
    }
}

/// The form of a new need with the words in it, for members and for those who may become one.
fn post(asked: &Asked, viewer: &Viewer) -> Option<String> {
    let may = matches!(viewer.role, None | Some(Role::Member));
    let query = serde_urlencoded::to_string([("text", &asked.q)]).ok()?;
    may.then(|| if asked.q.is_empty() { "/my/needs/new".into() } else { format!("/my/needs/new?{query}") })
}

fn page_number(pairs: &[(String, String)]) -> u64 {
    let last = pairs.iter().rev().find(|(key, _)| key == "page");
    // A page that is no number is the first one.
    last.and_then(|(_, value)| value.parse().ok()).unwrap_or(1).clamp(1, DEEPEST / SIZE)
}

/// `GET /search`
///
/// # Errors
/// Those of the engine and of the database.
pub async fn search(
    request: HttpRequest,
    app: web::Data<App>,
    lexicon: web::Data<Lexicon>,
    viewer: Viewer,
    pairs: web::Query<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let (asked, faults) = Asked::read(&pairs);
    let lang = crate::http::page::lang_of(&request);
    let number = page_number(&pairs);
    let (engine, question) = (app.engine.clone(), asked.clone());
    let offset = (number - 1) * SIZE;
    let keep = viewer.user().map(|_| asked.query());
    let (post, lead) = (post(&asked, &viewer), Lead::of(&asked, &viewer));
    let made = pairs.iter().find(|(key, _)| key == "made").map(|(_, code)| code.clone());
    let made = made.filter(|_| viewer.role == Some(Role::Member));
    let read = app.read(move |conn| read(conn, (&*engine, &lexicon), &question, offset, &viewer, lang)).await?;
    if !read.by_name {
        count(&app, &asked, number, read.meant);
    }
    let title = if asked.q.is_empty() { kind_name(asked.kind, lang).to_owned() } else { asked.q.clone() };
    let page = Shell::new(&request, title);
    let paging = Paging::new(number, SIZE, read.total, &page.here);
    show(&request, &ResultsPage { keep, post, lead, made, ..results(page, asked, faults, read, paging, lang) })
}

fn results(page: Shell, asked: Asked, faults: Vec<Fault>, read: Read, paging: Paging, lang: Lang) -> ResultsPage {
    let kind_link = |kind: Kind| Asked { kind, q: asked.q.clone(), ..Asked::default() }.address();
    let kinds = Kind::ALL.iter().map(|kind| (*kind, kind_name(*kind, lang), kind_link(*kind))).collect();
    let chip = |(key, value): (&str, String)| (read.labels.filter(key, &value, lang), asked.without(key, &value));
    let chips = asked.filters().into_iter().map(chip).collect();
    let fits = |sort: Sort| match sort {
        Sort::PriceUp | Sort::PriceDown | Sort::Lead => asked.kind == Kind::Product,
        Sort::Distance => asked.near.is_some(),
        Sort::Relevance | Sort::Newest => true,
    };
    let sorts = SORTS.iter().filter(|(sort, ..)| fits(*sort));
    let near = asked.near.as_ref().map(ToString::to_string);
    let place = |(code, name, _): &(String, String, DivisionKind)| {
        (code.clone(), name.clone(), near.as_deref() == Some(code.as_str()))
    };
    let radius = asked.radius_km.map(|km| km.to_string());
    ResultsPage {
        kinds,
        chips,
        sorts: sorts.map(|(sort, word, name)| (*word, lang.t(name.0, name.1), *sort == asked.sort)).collect(),
        places: read.labels.divisions.iter().filter(|(.., kind)| *kind != DivisionKind::City).map(place).collect(),
        own_place: near.filter(|near| near.contains(',')),
        radii: RADII.iter().map(|km| (*km, radius.as_deref() == Some(*km))).collect(),
        clear: Asked { kind: asked.kind, q: asked.q.clone(), sort: asked.sort, ..Asked::default() }.address(),
        lines: read.lines,
        groups: read.groups,
        loose: read.loose,
        also: read.also,
        ways: read.ways,
        keep: None,
        post: None,
        lead: None,
        made: None,
        by_name: read.by_name,
        asked,
        page,
        faults,
        paging,
    }
}

//! `/desk/fairs/{id}`: a fair as officials see it.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::DESK;
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::fairs::actions::{self, Day};
use crate::fairs::store::{FairRow, TalkRow};
use crate::fairs::{FairId, Outcome, Presence, follow_up};
use crate::faults::Fault;
use crate::http::{AppResult, Shell, show as show_page};
use crate::ids::FirmId;
use crate::lang::Lang;

/// From how many firms on answers are counted in public.
const FEWEST: usize = 3;

struct Guest {
    code: String,
    name: String,
    presence: &'static str,
    is_coming: bool,
    talks: usize,
}

/// A talk in words.
pub(super) struct Talk {
    pub(super) time: String,
    pub(super) table: i64,
    pub(super) buyer: String,
    pub(super) seller: String,
    pub(super) score: String,
}

#[derive(Template)]
#[template(path = "fairs/show.html")]
pub(super) struct ShowPage {
    page: Shell,
    row: FairRow,
    /// Number and time of each slot.
    slots: Vec<(i64, String)>,
    guests: Vec<Guest>,
    talks: Vec<Talk>,
    score: String,
    left_out: Vec<String>,
    moves: u32,
    metres: i64,
    /// What was said, by question.
    outcomes: Vec<(String, Vec<(&'static str, String)>)>,
    codes: String,
    faults: Vec<Fault>,
}

impl ShowPage {
    /// The page with the codes that were typed and what was wrong.
    pub(super) fn wrong(self, codes: String, faults: Vec<Fault>) -> ShowPage {
        ShowPage { codes, faults, ..self }
    }
}

fn hundredths(value: i64) -> String {
    format!("{:.1}", value as f64 / 100.0)
}

impl Day {
    /// The name of a guest.
    pub(super) fn name(&self, firm: &FirmId) -> String {
        self.names.get(firm).map_or_else(String::new, |(_, name)| name.clone())
    }

    fn guest(&self, at: usize, lang: Lang) -> Guest {
        let guest = &self.guests[at];
        let (code, name) = self.names.get(&guest.firm_id).cloned().unwrap_or_default();
        let is_own = |talk: &&TalkRow| talk.buyer_id == guest.firm_id || talk.seller_id == guest.firm_id;
        Guest {
            code,
            name,
            presence: guest.presence.label(lang),
            is_coming: guest.presence != Presence::Absent && guest.presence != Presence::Declined,
            talks: self.talks.iter().filter(is_own).count(),
        }
    }

    /// A talk in words.
    pub(super) fn talk(&self, talk: &TalkRow) -> Talk {
        Talk {
            time: self.row.time_of(talk.slot),
            table: talk.seat + 1,
            buyer: self.name(&talk.buyer_id),
            seller: self.name(&talk.seller_id),
            score: hundredths(talk.score),
        }
    }

    /// How many said what, by question; what fewer firms than [`FEWEST`] said is not counted.
    fn said(&self, lang: Lang) -> Vec<(String, Vec<(&'static str, String)>)> {
        let count = |days: u64, outcome: Outcome| {
            let said = self.outcomes.iter().filter(|one| one.days == days as i64 && one.outcome == outcome);
            let firms: std::collections::HashSet<&FirmId> = said.clone().map(|one| &one.firm_id).collect();
            let shown =
                if (1..FEWEST).contains(&firms.len()) { format!("<{FEWEST}") } else { said.count().to_string() };
            (outcome.label(lang), shown)
        };
        let question = |(at, days): (usize, &u64)| {
            let label = lang.t(format!("{days} 天后"), format!("After {days} days"));
            let counts = Outcome::ALL.iter().map(|outcome| count(*days, *outcome)).collect();
            (self.row.asked > at as i64).then_some((label, counts))
        };
        follow_up::AFTER.iter().enumerate().filter_map(question).collect()
    }
}

fn page_of(request: &HttpRequest, day: Day) -> ShowPage {
    let page = Shell::new(request, day.row.name.clone());
    let lang = page.lang;
    let left_out = day.figures.left_out.iter().filter_map(|at| day.guests.get(*at as usize));
    ShowPage {
        slots: (0..day.row.slots).map(|slot| (slot, day.row.time_of(slot))).collect(),
        guests: (0..day.guests.len()).map(|at| day.guest(at, lang)).collect(),
        talks: day.talks.iter().map(|talk| day.talk(talk)).collect(),
        score: hundredths(day.figures.score as i64),
        left_out: left_out.filter(|guest| guest.presence.is_coming()).map(|guest| day.name(&guest.firm_id)).collect(),
        moves: day.figures.moves,
        metres: day.figures.walk / 10,
        outcomes: day.said(lang),
        codes: String::new(),
        faults: vec![],
        row: day.row,
        page,
    }
}

/// Reads a fair for its page.
pub(super) async fn load(request: &HttpRequest, app: &App, viewer: &Viewer, id: &FairId) -> AppResult<ShowPage> {
    let (who, id) = (viewer.clone(), id.clone());
    let day = app.read(move |conn| actions::show(conn, &who, &id)).await?;
    Ok(page_of(request, day))
}

/// `GET /desk/fairs/{id}`
///
/// # Errors
/// As [`actions::show`].
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    show_page(&request, &load(&request, &app, &viewer, &FairId(id.into_inner())).await?)
}

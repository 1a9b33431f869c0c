//! `/desk/leaderboard`: the board of a quarter, its CSV, checking one, publishing, appeals, the formula.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::line::Line;
use super::{Form, LIST, field, path, quarter};
use crate::accounts::Viewer;
use crate::accounts::actions::{for_operators, for_staff};
use crate::app::App;
use crate::clock;
use crate::clusters::Quarter;
use crate::clusters::actions::present;
use crate::faults::Fault;
use crate::http::download::{CSV, attachment};
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Shell, after, show as show_page};
use crate::lang::Lang;
use crate::leaderboard::actions::{self, Board, appeals};
use crate::leaderboard::published::Difference;
use crate::leaderboard::store::AppealRow;
use crate::leaderboard::{AppealId, Kind, Measure, Outcome};

/// An appeal as the page shows it.
struct Contest {
    row: AppealRow,
    name: String,
    at: String,
    outcome: &'static str,
}

impl Contest {
    fn new(row: &AppealRow, board: &Board, lang: Lang) -> Contest {
        let entrant = board.made_of.entrants.iter().find(|entrant| entrant.code == row.code);
        let outcome = match row.outcome {
            None => "",
            Some(Outcome::Upheld) => lang.t("成立，已重新统计", "Upheld; counted anew"),
            Some(Outcome::Dismissed) => lang.t("不成立", "Dismissed"),
        };
        let name = entrant.map_or_else(|| row.code.clone(), |entrant| entrant.name.clone());
        Contest { row: row.clone(), name, at: clock::show(row.at), outcome }
    }
}

#[derive(Template)]
#[template(path = "leaderboard/show.html")]
struct BoardPage {
    page: Shell,
    quarter: String,
    before: String,
    after: Option<String>,
    is_over: bool,
    published: Option<String>,
    groups: Vec<(&'static str, Vec<Line>)>,
    appeals: Vec<Contest>,
    formula: String,
    is_operator: bool,
    faults: Vec<Fault>,
    /// What checking a CSV found.
    checked: Option<Vec<Difference>>,
}

impl BoardPage {
    fn measures(&self) -> Vec<&'static str> {
        Measure::ALL.iter().map(|measure| measure.label(self.page.lang)).collect()
    }
}

/// The rows of a board in words, districts and parks apart.
pub fn groups(board: &Board, lang: Lang) -> Vec<(&'static str, Vec<Line>)> {
    let of = |kind: Kind| {
        let entrants = &board.made_of.entrants;
        let rows = board.rows.iter().filter(|row| entrants[row.entrant].kind == kind);
        rows.map(|row| Line::new(row, &entrants[row.entrant], &board.before, lang)).collect::<Vec<_>>()
    };
    [(lang.t("区县", "Districts"), of(Kind::District)), (lang.t("园区", "Parks"), of(Kind::Park))].into()
}

fn page_of(request: &HttpRequest, viewer: &Viewer, board: &Board) -> BoardPage {
    let page = Shell::new(request, lang_of(request).t("龙虎榜", "Leaderboard"));
    let (quarter, now) = (board.quarter, clock::now());
    BoardPage {
        quarter: quarter.to_string(),
        before: quarter.before().to_string(),
        after: (quarter < present(now)).then(|| quarter.after().to_string()),
        is_over: quarter.ends() <= now,
        published: board.published_at.map(clock::show),
        groups: groups(board, page.lang),
        appeals: board.appeals.iter().map(|row| Contest::new(row, board, page.lang)).collect(),
        formula: board.made_of.formula.to_string(),
        is_operator: viewer.is_operator(),
        faults: vec![],
        checked: None,
        page,
    }
}

async fn load(request: &HttpRequest, app: &App, viewer: &Viewer, quarter: Quarter) -> AppResult<BoardPage> {
    let who = viewer.clone();
    let board = app.read(move |conn| actions::show(conn, &who, quarter)).await?;
    Ok(page_of(request, viewer, &board))
}

/// Goes on after a change, or shows the page with what was wrong.
async fn done(
    request: &HttpRequest,
    app: &App,
    viewer: &Viewer,
    quarter: Quarter,
    (outcome, said): (AppResult<()>, (&str, &str)),
) -> AppResult<HttpResponse> {
    let wrong = async |faults| Ok(BoardPage { faults, ..load(request, app, viewer, quarter).await? });
    after(request, outcome, (&path(quarter), lang_of(request).t(said.0, said.1)), wrong).await
}

/// `GET /desk/leaderboard?quarter=`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `NotFound` for what is no quarter.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Query(asked): web::Query<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    show_page(&request, &load(&request, &app, &viewer, quarter(&asked)?).await?)
}

/// `GET /desk/leaderboard/export?quarter=`
///
/// # Errors
/// As [`show`].
pub async fn export(
    app: web::Data<App>,
    viewer: Viewer,
    web::Query(asked): web::Query<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let quarter = quarter(&asked)?;
    let csv = app.read(move |conn| actions::csv(conn, &viewer, quarter)).await?;
    Ok(attachment(csv.into_bytes(), &format!("leaderboard-{quarter}.csv"), CSV))
}

/// `POST /desk/leaderboard/check`: a CSV is recomputed from itself.
///
/// # Errors
/// As [`show`].
pub async fn check(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let quarter = quarter(&form)?;
    match actions::check(&viewer, field(&form, "csv")) {
        Ok(found) => {
            let page = BoardPage { checked: Some(found), ..load(&request, &app, &viewer, quarter).await? };
            show_page(&request, &page)
        }
        Err(why) => done(&request, &app, &viewer, quarter, (Err(why), ("", ""))).await,
    }
}

/// `POST /desk/leaderboard/publication`
///
/// # Errors
/// As [`actions::publish`].
pub async fn publish(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let (quarter, who) = (quarter(&form)?, viewer.clone());
    let outcome = app.write(move |conn| actions::publish(conn, &who, quarter, clock::now())).await;
    done(&request, &app, &viewer, quarter, (outcome, ("已公布", "Published"))).await
}

/// `POST /desk/leaderboard/formula`
///
/// # Errors
/// As [`actions::set_formula`], apart from faults, with which the page comes back.
pub async fn set_formula(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let (quarter, who, line) = (quarter(&form)?, viewer.clone(), field(&form, "formula").to_owned());
    let outcome = app.write(move |conn| actions::set_formula(conn, &who, &line, clock::now())).await;
    let said = ("公式已启用，未公布的季度按它统计", "The formula holds for what is not published yet");
    done(&request, &app, &viewer, quarter, (outcome, said)).await
}

/// `POST /desk/leaderboard/appeals`
///
/// # Errors
/// As [`appeals::appeal`], apart from faults, with which the page comes back.
pub async fn appeal(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (quarter, who) = (quarter(&form)?, viewer.clone());
    let (code, reason) = (field(&form, "code").to_owned(), field(&form, "reason").to_owned());
    let outcome = app.write(move |conn| appeals::appeal(conn, &who, quarter, (&code, &reason), clock::now())).await;
    let said = ("已受理，名次冻结", "Taken; the rank is frozen");
    done(&request, &app, &viewer, quarter, (outcome.map(drop), said)).await
}

/// `POST /desk/leaderboard/appeals/{id}` with `outcome` (`upheld` or `dismissed`) and `answer`.
///
/// # Errors
/// As [`appeals::decide`], apart from faults, with which the page comes back.
pub async fn decide(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let (shown, who, id) = (quarter(&form)?, viewer.clone(), AppealId(id.into_inner()));
    let outcome = Outcome::parse(field(&form, "outcome")).ok_or(AppError::NotFound)?;
    let answer = field(&form, "answer").to_owned();
    let ended = app.write(move |conn| appeals::decide(conn, &who, &id, (outcome, &answer), clock::now())).await;
    let quarter = *ended.as_ref().unwrap_or(&shown);
    done(&request, &app, &viewer, quarter, (ended.map(drop), ("申诉已结", "The appeal is decided"))).await
}

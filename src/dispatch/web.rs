//! `/desk/dispatch`.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::accounts::Viewer;
use crate::alerts::store::Selection;
use crate::alerts::web::Line as Matter;
use crate::alerts::{self, Level};
use crate::app::App;
use crate::clock;
use crate::clusters::actions::present;
use crate::clusters::report::pages::{Layer, Pen, Tile, map, resolution, tiles};
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, show as show_page};
use crate::leaderboard;
use crate::leaderboard::web::{Line as Rank, groups};

/// The address of the screen.
const SCREEN: &str = "/desk/dispatch";
/// Matters that it names, and ranks of each kind.
const MATTERS: u64 = 8;
const RANKS: usize = 6;

/// How the screen is asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    live: Option<u8>,
}

#[derive(Template)]
#[template(path = "dispatch/show.html")]
struct Screen {
    page: Shell,
    at: String,
    is_live: bool,
    tiles: Vec<Tile>,
    ranks: Vec<(&'static str, Vec<Rank>)>,
    map: String,
    /// Word, name and open matters of each level, the most urgent first.
    levels: Vec<(&'static str, &'static str, i64)>,
    matters: Vec<Matter>,
}

/// `GET /desk/dispatch?live=1`: with `live` the page asks again each minute by itself.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<crate::clusters::Board>,
    viewer: Viewer,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let report = board.report(&app, &viewer, None).await?;
    let page = Shell::new(&request, lang_of(&request).t("调度大屏", "Dispatch"));
    let (now, lang) = (clock::now(), page.lang);
    let (ranked, waiting) = app
        .read(move |conn| {
            let ranked = leaderboard::actions::show(conn, &viewer, present(now))?;
            Ok((ranked, alerts::actions::list(conn, &viewer, Selection::default(), (0, MATTERS))?))
        })
        .await?;
    let pen = Pen { lang, query: String::new() };
    let mut ranks = groups(&ranked, lang);
    ranks.iter_mut().for_each(|(_, lines)| lines.truncate(RANKS));
    let named = |(level, count): (&Level, i64)| (level.as_str(), level.label(lang), count);
    let levels = Level::ALL.iter().zip(waiting.counts).map(named);
    let screen = Screen {
        at: clock::show(now),
        is_live: asked.live == Some(1),
        tiles: tiles(&report, &pen),
        ranks,
        map: map(&report, &pen, resolution(None), Layer::Heat).chart,
        levels: levels.rev().collect(),
        matters: waiting.rows.into_iter().map(|row| Matter::new(row, lang)).collect(),
        page,
    };
    show_page(&request, &screen)
}

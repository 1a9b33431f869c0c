//! `/desk/fairs/{id}/proposals`: whom to invite.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::DESK;
use crate::accounts::Viewer;
use crate::app::App;
use crate::clusters::{self, Board};
use crate::fairs::FairId;
use crate::fairs::actions::{self, Gap, Named};
use crate::fairs::proposal::Proposed;
use crate::fairs::store::FairRow;
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, show as show_page};
use crate::lang::Lang;

#[derive(Template)]
#[template(path = "fairs/proposals.html")]
struct ProposalsPage {
    page: Shell,
    row: FairRow,
    firms: Vec<Named>,
}

impl ProposalsPage {
    fn best(&self, one: &Proposed) -> String {
        format!("{:.1}", one.best as f64 / 100.0)
    }

    fn gaps(&self, one: &Proposed) -> String {
        one.gaps.join(if self.page.lang == Lang::Zh { "、" } else { ", " })
    }
}

/// A fair and the firms that are proposed for it, from the pairings and the gaps of the present report.
///
/// # Errors
/// As [`actions::proposals`].
pub(in crate::fairs) async fn load(
    app: &App,
    board: &Board,
    viewer: &Viewer,
    id: &FairId,
) -> AppResult<(FairRow, Vec<Named>)> {
    let report = board.report(app, viewer, None).await?;
    let graph = &report.market.graph;
    let gap = |gap: &clusters::report::chains::Gap| Gap {
        category: graph.id(gap.node).clone(),
        name: graph.name(gap.node).to_owned(),
    };
    let gaps: Vec<Gap> = report.gaps.iter().map(gap).collect();
    let (who, id) = (viewer.clone(), id.clone());
    app.read(move |conn| actions::proposals(conn, &who, (&id, &gaps))).await
}

/// `GET /desk/fairs/{id}/proposals`
///
/// # Errors
/// As [`actions::proposals`].
pub async fn proposals(
    request: HttpRequest,
    app: web::Data<App>,
    board: web::Data<Board>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (row, firms) = load(&app, &board, &viewer, &FairId(id.into_inner())).await?;
    let lang = lang_of(&request);
    let page = Shell::new(&request, format!("{} · {}", lang.t("拟邀名单", "Whom to invite"), row.name));
    show_page(&request, &ProposalsPage { page, row, firms })
}

//! `/desk/plans`: all plans, and asking for another.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{gap, path, percent, points};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Shell, redirect, show, show_as};
use crate::lang::Say;
use crate::plans::rules::Rules;
use crate::plans::store::{PlanRow, WishLine};
use crate::plans::{State, Wish, actions};

struct Row {
    to: String,
    name: String,
    made: String,
    state: State,
    total: String,
    gap: String,
    before: String,
    after: String,
}

impl Row {
    fn new(plan: PlanRow) -> AppResult<Row> {
        let effects = plan.effects()?;
        Ok(Row {
            to: path(&plan.id),
            made: clock::show(plan.made_at),
            state: plan.state,
            total: points(plan.total()),
            gap: gap(&plan),
            before: percent(effects.before.percent_of(&effects.all)),
            after: percent(effects.after.percent_of(&effects.all)),
            name: plan.name,
        })
    }
}

#[derive(Template)]
#[template(path = "plans/list.html")]
struct ListPage {
    page: Shell,
    rows: Vec<Row>,
    wishes: Vec<WishLine>,
    rules: Rules,
    name: String,
    faults: Vec<Fault>,
}

impl ListPage {
    fn is_pin(&self, wish: &WishLine) -> bool {
        wish.wish == Wish::Pin
    }
}

async fn page_of(request: &HttpRequest, app: &App, viewer: &Viewer) -> AppResult<ListPage> {
    let viewer = viewer.clone();
    let (rows, wishes) =
        app.read(move |conn| Ok((actions::list(conn, &viewer)?, actions::wishes(conn, &viewer)?))).await?;
    let page = Shell::new(request, lang_of(request).t("全城配对方案", "City plans"));
    let rows = rows.into_iter().map(Row::new).collect::<AppResult<_>>()?;
    Ok(ListPage { page, rows, wishes, rules: Rules::default(), name: String::new(), faults: vec![] })
}

/// `GET /desk/plans`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn list(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    show(&request, &page_of(&request, &app, &viewer).await?)
}

fn typed(form: &HashMap<String, String>) -> AppResult<Rules> {
    let number = |name: &str| {
        let written = form.get(name).map_or("", |written| written.trim());
        written.parse::<f64>().map_err(|_| {
            let fix = Say::new("请填写数字", "Use a number");
            AppError::invalid(name, written, Say::new("不是数字", "Not a number"), fix)
        })
    };
    // Out of range stays out of range, so that the rules say what is allowed.
    let whole = |name: &str| number(name).map(|value| value.clamp(0.0, 1_000_000.0).round() as u32);
    Ok(Rules {
        most_needs: whole("most_needs")?,
        share: whole("share")?,
        chance: number("chance")?,
        bonus: number("bonus")?,
        least: number("least")?,
    })
}

/// `POST /desk/plans`
///
/// # Errors
/// As [`actions::ask`].
pub async fn ask(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    crate::accounts::actions::for_staff(&viewer)?;
    let name = form.get("name").cloned().unwrap_or_default();
    let rules = typed(&form);
    let (who, called) = (viewer.clone(), name.clone());
    let asked = match rules {
        Ok(rules) => app.write(move |conn| actions::ask(conn, &who, &called, rules, clock::now())).await,
        Err(why) => Err(why),
    };
    match asked {
        Ok(plan) => Ok(redirect(&path(&plan.id), lang_of(&request).t("正在计算方案", "The plan is being made"))),
        Err(AppError::Invalid(faults)) => {
            let page = ListPage { faults, name, ..page_of(&request, &app, &viewer).await? };
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
        Err(other) => Err(other),
    }
}

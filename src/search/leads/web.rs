//! The button of a search that found nothing, its undo, and what officials see of all of them.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::actions;
use super::store::{self, Line};
use super::{DAYS, FEWEST_FIRMS, SECRET};
use crate::accounts::actions::for_staff;
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::clock;
use crate::db::Kind;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Paging, Shell, in_address, redirect, show};
use crate::search::Lexicon;
use crate::search::find::{self, Part};
use crate::search::query::Asked;
use crate::search::saved;
use crate::secrets;

/// Lines on a page.
const SIZE: u64 = 50;

/// A search, and the code of the need that is to be made of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sought {
    search: String,
    code: String,
}

impl Sought {
    fn asked(&self) -> Asked {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&self.search).unwrap_or_default();
        Asked::read(&pairs).0
    }
}

/// `POST /my/leads`: makes a need of a search that finds nothing. A buyer, who has no firm to need something, has the
/// search kept instead, with a mail a day once there is something.
///
/// # Errors
/// `SignIn`; `Forbidden` for staff; those of [`actions::make`].
pub async fn make(
    request: HttpRequest,
    app: web::Data<App>,
    lexicon: web::Data<Lexicon>,
    viewer: Viewer,
    form: web::Form<Sought>,
) -> AppResult<HttpResponse> {
    let (lang, asked) = (lang_of(&request), form.asked());
    match viewer.role {
        None => return Err(AppError::SignIn),
        Some(Role::Official | Role::Operator) => {
            return Err(AppError::forbidden(
                "只有企业用户和采购商可以登记求购",
                "Only members and buyers can ask for what was not found",
            ));
        }
        Some(Role::Buyer) => {
            let query = asked.query();
            app.write(move |conn| saved::actions::watch(conn, &viewer, &query, lang, clock::now())).await?;
            let message =
                lang.t("已登记，有新结果时每天邮件通知您", "Kept; you get a mail a day once there is something");
            return Ok(redirect("/my/searches", message));
        }
        Some(Role::Member) => {}
    }
    let (engine, question, own) = (app.engine.clone(), asked.clone(), app.clone());
    let found = app
        .read(move |conn| {
            let with = (&*engine, &**lexicon);
            Ok(find::find(conn, with, &question, &Part::first(1), clock::now())?.meant())
        })
        .await?;
    if found > 0 {
        let message = lang.t("现在已经有结果了，没有发布需求", "There are results now; no need was posted");
        return Ok(redirect(&asked.address(), message));
    }
    let secret = app.block(move || secrets::of(&own.db, SECRET)).await?;
    let (sought, code) = (asked.clone(), form.code.clone());
    let need = app.write(move |conn| actions::make(conn, &viewer, &secret, (&sought, &code), clock::now())).await?;
    Ok(redirect(&format!("{}&made={}", asked.address(), in_address(&need.code)), ""))
}

/// `POST /my/leads/{code}/removal`: takes the need back.
///
/// # Errors
/// Those of [`actions::take_back`].
pub async fn take_back(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Sought>,
) -> AppResult<HttpResponse> {
    let own = app.clone();
    let secret = app.block(move || secrets::of(&own.db, SECRET)).await?;
    app.write(move |conn| actions::take_back(conn, &viewer, &secret, &code, clock::now())).await?;
    let message = lang_of(&request).t("已撤销，需求已下架", "Undone; the need is withdrawn");
    Ok(redirect(&form.asked().address(), message))
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    page: Option<u64>,
}

#[derive(Template)]
#[template(path = "desk/leads.html")]
struct LeadsPage {
    page: Shell,
    paging: Paging,
    rows: Vec<Line>,
    days: i64,
    fewest: i64,
}

impl LeadsPage {
    fn again(&self, row: &Line) -> String {
        Asked { kind: Kind::Need, q: row.text.clone(), ..Asked::default() }.address()
    }
}

/// `GET /desk/leads`
///
/// # Errors
/// `SignIn`; `Forbidden` for anybody but officials and operators.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    which: web::Query<Which>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let page = Shell::new(&request, lang_of(&request).t("零结果线索", "Sought in vain"));
    let (number, here) = (which.page.unwrap_or(1), page.here.clone());
    let (paging, rows) = app
        .read(move |conn| {
            let since = actions::first_day(clock::now());
            let total = u64::try_from(store::count(conn, since)?).unwrap_or(0);
            let paging = Paging::new(number, SIZE, total, &here);
            let rows = store::page(conn, since, paging.offset(), SIZE)?;
            Ok((paging, rows))
        })
        .await?;
    show(&request, &LeadsPage { page, paging, rows, days: DAYS, fewest: FEWEST_FIRMS })
}

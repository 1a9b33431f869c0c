//! `/desk/alerts/settings`: who is told, and which days are worked.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::Datelike;

use super::LIST;
use crate::accounts::Viewer;
use crate::alerts::store::PostRow;
use crate::alerts::{Level, actions};
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Shell, after, show};

const HERE: &str = "/desk/alerts/settings";
/// Weekdays off less weekends worked where every statutory holiday is given once.
const USUAL_BALANCE: i64 = 13;

#[derive(Template)]
#[template(path = "alerts/settings.html")]
struct SettingsPage {
    page: Shell,
    posts: Vec<PostRow>,
    divisions: Vec<(String, String)>,
    years: Vec<(i32, i64, bool)>,
    next: String,
    text: String,
    email: String,
    faults: Vec<Fault>,
}

impl SettingsPage {
    fn place<'a>(&'a self, post: &'a PostRow) -> &'a str {
        let found = self.divisions.iter().find(|(code, _)| *code == post.division_code);
        match found {
            Some((_, name)) => name,
            None if post.division_code.is_empty() => self.page.t("全市", "The city"),
            None => &post.division_code,
        }
    }

    fn levels(&self) -> Vec<(&'static str, &'static str)> {
        Level::ALL.iter().map(|level| (level.as_str(), level.label(self.page.lang))).collect()
    }

    fn level(&self, post: &PostRow) -> &'static str {
        post.level.label(self.page.lang)
    }

    fn of_notice(&self) -> Vec<&Fault> {
        self.faults.iter().filter(|fault| fault.field != "email").collect()
    }

    fn of_email(&self) -> Vec<&Fault> {
        self.faults.iter().filter(|fault| fault.field == "email").collect()
    }
}

async fn page_of(request: &HttpRequest, app: &App, viewer: Viewer) -> AppResult<SettingsPage> {
    let page = Shell::new(request, lang_of(request).t("预警设置", "Alert settings"));
    let now = clock::now();
    let found = app.read(move |conn| actions::settings(conn, &viewer, now)).await?;
    let mut years: Vec<i32> = found.calendar.specials().map(|(day, _)| day.year()).collect();
    years.dedup();
    let year = |year: i32| (year, found.calendar.balance(year), found.calendar.balance(year) == USUAL_BALANCE);
    let (text, email) = (found.notices.last().map(|(_, text)| text.clone()).unwrap_or_default(), String::new());
    Ok(SettingsPage {
        page,
        posts: found.posts,
        divisions: found.divisions,
        years: years.into_iter().map(year).collect(),
        next: clock::show(found.next),
        text,
        email,
        faults: vec![],
    })
}

/// `GET /desk/alerts/settings`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators.
pub async fn settings(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    show(&request, &page_of(&request, &app, viewer).await?)
}

/// Who is to be told.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Post {
    division: String,
    level: String,
    email: String,
}

/// `POST /desk/alerts/settings/posts`
///
/// # Errors
/// As [`actions::put_post`], apart from faults; `NotFound` for an unknown level.
pub async fn put_post(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Post>,
) -> AppResult<HttpResponse> {
    crate::accounts::actions::for_operators(&viewer)?;
    let level = Level::parse(&form.level).ok_or(AppError::NotFound)?;
    let (who, email) = (viewer.clone(), form.email.clone());
    let put = move |conn: &mut _| actions::put_post(conn, &who, (&form.division, level), &form.email, clock::now());
    let outcome = app.write(put).await;
    let wrong = async |faults| Ok(SettingsPage { faults, email, ..page_of(&request, &app, viewer).await? });
    after(&request, outcome, (HERE, lang_of(&request).t("已保存", "Saved")), wrong).await
}

/// A holiday notice.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Notice {
    text: String,
}

/// `POST /desk/alerts/settings/notices`
///
/// # Errors
/// As [`actions::put_notice`], apart from faults.
pub async fn put_notice(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<Notice>,
) -> AppResult<HttpResponse> {
    let (who, text) = (viewer.clone(), form.text.clone());
    let put = app.write(move |conn| actions::put_notice(conn, &who, &text, clock::now())).await;
    let said = |year: &i32| lang_of(&request).t(format!("{year} 年已保存"), format!("{year} is saved"));
    let said = put.as_ref().map_or_else(|_| String::new(), said);
    let wrong = async |faults| Ok(SettingsPage { faults, text: form.text, ..page_of(&request, &app, viewer).await? });
    after(&request, put.map(drop), (HERE, &said), wrong).await
}

//! `/notices`, their settings, and the link that stops letters.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::actions::{self, Wishes};
use super::rules::Hours;
use super::store::NoticeRow;
use super::{Cadence, Topic};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Paging, Shell, back_path, redirect, show};
use crate::mail::stopping;

const LIST: &str = "/notices";

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Nth {
    page: Option<u64>,
}

#[derive(Template)]
#[template(path = "notices/list.html")]
struct ListPage {
    page: Shell,
    paging: Paging,
    rows: Vec<NoticeRow>,
}

impl ListPage {
    fn title<'a>(&'a self, row: &'a NoticeRow) -> &'a str {
        self.page.lang.t(&row.title_zh, &row.title_en)
    }
}

/// `GET /notices`
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    query: web::Query<Nth>,
) -> AppResult<HttpResponse> {
    let page = Shell::new(&request, lang_of(&request).t("通知", "Notices"));
    let (number, here) = (query.page.unwrap_or(1), page.here.clone());
    let (paging, rows) = app.read(move |conn| actions::list(conn, &viewer, number, &here)).await?;
    show(&request, &ListPage { page, paging, rows })
}

/// `POST /notices/{id}/reading`: marks it as read and goes to what it is about.
///
/// # Errors
/// Those of [`actions::open`].
pub async fn open(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    let path = app.write(move |conn| actions::open(conn, &viewer, &id, clock::now())).await?;
    Ok(redirect(back_path(&path), ""))
}

/// `POST /notices/reading`: marks all as read.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub async fn read_all(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    app.write(move |conn| actions::read_all(conn, &viewer, clock::now())).await?;
    Ok(redirect(LIST, lang_of(&request).t("已全部标为已读", "All are marked as read")))
}

#[derive(Template)]
#[template(path = "notices/settings.html")]
struct SettingsPage {
    page: Shell,
    wishes: Wishes,
}

impl SettingsPage {
    fn cadences(&self) -> &'static [Cadence] {
        Cadence::ALL
    }

    fn time(&self, minute: &u32) -> String {
        Hours::show(*minute)
    }
}

/// `GET /notices/settings`
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub async fn settings(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    let wishes = app.read(move |conn| actions::wishes(conn, &viewer)).await?;
    let page = Shell::new(&request, lang_of(&request).t("通知设置", "Notice settings"));
    show(&request, &SettingsPage { page, wishes })
}

/// `POST /notices/settings`: a cadence for each topic, and `quiet_from` and `quiet_to`. What is absent or no such word
/// stays as it is.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub async fn put_settings(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let put = move |conn: &mut _| {
        let old = actions::wishes(conn, &viewer)?;
        let cadence = |topic: &Topic| form.get(topic.as_str()).and_then(|word| Cadence::parse(word));
        let time = |name: &str| form.get(name).and_then(|text| Hours::read(text));
        let topics = old.topics.iter().map(|(topic, old)| (*topic, cadence(topic).unwrap_or(*old))).collect();
        let from = time("quiet_from").unwrap_or(old.hours.from);
        let hours = Hours { from, to: time("quiet_to").unwrap_or(old.hours.to) };
        actions::put_wishes(conn, &viewer, &Wishes { topics, hours })
    };
    app.write(put).await?;
    Ok(redirect("/notices/settings", lang_of(&request).t("已保存", "Saved")))
}

#[derive(Template)]
#[template(path = "notices/stop.html")]
struct StopPage {
    page: Shell,
    /// What is stopped, in words.
    what: String,
    /// Whether it has been.
    is_done: bool,
}

fn stop_page(request: &HttpRequest, stops: &str, is_done: bool) -> AppResult<StopPage> {
    let lang = lang_of(request);
    let (_, topic) = actions::read_stop(stops)?;
    let what = topic.map_or(lang.t("所有通知", "All notices"), |topic| topic.label(lang)).to_owned();
    Ok(StopPage { page: Shell::new(request, lang.t("停发邮件", "Stop mails")), what, is_done })
}

/// `GET /unsubscribe/{token}`: asks whether to; a look at the link, by a scanner of mails for one, stops nothing.
///
/// # Errors
/// `NotFound` for a link that is not ours.
pub async fn ask_to_stop(
    request: HttpRequest,
    app: web::Data<App>,
    token: web::Path<String>,
) -> AppResult<HttpResponse> {
    let stops = stopping::read(&app.sealing, &token).ok_or(AppError::NotFound)?;
    show(&request, &stop_page(&request, stops, false)?)
}

/// `POST /unsubscribe/{token}`: stops these letters. It needs no account and no form token: mail programs send it (RFC
/// 8058), and the signed address says all.
///
/// # Errors
/// `NotFound` for a link that is not ours.
pub async fn stop(request: HttpRequest, app: web::Data<App>, token: web::Path<String>) -> AppResult<HttpResponse> {
    let stops = stopping::read(&app.sealing, &token).ok_or(AppError::NotFound)?.to_owned();
    let page = stop_page(&request, &stops, true)?;
    app.write(move |conn| actions::stop(conn, &stops)).await?;
    show(&request, &page)
}

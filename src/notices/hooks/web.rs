//! `/hooks`: one's own hooks, and the log of their deliveries.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::super::Topic;
use super::store::HookRow;
use super::{actions, rules};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::http::page::lang_of;
use crate::http::{AppResult, Form, Paging, Shell, redirect, show, show_as};
use crate::outbox::{Parcel, State, Way};

const LIST: &str = "/hooks";
/// Deliveries of one page.
const SIZE: u64 = 30;

#[derive(Template)]
#[template(path = "notices/hooks.html")]
struct ListPage {
    page: Shell,
    rows: Vec<HookRow>,
    is_firm: bool,
    form: Form,
}

impl ListPage {
    fn ways(&self) -> Vec<(&'static str, &'static str)> {
        rules::WAYS.iter().map(|way| (way.as_str(), way.label(self.page.lang))).collect()
    }

    /// Word, name and whether it is ticked.
    fn topics(&self) -> Vec<(String, &'static str, bool)> {
        let is_new = self.form.faults().is_empty();
        let ticked = |word: &str| is_new || !self.form.value(word).is_empty();
        let topic = |topic: &Topic| {
            let word = format!("topic_{topic}");
            let is_ticked = ticked(&word);
            (word, topic.label(self.page.lang), is_ticked)
        };
        rules::topics(self.is_firm).iter().map(topic).collect()
    }

    fn heard(&self, row: &HookRow) -> String {
        let labels: Vec<&str> = row.topics().iter().map(|topic| topic.label(self.page.lang)).collect();
        labels.join(self.page.t("、", ", "))
    }
}

async fn list_page(request: &HttpRequest, app: &App, viewer: Viewer, form: Form) -> AppResult<ListPage> {
    let is_firm = actions::owner(&viewer)?.0.is_some();
    let rows = app.read(move |conn| actions::list(conn, &viewer)).await?;
    let page = Shell::new(request, lang_of(request).t("消息推送", "Hooks"));
    Ok(ListPage { page, rows, is_firm, form })
}

/// `GET /hooks`
///
/// # Errors
/// Those of [`actions::owner`].
pub async fn list(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    show(&request, &list_page(&request, &app, viewer, Form::default()).await?)
}

/// `POST /hooks`
///
/// # Errors
/// Those of [`actions::create`], apart from faults.
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(sent): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let form = Form::new(sent);
    let is_firm = actions::owner(&viewer)?.0.is_some();
    match rules::read(&form, is_firm, app.config.private_hooks) {
        Ok(new) => {
            let sealing = app.sealing.clone();
            let row = app.write(move |conn| actions::create(conn, &sealing, &viewer, new, clock::now())).await?;
            let said = lang_of(&request).t("已添加，可以先发一条测试消息", "Added; send a trial message first");
            Ok(redirect(&format!("{LIST}/{}", row.id), said))
        }
        Err(faults) => {
            let page = list_page(&request, &app, viewer, form.wrong(faults)).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
    }
}

/// Which page of the log.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Nth {
    page: Option<u64>,
}

#[derive(Template)]
#[template(path = "notices/hook.html")]
struct HookPage {
    page: Shell,
    hook: HookRow,
    paging: Paging,
    rows: Vec<Parcel>,
    now: Moment,
}

impl HookPage {
    fn way(&self) -> &'static str {
        self.hook.way.label(self.page.lang)
    }

    fn is_webhook(&self) -> bool {
        self.hook.way == Way::Webhook
    }

    /// Class and word of a delivery's state.
    fn state(&self, row: &Parcel) -> (&'static str, &'static str) {
        match row.state(self.now) {
            State::Sent => ("ok", self.page.t("已送达", "Delivered")),
            State::Waiting => ("warn", self.page.t("待发送", "Waiting")),
            State::Failed | State::Over => ("bad", self.page.t("失败", "Failed")),
        }
    }
}

/// `GET /hooks/{id}`: the hook and its deliveries.
///
/// # Errors
/// Those of [`actions::show`].
pub async fn one(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    query: web::Query<Nth>,
) -> AppResult<HttpResponse> {
    let mut page = Shell::new(&request, "");
    let (number, here) = (query.page.unwrap_or(1), page.here.clone());
    let (hook, paging, rows) = app
        .read(move |conn| {
            let mut paging = Paging::new(number, SIZE, 0, &here);
            let (hook, rows) = actions::show(conn, &viewer, &id, |total| {
                paging = Paging::new(number, SIZE, total, &here);
                (paging.offset(), SIZE)
            })?;
            Ok((hook, paging, rows))
        })
        .await?;
    page.title = hook.name.clone();
    show(&request, &HookPage { page, hook, paging, rows, now: clock::now() })
}

fn to_hook(hook: &HookRow, said: &str) -> AppResult<HttpResponse> {
    Ok(redirect(&format!("{LIST}/{}", hook.id), said))
}

/// `POST /hooks/{id}/trial`
///
/// # Errors
/// Those of [`actions::try_out`].
pub async fn try_out(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let key = id.clone();
    app.write(move |conn| actions::try_out(conn, &viewer, &key, clock::now())).await?;
    let said = lang_of(&request).t("测试消息已排队，稍后刷新查看结果", "The trial is on its way; reload to see");
    Ok(redirect(&format!("{LIST}/{id}"), said))
}

/// `POST /hooks/{id}/enabling`
///
/// # Errors
/// Those of [`actions::enable`].
pub async fn enable(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let hook = app.write(move |conn| actions::enable(conn, &viewer, &id, clock::now())).await?;
    to_hook(&hook, lang_of(&request).t("已重新启用", "It is switched on"))
}

/// `POST /hooks/{id}/deletion`
///
/// # Errors
/// Those of [`actions::delete`].
pub async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    app.write(move |conn| actions::delete(conn, &viewer, &id, clock::now())).await?;
    Ok(redirect(LIST, lang_of(&request).t("已删除", "Removed")))
}

/// `POST /hooks/deliveries/{id}/replay`
///
/// # Errors
/// Those of [`actions::replay`].
pub async fn replay(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let hook = app.write(move |conn| actions::replay(conn, &viewer, &id, clock::now())).await?;
    to_hook(&hook, lang_of(&request).t("已排队重发", "It is sent anew"))
}

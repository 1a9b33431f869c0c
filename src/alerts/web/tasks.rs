//! `/desk/alerts/tasks`: what officials set to be done.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LIST, TASKS};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::alerts::store::tasks::TaskRow;
use crate::alerts::{TaskId, tasks};
use crate::app::App;
use crate::clock;
use crate::divisions;
use crate::http::page::lang_of;
use crate::http::{self, AppResult, Shell, after, redirect, show};

#[derive(Template)]
#[template(path = "alerts/tasks.html")]
struct TasksPage {
    page: Shell,
    rows: Vec<TaskRow>,
    divisions: Vec<(String, String)>,
    form: http::Form,
}

impl TasksPage {
    fn division(&self, row: &TaskRow) -> &str {
        let name = |code: &String| self.divisions.iter().find(|(one, _)| one == code).map(|(_, name)| name.as_str());
        row.division_code.as_ref().and_then(name).unwrap_or("–")
    }

    fn kind(&self, row: &TaskRow) -> &'static str {
        row.kind.label(self.page.lang)
    }

    fn since(&self, row: &TaskRow) -> String {
        clock::show_day(row.since)
    }
}

async fn load(request: &HttpRequest, app: &App, viewer: &Viewer, form: http::Form) -> AppResult<TasksPage> {
    let who = viewer.clone();
    let (rows, divisions) = app.read(move |conn| Ok((tasks::list(conn, &who)?, divisions::store::all(conn)?))).await?;
    let page = Shell::new(request, lang_of(request).t("交办与补链", "Tasks and gaps"));
    let divisions = divisions.into_iter().map(|row| (row.code, row.name)).collect();
    Ok(TasksPage { page, rows, divisions, form })
}

/// `GET /desk/alerts/tasks`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn list_tasks(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    show(&request, &load(&request, &app, &viewer, http::Form::default()).await?)
}

/// `POST /desk/alerts/tasks`
///
/// # Errors
/// As [`tasks::set`], apart from faults, with which the page comes back.
pub async fn set_task(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(sent): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (who, typed) = (viewer.clone(), http::Form::new(sent.clone()));
    let set = app.write(move |conn| tasks::set(conn, &who, &|name: &str| sent.get(name).cloned(), clock::now())).await;
    let wrong = async |faults| load(&request, &app, &viewer, typed.wrong(faults)).await;
    after(&request, set.map(drop), (TASKS, lang_of(&request).t("已交办", "Set")), wrong).await
}

/// `POST /desk/alerts/tasks/{id}/completion`
///
/// # Errors
/// As [`tasks::finish`].
pub async fn finish_task(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = TaskId(id.into_inner());
    app.write(move |conn| tasks::finish(conn, &viewer, &id, clock::now())).await?;
    Ok(redirect(TASKS, lang_of(&request).t("已办结", "Done")))
}

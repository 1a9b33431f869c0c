//! `/desk/fairs`: all fairs, and making one.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{DESK, Form, path};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::clock;
use crate::fairs::actions;
use crate::fairs::store::FairRow;
use crate::http::page::lang_of;
use crate::http::{self, AppResult, Shell, after, show as show_page};

#[derive(Template)]
#[template(path = "fairs/list.html")]
struct ListPage {
    page: Shell,
    rows: Vec<FairRow>,
    form: http::Form,
}

async fn list_page(request: &HttpRequest, app: &App, viewer: &Viewer, form: http::Form) -> AppResult<ListPage> {
    let who = viewer.clone();
    let rows = app.read(move |conn| actions::list(conn, &who)).await?;
    Ok(ListPage { page: Shell::new(request, lang_of(request).t("对接会", "Fairs")), rows, form })
}

/// `GET /desk/fairs`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub async fn list(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let usual = [("starts_at", "09:30"), ("slot_minutes", "20"), ("slots", "12"), ("tables", "20"), ("per_row", "5")];
    let form = usual.into_iter().chain([("everyone_first", "1")]).collect();
    show_page(&request, &list_page(&request, &app, &viewer, form).await?)
}

/// `POST /desk/fairs`
///
/// # Errors
/// As [`actions::create`], apart from faults, with which the form comes back.
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(sent): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (who, typed) = (viewer.clone(), http::Form::new(sent.clone()));
    let made =
        app.write(move |conn| actions::create(conn, &who, &|name: &str| sent.get(name).cloned(), clock::now())).await;
    let to = made.as_ref().map_or_else(|_| String::new(), |row| path(&row.id));
    let said = lang_of(&request).t("已创建，请邀请企业", "Made; now invite firms");
    let wrong = async |faults| list_page(&request, &app, &viewer, typed.wrong(faults)).await;
    after(&request, made.map(drop), (&to, said), wrong).await
}

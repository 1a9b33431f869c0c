//! `/register/buyer`: somebody who looks for suppliers and has no firm of this city.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::accounts::{self, Gate, Viewer};
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::fields::Reader;
use crate::http::{AppError, AppResult, Form, Shell, page, redirect, show, show_as};

#[derive(Template)]
#[template(path = "firms/register_buyer.html")]
struct BuyerPage {
    page: Shell,
    form: Form,
}

fn page_of(request: &HttpRequest, form: Form) -> BuyerPage {
    BuyerPage { page: Shell::new(request, page::lang_of(request).t("采购商注册", "Register as a buyer")), form }
}

/// `GET /register/buyer`
///
/// # Errors
/// None of its own.
pub async fn show_register_buyer(request: HttpRequest, viewer: Viewer) -> AppResult<HttpResponse> {
    if viewer.is_signed_in() {
        return Ok(redirect("/account", ""));
    }
    show(&request, &page_of(&request, Form::default()))
}

fn read(form: &Form) -> Result<(String, String), Vec<Fault>> {
    let get = |column: &str| form.get(column);
    let (mut person, mut reader) = (String::new(), Reader::new(&get));
    reader.text("person", &mut person, 60);
    let mut faults = reader.finish();
    let email = accounts::rules::read_email(form.value("email")).map_err(|fault| faults.push(fault));
    let known = email.as_deref().unwrap_or("");
    faults.extend(accounts::rules::password_fault(form.value("password"), known));
    match email {
        Ok(email) if faults.is_empty() => Ok((email, person)),
        _ => Err(faults),
    }
}

/// `POST /register/buyer`
///
/// # Errors
/// `TooMany` for a client that registers too often, and those of the database; a wrong form comes back as a page.
pub async fn register_buyer(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    viewer: Viewer,
    values: web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    if viewer.is_signed_in() {
        return Err(AppError::conflict("您已登录", "You are signed in already"));
    }
    gate.may_register(&request)?;
    let form = Form::new(values.into_inner());
    let done = match read(&form) {
        Ok(who) => enter(&request, &app, &gate, who, form.value("password").to_owned()).await,
        Err(faults) => Err(AppError::Invalid(faults)),
    };
    match done {
        Ok(secret) => {
            let message = page::lang_of(&request)
                .t("注册成功，可以开始找供应商了", "You are registered; start looking for suppliers");
            accounts::web::signed_in(&request, redirect("/", message), &secret)
        }
        Err(AppError::Invalid(faults)) => {
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page_of(&request, form.wrong(faults)))
        }
        Err(other) => Err(other),
    }
}

async fn enter(
    request: &HttpRequest,
    app: &App,
    gate: &Gate,
    (email, person): (String, String),
    password: String,
) -> AppResult<String> {
    let hash = gate.hash(app, password).await?;
    let agent = accounts::web::agent(request);
    app.write(move |conn| {
        let now = clock::now();
        let user = accounts::actions::create_buyer(conn, &email, &person, &hash, now)?;
        accounts::actions::start_session(conn, &user, &agent, now)
    })
    .await
}

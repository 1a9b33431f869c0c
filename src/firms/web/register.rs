//! `/register`: a firm and the first person who acts for it, on one page.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::words::{Choices, industry_code};
use crate::accounts::{self, Gate, Viewer};
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::fields::Reader;
use crate::firms::actions::{self, Registration};
use crate::firms::{FirmFields, rules};
use crate::http::{AppError, AppResult, Form, Shell, page, redirect, show, show_as};

#[derive(Template)]
#[template(path = "firms/register.html")]
struct RegisterPage {
    page: Shell,
    form: Form,
    choices: Choices,
}

async fn page_of(request: &HttpRequest, app: &App, form: Form) -> AppResult<RegisterPage> {
    let shell = Shell::new(request, page::lang_of(request).t("企业入驻", "Register a firm"));
    Ok(RegisterPage { page: shell, form, choices: app.read(super::words::choices).await? })
}

/// `GET /register`
///
/// # Errors
/// Those of the database.
pub async fn show_register(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    if viewer.is_signed_in() {
        return Ok(redirect(if viewer.firm.is_some() { "/my/firm" } else { "/account" }, ""));
    }
    show(&request, &page_of(&request, &app, Form::default()).await?)
}

/// What the form says, without its password.
struct Draft {
    fields: FirmFields,
    email: String,
    person: String,
}

/// Reads the whole form, so that every fault is named at once.
fn read(form: &Form) -> Result<Draft, Vec<Fault>> {
    let get = |column: &str| match column {
        // Most firms are called by their registered name.
        "name" if form.value("name").trim().is_empty() => form.get("full_name"),
        "industry_code" => form.get(column).map(|text| industry_code(&text)),
        _ => form.get(column),
    };
    let (fields, mut faults) = rules::read(&get, clock::local_day(clock::now()));
    faults.extend(actions::incomplete(&fields).into_iter().filter(|f| form.value(&f.field).trim().is_empty()));
    let mut person = String::new();
    let mut reader = Reader::new(&get);
    reader.text("person", &mut person, 60);
    faults.extend(reader.finish());
    let email = accounts::rules::read_email(form.value("email"));
    let password = accounts::rules::password_fault(form.value("password"), email.as_deref().unwrap_or(""));
    faults.extend(password);
    match email {
        Ok(email) if faults.is_empty() => Ok(Draft { fields, email, person }),
        Ok(_) => Err(faults),
        Err(fault) => {
            faults.push(fault);
            Err(faults)
        }
    }
}

/// `POST /register`
///
/// # Errors
/// `TooMany` for a client that registers too often, and those of the database; a wrong form comes back as a page.
pub async fn register(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    viewer: Viewer,
    values: web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    if viewer.is_signed_in() {
        return Err(AppError::conflict(
            "您已登录。要登记另一家企业，请先退出登录",
            "You are signed in; sign out first to register another firm",
        ));
    }
    gate.may_register(&request)?;
    let form = Form::new(values.into_inner());
    let done = match read(&form) {
        Ok(draft) => enter(&request, &app, &gate, draft, form.value("password").to_owned()).await,
        Err(faults) => Err(AppError::Invalid(faults)),
    };
    match done {
        Ok(secret) => welcome(&request, &secret),
        Err(AppError::Invalid(faults)) => {
            let page = page_of(&request, &app, form.wrong(faults)).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
        Err(other) => Err(other),
    }
}

/// Registers, and starts the session of the new member.
async fn enter(request: &HttpRequest, app: &App, gate: &Gate, draft: Draft, password: String) -> AppResult<String> {
    let Draft { fields, email, person } = draft;
    let password_hash = gate.hash(app, password).await?;
    let (form, agent) = (Registration { fields, email, person, password_hash }, accounts::web::agent(request));
    app.write(move |conn| {
        let now = clock::now();
        let (_, user) = actions::register(conn, form, now)?;
        accounts::actions::start_session(conn, &user, &agent, now)
    })
    .await
}

fn welcome(request: &HttpRequest, secret: &str) -> AppResult<HttpResponse> {
    let message = page::lang_of(request).t(
        "登记成功，企业正在等待审核（一般 2 个工作日内）。现在就可以录入产品和需求，通过后自动公开；也可以在“企业资料”中补充简介和联系方式。",
        "The firm is registered and waits for verification, usually two working days. You can prepare products and \
         needs now; they become public once the firm is verified. Add a description and a contact under Firm profile.",
    );
    accounts::web::signed_in(request, redirect("/my/products", message), secret)
}

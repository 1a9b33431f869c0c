//! `/account`, and getting in again: `/password/forgotten`, `/password/reset`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::cookie::{agent, signed_in};
use super::form::{Faults, private};
use crate::accounts::{Gate, Role, Viewer, actions, rules};
use crate::app::App;
use crate::clock;
use crate::faults::Fault;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Shell, redirect, show, show_as};
use crate::lang::Say;

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    page: Shell,
    email: String,
    role: &'static str,
    firm: Option<(String, String)>,
    may_have_keys: bool,
    sessions: u64,
    faults: Faults,
}

async fn account_page(request: &HttpRequest, app: &App, viewer: Viewer, faults: Faults) -> AppResult<AccountPage> {
    let page = Shell::new(request, lang_of(request).t("账号", "Account"));
    let role = viewer.role.ok_or(AppError::SignIn)?;
    let email = viewer.name.clone();
    let (sessions, firm) = app
        .read(move |conn| {
            let sessions = actions::count_sessions(conn, &viewer, clock::now())?;
            let firm = actions::firm_names(conn, viewer.firm.as_slice())?.pop();
            Ok((sessions, firm.map(|(_, code, name)| (code, name))))
        })
        .await?;
    let role_label = role.label(page.lang);
    Ok(AccountPage { page, email, role: role_label, firm, may_have_keys: role != Role::Buyer, sessions, faults })
}

/// `GET /account`
///
/// # Errors
/// `SignIn` and `Forbidden` for anybody but a person.
pub async fn account(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    show(&request, &account_page(&request, &app, viewer, Faults::default()).await?)
}

/// The form of `POST /account/password`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Change {
    present: String,
    password: String,
    password_again: Option<String>,
}

/// `POST /account/password`
///
/// # Errors
/// `SignIn` and `Forbidden` for anybody but a person; `TooMany` after too many wrong ones.
pub async fn change_password(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    viewer: Viewer,
    form: web::Form<Change>,
) -> AppResult<HttpResponse> {
    match try_change(&request, &app, &gate, viewer.clone(), form.into_inner()).await {
        Ok(secret) => {
            let message = lang_of(&request)
                .t("密码已修改，其他设备已退出登录", "Password changed; all other devices are signed out");
            signed_in(&request, redirect("/account", message), &secret)
        }
        Err(why @ AppError::Forbidden(_)) => Err(why),
        Err(why) => {
            let page = account_page(&request, &app, viewer, Faults::from_error(why)?).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
    }
}

async fn try_change(request: &HttpRequest, app: &App, gate: &Gate, viewer: Viewer, form: Change) -> AppResult<String> {
    let who = viewer.clone();
    let proven = app.read(move |conn| actions::stored_password(conn, &who)).await?;
    let faults = rules::new_password_faults(&form.password, form.password_again.as_deref(), &viewer.name);
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    gate.may_prove(&viewer.name)?;
    if !gate.is_right(app, form.present, Some(proven.clone())).await? {
        let cause = Say::new("当前密码不正确", "This is not your present password");
        let fix = Say::new("请重新输入；忘记了可以退出后重设", "Type it again, or sign out and set a new one by mail");
        return Err(AppError::Invalid(vec![Fault::new("present", "", cause, fix)]));
    }
    let hash = gate.hash(app, form.password).await?;
    let (agent, now) = (agent(request), clock::now());
    app.write(move |conn| actions::change_password(conn, &viewer, &proven, &hash, &agent, now)).await
}

/// The form of `/password/forgotten`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Forgotten {
    email: String,
}

#[derive(Template)]
#[template(path = "accounts/forgotten.html")]
struct ForgottenPage {
    page: Shell,
    form: Forgotten,
    faults: Faults,
    is_done: bool,
    has_mail_server: bool,
}

impl ForgottenPage {
    fn new(request: &HttpRequest, app: &App, form: Forgotten, faults: Faults, is_done: bool) -> ForgottenPage {
        let page = Shell::new(request, lang_of(request).t("忘记密码", "Forgotten password"));
        ForgottenPage { page, form, faults, is_done, has_mail_server: app.config.smtp_url.is_some() }
    }
}

/// `GET /password/forgotten`
///
/// # Errors
/// When the template fails.
pub async fn forgotten(request: HttpRequest, app: web::Data<App>) -> AppResult<HttpResponse> {
    show(&request, &ForgottenPage::new(&request, &app, Forgotten::default(), Faults::default(), false))
}

/// `POST /password/forgotten`. The answer is the same whether the address has an account or not.
///
/// # Errors
/// `TooMany` after too many requests.
pub async fn ask_for_link(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    form: web::Form<Forgotten>,
) -> AppResult<HttpResponse> {
    let form = form.into_inner();
    let email = match rules::read_email(&form.email) {
        Ok(email) => email,
        Err(fault) => {
            let page = ForgottenPage::new(&request, &app, form, Faults::of(vec![fault]), false);
            return show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page);
        }
    };
    gate.may_ask_for_link(&request, &email)?;
    let (of, site_url, now) = (email.clone(), app.config.public_url.clone(), clock::now());
    app.write(move |conn| actions::forgotten(conn, &of, &site_url, now)).await?;
    show(&request, &ForgottenPage::new(&request, &app, Forgotten { email }, Faults::default(), true))
}

/// What `/password/reset` is asked with and sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reset {
    token: String,
    password: String,
    password_again: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    page: Shell,
    token: String,
    email: String,
    faults: Faults,
}

fn reset_page(request: &HttpRequest, token: String, email: String, faults: Faults) -> ResetPage {
    let page = Shell::new(request, lang_of(request).t("设置新密码", "Set a new password"));
    ResetPage { page, token, email, faults }
}

#[derive(Template)]
#[template(path = "accounts/link_over.html")]
struct LinkOverPage {
    page: Shell,
    is_invitation: bool,
}

/// The page behind a link that has been used or has run out.
pub(super) fn link_over(request: &HttpRequest, is_invitation: bool) -> AppResult<HttpResponse> {
    let page = Shell::new(request, lang_of(request).t("链接已失效", "This link works no longer"));
    Ok(private(show_as(StatusCode::GONE, request, &LinkOverPage { page, is_invitation })?))
}

/// `GET /password/reset?token=`
///
/// # Errors
/// Those of the database.
pub async fn reset(request: HttpRequest, app: web::Data<App>, query: web::Query<Reset>) -> AppResult<HttpResponse> {
    let token = query.into_inner().token;
    let of = token.clone();
    match app.read(move |conn| actions::reset_holder(conn, &of, clock::now())).await? {
        Some(email) => Ok(private(show(&request, &reset_page(&request, token, email, Faults::default()))?)),
        None => link_over(&request, false),
    }
}

/// `POST /password/reset`
///
/// # Errors
/// `Busy`, and those of the database.
pub async fn set_password(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    form: web::Form<Reset>,
) -> AppResult<HttpResponse> {
    let form = form.into_inner();
    let of = form.token.clone();
    let Some(email) = app.read(move |conn| actions::reset_holder(conn, &of, clock::now())).await? else {
        return link_over(&request, false);
    };
    let faults = rules::new_password_faults(&form.password, form.password_again.as_deref(), &email);
    if !faults.is_empty() {
        let page = reset_page(&request, form.token, email, Faults::of(faults));
        return Ok(private(show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)?));
    }
    let hash = gate.hash(&app, form.password).await?;
    match app.write(move |conn| actions::reset_password(conn, &form.token, &hash, clock::now())).await {
        Ok(()) => {
            let message = lang_of(&request).t("密码已设置，请登录", "Your password is set; please sign in");
            Ok(redirect("/sign-in", message))
        }
        Err(AppError::NotFound) => link_over(&request, false),
        Err(why) => Err(why),
    }
}

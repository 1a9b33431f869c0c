//! Coming in and going out: `/sign-in`, `/sign-out`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::cookie::{agent, signed_in, signed_out, token_hash};
use super::form::Faults;
use crate::accounts::{Gate, Role, UserId, Viewer, actions, rules};
use crate::app::App;
use crate::clock;
use crate::http::{AppResult, Shell, back_path, redirect, show, show_as};

/// The form of `/sign-in`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignIn {
    email: String,
    password: String,
    back: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    page: Shell,
    form: SignIn,
    faults: Faults,
}

impl SignInPage {
    fn new(request: &HttpRequest, form: SignIn, faults: Faults) -> SignInPage {
        let page = Shell::new(request, crate::http::page::lang_of(request).t("登录", "Sign in"));
        SignInPage { page, form, faults }
    }
}

/// Where somebody begins after signing in.
fn home(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Member) => "/my/products",
        Some(Role::Official) => "/desk/firms",
        Some(Role::Operator) => "/desk/users",
        Some(Role::Buyer) | None => "/",
    }
}

/// `GET /sign-in`
///
/// # Errors
/// When the template fails.
pub async fn ask(request: HttpRequest, viewer: Viewer, form: web::Query<SignIn>) -> AppResult<HttpResponse> {
    if viewer.is_signed_in() {
        return Ok(redirect(home(viewer.role), ""));
    }
    let form = SignIn { email: String::new(), password: String::new(), back: form.into_inner().back };
    show(&request, &SignInPage::new(&request, form, Faults::default()))
}

/// `POST /sign-in`. The answer and its time are the same whether the address or the password is wrong.
///
/// # Errors
/// `TooMany` after too many tries; `Busy`.
pub async fn sign_in(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    form: web::Form<SignIn>,
) -> AppResult<HttpResponse> {
    let mut form = form.into_inner();
    let password = std::mem::take(&mut form.password);
    let email = rules::read_email(&form.email).unwrap_or_default();
    gate.may_sign_in(&request, &email)?;
    let of = email.clone();
    let user = app.read(move |conn| actions::find_user(conn, &of)).await?;
    let hash = user.as_ref().map(|u| u.password_hash.clone());
    let is_right = gate.is_right(&app, password, hash).await?;
    let Some(user) = user.filter(|_| is_right) else {
        tracing::info!("a sign-in was refused");
        let faults = Faults::whole(
            "邮箱或密码不正确，请重试；忘记密码可以重设",
            "E-mail or password is wrong; try again, or set a new password",
        );
        return show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &SignInPage::new(&request, form, faults));
    };
    enter(request, app, form, user.id, user.password_hash).await
}

async fn enter(
    request: HttpRequest,
    app: web::Data<App>,
    form: SignIn,
    user: UserId,
    proven: String,
) -> AppResult<HttpResponse> {
    let (before, agent, now) = (token_hash(&request), agent(&request), clock::now());
    let entered = app.write(move |conn| actions::sign_in(conn, &user, &proven, before.as_deref(), &agent, now)).await;
    match entered {
        Ok((secret, viewer)) => {
            let to = if form.back.is_empty() { home(viewer.role) } else { back_path(&form.back) };
            signed_in(&request, redirect(to, ""), &secret)
        }
        Err(why) => {
            let faults = Faults::from_error(why)?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &SignInPage::new(&request, form, faults))
        }
    }
}

/// `POST /sign-out`
///
/// # Errors
/// Those of the database.
pub async fn sign_out(request: HttpRequest, app: web::Data<App>) -> AppResult<HttpResponse> {
    if let Some(hash) = token_hash(&request) {
        app.write(move |conn| actions::end_session(conn, &hash)).await?;
    }
    let lang = crate::http::page::lang_of(&request);
    signed_out(&request, redirect("/", lang.t("已退出登录", "You have signed out")))
}

/// `POST /sign-out-everywhere`
///
/// # Errors
/// `SignIn` and `Forbidden` for anybody but a person.
pub async fn sign_out_everywhere(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    let ended = app.write(move |conn| actions::end_all(conn, &viewer)).await?;
    let lang = crate::http::page::lang_of(&request);
    let message = lang.t(format!("已在 {ended} 处退出登录"), format!("You have signed out in {ended} places"));
    signed_out(&request, redirect("/sign-in", &message))
}

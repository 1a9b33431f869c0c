//! The operators' desk: `/desk/users`, `/desk/mails`, `/desk/audit`.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Nth;
use super::form::{Faults, private};
use crate::accounts::actions::{self, Filter, NewUser, UserRow};
use crate::accounts::{Gate, Role, Viewer};
use crate::app::App;
use crate::audit::{self as log, Chain, Entry};
use crate::clock::{self, Moment};
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Paging, Shell, redirect, show, show_as};
use crate::mail::{self, MailRow, State};

/// Rows on a page.
const SIZE: u64 = 50;
/// Entries of the log that one view of its page follows further.
const STRETCH: i64 = 20_000;

fn for_operators(viewer: &Viewer) -> AppResult<()> {
    match viewer.is_operator() {
        true => Ok(()),
        false if viewer.is_signed_in() => {
            Err(AppError::forbidden("此页面仅供管理员使用", "This page is for operators"))
        }
        false => Err(AppError::SignIn),
    }
}

/// Which users to list.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct UsersQuery {
    role: String,
    q: String,
    page: Option<u64>,
}

/// The form of `POST /desk/users`.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct UserForm {
    email: String,
    name: String,
    role: String,
    firm: String,
    division_code: String,
}

#[derive(Template)]
#[template(path = "desk/users.html")]
struct UsersPage {
    page: Shell,
    paging: Paging,
    query: UsersQuery,
    rows: Vec<UserRow>,
    firms: HashMap<String, (String, String)>,
    form: UserForm,
    faults: Faults,
    has_mail_server: bool,
}

impl UsersPage {
    fn roles(&self) -> &'static [Role] {
        Role::ALL
    }

    fn firm(&self, row: &UserRow) -> Option<&(String, String)> {
        row.firm_id.as_ref().and_then(|id| self.firms.get(id.as_str()))
    }
}

async fn users_page(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    query: UsersQuery,
    (form, faults): (UserForm, Faults),
) -> AppResult<UsersPage> {
    let page = Shell::new(request, lang_of(request).t("用户", "Users"));
    let filter = Filter { role: Role::parse(&query.role), text: query.q.trim().to_lowercase() };
    let (number, here) = (query.page.unwrap_or(1), page.here.clone());
    let (paging, rows, firms) = app
        .read(move |conn| {
            let paging = Paging::new(number, SIZE, actions::count_users(conn, &viewer, &filter)?, &here);
            let rows = actions::users(conn, &viewer, &filter, paging.offset(), SIZE)?;
            let ids: Vec<_> = rows.iter().filter_map(|r| r.firm_id.clone()).collect();
            let firms = actions::firm_names(conn, &ids)?;
            Ok((paging, rows, firms.into_iter().map(|(id, code, name)| (id.0, (code, name))).collect()))
        })
        .await?;
    let has_mail_server = app.config.smtp_url.is_some();
    Ok(UsersPage { page, paging, query, rows, firms, form, faults, has_mail_server })
}

/// `GET /desk/users`
///
/// # Errors
/// `Forbidden` for anybody but an operator.
pub async fn users(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    query: web::Query<UsersQuery>,
) -> AppResult<HttpResponse> {
    let form = (UserForm::default(), Faults::default());
    show(&request, &users_page(&request, &app, viewer, query.into_inner(), form).await?)
}

/// `POST /desk/users`
///
/// # Errors
/// `Forbidden` for anybody but an operator in person.
pub async fn add_user(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    form: web::Form<UserForm>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let form = form.into_inner();
    match try_add(&app, viewer.clone(), form.clone()).await {
        Ok(()) => {
            let message = lang_of(&request).t(
                "账号已创建，设置密码的链接在邮件中",
                "The account is created; a mail carries the link to set its password",
            );
            Ok(redirect("/desk/users", message))
        }
        Err(why @ AppError::Forbidden(_)) => Err(why),
        Err(why) => {
            let form = (form, Faults::from_error(why)?);
            let page = users_page(&request, &app, viewer, UsersQuery::default(), form).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
    }
}

async fn try_add(app: &App, viewer: Viewer, form: UserForm) -> AppResult<()> {
    let site_url = app.config.public_url.clone();
    app.write(move |conn| {
        let firm_id = match form.firm.trim() {
            "" => None,
            code => Some(actions::firm_by_code(conn, code)?),
        };
        let new = NewUser {
            email: form.email,
            name: form.name.trim().to_owned(),
            role: Role::parse(&form.role).unwrap_or(Role::Buyer),
            firm_id,
            division_code: Some(form.division_code.trim().to_owned()).filter(|code| !code.is_empty()),
            password_hash: None,
        };
        actions::add_user(conn, &viewer, &new, &site_url, clock::now()).map(|_| ())
    })
    .await
}

async fn set_disabled(app: &App, viewer: Viewer, id: String, disabled: bool) -> AppResult<UserRow> {
    app.write(move |conn| actions::set_disabled(conn, &viewer, &id, disabled, clock::now())).await
}

/// `POST /desk/users/{id}/disabling`
///
/// # Errors
/// Those of [`actions::set_disabled`].
pub async fn disable_user(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    path: web::Path<String>,
) -> AppResult<HttpResponse> {
    let row = set_disabled(&app, viewer, path.into_inner(), true).await?;
    let lang = lang_of(&request);
    let message = lang.t(format!("已停用 {}", row.email), format!("{} is disabled", row.email));
    Ok(redirect("/desk/users", &message))
}

/// `POST /desk/users/{id}/enabling`
///
/// # Errors
/// Those of [`actions::set_disabled`].
pub async fn enable_user(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    path: web::Path<String>,
) -> AppResult<HttpResponse> {
    let row = set_disabled(&app, viewer, path.into_inner(), false).await?;
    let lang = lang_of(&request);
    let message = lang.t(format!("已启用 {}", row.email), format!("{} is enabled again", row.email));
    Ok(redirect("/desk/users", &message))
}

#[derive(Template)]
#[template(path = "desk/mails.html")]
struct MailsPage {
    page: Shell,
    paging: Paging,
    rows: Vec<MailRow>,
    has_mail_server: bool,
    now: Moment,
}

impl MailsPage {
    fn state(&self, row: &MailRow) -> (&'static str, &str) {
        let lang = self.page.lang;
        match row.state(self.now) {
            State::Sent => ("ok", lang.t("已发送", "Sent")),
            State::Waiting if self.has_mail_server => ("", lang.t("等待发送", "Waiting")),
            State::Waiting => ("", lang.t("待转交", "To be passed on")),
            State::Failed => ("bad", lang.t("发送失败", "Failed")),
            State::Over => ("", lang.t("已使用或过期", "Used or run out")),
        }
    }

    /// A live link is shown only when the operator is the one to pass it on.
    fn text<'a>(&self, row: &'a MailRow) -> Option<&'a str> {
        let is_ours = row.secret_until.is_none() || !self.has_mail_server || row.state(self.now) == State::Failed;
        (is_ours && row.state(self.now) != State::Over && !row.body.is_empty()).then_some(row.body.as_str())
    }
}

/// `GET /desk/mails`
///
/// # Errors
/// `Forbidden` for anybody but an operator.
pub async fn mails(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    query: web::Query<Nth>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let page = Shell::new(&request, lang_of(&request).t("邮件", "Mails"));
    let (number, here) = (query.number(), page.here.clone());
    let (paging, rows) = app
        .read(move |conn| {
            let paging = Paging::new(number, SIZE, mail::count(conn)?, &here);
            let rows = mail::page(conn, paging.offset(), SIZE)?;
            Ok((paging, rows))
        })
        .await?;
    let has_mail_server = app.config.smtp_url.is_some();
    Ok(private(show(&request, &MailsPage { page, paging, rows, has_mail_server, now: clock::now() })?))
}

/// How `/desk/audit` is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    page: Option<u64>,
    /// Follow the chain from its first entry again.
    again: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct AuditPage {
    page: Shell,
    paging: Paging,
    rows: Vec<Entry>,
    /// What to call those who did it, by what the log calls them.
    names: HashMap<String, String>,
    chain: Chain,
}

/// `GET /desk/audit`. Each view follows the chain some way further than the last.
///
/// # Errors
/// `Forbidden` for anybody but an operator.
pub async fn audit(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    viewer: Viewer,
    query: web::Query<AuditQuery>,
) -> AppResult<HttpResponse> {
    for_operators(&viewer)?;
    let page = Shell::new(&request, lang_of(&request).t("操作日志", "Audit log"));
    let (number, here) = (query.page.unwrap_or(1), page.here.clone());
    let from = if query.again.is_some() { log::Head::default() } else { gate.verified() };
    let (paging, rows, names, chain) = app
        .read(move |conn| {
            let paging = Paging::new(number, SIZE, log::count(conn)?, &here);
            let rows = log::page(conn, paging.offset(), SIZE)?;
            let names = actions::names_of(conn, rows.iter().map(|row| row.actor.as_str()))?;
            Ok((paging, rows, names, log::verify_from(conn, from, STRETCH)?))
        })
        .await?;
    gate.set_verified(chain.head.clone());
    show(&request, &AuditPage { page, paging, rows, names, chain })
}

//! Several people of one firm: `/my/colleagues`, `/invitations/{token}`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Nth;
use super::cookie::{agent, signed_in};
use super::form::{Faults, private};
use super::password::link_over;
use crate::accounts::actions::{self, Colleagues, Invited};
use crate::accounts::{Gate, UserId, Viewer};
use crate::app::App;
use crate::clock;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Paging, Shell, redirect, show, show_as};

/// People on a page.
const SIZE: u64 = 50;

#[derive(Template)]
#[template(path = "accounts/colleagues.html")]
struct ColleaguesPage {
    page: Shell,
    paging: Paging,
    own: Option<UserId>,
    list: Colleagues,
    email: String,
    faults: Faults,
    has_mail_server: bool,
}

async fn colleagues_page(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    number: u64,
    form: (String, Faults),
) -> AppResult<ColleaguesPage> {
    let page = Shell::new(request, lang_of(request).t("同事", "Colleagues"));
    let own = viewer.user().cloned();
    let offset = (number.clamp(1, 1_000) - 1) * SIZE;
    let list = app.read(move |conn| actions::colleagues(conn, &viewer, offset, SIZE, clock::now())).await?;
    let paging = Paging::new(number, SIZE, list.total, &page.here);
    let has_mail_server = app.config.smtp_url.is_some();
    Ok(ColleaguesPage { page, paging, own, list, email: form.0, faults: form.1, has_mail_server })
}

/// `GET /my/colleagues`
///
/// # Errors
/// `Forbidden` for anybody but a member.
pub async fn colleagues(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    query: web::Query<Nth>,
) -> AppResult<HttpResponse> {
    let form = (String::new(), Faults::default());
    show(&request, &colleagues_page(&request, &app, viewer, query.number(), form).await?)
}

/// The form of `POST /my/colleagues`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Invite {
    email: String,
}

/// `POST /my/colleagues`
///
/// # Errors
/// `Forbidden` for anybody but a member in person; `TooMany` after too many invitations.
pub async fn invite(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    viewer: Viewer,
    form: web::Form<Invite>,
) -> AppResult<HttpResponse> {
    if let Some(user) = viewer.user() {
        gate.may_invite(user)?;
    }
    let (email, who, site_url) = (form.into_inner().email, viewer.clone(), app.config.public_url.clone());
    let to = email.clone();
    match app.write(move |conn| actions::invite(conn, &who, &to, &site_url, clock::now())).await {
        Ok(to) => {
            let message = lang_of(&request)
                .t(format!("已邀请 {to}，链接 7 天内有效"), format!("{to} is invited; the link works for 7 days"));
            Ok(redirect("/my/colleagues", &message))
        }
        Err(why @ AppError::Forbidden(_)) => Err(why),
        Err(why) => {
            let form = (email, Faults::from_error(why)?);
            let page = colleagues_page(&request, &app, viewer, 1, form).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
    }
}

/// `POST /my/colleagues/{id}/removal`
///
/// # Errors
/// Those of [`actions::remove_colleague`].
pub async fn remove_colleague(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    path: web::Path<String>,
) -> AppResult<HttpResponse> {
    let gone = app.write(move |conn| actions::remove_colleague(conn, &viewer, &path, clock::now())).await?;
    let message = lang_of(&request).t(format!("已移除 {gone}"), format!("{gone} has been removed"));
    Ok(redirect("/my/colleagues", &message))
}

/// `POST /my/invitations/{id}/revocation`
///
/// # Errors
/// Those of [`actions::revoke_invitation`].
pub async fn revoke_invitation(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    path: web::Path<String>,
) -> AppResult<HttpResponse> {
    app.write(move |conn| actions::revoke_invitation(conn, &viewer, &path, clock::now())).await?;
    Ok(redirect("/my/colleagues", lang_of(&request).t("邀请已撤销", "The invitation has been taken back")))
}

/// The form of `POST /invitations/{token}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Accept {
    name: String,
    password: String,
    password_again: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/invitation.html")]
struct InvitationPage {
    page: Shell,
    invited: Invited,
    person: String,
    faults: Faults,
}

fn invitation_page(request: &HttpRequest, invited: Invited, person: String, faults: Faults) -> InvitationPage {
    let page = Shell::new(request, lang_of(request).t("接受邀请", "Accept an invitation"));
    InvitationPage { page, invited, person, faults }
}

async fn invited(app: &App, token: String) -> AppResult<Option<Invited>> {
    app.read(move |conn| actions::invitation(conn, &token, clock::now())).await
}

/// `GET /invitations/{token}`
///
/// # Errors
/// Those of the database.
pub async fn invitation(request: HttpRequest, app: web::Data<App>, path: web::Path<String>) -> AppResult<HttpResponse> {
    match invited(&app, path.into_inner()).await? {
        Some(invited) => {
            let page = invitation_page(&request, invited, String::new(), Faults::default());
            Ok(private(show(&request, &page)?))
        }
        None => link_over(&request, true),
    }
}

/// `POST /invitations/{token}`
///
/// # Errors
/// `Busy`, and those of the database.
pub async fn accept_invitation(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    path: web::Path<String>,
    form: web::Form<Accept>,
) -> AppResult<HttpResponse> {
    let (token, form) = (path.into_inner(), form.into_inner());
    let Some(invited) = invited(&app, token.clone()).await? else { return link_over(&request, true) };
    match try_accept(&request, &app, &gate, token, &invited, &form).await {
        Ok(secret) => {
            let message = lang_of(&request).t("欢迎加入", "Welcome");
            signed_in(&request, redirect("/my/products", message), &secret)
        }
        Err(AppError::NotFound) => link_over(&request, true),
        Err(why) => {
            let page = invitation_page(&request, invited, form.name, Faults::from_error(why)?);
            Ok(private(show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)?))
        }
    }
}

async fn try_accept(
    request: &HttpRequest,
    app: &App,
    gate: &Gate,
    token: String,
    invited: &Invited,
    form: &Accept,
) -> AppResult<String> {
    let again = form.password_again.as_deref();
    let (_, name) = super::read_person(&invited.email, &form.name, &form.password, again)?;
    let hash = gate.hash(app, form.password.clone()).await?;
    let agent = agent(request);
    app.write(move |conn| actions::accept(conn, &token, &name, &hash, &agent, clock::now())).await
}

//! `/account/keys`: API keys.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Nth;
use super::form::{Faults, private};
use crate::accounts::actions::{self, KeyRow, NewKey};
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::clock;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Paging, Shell, redirect, show, show_as};

/// Keys on a page.
const SIZE: u64 = 50;

/// The form of `POST /account/keys`. Operators choose role and place, others get a key of their own.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct KeyForm {
    name: String,
    role: String,
    firm: String,
    division_code: String,
}

#[derive(Template)]
#[template(path = "accounts/keys.html")]
struct KeysPage {
    page: Shell,
    paging: Paging,
    rows: Vec<KeyRow>,
    is_operator: bool,
    form: KeyForm,
    faults: Faults,
    /// The key just made; shown on this page and never again.
    fresh: Option<String>,
}

impl KeysPage {
    fn roles(&self) -> [Role; 3] {
        [Role::Operator, Role::Official, Role::Member]
    }
}

async fn keys_page(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    number: u64,
    (form, faults): (KeyForm, Faults),
) -> AppResult<KeysPage> {
    let page = Shell::new(request, lang_of(request).t("API 密钥", "API keys"));
    let (is_operator, here) = (viewer.is_operator(), page.here.clone());
    let (paging, rows) = app
        .read(move |conn| {
            let paging = Paging::new(number, SIZE, actions::count_keys(conn, &viewer)?, &here);
            let rows = actions::keys(conn, &viewer, paging.offset(), SIZE)?;
            Ok((paging, rows))
        })
        .await?;
    Ok(KeysPage { page, paging, rows, is_operator, form, faults, fresh: None })
}

/// `GET /account/keys`
///
/// # Errors
/// `Forbidden` for buyers.
pub async fn keys(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    query: web::Query<Nth>,
) -> AppResult<HttpResponse> {
    let form = (KeyForm::default(), Faults::default());
    show(&request, &keys_page(&request, &app, viewer, query.number(), form).await?)
}

/// `POST /account/keys`. The answer is a page, not a redirect: the key must not travel through a cookie or an address.
///
/// # Errors
/// `Forbidden` for buyers and for keys.
pub async fn create_key(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    form: web::Form<KeyForm>,
) -> AppResult<HttpResponse> {
    let (who, asked) = (viewer.clone(), form.clone());
    let made = app
        .write(move |conn| {
            let role = Role::parse(&asked.role).unwrap_or(Role::Member);
            let firm_id = match asked.firm.trim() {
                "" => None,
                code => Some(actions::firm_by_code(conn, code)?),
            };
            let division_code = Some(asked.division_code.trim().to_owned()).filter(|code| !code.is_empty());
            let new = NewKey { name: asked.name, role, firm_id, division_code };
            actions::create_key(conn, &who, &new, clock::now())
        })
        .await;
    match made {
        Ok(key) => {
            let page = keys_page(&request, &app, viewer, 1, (KeyForm::default(), Faults::default())).await?;
            Ok(private(show(&request, &KeysPage { fresh: Some(key), ..page })?))
        }
        Err(why @ AppError::Forbidden(_)) => Err(why),
        Err(why) => {
            let form = (form.into_inner(), Faults::from_error(why)?);
            let page = keys_page(&request, &app, viewer, 1, form).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
    }
}

/// `POST /account/keys/{id}/revocation`
///
/// # Errors
/// Those of [`actions::revoke_key`].
pub async fn revoke_key(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    path: web::Path<String>,
) -> AppResult<HttpResponse> {
    let row = app.write(move |conn| actions::revoke_key(conn, &viewer, &path, clock::now())).await?;
    let lang = lang_of(&request);
    let message = lang.t(format!("密钥「{}」已撤销", row.name), format!("The key “{}” is revoked", row.name));
    Ok(redirect("/account/keys", &message))
}

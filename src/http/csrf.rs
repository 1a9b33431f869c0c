//! Form tokens: every change that a browser sends must carry one, wherever its handler is.
//!
//! The token is an HMAC over the visitor's cookie (the session's, or an anonymous one made on the first page), so
//! another site can neither read nor guess it. It stands in the hidden field `csrf`; uploads carry it in the query,
//! because their body is not read here. Requests with an API key have no cookie that a browser would add, so they
//! need no token.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::error::{AppError, AppResult};
use super::site::Site;
use crate::lang::Say;
use crate::text;

/// The session's cookie, set by `accounts`.
pub const SESSION: &str = "pt_session";
const ANONYMOUS: &str = "pt_visit";
/// Where a signed address stops mails in one click (RFC 8058).
pub const ONE_CLICK: &str = "/unsubscribe/";
/// Largest urlencoded form, in bytes.
pub const FORM_LIMIT: usize = 256 * 1024;

/// The anonymous cookie's value, kept in the request's extensions when it has just been made.
#[derive(Clone)]
struct Visit(String);

fn visitor(request: &HttpRequest) -> String {
    if let Some(session) = request.cookie(SESSION) {
        return session.value().to_owned();
    }
    if let Some(visit) = request.extensions().get::<Visit>() {
        return visit.0.clone();
    }
    request.cookie(ANONYMOUS).map(|c| c.value().to_owned()).unwrap_or_default()
}

fn mac(site: &Site, visitor: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(site.csrf_key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(visitor.as_bytes());
    mac
}

/// The token of this visitor's forms; empty outside a running site.
pub fn token(request: &HttpRequest) -> String {
    let Some(site) = request.app_data::<Data<Site>>() else { return String::new() };
    text::hex(&mac(site, &visitor(request)).finalize().into_bytes())
}

fn is_right(request: &HttpRequest, token: &str) -> bool {
    let visitor = visitor(request);
    let Some(site) = request.app_data::<Data<Site>>() else { return false };
    let Some(bytes) = text::unhex(token) else { return false };
    !visitor.is_empty() && mac(site, &visitor).verify_slice(&bytes).is_ok()
}

fn from_pairs(pairs: &[u8]) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(pairs).ok()?;
    pairs.into_iter().find(|(name, _)| name == "csrf").map(|(_, token)| token)
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.starts_with("application/x-www-form-urlencoded"))
}

/// Reads the form, looks for the token, and puts the body back for the handler.
async fn token_of(request: &mut ServiceRequest) -> AppResult<Option<String>> {
    if let Some(token) = from_pairs(request.query_string().as_bytes()) {
        return Ok(Some(token));
    }
    if !is_form(request.headers()) {
        return Ok(None);
    }
    let (http, payload) = request.parts_mut();
    let payload = Payload::from_request(http, payload).await.map_err(|_| too_large())?;
    let body: Bytes = match payload.to_bytes_limited(FORM_LIMIT).await {
        Ok(Ok(body)) => body,
        _ => return Err(too_large()),
    };
    let token = from_pairs(&body);
    request.set_payload(actix_web::dev::Payload::from(body));
    Ok(token)
}

fn too_large() -> AppError {
    AppError::Refused(
        actix_web::http::StatusCode::PAYLOAD_TOO_LARGE,
        Say::new(
            "提交的内容过大或中断，请缩短后重试",
            "The form is too large or was cut off; shorten it and try again",
        ),
    )
}

/// The middleware around the whole site: answers 403 when a change carries no right token.
pub async fn guard(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let fresh = (request.cookie(SESSION).is_none() && request.cookie(ANONYMOUS).is_none()).then(crate::ids::new_secret);
    if let Some(visit) = &fresh {
        request.extensions_mut().insert(Visit(visit.clone()));
    }
    if let Err(refusal) = check(&mut request).await {
        let answer = refusal.respond(request.request());
        return Ok(request.into_response(answer));
    }
    let secure = request.app_data::<Data<Site>>().is_some_and(|s| s.https);
    let mut answer = next.call(request).await?.map_into_boxed_body();
    if let Some(visit) = fresh.filter(|_| is_page(answer.headers())) {
        let cookie = Cookie::build(ANONYMOUS, visit).path("/").http_only(true).secure(secure).same_site(SameSite::Lax);
        answer.response_mut().add_cookie(&cookie.finish()).map_err(|why| AppError::Internal(why.into()))?;
    }
    Ok(answer)
}

async fn check(request: &mut ServiceRequest) -> AppResult<()> {
    if request.method().is_safe() || has_key(request.headers()) {
        return Ok(());
    }
    // Programs change things with a key; a browser's cookie is no key, so no other site can borrow it here.
    if request.path().starts_with("/api/") {
        return Err(AppError::SignIn);
    }
    // The address itself is signed, and mail programs, which send this, have no form.
    if request.path().starts_with(ONE_CLICK) {
        return Ok(());
    }
    match token_of(request).await? {
        Some(token) if is_right(request.request(), &token) => Ok(()),
        _ => Err(AppError::forbidden(
            "页面已过期或请求不是从本站发出，请返回刷新页面后重试",
            "This page has expired or the request came from elsewhere; go back, reload the page and try again",
        )),
    }
}

/// Only `Bearer`: a browser adds other credentials (`Basic`, for a proxy's password) by itself, also for other sites.
fn has_key(headers: &HeaderMap) -> bool {
    let value = headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok());
    value.and_then(|v| v.split_once(' ')).is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
}

/// Only pages hold forms; JSON and files need no cookie.
fn is_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(|v| v.starts_with("text/html"))
}

//! The session's cookie.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::USER_AGENT;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::accounts::rules;
use crate::http::{AppResult, Site, csrf};
use crate::ids;

fn cookie<'a>(request: &HttpRequest, value: &'a str) -> Cookie<'a> {
    let is_https = request.app_data::<Data<Site>>().is_some_and(|s| s.https);
    let cookie = Cookie::build(csrf::SESSION, value).path("/").http_only(true).same_site(SameSite::Lax);
    cookie.secure(is_https).max_age(Duration::seconds(rules::SESSION_LIFE.num_seconds())).finish()
}

/// Hands the secret of a new session to the browser, with whatever `answer` says.
///
/// # Errors
/// When the cookie does not fit into a header, which a secret of ours always does.
pub fn signed_in(request: &HttpRequest, mut answer: HttpResponse, secret: &str) -> AppResult<HttpResponse> {
    answer.add_cookie(&cookie(request, secret)).map_err(|why| anyhow::anyhow!("setting a cookie: {why}"))?;
    Ok(answer)
}

/// Takes the session's cookie away from the browser.
///
/// # Errors
/// As [`signed_in`].
pub fn signed_out(request: &HttpRequest, mut answer: HttpResponse) -> AppResult<HttpResponse> {
    let mut gone = cookie(request, "");
    gone.make_removal();
    answer.add_cookie(&gone).map_err(|why| anyhow::anyhow!("removing a cookie: {why}"))?;
    Ok(answer)
}

/// The hash of this browser's session token, if it sent one.
pub fn token_hash(request: &HttpRequest) -> Option<String> {
    request.cookie(csrf::SESSION).map(|c| ids::hash_secret(c.value()))
}

/// What the browser calls itself.
pub fn agent(request: &HttpRequest) -> String {
    let agent = request.headers().get(USER_AGENT).and_then(|v| v.to_str().ok());
    agent.unwrap_or("").to_owned()
}

//! The page on the API, and the switch of the language.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::app::App;
use crate::http::{AppResult, Shell, back_path, page, redirect, show};
use crate::lang::Lang;

#[derive(Template)]
#[template(path = "catalogue/api.html")]
struct ApiPage {
    page: Shell,
    base: String,
    errors: [(&'static str, u16, &'static str, &'static str); 9],
}

/// `code`, status, and when it is answered, in both languages.
const ERRORS: [(&str, u16, &str, &str); 9] = [
    ("not_found", 404, "没有这个编号，或您无权看到它", "There is no such code, or you may not see it"),
    ("sign_in_required", 401, "缺少密钥，或密钥已吊销", "The key is missing or has been revoked"),
    ("forbidden", 403, "密钥不能做这件事", "This key may not do that"),
    ("invalid", 422, "字段有误，errors 逐项说明", "Fields are wrong; errors names each of them"),
    ("conflict", 409, "与已保存的内容冲突", "The request contradicts what is stored"),
    ("too_many_requests", 429, "请求过于频繁，等待 Retry-After 秒", "Too many requests; wait Retry-After seconds"),
    ("refused", 400, "请求格式不正确或内容过大", "The request is malformed or too large"),
    ("busy", 503, "系统繁忙，请稍后重试", "Busy; try again in a moment"),
    ("internal", 500, "系统出错，问题已记录", "Our fault; it has been logged"),
];

/// `GET /api`
///
/// # Errors
/// None but rendering.
pub async fn api(request: HttpRequest, app: web::Data<App>) -> AppResult<HttpResponse> {
    let lang = page::lang_of(&request);
    let title = lang.t("开放接口", "The API");
    let page = ApiPage { page: Shell::new(&request, title), base: app.config.public_url.clone(), errors: ERRORS };
    show(&request, &page)
}

/// Where to go after the switch.
#[derive(Debug, serde::Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// `GET /lang/{tag}?back=`: keeps the language for a year.
///
/// # Errors
/// None.
pub async fn language(app: web::Data<App>, tag: web::Path<String>, query: web::Query<Back>) -> AppResult<HttpResponse> {
    let cookie = Cookie::build(page::LANG, Lang::from_tag(&tag).tag())
        .path("/")
        .max_age(Duration::days(365))
        .http_only(true)
        .secure(app.config.is_https())
        .same_site(SameSite::Lax)
        .finish();
    let mut answer = redirect(back_path(&query.back), "");
    answer.add_cookie(&cookie).map_err(|why| anyhow::anyhow!("the language cookie: {why}"))?;
    Ok(answer)
}

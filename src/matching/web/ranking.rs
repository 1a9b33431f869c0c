//! How ranking works, for everyone to read, and the switch that leaves the fit alone.

use std::collections::HashMap;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{PLAIN, personal};
use crate::app::App;
use crate::http::{AppResult, Shell, redirect, show};
use crate::matching::proposals::MOST_POINTS;
use crate::matching::reasons::Weights;
use crate::matching::weights;

/// How long the switch is remembered.
const DAYS: i64 = 365;

#[derive(Template)]
#[template(path = "matching/ranking.html")]
struct RankingPage {
    page: Shell,
    personal: bool,
    weights: Weights,
}

impl RankingPage {
    /// Points of a perfect fit.
    fn fit(&self) -> f32 {
        MOST_POINTS
    }
}

/// `GET /ranking`
///
/// # Errors
/// Those of the database.
pub async fn ranking(request: HttpRequest, app: web::Data<App>) -> AppResult<HttpResponse> {
    let weights = app.read(weights::now).await?;
    let page = Shell::new(&request, "");
    let page = Shell { title: page.t("排序规则", "How ranking works").to_owned(), ..page };
    show(&request, &RankingPage { page, personal: personal(&request), weights })
}

/// `POST /ranking`: `personal` is there to switch it on, absent to switch it off.
///
/// # Errors
/// None.
pub async fn switch(
    request: HttpRequest,
    web::Form(form): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let on = form.contains_key("personal");
    let page = Shell::bare(&request, "");
    let message = match on {
        true => page.t("已恢复个性化排序", "Personal ranking is on again"),
        false => page.t("已关闭个性化排序：只按匹配程度排序", "Personal ranking is off: the fit alone counts"),
    };
    let mut answer = redirect("/ranking", message);
    let mut cookie = Cookie::build(PLAIN, "1")
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(DAYS))
        .finish();
    if on {
        cookie.make_removal();
    }
    // A browser that takes no cookies keeps personal ranking.
    drop(answer.add_cookie(&cookie));
    Ok(answer)
}

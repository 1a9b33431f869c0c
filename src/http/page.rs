//! The shell of every page: language, who is signed in, where we are, what has just been done.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{ACCEPT_LANGUAGE, ContentType};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use super::error::{AppError, AppResult};
use super::{csrf, site::Site};
use crate::faults::Fault;
use crate::lang::{Lang, Say};

/// Who looks at the page, in the few words that the shell shows. Put into the request by `accounts`.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// E-mail address, or empty when nobody is signed in.
    pub email: String,
    /// Links of this person's menu: target, Chinese, English.
    pub menu: Vec<(&'static str, &'static str, &'static str)>,
    /// Notices that this person has not read.
    pub unread: u64,
}

/// What every page template has as `page`.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The page's language.
    pub lang: Lang,
    /// The page's own title.
    pub title: String,
    /// Name of the city.
    pub city: String,
    /// Who looks at it.
    pub visitor: Visitor,
    /// Path and query of this page, for the language switch and for coming back after signing in.
    pub here: String,
    /// Token that every form carries as the hidden field `csrf`.
    pub csrf: String,
    /// What the last change did, shown once.
    pub flash: Option<String>,
}

impl Shell {
    /// The shell of the page that `request` asked for.
    pub fn new(request: &HttpRequest, title: impl Into<String>) -> Shell {
        let mut shell = Shell::bare(request, title);
        shell.flash = request.cookie(FLASH).and_then(|c| unescape(c.value()));
        shell
    }

    /// The same without the flash message, which then waits for the next page (error pages).
    pub fn bare(request: &HttpRequest, title: impl Into<String>) -> Shell {
        Shell {
            lang: lang_of(request),
            title: title.into(),
            city: request.app_data::<actix_web::web::Data<Site>>().map_or_else(String::new, |s| s.city.clone()),
            visitor: request.extensions().get::<Visitor>().cloned().unwrap_or_default(),
            here: request.uri().path_and_query().map_or_else(|| "/".into(), |p| p.as_str().into()),
            csrf: csrf::token(request),
            flash: None,
        }
    }

    /// The text of the page's language out of a pair: `{{ page.t("首页", "Home") }}`.
    pub fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.t(zh, en)
    }

    /// A message in the page's language.
    pub fn say<'a>(&self, message: &'a Say) -> &'a str {
        message.r#in(self.lang)
    }

    /// What is wrong with a value and what to do, in the page's language.
    pub fn fault(&self, fault: &Fault) -> String {
        fault.line(self.lang)
    }

    /// Whether somebody is signed in.
    pub fn is_signed_in(&self) -> bool {
        !self.visitor.email.is_empty()
    }

    /// Whether this person's menu leads to `address`: buttons that lead there are shown to nobody else.
    pub fn offers(&self, address: &str) -> bool {
        self.visitor.menu.iter().any(|(to, ..)| *to == address)
    }

    /// Whether this page is `address`, apart from further parts of its query.
    pub fn is_at(&self, address: &str) -> bool {
        self.here.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with(['&', '?']))
    }

    /// The address of the language switch.
    pub fn switch_language(&self) -> String {
        let query = serde_urlencoded::to_string([("back", &self.here)]).expect("two texts always encode");
        format!("/lang/{}?{query}", self.lang.t("en", "zh-CN"))
    }
}

const FLASH: &str = "pt_flash";
/// The cookie that keeps the chosen language.
pub const LANG: &str = "pt_lang";

/// The language of a request: the cookie's, else the browser's.
pub fn lang_of(request: &HttpRequest) -> Lang {
    if let Some(cookie) = request.cookie(LANG) {
        return Lang::from_tag(cookie.value());
    }
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    header.map_or(Lang::Zh, Lang::from_tag)
}

/// Renders a page; takes the flash message away once it has been shown.
///
/// # Errors
/// When the template fails, which only a failing `Display` can cause.
pub fn show(request: &HttpRequest, page: &impl Template) -> AppResult<HttpResponse> {
    show_as(actix_web::http::StatusCode::OK, request, page)
}

/// [`show`] with a status of its own (422 for a form that comes back with faults).
///
/// # Errors
/// As [`show`].
pub fn show_as(
    status: actix_web::http::StatusCode,
    request: &HttpRequest,
    page: &impl Template,
) -> AppResult<HttpResponse> {
    let html = render(page).map_err(|why| anyhow::Error::new(why).context("rendering a page"))?;
    let mut answer = HttpResponse::build(status);
    if request.cookie(FLASH).is_some() {
        let mut gone = Cookie::build(FLASH, "").path("/").finish();
        gone.make_removal();
        answer.cookie(gone);
    }
    Ok(answer.content_type(ContentType::html()).body(html))
}

/// The page's text. Its template guesses the length from its fixed parts alone; with room for as much again nearly every
/// page is written without being moved.
fn render<P: Template>(page: &P) -> askama::Result<String> {
    let mut html = String::with_capacity(P::SIZE_HINT * 2);
    page.render_into(&mut html)?;
    Ok(html)
}

/// Sends the browser on after a change, with a message for the next page.
pub fn redirect(to: &str, message: &str) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header(("Location", to));
    if !message.is_empty() {
        let cookie = Cookie::build(FLASH, escape(message)).path("/").http_only(true).same_site(SameSite::Lax).finish();
        answer.cookie(cookie);
    }
    answer.finish()
}

/// What follows a form: on to `to` with a message once it is done, else the page that `wrong` makes of its faults, as 422.
///
/// # Errors
/// Whatever else went wrong, and those of `wrong`.
pub async fn after<P: Template>(
    request: &HttpRequest,
    outcome: AppResult<()>,
    (to, said): (&str, &str),
    wrong: impl AsyncFnOnce(Vec<Fault>) -> AppResult<P>,
) -> AppResult<HttpResponse> {
    match outcome {
        Ok(()) => Ok(redirect(to, said)),
        Err(AppError::Invalid(faults)) => {
            show_as(actix_web::http::StatusCode::UNPROCESSABLE_ENTITY, request, &wrong(faults).await?)
        }
        Err(other) => Err(other),
    }
}

/// A path of this site to go back to; anything else becomes `/`, so that a link cannot send people elsewhere.
pub fn back_path(back: &str) -> &str {
    let inside = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n', '\t']);
    if inside { back } else { "/" }
}

/// Cookie values are ASCII; the message is not.
fn escape(message: &str) -> String {
    serde_urlencoded::to_string([("m", message)]).expect("two texts always encode")
}

fn unescape(value: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(value).ok()?;
    pairs.into_iter().next().map(|(_, message)| message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        for (back, path) in [
            ("/search?q=钢管", "/search?q=钢管"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(back_path(back), path);
        }
    }

    #[test]
    fn a_message_survives_the_cookie() {
        assert_eq!(unescape(&escape("已发布：不锈钢管; 100%")).as_deref(), Some("已发布：不锈钢管; 100%"));
    }
}

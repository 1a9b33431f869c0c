//! One error type for handlers and actions, turned into a page or into problem+json in one place.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::page::Shell;
use crate::faults::Fault;
use crate::lang::{Lang, Say};

/// What can go wrong in an action or a handler.
#[derive(Debug)]
pub enum AppError {
    /// There is no such thing, or this person may not know that there is.
    NotFound,
    /// Nobody is signed in, or the session has run out.
    SignIn,
    /// This person may not do it; the message says who may.
    Forbidden(Say),
    /// Values are wrong.
    Invalid(Vec<Fault>),
    /// The request contradicts what is stored; the message says what to do.
    Conflict(Say),
    /// Too many requests; the number of seconds to wait.
    TooMany(u64),
    /// The body or a file is larger or of another kind than allowed.
    Refused(StatusCode, Say),
    /// The database or the index does not answer in time.
    Busy,
    /// Our fault. Logged once, where it is turned into an answer; never shown.
    Internal(anyhow::Error),
}

/// The result of an action or a handler.
pub type AppResult<T> = Result<T, AppError>;

impl AppError {
    /// One wrong value.
    pub fn invalid(field: &str, value: &str, cause: Say, fix: Say) -> AppError {
        AppError::Invalid(vec![Fault::new(field, value, cause, fix)])
    }

    /// A refusal for lack of permission.
    pub fn forbidden(zh: &str, en: &str) -> AppError {
        AppError::Forbidden(Say::new(zh, en))
    }

    /// A contradiction with what is stored.
    pub fn conflict(zh: &str, en: &str) -> AppError {
        AppError::Conflict(Say::new(zh, en))
    }

    /// What an extractor of the framework refused: a path, query or body that does not have the form it should.
    fn from_extractor(status: StatusCode) -> AppError {
        match status {
            StatusCode::NOT_FOUND => AppError::NotFound,
            status => AppError::Refused(
                status,
                Say::new(
                    "请求的格式不正确，请检查地址与参数",
                    "The request is not of the expected form; check address and parameters",
                ),
            ),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            AppError::NotFound => StatusCode::NOT_FOUND,
            AppError::SignIn => StatusCode::UNAUTHORIZED,
            AppError::Forbidden(_) => StatusCode::FORBIDDEN,
            AppError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            AppError::Conflict(_) => StatusCode::CONFLICT,
            AppError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            AppError::Refused(status, _) => *status,
            AppError::Busy => StatusCode::SERVICE_UNAVAILABLE,
            AppError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable word of the API for this error.
    pub fn code(&self) -> &'static str {
        match self {
            AppError::NotFound => "not_found",
            AppError::SignIn => "sign_in_required",
            AppError::Forbidden(_) => "forbidden",
            AppError::Invalid(_) => "invalid",
            AppError::Conflict(_) => "conflict",
            AppError::TooMany(_) => "too_many_requests",
            AppError::Refused(_, _) => "refused",
            AppError::Busy => "busy",
            AppError::Internal(_) => "internal",
        }
    }

    /// A headline for the person who meets it.
    pub fn title(&self, lang: Lang) -> &'static str {
        match self {
            AppError::NotFound => lang.t("没有找到这个页面", "Not found"),
            AppError::SignIn => lang.t("请先登录", "Please sign in"),
            AppError::Forbidden(_) => lang.t("没有权限", "Not allowed"),
            AppError::Invalid(_) => lang.t("有内容需要更正", "Some values need correction"),
            AppError::Conflict(_) => lang.t("无法完成", "This cannot be done now"),
            AppError::TooMany(_) => lang.t("操作太频繁", "Too many requests"),
            AppError::Refused(_, _) => lang.t("无法接收", "Not accepted"),
            AppError::Busy => lang.t("系统繁忙", "Busy"),
            AppError::Internal(_) => lang.t("系统出错了", "Something went wrong on our side"),
        }
    }

    /// What happened and what to do next.
    pub fn detail(&self, lang: Lang) -> String {
        match self {
            AppError::NotFound => lang
                .t(
                    "链接可能有误，或内容已下架。请从首页或搜索重新查找。",
                    "The link may be wrong, or the listing has been withdrawn. Try the search.",
                )
                .into(),
            AppError::SignIn => lang
                .t("登录后才能继续；若刚才已登录，会话可能已过期。", "Sign in to go on; your session may have expired.")
                .into(),
            AppError::Forbidden(why) | AppError::Conflict(why) | AppError::Refused(_, why) => why.r#in(lang).into(),
            AppError::Invalid(faults) => {
                faults.iter().map(|f| format!("{}: {}", f.field, f.line(lang))).collect::<Vec<_>>().join("\n")
            }
            AppError::TooMany(seconds) => {
                lang.t(format!("请在 {seconds} 秒后再试。"), format!("Try again in {seconds} seconds."))
            }
            AppError::Busy => lang.t("请稍后再试。", "Please try again in a moment.").into(),
            AppError::Internal(_) => lang
                .t(
                    "问题已记录，请稍后再试；若仍出现，请联系管理员。",
                    "It has been logged. Try again later; if it stays, tell the operator.",
                )
                .into(),
        }
    }

    /// The answer to `request`: problem+json below `/api`, a page elsewhere. Logs our own faults.
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        if let AppError::Internal(why) = self {
            tracing::error!(path = request.path(), method = %request.method(), error = format!("{why:#}"), "request failed");
        }
        let lang = super::page::lang_of(request);
        let mut answer = HttpResponse::build(self.status());
        if let AppError::TooMany(seconds) = self {
            answer.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if request.path().starts_with("/api/") { self.problem(answer, lang) } else { self.page(answer, request, lang) }
    }

    fn problem(&self, mut answer: actix_web::HttpResponseBuilder, lang: Lang) -> HttpResponse {
        let faults = match self {
            AppError::Invalid(faults) => faults.as_slice(),
            _ => &[],
        };
        let errors: Vec<_> = faults
            .iter()
            .map(|f| serde_json::json!({"field": f.field, "value": f.value, "cause": f.cause.r#in(lang), "fix": f.fix.r#in(lang)}))
            .collect();
        let mut body = serde_json::json!({
            "type": "about:blank", "title": self.title(lang), "status": self.status().as_u16(),
            "code": self.code(), "detail": self.detail(lang),
        });
        if !errors.is_empty() {
            body["errors"] = errors.into();
        }
        answer.content_type("application/problem+json").body(body.to_string())
    }

    fn page(&self, mut answer: actix_web::HttpResponseBuilder, request: &HttpRequest, lang: Lang) -> HttpResponse {
        if matches!(self, AppError::SignIn) && request.method() == actix_web::http::Method::GET {
            let back = request.uri().path_and_query().map_or("/", |p| p.as_str());
            let query = serde_urlencoded::to_string([("back", back)]).expect("two texts always encode");
            return HttpResponse::SeeOther().insert_header(("Location", format!("/sign-in?{query}"))).finish();
        }
        let shell = Shell::bare(request, self.title(lang));
        let page = ErrorPage { status: self.status().as_u16(), detail: self.detail(lang), page: shell };
        match page.render() {
            Ok(html) => answer.content_type(ContentType::html()).body(html),
            Err(why) => answer.content_type(ContentType::plaintext()).body(format!("{}\n{why}", self.detail(lang))),
        }
    }
}

#[derive(Template)]
#[template(path = "layout/error.html")]
struct ErrorPage {
    page: Shell,
    status: u16,
    detail: String,
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AppError::Internal(why) => write!(f, "{why:#}"),
            other => write!(f, "{}: {}", other.title(Lang::Zh), other.detail(Lang::Zh)),
        }
    }
}

impl std::error::Error for AppError {}

/// Handlers return `AppError` by `?`; the middleware in `http::answer` replaces this bare answer, since only there
/// the request's language and path are known.
impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status())
    }
}

/// The outermost middleware: gives every refusal and failure the form that its reader expects.
pub async fn answer(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let answer = next.call(request).await?.map_into_boxed_body();
    let Some(error) = answer.response().error() else { return Ok(answer) };
    let shown = match error.as_error::<AppError>() {
        Some(ours) => ours.respond(answer.request()),
        None => AppError::from_extractor(answer.status()).respond(answer.request()),
    };
    let (request, _) = answer.into_parts();
    Ok(ServiceResponse::new(request, shown))
}

impl From<diesel::result::Error> for AppError {
    fn from(why: diesel::result::Error) -> AppError {
        match why {
            diesel::result::Error::NotFound => AppError::NotFound,
            // PostgreSQL keeps no text with a NUL, SQLite does; nothing of ours holds one.
            diesel::result::Error::DatabaseError(_, info) if info.message().ends_with("0x00") => AppError::Refused(
                StatusCode::BAD_REQUEST,
                Say::new(
                    "文本里有不可见的空字符（NUL），请删除",
                    "A text holds the invisible character NUL; take it out",
                ),
            ),
            why => AppError::Internal(anyhow::Error::new(why).context("database")),
        }
    }
}

impl From<diesel::r2d2::PoolError> for AppError {
    fn from(why: diesel::r2d2::PoolError) -> AppError {
        tracing::warn!(error = %why, "no database connection came free");
        AppError::Busy
    }
}

impl From<actix_web::error::BlockingError> for AppError {
    fn from(_: actix_web::error::BlockingError) -> AppError {
        AppError::Busy
    }
}

impl From<anyhow::Error> for AppError {
    fn from(why: anyhow::Error) -> AppError {
        AppError::Internal(why)
    }
}

impl From<std::io::Error> for AppError {
    fn from(why: std::io::Error) -> AppError {
        AppError::Internal(why.into())
    }
}

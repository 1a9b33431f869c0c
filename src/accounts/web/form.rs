//! What a form shows of the faults in it.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};

use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::lang::{Lang, Say};

/// The faults of a form: some beside their fields, some about the whole.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    fields: Vec<Fault>,
    whole: Option<Say>,
}

impl Faults {
    /// Faults of fields.
    pub fn of(fields: Vec<Fault>) -> Faults {
        Faults { fields, whole: None }
    }

    /// A fault of the whole form.
    pub fn whole(zh: &str, en: &str) -> Faults {
        Faults { fields: Vec::new(), whole: Some(Say::new(zh, en)) }
    }

    /// What an action refused, when the form can show it; other errors travel on.
    pub fn from_error(why: AppError) -> AppResult<Faults> {
        match why {
            AppError::Invalid(fields) => Ok(Faults::of(fields)),
            AppError::Conflict(say) | AppError::Forbidden(say) => Ok(Faults { fields: Vec::new(), whole: Some(say) }),
            other => Err(other),
        }
    }

    /// Whether this field is wrong.
    pub fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|f| f.field == field)
    }

    /// What is wrong with this field.
    pub fn lines(&self, field: &str, lang: &Lang) -> Vec<String> {
        self.fields.iter().filter(|f| f.field == field).map(|f| f.line(*lang)).collect()
    }

    /// What is wrong with the whole.
    pub fn top(&self, lang: &Lang) -> Option<&str> {
        self.whole.as_ref().map(|say| say.r#in(*lang))
    }
}

/// For pages whose address or text holds a secret: no cache keeps them and no link away from them tells the address.
pub fn private(mut answer: HttpResponse) -> HttpResponse {
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer"));
    answer
}

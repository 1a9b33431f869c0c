//! What answers in the JSON API have in common.

use actix_web::{HttpRequest, web};
use utoipa::ToSchema;

use super::ListingState;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::specs::Shown;

/// A firm, as listings name it.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct FirmRef {
    /// Its code.
    pub code: String,
    /// Its short name.
    pub name: String,
}

/// One spec, taken apart.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct SpecItem {
    /// 口径.
    pub key: String,
    /// `50-80`.
    pub value: String,
    /// `mm`, or empty.
    pub unit: String,
}

impl From<Shown> for SpecItem {
    fn from(shown: Shown) -> SpecItem {
        SpecItem { key: shown.key, value: shown.value, unit: shown.unit }
    }
}

/// The state that the sender asks for, in the key `state`.
///
/// # Errors
/// `Invalid` for another word.
pub fn asked_state(columns: &Columns) -> AppResult<Option<ListingState>> {
    let word = columns.text("state");
    if word.is_empty() {
        return Ok(None);
    }
    ListingState::parse(word).map(Some).ok_or_else(|| {
        let words = "draft, published, withdrawn";
        AppError::invalid(
            "state",
            word,
            Say::new("不在可选值之内", "none of the words that may stand here"),
            Say::new(format!("请填其中之一：{words}"), format!("give one of: {words}")),
        )
    })
}

/// The `reason` in the query, which an operator must give.
pub fn reason_of(request: &HttpRequest) -> String {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let found = pairs.map(|pairs| pairs.into_inner().into_iter().find(|(name, _)| name == "reason"));
    found.ok().flatten().map(|(_, reason)| reason).unwrap_or_default()
}

//! What is wrong with a value that someone typed, in words that say what to do: one shape for forms, API and imports.

use crate::lang::{Lang, Say};

/// One wrong value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fault {
    /// The column of the bundle, which is also the name of the form field and of the JSON key.
    pub field: String,
    /// The value as it was given.
    pub value: String,
    /// What is wrong.
    pub cause: Say,
    /// What to do.
    pub fix: Say,
}

impl Fault {
    /// A fault of `field`.
    pub fn new(field: &str, value: &str, cause: Say, fix: Say) -> Fault {
        Fault { field: field.into(), value: value.into(), cause, fix }
    }

    /// Cause and fix in one line.
    pub fn line(&self, lang: Lang) -> String {
        format!("{}{}{}", self.cause.r#in(lang), lang.t("。", ". "), self.fix.r#in(lang))
    }
}

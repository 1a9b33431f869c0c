//! What a form or a JSON object sends of an enquiry: raw texts, not yet read.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{MOST_LINES, MOST_SUPPLIERS};
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// An enquiry as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sent {
    /// Its code, made by the sender so that sending twice makes one.
    #[serde(deserialize_with = "raw")]
    pub code: String,
    /// One line on what it is about.
    #[serde(deserialize_with = "raw")]
    pub title: String,
    /// Terms and remarks.
    #[serde(deserialize_with = "raw")]
    pub note: String,
    /// `2026-12-01T17:00` in Shanghai, or with a zone.
    #[serde(deserialize_with = "raw")]
    pub deadline: String,
    /// Codes of firms.
    pub suppliers: Vec<String>,
    /// The lines.
    pub lines: Vec<SentLine>,
    /// `draft` or `sent`.
    #[serde(deserialize_with = "raw")]
    pub state: String,
}

/// A line as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SentLine {
    /// What it is.
    #[serde(deserialize_with = "raw")]
    pub text: String,
    /// Specs.
    #[serde(deserialize_with = "raw")]
    pub specs: String,
    /// How much.
    #[serde(deserialize_with = "raw")]
    pub quantity: String,
    /// Its unit.
    #[serde(deserialize_with = "raw")]
    pub unit: String,
    /// The need it comes from.
    #[serde(deserialize_with = "raw")]
    pub need_code: String,
}

/// A text, or a number as it is written.
pub(super) fn raw<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) => Ok(text),
        Value::Null => Ok(String::new()),
        value @ (Value::Number(_) | Value::Bool(_)) => Ok(value.to_string()),
        other => Err(serde::de::Error::custom(format!("{other} is neither a text nor a number"))),
    }
}

/// Reads a body of the API.
///
/// # Errors
/// `Invalid`, naming what cannot be read.
pub fn from_json<T: serde::de::DeserializeOwned>(json: Value) -> AppResult<T> {
    serde_json::from_value(json).map_err(|why| {
        let cause = Say::new(format!("请求体无法读取：{why}"), format!("the body cannot be read: {why}"));
        AppError::invalid("", "", cause, Say::new("请对照接口说明", "see the description of the API"))
    })
}

impl SentLine {
    fn is_blank(&self) -> bool {
        [&self.text, &self.specs, &self.quantity, &self.need_code].iter().all(|text| text.trim().is_empty())
    }
}

impl Sent {
    /// Reads the fields of the page: `text_1`, `specs_1`, …, `supplier_1`, …, and codes or names in `more_suppliers`.
    /// Blank lines are left out.
    pub fn from_form(form: &Columns) -> Sent {
        let text = |name: &str| form.get(name).unwrap_or_default();
        let line = |n: usize| SentLine {
            text: text(&format!("text_{n}")),
            specs: text(&format!("specs_{n}")),
            quantity: text(&format!("quantity_{n}")),
            unit: text(&format!("unit_{n}")),
            need_code: text(&format!("need_code_{n}")),
        };
        let more = text("more_suppliers");
        let ticked = (1..=MOST_SUPPLIERS).map(|n| text(&format!("supplier_{n}")));
        let typed = more.split(['\n', ',', '，', ';', '；', '、']).map(|code| code.trim().to_owned());
        let mut suppliers: Vec<String> = Vec::new();
        for code in ticked.chain(typed).filter(|code| !code.is_empty()) {
            if !suppliers.contains(&code) {
                suppliers.push(code);
            }
        }
        Sent {
            code: text("code"),
            title: text("title"),
            note: text("note"),
            deadline: text("deadline"),
            suppliers,
            // One more than is allowed, so that too many are noticed.
            lines: (1..=MOST_LINES + 1).map(line).filter(|line| !line.is_blank()).collect(),
            state: text("then"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_and_a_json_object_say_the_same() {
        let pairs = [
            ("title", "钢管"),
            ("supplier_2", "F-1"),
            ("more_suppliers", "F-2、 F-1"),
            ("text_1", "无缝钢管"),
            ("quantity_1", "1.50"),
            ("unit_2", "件"),
            ("text_3", "法兰"),
        ];
        let form = Columns(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect());
        let json = serde_json::json!({"title": "钢管", "suppliers": ["F-1", "F-2"], "lines": [
            {"text": "无缝钢管", "quantity": "1.50"}, {"text": "法兰"}]});
        assert_eq!(Sent::from_form(&form), from_json(json).unwrap());
        let number: Sent = from_json(serde_json::json!({"lines": [{"quantity": 12}]})).unwrap();
        assert_eq!(number.lines[0].quantity, "12");
        assert!(from_json::<Sent>(serde_json::json!({"titel": "x"})).is_err());
    }
}

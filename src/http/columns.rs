//! What a form or a JSON object sends: raw texts by column name, and the version that it was based on.

use std::collections::HashMap;

use serde_json::Value;

use crate::clock::Moment;
use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

const VERSION: &str = "%Y-%m-%dT%H:%M:%S%.6f";

/// Raw texts by column name.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Columns(pub HashMap<String, String>);

impl Columns {
    /// Reads a JSON object whose values are texts, numbers, booleans or null (which clears); it may hold the keys in
    /// `known` and no other, so that a misspelt one is not lost in silence.
    ///
    /// # Errors
    /// The wrong keys and values.
    pub fn from_json(json: &Value, known: &[&str]) -> AppResult<Columns> {
        let Value::Object(object) = json else { return Err(not_an_object(json)) };
        let mut columns = HashMap::with_capacity(object.len());
        let mut faults = Vec::new();
        for (name, value) in object {
            match value {
                _ if !known.contains(&name.as_str()) => faults.push(unknown(name, value, known)),
                Value::String(text) => drop(columns.insert(name.clone(), text.clone())),
                Value::Null => drop(columns.insert(name.clone(), String::new())),
                Value::Number(_) | Value::Bool(_) => drop(columns.insert(name.clone(), value.to_string())),
                Value::Array(_) | Value::Object(_) => faults.push(nested(name, value)),
            }
        }
        if faults.is_empty() { Ok(Columns(columns)) } else { Err(AppError::Invalid(faults)) }
    }

    /// The raw text of a column; none when it was not sent.
    pub fn get(&self, column: &str) -> Option<String> {
        self.0.get(column).cloned()
    }

    /// The text of a column without outer blanks, empty when it was not sent.
    pub fn text(&self, column: &str) -> &str {
        self.0.get(column).map_or("", |text| text.trim())
    }

    /// The version that the sender had before them, from the column `updated_at`.
    ///
    /// # Errors
    /// When there is one and it cannot be read.
    pub fn seen(&self) -> AppResult<Option<Moment>> {
        let text = self.text("updated_at");
        if text.is_empty() {
            return Ok(None);
        }
        let read = Moment::parse_from_str(text.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S%.f");
        read.map(Some).map_err(|_| {
            AppError::invalid(
                "updated_at",
                text,
                Say::new("不是本站给出的版本时间", "not a version that this site gave out"),
                Say::new(
                    "请重新打开页面，或照搬接口返回的 updated_at",
                    "reload, or send updated_at as the API gave it",
                ),
            )
        })
    }
}

/// A version as forms and the API carry it.
pub fn version(updated_at: Moment) -> String {
    format!("{}Z", updated_at.format(VERSION))
}

fn not_an_object(json: &Value) -> AppError {
    let shown: String = json.to_string().chars().take(40).collect();
    let cause = Say::new("请求体不是 JSON 对象", "the body is no JSON object");
    AppError::invalid("", &shown, cause, Say::new("请发送 {\"name\": …}", "send {\"name\": …}"))
}

fn unknown(name: &str, value: &Value, known: &[&str]) -> Fault {
    let words = known.join(", ");
    Fault::new(
        name,
        &value.to_string(),
        Say::new("没有这个字段", "there is no such field"),
        Say::new(format!("可用的字段：{words}"), format!("the fields are: {words}")),
    )
}

fn nested(name: &str, value: &Value) -> Fault {
    Fault::new(
        name,
        &value.to_string(),
        Say::new("值是数组或对象", "the value is an array or an object"),
        Say::new(
            "请写成一个文本，如 \"口径=50mm;材质=304\"",
            "write it as one text, such as \"bore=50mm;material=304\"",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_values_become_raw_texts() {
        let sent = json!({"name": "法兰", "price_from": 12.5, "lead_days": 7, "tax_included": true, "unit": null});
        let known = ["name", "price_from", "lead_days", "tax_included", "unit", "specs"];
        let columns = Columns::from_json(&sent, &known).unwrap();
        let texts = known.map(|column| columns.get(column));
        assert_eq!(texts.map(|t| t.unwrap_or("-".into())), ["法兰", "12.5", "7", "true", "", "-"]);
    }

    #[test]
    fn what_is_no_column_is_named() {
        for (sent, field) in
            [(json!({"nmae": "法兰"}), "nmae"), (json!({"specs": {"a": 1}}), "specs"), (json!([1]), ""), (json!(1), "")]
        {
            let Err(AppError::Invalid(faults)) = Columns::from_json(&sent, &["name", "specs"]) else {
                panic!("{sent}")
            };
            assert_eq!(faults[0].field, field);
        }
    }

    #[test]
    fn a_version_survives_the_form() {
        let now = crate::clock::now();
        let columns = Columns(HashMap::from([("updated_at".into(), version(now))]));
        assert_eq!(columns.seen().unwrap(), Some(now));
        assert_eq!(Columns::default().seen().unwrap(), None);
        assert!(Columns(HashMap::from([("updated_at".into(), "yesterday".into())])).seen().is_err());
    }
}

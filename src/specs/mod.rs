//! Specs 规格: `口径=50-80mm;材质=304;耐压=≤1.6MPa`, what a listing states about itself, key by key, each value a
//! number with its unit, a range, or plain text.
//!
//! People write them with Chinese signs and their own names of units; [`parse`] reads that, and [`canonical`] is the one
//! form that is stored, so that two listings that say the same are stored the same.

pub mod table;

use std::fmt;

use crate::lang::Say;
use crate::text;
use crate::units::Decimal;
use table::Unit;

/// Most specs of one listing.
pub const MOST: usize = 60;
const LONGEST_KEY: usize = 40;
const LONGEST_VALUE: usize = 200;

/// One key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// 口径, 材质, ….
    pub key: String,
    /// What it is.
    pub value: Value,
}

/// The value of a spec.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words, or a figure of which no number can be made (`DN50`, `06Cr19Ni10`).
    Text(String),
    /// A number or a range, in a unit or without one.
    Number(Measure, &'static Unit),
}

/// A number, or the bounds of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// `5`.
    Exactly(Decimal),
    /// `5-8`, both included.
    Between(Decimal, Decimal),
    /// `≤5`.
    AtMost(Decimal),
    /// `≥5`.
    AtLeast(Decimal),
}

/// A spec as it is shown: key, value without unit, unit (empty where there is none).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Shown {
    /// 口径.
    pub key: String,
    /// `50-80`.
    pub value: String,
    /// `mm`.
    pub unit: String,
}

/// Cause and fix of specs that cannot be read.
pub type Refusal = (Say, Say);

/// Reads specs written one a line or separated by `;` or `；`, each as `key=value` or `key：value`.
///
/// # Errors
/// Cause and fix, naming the first entry that is wrong.
pub fn parse(written: &str) -> Result<Vec<Spec>, Refusal> {
    let mut specs: Vec<Spec> = Vec::new();
    for entry in written.split([';', '；', '\n']).map(str::trim).filter(|entry| !entry.is_empty()) {
        let spec = parse_one(entry)?;
        match specs.iter().find(|other| other.key == spec.key) {
            Some(other) if other.value == spec.value => {}
            Some(_) => return Err(twice(&spec.key)),
            None => specs.push(spec),
        }
    }
    if specs.len() > MOST { Err(too_many(specs.len())) } else { Ok(specs) }
}

/// The stored form: `key=value;key=value`.
pub fn canonical(specs: &[Spec]) -> String {
    specs.iter().map(Spec::to_string).collect::<Vec<_>>().join(";")
}

/// What stored specs show; an entry that cannot be read (none is stored) is left out.
pub fn shown(stored: &str) -> Vec<Shown> {
    let readable = stored.split(';').filter_map(|entry| parse_one(entry.trim()).ok());
    readable
        .map(|spec| match spec.value {
            Value::Text(value) => Shown { key: spec.key, value, unit: String::new() },
            Value::Number(measure, unit) => {
                Shown { key: spec.key, value: measure.to_string(), unit: unit.symbol.into() }
            }
        })
        .collect()
}

/// Stored specs as a form shows them, one a line.
pub fn as_lines(stored: &str) -> String {
    stored.replace(';', "\n")
}

impl Value {
    /// The bounds in the base unit of the dimension (none for an open end), and the dimension; none for text.
    pub fn bounds(&self) -> Option<(Option<f64>, Option<f64>, &'static str)> {
        let Value::Number(measure, unit) = self else { return None };
        let base = |number: Decimal| Some(number.to_f64() * unit.factor);
        let (low, high) = match *measure {
            Measure::Exactly(number) => (base(number), base(number)),
            Measure::Between(low, high) => (base(low), base(high)),
            Measure::AtMost(high) => (None, base(high)),
            Measure::AtLeast(low) => (base(low), None),
        };
        Some((low, high, unit.dimension))
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Text(text) => write!(f, "{}={text}", self.key),
            Value::Number(measure, unit) => write!(f, "{}={measure}{}", self.key, unit.symbol),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measure::Exactly(number) => write!(f, "{number}"),
            // `-20--5` would be hard to read.
            Measure::Between(low, high) if low.is_negative() => write!(f, "{low}~{high}"),
            Measure::Between(low, high) => write!(f, "{low}-{high}"),
            Measure::AtMost(high) => write!(f, "≤{high}"),
            Measure::AtLeast(low) => write!(f, "≥{low}"),
        }
    }
}

fn parse_one(entry: &str) -> Result<Spec, Refusal> {
    // A colon parts key and value only where no equals sign does: `配比=1:5`.
    let parted = entry.split_once(['=', '＝']).or_else(|| entry.split_once([':', '：']));
    let (key, value) = parted.map(|(k, v)| (k.trim(), v.trim())).ok_or_else(|| no_sign(entry))?;
    if key.is_empty() || value.is_empty() || key.chars().count() > LONGEST_KEY {
        return Err(no_sign(entry));
    }
    if value.chars().count() > LONGEST_VALUE {
        return Err(too_long(key));
    }
    Ok(Spec { key: one_line(key), value: read_value(key, value)? })
}

fn one_line(text: &str) -> String {
    if !text.contains(char::is_whitespace) {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Under these keys stand names even where they look like numbers: steel 304L is not 304 litres.
const NAMES: &[&str] =
    &["材质", "材料", "牌号", "钢号", "型号", "规格型号", "标准", "material", "grade", "model", "standard"];

fn read_value(key: &str, value: &str) -> Result<Value, Refusal> {
    let number = if NAMES.contains(&text::fold(key).as_str()) { None } else { number(value)? };
    Ok(number.unwrap_or_else(|| Value::Text(one_line(value))))
}

/// The value as a number, none where it is text.
fn number(value: &str) -> Result<Option<Value>, Refusal> {
    let half = text::half_width(value);
    let (bound, rest) = bound(half.trim());
    let Some((first, rest)) = leading(rest) else { return Ok(None) };
    if let (None, Some((second, unit))) = (bound, second(rest)) {
        return match second >= first {
            true => Ok(Some(Value::Number(Measure::Between(first, second), unit))),
            false if *unit == table::NONE => Ok(None),
            false => Err(reversed(value)),
        };
    }
    let (bound, rest) = if bound.is_some() { (bound, rest) } else { bound_behind(rest) };
    let measure = match bound {
        None => Measure::Exactly(first),
        Some(Bound::Most) => Measure::AtMost(first),
        Some(Bound::Least) => Measure::AtLeast(first),
    };
    Ok(table::find(rest).map(|unit| Value::Number(measure, unit)))
}

#[derive(Clone, Copy)]
enum Bound {
    Most,
    Least,
}

fn bound(value: &str) -> (Option<Bound>, &str) {
    const SIGNS: &[(&str, Bound)] = &[
        ("<=", Bound::Most),
        (">=", Bound::Least),
        ("≤", Bound::Most),
        ("≦", Bound::Most),
        ("≥", Bound::Least),
        ("≧", Bound::Least),
        ("不超过", Bound::Most),
        ("不大于", Bound::Most),
        ("最大", Bound::Most),
        ("不小于", Bound::Least),
        ("不低于", Bound::Least),
        ("最小", Bound::Least),
    ];
    let found = SIGNS.iter().find_map(|(sign, bound)| value.strip_prefix(sign).map(|rest| (Some(*bound), rest.trim())));
    found.unwrap_or((None, value))
}

fn bound_behind(rest: &str) -> (Option<Bound>, &str) {
    for (word, bound) in [("以上", Bound::Least), ("以下", Bound::Most), ("以内", Bound::Most)] {
        if let Some(rest) = rest.strip_suffix(word) {
            return (Some(bound), rest.trim());
        }
    }
    (None, rest)
}

/// The number that the text begins with, and what follows it. `007` is a code, not a number.
fn leading(text: &str) -> Option<(Decimal, &str)> {
    let signed = usize::from(text.starts_with(['-', '+']));
    let digits = text[signed..].find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').map(|i| i + signed);
    let (number, rest) = text.split_at(digits.unwrap_or(text.len()));
    let whole = number.trim_start_matches(['-', '+']);
    if whole.len() > 1 && whole.starts_with('0') && !whole.starts_with("0.") {
        return None;
    }
    number.parse().ok().map(|read| (read, rest.trim_start()))
}

/// Behind the first number of a range: the second number and the unit.
fn second(rest: &str) -> Option<(Decimal, &'static Unit)> {
    let at = rest.find(['-', '~', '–', '—', '至'])?;
    let (before, after) = rest.split_at(at);
    let sign = after.chars().next()?.len_utf8();
    let (second, behind) = leading(after[sign..].trim_start())?;
    let unit = table::find(behind)?;
    // The unit may stand behind both numbers.
    let alike = before.trim().is_empty() || table::find(before.trim()) == Some(unit);
    alike.then_some((second, unit))
}

fn no_sign(entry: &str) -> Refusal {
    (
        Say::new(format!("“{entry}”不是“名称=值”的形式"), format!("“{entry}” is not of the form key=value")),
        Say::new(
            "请写成 口径=50mm，每行一项或用分号隔开",
            "Write it as bore=50mm, one a line or separated by semicolons",
        ),
    )
}

fn too_long(key: &str) -> Refusal {
    (
        Say::new(format!("“{key}”的值超过 {LONGEST_VALUE} 个字"), format!("The value of “{key}” is too long")),
        Say::new("长的说明请写在产品说明里", "Put long text into the description"),
    )
}

fn twice(key: &str) -> Refusal {
    (
        Say::new(format!("“{key}”写了两次，值不同"), format!("“{key}” stands twice, with different values")),
        Say::new("请只保留一个，或改成范围，如 10-20mm", "Keep one, or make it a range such as 10-20mm"),
    )
}

fn too_many(count: usize) -> Refusal {
    (
        Say::new(format!("有 {count} 项规格，超过 {MOST} 项"), format!("{count} specs, more than {MOST}")),
        Say::new("请只保留买家会比较的项目", "Keep those that a buyer would compare"),
    )
}

fn reversed(value: &str) -> Refusal {
    (
        Say::new(format!("“{value}”的下限大于上限"), format!("“{value}” begins above its end")),
        Say::new("请把小的写在前面，如 10-20mm", "Write the smaller number first, such as 10-20mm"),
    )
}

#[cfg(test)]
mod tests;

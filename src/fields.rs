//! Reads the columns of one thing, be it a row of a file, a form or a JSON object, and collects what is wrong.
//!
//! Every method takes the place where the value goes: an absent column leaves it as it is, an empty one clears it, a
//! wrong one leaves it and adds a fault. So one parser serves new things and partial updates.

use chrono::NaiveDate;

use crate::faults::Fault;
use crate::lang::Say;
use crate::text;
use crate::units::{Decimal, NotDecimal};

/// Longest code, in characters.
pub const CODE_LENGTH: usize = 64;

/// The raw text of a column by its name: `None` where the column is absent, `Some("")` where it is cleared.
pub type Get<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads column after column.
pub struct Reader<'a> {
    get: Get<'a>,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// A reader of the columns that `get` knows.
    pub fn new(get: Get<'a>) -> Reader<'a> {
        Reader { get, faults: Vec::new() }
    }

    /// The column without outer blanks, as it was given otherwise.
    pub fn raw(&self, column: &str) -> Option<String> {
        (self.get)(column).map(|value| text::code(&value).to_owned())
    }

    /// Adds a fault of `column`.
    pub fn fault(&mut self, column: &str, value: &str, cause: Say, fix: Say) {
        self.faults.push(Fault::new(column, value, cause, fix));
    }

    /// What was found wrong.
    pub fn finish(self) -> Vec<Fault> {
        self.faults
    }

    /// A text of at most `longest` characters; line breaks only where the text is a long one.
    pub fn text(&mut self, column: &str, into: &mut String, longest: usize) {
        let Some(raw) = (self.get)(column) else { return };
        let value = text::tidy(&raw);
        let length = value.chars().count();
        if length > longest {
            self.fault(column, &raw, too_long(length, longest), Say::new("请缩短", "shorten it"));
        } else {
            *into = value;
        }
    }

    /// A text on one line that must not be empty, whether it comes from the column or was there before.
    pub fn name(&mut self, column: &str, into: &mut String, longest: usize) {
        let before = self.faults.len();
        let mut value = into.clone();
        self.text(column, &mut value, longest);
        let is_plain = !value.contains(char::is_whitespace);
        *into = if is_plain { value } else { value.split_whitespace().collect::<Vec<_>>().join(" ") };
        if into.is_empty() && self.faults.len() == before {
            self.fault(
                column,
                "",
                Say::new("必填，现在是空的", "required, but empty"),
                Say::new("请填写", "fill it in"),
            );
        }
    }

    /// The thing's own code.
    pub fn code(&mut self, column: &str, into: &mut String) {
        let value = self.raw(column).unwrap_or_else(|| into.clone());
        match code_fault(&value) {
            None => *into = value,
            Some((cause, fix)) => self.fault(column, &value, cause, fix),
        }
    }

    /// The code of another thing, or none.
    pub fn code_of(&mut self, column: &str, into: &mut Option<String>) {
        let Some(value) = self.raw(column) else { return };
        if value.is_empty() {
            *into = None;
        } else if let Some((cause, fix)) = code_fault(&value) {
            self.fault(column, &value, cause, fix);
        } else {
            *into = Some(value);
        }
    }

    /// A fixed-point decimal of at least zero, or none.
    pub fn decimal(&mut self, column: &str, into: &mut Option<Decimal>) {
        let Some(value) = self.raw(column) else { return };
        if value.is_empty() {
            *into = None;
            return;
        }
        match value.parse::<Decimal>() {
            Ok(number) if number.is_negative() => self.below_zero(column, &value),
            Ok(number) => *into = Some(number),
            Err(why) => self.not_decimal(column, &value, why),
        }
    }

    fn below_zero(&mut self, column: &str, value: &str) {
        let fix = Say::new("请填 0 或正数，没有就留空", "give 0 or more, or leave it empty");
        self.fault(column, value, Say::new("不能小于 0", "below zero"), fix);
    }

    fn not_decimal(&mut self, column: &str, value: &str, why: NotDecimal) {
        let (cause, fix) = match why {
            NotDecimal::Malformed => not_number(),
            NotDecimal::TooFine => (
                Say::new("小数超过 4 位", "more than four decimal places"),
                Say::new("请保留最多 4 位小数", "round it to four places"),
            ),
            NotDecimal::TooLarge => (
                Say::new("数字太大", "the number is too large"),
                Say::new("请核对单位与位数", "check the unit and the number of digits"),
            ),
        };
        self.fault(column, value, cause, fix);
    }

    /// A whole number of at least zero and at most `largest`, or none; `12.0` counts as 12.
    pub fn whole(&mut self, column: &str, into: &mut Option<i64>, largest: i64) {
        let mut number = None;
        let before = self.faults.len();
        self.decimal(column, &mut number);
        let Some(value) = self.raw(column) else { return };
        match number {
            None if self.faults.len() == before => *into = None,
            None => {}
            Some(number) if number.raw() % Decimal::whole(1).raw() != 0 => {
                let fix = Say::new("请填整数，如 120", "give a whole number, as in 120");
                self.fault(column, &value, Say::new("不是整数", "not a whole number"), fix);
            }
            Some(number) if number > Decimal::whole(largest) => {
                let cause = Say::new(format!("超过 {largest}"), format!("above {largest}"));
                self.fault(column, &value, cause, Say::new("请核对位数", "check the number of digits"));
            }
            Some(number) => *into = Some(number.raw() / Decimal::whole(1).raw()),
        }
    }

    /// A measured number inside `from..=to`, kept to seven places, or none. Seven places are a centimetre of a
    /// degree, and few enough digits that every reader and writer gives the same number back.
    pub fn number(&mut self, column: &str, into: &mut Option<f64>, from: f64, to: f64) {
        let Some(value) = self.raw(column) else { return };
        if value.is_empty() {
            *into = None;
            return;
        }
        match text::half_width(&value).parse::<f64>() {
            Ok(number) if (from..=to).contains(&number) => *into = Some(seven_places(number)),
            Ok(number) if number.is_finite() => {
                let cause = Say::new(format!("不在 {from} 到 {to} 之间"), format!("not between {from} and {to}"));
                self.fault(column, &value, cause, Say::new("请核对", "check it"));
            }
            _ => {
                let (cause, fix) = not_number();
                self.fault(column, &value, cause, fix);
            }
        }
    }

    /// A day, or none: `2026-01-31`, `2026/1/31`, `2026.1.31`, `20260131` or `2026年1月31日`.
    pub fn day(&mut self, column: &str, into: &mut Option<NaiveDate>) {
        let Some(value) = self.raw(column) else { return };
        if value.is_empty() {
            *into = None;
        } else if let Some(day) = read_day(&value) {
            *into = Some(day);
        } else {
            let cause = Say::new("不是有效日期", "not a date");
            self.fault(column, &value, cause, Say::new("请写成 2026-01-31", "write it as 2026-01-31"));
        }
    }

    /// One of a few words; an empty column counts as `empty`, or as a fault where that is none.
    pub fn word<T: Copy>(
        &mut self,
        column: &str,
        into: &mut T,
        parse: impl Fn(&str) -> Option<T>,
        empty: Option<T>,
        words: &str,
    ) {
        let Some(value) = self.raw(column) else { return };
        let read = if value.is_empty() { empty } else { parse(&value.to_ascii_lowercase()) };
        match read {
            Some(word) => *into = word,
            None => {
                let cause = Say::new("不在可选值之内", "none of the words that may stand here");
                let fix = Say::new(format!("请填其中之一：{words}"), format!("give one of: {words}"));
                self.fault(column, &value, cause, fix);
            }
        }
    }
}

/// What is wrong with a code and what to do, if anything is.
pub fn code_fault(code: &str) -> Option<(Say, Say)> {
    let length = code.chars().count();
    if length == 0 {
        return Some((Say::new("必填，现在是空的", "required, but empty"), Say::new("请填写编码", "give a code")));
    }
    if length > CODE_LENGTH {
        return Some((too_long(length, CODE_LENGTH), Say::new("请换用较短的编码", "use a shorter code")));
    }
    // Slashes and dots alone would change the address that the thing has.
    let wrong = code.chars().find(|c| c.is_control() || c.is_whitespace() || matches!(c, '/' | '\\'));
    if wrong.is_none() && code.chars().any(|c| c != '.') {
        return None;
    }
    Some((
        Say::new("编码含有空白、斜杠或不可见字符", "the code holds a blank, a slash or an invisible character"),
        Say::new("请只用字母、数字、连字符等", "use letters, digits, hyphens and the like"),
    ))
}

fn too_long(length: usize, longest: usize) -> Say {
    Say::new(
        format!("共 {length} 个字，最多 {longest} 个字"),
        format!("{length} characters, of which at most {longest} are allowed"),
    )
}

fn not_number() -> (Say, Say) {
    (
        Say::new("不是数字", "not a number"),
        Say::new("请只填数字，单位不要写在里面", "give the number alone, without a unit"),
    )
}

/// `number` rounded to seven places.
pub fn seven_places(number: f64) -> f64 {
    (number * 1e7).round() / 1e7
}

/// Reads a day in the ways people write one.
pub fn read_day(value: &str) -> Option<NaiveDate> {
    let value = text::half_width(value);
    let value = value.trim();
    if value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::from_ymd_opt(value[..4].parse().ok()?, value[4..6].parse().ok()?, value[6..].parse().ok()?);
    }
    let value = value.strip_suffix('日').unwrap_or(value);
    let parts: Vec<&str> = value.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts[..] else { return None };
    let is_number = |s: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())
    };
    if !is_number(year, 4..=4) || !is_number(month, 1..=2) || !is_number(day, 1..=2) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(pairs: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[test]
    fn absent_keeps_empty_clears_and_wrong_is_named() {
        let get = columns(&[("a", ""), ("b", "12.0"), ("c", "1.5"), ("d", "-1"), ("e", "x")]);
        let mut read = Reader::new(&get);
        let [mut a, mut b, mut c, mut d, mut e, mut z] = [Some(7); 6];
        for (column, into) in [("a", &mut a), ("b", &mut b), ("c", &mut c), ("d", &mut d), ("e", &mut e), ("z", &mut z)]
        {
            read.whole(column, into, 1000);
        }
        assert_eq!((a, b, c, d, e, z), (None, Some(12), Some(7), Some(7), Some(7), Some(7)));
        let named: Vec<String> = read.finish().into_iter().map(|f| f.field).collect();
        assert_eq!(named, ["c", "d", "e"]);
    }

    #[test]
    fn a_name_must_be_there_one_way_or_the_other() {
        let get = columns(&[("given", " 钢管\n厂 "), ("cleared", " ")]);
        let mut read = Reader::new(&get);
        let (mut given, mut cleared, mut kept, mut missing) =
            (String::new(), "old".to_string(), "old".to_string(), String::new());
        read.name("given", &mut given, 10);
        read.name("cleared", &mut cleared, 10);
        read.name("kept", &mut kept, 10);
        read.name("missing", &mut missing, 10);
        assert_eq!((given.as_str(), kept.as_str()), ("钢管 厂", "old"));
        let named: Vec<String> = read.finish().into_iter().map(|f| f.field).collect();
        assert_eq!(named, ["cleared", "missing"]);
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31);
        for text in ["2026-01-31", "2026/1/31", "2026.1.31", "2026年1月31日", "20260131", " ２０２６-01-31 "] {
            assert_eq!(read_day(text), day, "{text}");
        }
        for text in ["", "2026-02-30", "26-01-31", "2026-1", "2026-01-31 08:00", "+2026-1-1", "31/1/2026"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_any_text_that_an_address_can_hold() {
        for good in ["000012aB", "P-SXT", "编码1", "a:b?c#d", &"x".repeat(64)] {
            assert_eq!(code_fault(good), None, "{good}");
        }
        for wrong in ["", "a b", "a/b", "a\\b", "a\u{0}", "..", ".", &"x".repeat(65)] {
            assert!(code_fault(wrong).is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn numbers_are_finite_and_in_range() {
        let get = columns(&[("a", "31.123456789"), ("b", "NaN"), ("c", "91"), ("d", "inf")]);
        let mut read = Reader::new(&get);
        let mut values = [None; 4];
        for (column, into) in ["a", "b", "c", "d"].iter().zip(&mut values) {
            read.number(column, into, -90.0, 90.0);
        }
        assert_eq!(values, [Some(31.1234568), None, None, None]);
        assert_eq!(read.finish().len(), 3);
    }
}

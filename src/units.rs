//! Fixed-point decimals for money and quantities: exact in both databases, never a float.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;

const SCALE: i64 = 10_000;

/// A decimal with four places, kept as a count of ten-thousandths; holds up to ±922,337,203,685,477.5807.
///
/// Prices are in 元 per unit, budgets in 万元 (10,000 元), capacities in the listing's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Decimal(i64);

/// Why a text is no [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDecimal {
    /// Something other than digits, one point, thousands separators and a sign.
    Malformed,
    /// More than four digits after the point.
    TooFine,
    /// Beyond the range.
    TooLarge,
}

impl Decimal {
    /// The value of `ten_thousandths` / 10,000.
    pub const fn from_raw(ten_thousandths: i64) -> Decimal {
        Decimal(ten_thousandths)
    }

    /// A whole number; beyond the range it stops at the range's end.
    pub const fn whole(number: i64) -> Decimal {
        Decimal(number.saturating_mul(SCALE))
    }

    /// The count of ten-thousandths.
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// The nearest float, for scores and charts only.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }

    /// The sum, unless it lies beyond the range.
    pub fn plus(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_add(other.0).map(Decimal)
    }

    /// The product, rounded to four places (halves away from zero), unless it lies beyond the range.
    pub fn times(self, other: Decimal) -> Option<Decimal> {
        self.scaled(other.0, SCALE)
    }

    /// This times `over` / `under`, rounded to four places (halves away from zero); none beyond the range and for
    /// an `under` that is not above zero.
    pub fn scaled(self, over: i64, under: i64) -> Option<Decimal> {
        if under <= 0 {
            return None;
        }
        let (product, under) = (i128::from(self.0) * i128::from(over), i128::from(under));
        let rounded = (product.abs() + under / 2) / under * product.signum();
        i64::try_from(rounded).ok().map(Decimal)
    }

    /// To the 分: two places, halves away from zero.
    pub fn to_fen(self) -> Decimal {
        self.scaled(1, 100).map_or(self, |fen| Decimal(fen.0 * 100))
    }

    /// Whether this is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    /// Reads `1,234.50`, `１２３`, `-0.5`; separators only between groups of three.
    fn from_str(text: &str) -> Result<Decimal, NotDecimal> {
        let text = text.trim();
        let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(crate::text::half_width(text)) };
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = without_separators(whole).ok_or(NotDecimal::Malformed)?;
        let is_number = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !is_number(&whole) || !is_number(places) || digits.ends_with('.') {
            return Err(NotDecimal::Malformed);
        }
        let places = places.trim_end_matches('0');
        if places.len() > 4 {
            return Err(NotDecimal::TooFine);
        }
        let whole: i64 = whole.parse().map_err(|_| NotDecimal::TooLarge)?;
        let places = places.bytes().chain([b'0'; 4]).take(4).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        let raw = whole.checked_mul(SCALE).and_then(|w| w.checked_add(places)).ok_or(NotDecimal::TooLarge)?;
        Ok(Decimal(if negative { -raw } else { raw }))
    }
}

/// Digits without the commas between groups of three; none where a comma stands elsewhere.
fn without_separators(whole: &str) -> Option<Cow<'_, str>> {
    let Some((first, rest)) = whole.split_once(',') else { return Some(Cow::Borrowed(whole)) };
    let grouped = first.len() <= 3 && rest.split(',').all(|group| group.len() == 3);
    grouped.then(|| Cow::Owned(whole.replace(',', "")))
}

impl fmt::Display for Decimal {
    /// Shortest exact form: `12.5`, `1200`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let (whole, places) = (magnitude / SCALE as u64, magnitude % SCALE as u64);
        if places == 0 {
            return write!(f, "{sign}{whole}");
        }
        let places = format!("{places:04}");
        write!(f, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

impl serde::Serialize for Decimal {
    /// As a JSON string, so that no reader turns it into a float on the way.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|why| serde::de::Error::custom(format!("{text:?} is no decimal: {why:?}")))
    }
}

impl<DB: Backend> ToSql<BigInt, DB> for Decimal
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

impl<DB: Backend> FromSql<BigInt, DB> for Decimal
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Decimal> {
        i64::from_sql(bytes).map(Decimal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_decimals_exactly() {
        for (text, shown) in [
            ("12.50", "12.5"),
            ("0.0001", "0.0001"),
            ("1,234,567.89", "1234567.89"),
            ("１２３．５", "123.5"),
            ("-3", "-3"),
            ("-0.5", "-0.5"),
            ("922337203685477.5807", "922337203685477.5807"),
            (" 7 ", "7"),
            ("1.20000", "1.2"),
        ] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn reckons_exactly_and_rounds_halves_away_from_zero() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        for (a, b, product) in [
            ("12.5", "1.13", "14.125"),
            ("0.0001", "0.5", "0.0001"),
            ("-0.0001", "0.5", "-0.0001"),
            ("0.1", "0.1", "0.01"),
        ] {
            assert_eq!(d(a).times(d(b)).unwrap(), d(product), "{a} * {b}");
        }
        assert_eq!(d("10").scaled(1, 3).unwrap(), d("3.3333"));
        for (exact, fen) in [("14.125", "14.13"), ("14.1249", "14.12"), ("-0.005", "-0.01"), ("3", "3")] {
            assert_eq!(d(exact).to_fen(), d(fen), "{exact}");
        }
        assert_eq!((Decimal(i64::MAX).plus(Decimal(1)), Decimal(i64::MAX).times(d("2"))), (None, None));
        assert_eq!(d("1").scaled(1, 0), None);
    }

    #[test]
    fn refuses_what_is_no_decimal() {
        use NotDecimal::*;
        for (text, why) in [
            ("", Malformed),
            ("1.", Malformed),
            (".5", Malformed),
            ("1,23", Malformed),
            ("12元", Malformed),
            ("1e5", Malformed),
            ("--1", Malformed),
            ("0.00001", TooFine),
            ("922337203685478", TooLarge),
            ("99999999999999999999", TooLarge),
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(why), "{text}");
        }
    }
}

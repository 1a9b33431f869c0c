//! Figures and dates as the pages write them.

use crate::lang::Lang;
use crate::needs::{CurrentSource, Period};
use crate::units::Decimal;

/// A number with its thousands set apart: `1,234,567`.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A decimal with its thousands set apart: `12,000.5`.
pub fn decimal(number: Decimal) -> String {
    let plain = number.to_string();
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, places) = plain.split_once('.').unwrap_or((plain, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    if places.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") }
}

/// `12,000 件`, or only the number where there is no unit.
pub fn amount(number: Decimal, unit: &str) -> String {
    if unit.is_empty() { decimal(number) } else { format!("{} {unit}", decimal(number)) }
}

/// `12,000 件 / 月`.
pub fn quantity(number: Decimal, unit: &str, period: Period, lang: Lang) -> String {
    let per = match period {
        Period::Unsaid => "",
        Period::Once => lang.t("（一次）", " (once)"),
        Period::Month => lang.t(" / 月", " / month"),
        Period::Year => lang.t(" / 年", " / year"),
    };
    format!("{}{per}", amount(number, unit))
}

/// Where a need is met today, in words; none where its firm does not say.
pub fn source(source: CurrentSource, lang: Lang) -> Option<&'static str> {
    match source {
        CurrentSource::Unsaid => None,
        CurrentSource::Local => Some(lang.t("本地采购", "Bought in this city")),
        CurrentSource::Outside => Some(lang.t("外地采购", "Bought outside")),
        CurrentSource::None => Some(lang.t("尚无供应商", "No supplier yet")),
    }
}

/// The head of a text for titles and descriptions: at most `longest` characters on one line.
pub fn head(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    line.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-4200, "-4,200")] {
            assert_eq!(count(number), text);
        }
        for (number, text) in [("0.5", "0.5"), ("12000.25", "12,000.25"), ("-1234", "-1,234")] {
            assert_eq!(decimal(number.parse().unwrap()), text);
        }
    }

    #[test]
    fn quantities_and_heads() {
        let lot = "12000".parse().unwrap();
        assert_eq!(quantity(lot, "件", Period::Month, Lang::Zh), "12,000 件 / 月");
        assert_eq!(quantity(lot, "", Period::Unsaid, Lang::En), "12,000");
        assert_eq!(head("采购 \n 涤纶纱，长期", 6), "采购 涤纶…");
        assert_eq!(head("短", 6), "短");
    }
}

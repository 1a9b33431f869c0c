//! How numbers are written, and what stands in the place of one that does not exist.

use crate::clusters::stats::chain::{Class, Reason};
use crate::clusters::stats::value::{Absent, Value};
use crate::draw;
use crate::lang::{Lang, Say};

/// Stands for every withheld figure, whatever the reason: telling reasons apart would tell sizes.
pub const HIDDEN: &str = "—*";
/// Stands for a figure that does not exist.
pub const NONE: &str = "–";

/// `1,234`.
pub fn count(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let first = digits.len() % 3;
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == first {
            written.push(',');
        }
        written.push(digit);
    }
    if number < 0.0 && digits != "0" { format!("−{written}") } else { written }
}

/// `1.23`.
pub fn two(number: f64) -> String {
    format!("{number:.2}")
}

/// `0.0123`.
pub fn four(number: f64) -> String {
    format!("{number:.4}")
}

/// `12.3%` of a share.
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// `+12.3%` of a share of growth.
pub fn growth(share: f64) -> String {
    format!("{:+.1}%", share * 100.0)
}

/// A value as text.
pub fn text(value: Value, write: impl Fn(f64) -> String) -> String {
    match value {
        Ok(number) => write(number),
        Err(Absent::Suppressed) => HIDDEN.to_owned(),
        Err(_) => NONE.to_owned(),
    }
}

/// A value as charts take it.
pub fn drawn(value: Value, write: impl Fn(f64) -> String) -> draw::Cell {
    match value {
        Ok(number) => draw::Cell::number(number, write(number)),
        Err(Absent::Suppressed) => draw::Cell::Suppressed,
        Err(_) => draw::Cell::NoBase,
    }
}

/// Why a value does not exist, as the API says it.
pub fn absent(why: Absent) -> &'static str {
    match why {
        Absent::NoBase => "no_base",
        Absent::SinglePlant => "single_plant",
        Absent::TooFew => "too_few",
        Absent::Suppressed => "suppressed",
        Absent::NotConverged => "not_converged",
    }
}

/// The name of a class.
pub fn class(class: Class, lang: Lang) -> &'static str {
    match class {
        Class::Build => lang.t("建链", "Build"),
        Class::FillIn => lang.t("补链", "Fill in"),
        Class::Extend => lang.t("延链", "Extend"),
        Class::Strengthen => lang.t("强链", "Strengthen"),
        Class::Sound => lang.t("齐备", "Sound"),
        Class::Unasked => lang.t("无需求", "Not asked for"),
    }
}

/// A class as the API says it.
pub fn class_code(class: Class) -> &'static str {
    match class {
        Class::Build => "build",
        Class::FillIn => "fill_in",
        Class::Extend => "extend",
        Class::Strengthen => "strengthen",
        Class::Sound => "sound",
        Class::Unasked => "unasked",
    }
}

/// A reason with its number.
pub fn reason(reason: Reason) -> Say {
    match reason {
        Reason::NothingPresent => Say::new("上下游环节本市都没有", "No link around it is in the city"),
        Reason::BetweenPresent => {
            Say::new("上游和下游本市都有，缺中间这一环", "Present before and after it, missing between")
        }
        Reason::AtAnEnd => Say::new("处在本市已有环节的一端", "At an end of what is present"),
        Reason::Underfilled { fill } => {
            Say::new(format!("供给只满足需求的 {}", percent(fill)), format!("Supply meets {} of demand", percent(fill)))
        }
        Reason::SingleSupplier => Say::new("只有一家供应企业", "One supplier only"),
        Reason::Concentrated { hhi } => {
            Say::new(format!("供给集中（HHI {}）", two(hhi)), format!("Supply is concentrated (HHI {})", two(hhi)))
        }
        Reason::Underrepresented { quotient } => {
            Say::new(format!("区位商 {}", two(quotient)), format!("Location quotient {}", two(quotient)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_signed() {
        for (number, written) in [(0.0, "0"), (999.0, "999"), (1_234.0, "1,234"), (-1_234_567.0, "−1,234,567")] {
            assert_eq!(count(number), written);
        }
        assert_eq!((growth(0.051).as_str(), growth(-0.2).as_str()), ("+5.1%", "-20.0%"));
        assert_eq!(text(Err(Absent::Suppressed), count), HIDDEN);
        assert_eq!(text(Err(Absent::TooFew), count), NONE);
    }
}

//! Figures as people write them: rounded to two or three digits, whole where the thing is counted.

use crate::units::Decimal;

/// An amount of money, rounded to `digits` significant digits.
pub fn money(amount: f64, digits: u32) -> Decimal {
    let raw = (amount * 10_000.0) as i64;
    Decimal::from_raw(significant(raw.max(1), digits))
}

/// A whole count, at least 1, rounded to two significant digits.
pub fn count(amount: f64) -> i64 {
    significant((amount as i64).max(1), 2)
}

/// A budget in 万元: three digits, and never finer than ten 元.
pub fn budget(amount: f64) -> Decimal {
    let raw = significant((amount * 10_000.0) as i64, 3);
    Decimal::from_raw((raw / 10 * 10).max(100))
}

/// A count as one says it: 9,900,000 as 990万, 12,345 as it is.
pub fn said(count: i64) -> String {
    if count < 100_000 || count % 1_000 != 0 {
        return count.to_string();
    }
    format!("{}万", Decimal::from_raw(count))
}

fn significant(number: i64, digits: u32) -> i64 {
    let mut step = 1;
    while number / step >= 10_i64.pow(digits) {
        step *= 10;
    }
    (number + step / 2) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_round() {
        assert_eq!(money(9876.54, 3).to_string(), "9880");
        assert_eq!(money(0.0267, 2).to_string(), "0.027");
        assert_eq!(money(12.3456, 3).to_string(), "12.3");
        assert_eq!(count(1234.0), 1200);
        assert_eq!(count(0.2), 1);
        assert_eq!(said(9_900_000), "990万");
        assert_eq!(said(126_000), "12.6万");
        assert_eq!(said(12_345), "12345");
        assert_eq!(budget(12.3456).to_string(), "12.3");
        assert_eq!(budget(0.000_01).to_string(), "0.01");
    }
}

//! What can be said of small numbers: confidence intervals, and shares pulled towards the city's own.

use super::value::{Absent, Value, ratio};

/// The standard normal quantile of a two-sided 95 % interval.
pub const Z95: f64 = 1.959963984540054;

/// A closed range in the unit of the number it surrounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// The 95 % confidence interval of a ratio of two shares, `(x / n) / (all_x / all_n)`, by the delta method on its
/// logarithm: `se = sqrt(1/x - 1/n + 1/all_x - 1/all_n)` (Katz and others 1978). Counts should be of plants where the
/// jobs of a plant move together. `NoBase` where a base is zero, `TooFew` where nothing was counted.
pub fn ratio_interval(x: f64, n: f64, all_x: f64, all_n: f64) -> Result<Interval, Absent> {
    let quotient = ratio(ratio(x, n)?, ratio(all_x, all_n)?)?;
    if x <= 0.0 {
        return Err(Absent::TooFew);
    }
    let error = (1.0 / x - 1.0 / n + 1.0 / all_x - 1.0 / all_n).max(0.0).sqrt();
    Ok(Interval { low: quotient * (-Z95 * error).exp(), high: quotient * (Z95 * error).exp() })
}

/// Shares `events / base` pulled towards the overall share, the more so the smaller the base: the global
/// empirical-Bayes estimate by the method of moments (Marshall 1991). Range 0..1. A district whose base is zero has
/// no share (`NoBase`). Where the shares differ no more than chance would make them, all become the overall share.
pub fn shrunk_shares(events: &[f64], bases: &[f64]) -> Vec<Value> {
    let pairs = || events.iter().zip(bases).filter(|(_, base)| **base > 0.0);
    let base: f64 = pairs().map(|(_, base)| base).sum();
    let Ok(overall) = ratio(pairs().map(|(event, _)| event).sum(), base) else {
        return vec![Err(Absent::NoBase); events.len()];
    };
    let spread = pairs().map(|(event, base)| base * (event / base - overall).powi(2)).sum::<f64>() / base;
    let variance = (spread - overall / (base / pairs().count() as f64)).max(0.0);
    let shrink = |event: f64, base: f64| {
        let share = ratio(event, base)?;
        let weight = ratio(variance, variance + overall / base).unwrap_or(0.0);
        Ok(weight * share + (1.0 - weight) * overall)
    };
    events.iter().zip(bases).map(|(event, base)| shrink(*event, *base)).collect()
}

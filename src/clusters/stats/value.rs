//! A number of a report, or why there is none.

/// A finite number, or the reason it does not exist. Never NaN, and never 0 in place of a reason.
pub type Value = Result<f64, Absent>;

/// Why a number does not exist. Pages show the reason where the number would stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Absent {
    /// What the number would be compared with, or divided by, is zero or unknown.
    NoBase,
    /// The industry has one plant: its spread over plants has no meaning.
    SinglePlant,
    /// Too few plants or cells to say anything.
    TooFew,
    /// Known, and withheld so that it gives no firm away.
    Suppressed,
    /// The computation did not settle within its number of steps.
    NotConverged,
}

/// `part / whole`, or `NoBase` where the whole is zero or the quotient is not finite.
pub fn ratio(part: f64, whole: f64) -> Value {
    let quotient = part / whole;
    if whole != 0.0 && quotient.is_finite() { Ok(quotient) } else { Err(Absent::NoBase) }
}

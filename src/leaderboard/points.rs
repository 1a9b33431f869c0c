//! Points: amounts of one measure, made comparable with those of another. In thousandths of a point, from 0 to 100,000.

use super::formula::{Basis, Scale, Term};
use super::{Entrant, Reason, Value, rounded};

/// All points there are.
pub const MOST: i64 = 100_000;

/// What a term measures of an entrant: ten-thousandths of the measure's unit, per thousand employees rounded half up.
///
/// # Errors
/// Why there is none.
pub fn amount(term: &Term, entrant: &Entrant) -> Result<i128, Reason> {
    let whole = match entrant.value(term.measure) {
        Value::Known { amount, .. } => i128::from(amount.raw()),
        Value::Missing(reason) => return Err(reason),
    };
    match (term.basis, entrant.heads) {
        (Basis::Total, _) => Ok(whole),
        (Basis::PerHead, None | Some(0)) => Err(Reason::NoHeads),
        (Basis::PerHead, Some(heads)) => Ok(rounded(whole * 1_000, i128::from(heads))),
    }
}

/// The points of each amount among all of them, rounded half up. Who has none gets none and changes nobody's. Where
/// all are equal, or there is but one, each gets half of all.
pub fn points(scale: Scale, amounts: &[Option<i128>]) -> Vec<Option<i64>> {
    let known: Vec<i128> = amounts.iter().flatten().copied().collect();
    let (least, most) = (known.iter().min().copied().unwrap_or(0), known.iter().max().copied().unwrap_or(0));
    let point = |amount: i128| {
        if least == most {
            return MOST / 2;
        }
        let (part, all) = match scale {
            Scale::Range => (amount - least, most - least),
            Scale::Places => place(&known, amount),
        };
        rounded(part * i128::from(MOST), all) as i64
    };
    amounts.iter().map(|amount| amount.map(point)).collect()
}

/// Twice the number of others below, an equal one counting half, and twice the number of others.
fn place(known: &[i128], amount: i128) -> (i128, i128) {
    let below = known.iter().filter(|other| **other < amount).count();
    let others_equal = known.iter().filter(|other| **other == amount).count() - 1;
    ((2 * below + others_equal) as i128, 2 * (known.len() - 1) as i128)
}

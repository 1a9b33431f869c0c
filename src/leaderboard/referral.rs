//! 2+8 referral: a park that cannot serve a project or need hands it to a sister park, and both have a part in what
//! comes of it. Parts are fixed-point numbers that sum to exactly 1.

use crate::faults::Fault;
use crate::lang::Say;
use crate::units::Decimal;

/// Percent that those who hand on share, unless a city sets another.
pub const REFERRERS: u32 = 20;

/// The part of a park in what came of a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The code of the park.
    pub park: String,
    /// Its part, from 0 to 1.
    pub part: Decimal,
}

/// Splits the credit along the way that a matter went: the last park served it, those before handed it on. These share
/// `referrers` percent in equal parts, whoever came first getting what does not divide; the last one has the rest. A
/// park that hands on twice counts once, and one that hands to itself in the end handed on nothing.
///
/// # Errors
/// An empty way, or more than 100 percent.
pub fn split(way: &[&str], referrers: u32) -> Result<Vec<Share>, Fault> {
    let Some((server, before)) = way.split_last().filter(|_| referrers <= 100) else {
        let cause =
            Say::new("没有承接园区，或转出份额超过 100%", "No park served it, or referrers have over 100 percent");
        return Err(Fault::new(
            "way",
            &way.join(">"),
            cause,
            Say::new("请核对转办记录", "Check the record of the referral"),
        ));
    };
    let mut parks: Vec<&str> = vec![];
    for park in before.iter().filter(|park| *park != server) {
        if !parks.contains(park) {
            parks.push(park);
        }
    }
    let handed = if parks.is_empty() { 0 } else { i64::from(referrers) * Decimal::whole(1).raw() / 100 };
    let mut parts = apportion(handed, &vec![1; parks.len()]);
    parks.push(server);
    parts.push(Decimal::whole(1).raw() - handed);
    let share = |(park, part): (&str, i64)| Share { park: park.into(), part: Decimal::from_raw(part) };
    Ok(parks.into_iter().zip(parts).map(share).collect())
}

/// Splits an amount by shares, in their order: 1 deal, or 万元. The parts sum to exactly the amount.
pub fn credit(amount: Decimal, shares: &[Share]) -> Vec<Decimal> {
    let weights: Vec<u64> = shares.iter().map(|share| share.part.raw().unsigned_abs()).collect();
    apportion(amount.raw(), &weights).into_iter().map(Decimal::from_raw).collect()
}

/// Splits a whole number by weights so that parts sum to it: each gets its part rounded towards nought, and those with
/// the largest remainders, the first of equals, one unit more (Hamilton's method). Nothing where no weight is above
/// nought.
pub fn apportion(amount: i64, weights: &[u64]) -> Vec<i64> {
    let all: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if all == 0 {
        return vec![0; weights.len()];
    }
    let (size, sign) = (i128::from(amount.unsigned_abs()), amount.signum());
    let mut parts: Vec<i128> = weights.iter().map(|weight| size * i128::from(*weight) / all).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(size * i128::from(weights[*at]) % all));
    let left = size - parts.iter().sum::<i128>();
    for at in order.into_iter().take(left as usize) {
        parts[at] += 1;
    }
    parts.into_iter().map(|part| part as i64 * sign).collect()
}

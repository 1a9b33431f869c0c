//! What deals tell, for other domains: the local sourcing that really happened, and what buyers say of a firm.

use chrono::NaiveDate;

use super::store;
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::units::Decimal;

/// Deals confirmed by both sides. Amounts are in 元 with tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Sourcing {
    /// How many deals.
    pub deals: usize,
    /// How many of them are local.
    pub local_deals: usize,
    /// What all of them amount to.
    pub amount: Decimal,
    /// What the local ones amount to.
    pub local_amount: Decimal,
}

impl Sourcing {
    /// The actual local sourcing rate by amount, in hundredths of a per cent; none without deals.
    pub fn rate(&self) -> Option<i64> {
        let (local, all) = (i128::from(self.local_amount.raw()), i128::from(self.amount.raw()));
        (all > 0).then(|| i64::try_from((local * 10_000 + all / 2) / all).unwrap_or(10_000))
    }
}

/// The deals of the city whose term begins in `from..to`.
///
/// # Errors
/// Those of the database.
pub fn sourcing(conn: &mut Conn, from: NaiveDate, to: NaiveDate) -> AppResult<Sourcing> {
    let mut found = Sourcing::default();
    for (is_local, amount) in store::amounts(conn, from, to)? {
        found.deals += 1;
        found.amount = found.amount.plus(amount).unwrap_or(found.amount);
        if is_local {
            found.local_deals += 1;
            found.local_amount = found.local_amount.plus(amount).unwrap_or(found.local_amount);
        }
    }
    Ok(found)
}

/// What buyers say of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Standing {
    /// How many have rated it.
    pub ratings: usize,
    /// Mean of their scores, in tenths (47 is 4.7); none without one.
    pub mean_tenths: Option<i64>,
}

/// What buyers say of a firm after deals that both sides confirmed.
///
/// # Errors
/// Those of the database.
pub fn standing(conn: &mut Conn, firm: &FirmId) -> AppResult<Standing> {
    Ok(mean(&store::scores_of(conn, firm)?))
}

fn mean(scores: &[i64]) -> Standing {
    let count = i64::try_from(scores.len()).unwrap_or(i64::MAX);
    let mean_tenths = (count > 0).then(|| (scores.iter().sum::<i64>() * 10 + count / 2) / count);
    Standing { ratings: scores.len(), mean_tenths }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_rates_are_rounded_and_none_of_nothing() {
        for (scores, found) in [(&[][..], None), (&[5, 4], Some(45)), (&[5, 5, 4], Some(47)), (&[1], Some(10))] {
            assert_eq!(mean(scores).mean_tenths, found);
        }
        let of = |local: i64, all: i64| {
            Sourcing { amount: Decimal::whole(all), local_amount: Decimal::whole(local), ..Sourcing::default() }.rate()
        };
        assert_eq!((of(0, 0), of(1, 3), of(3, 3)), (None, Some(3_333), Some(10_000)));
    }
}

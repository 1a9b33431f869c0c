//! The leaderboard 龙虎榜: each quarter, divisions and parks by what came of their work, with gold, silver and bronze cup.
//!
//! A [`formula`] names its measures, how they are made comparable ([`points`]) and their weights. [`board`] ranks by it
//! and tells by [`interval`] how far a rank depends on the weights. What is published ([`published`]) holds all that went
//! in and all that came out, so that anyone can recompute it. [`referral`] splits the credit for what one park hands to
//! another, and [`counting`] makes the values out of single facts. All of these are pure and in whole numbers: the same
//! input gives the same board on every machine. [`actions`] counts a quarter, publishes it and keeps appeals and
//! referrals.

pub mod actions;
pub mod api;
pub mod board;
pub mod counting;
pub mod formula;
pub mod interval;
pub mod movement;
pub mod points;
pub mod published;
pub mod referral;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

use crate::units::Decimal;

crate::text_enum! {
    /// What is measured; of each, more is better.
    Measure {
        /// Listings of verified firms that were published for the first time, a count.
        Listings = "listings",
        /// Enquiries that were answered in time, in percent of those that fell due.
        Answers = "answers",
        /// Deals that both sides confirmed, a count; referred ones by their credit.
        Deals = "deals",
        /// What firms buy locally more than the quarter before, in 万元; may be below nought.
        Sourcing = "sourcing",
        /// Categories that were asked for and that nobody in the city listed before, a count.
        Gaps = "gaps",
    }
}

impl Measure {
    /// Whether it is a rate, which has no meaning per head.
    pub fn is_rate(self) -> bool {
        self == Measure::Answers
    }

    /// Whether it rests on what firms keep to themselves.
    pub fn is_private(self) -> bool {
        matches!(self, Measure::Answers | Measure::Deals | Measure::Sourcing)
    }
}

crate::text_enum! {
    /// Who is ranked with whom.
    Kind {
        /// A county-level district.
        District = "district",
        /// A development zone or park.
        Park = "park",
    }
}

crate::text_enum! {
    /// Why there is no value. None of these is a nought.
    Reason {
        /// It should have been reported and was not.
        NotReported = "not_reported",
        /// Too few firms stand behind it to publish it, or to publish another beside it.
        Suppressed = "suppressed",
        /// There is nothing to measure: no enquiry fell due.
        NotApplicable = "not_applicable",
        /// The number of employees is missing, so there is no value per head and no size.
        NoHeads = "no_heads",
    }
}

impl Reason {
    /// Whether the other measures may stand for it. Otherwise leaving out a weak measure would pay.
    pub fn is_excused(self) -> bool {
        matches!(self, Reason::Suppressed | Reason::NotApplicable)
    }
}

crate::text_enum! {
    /// A cup.
    Medal {
        /// 金杯, for the first rank.
        Gold = "gold",
        /// 银杯, for the second.
        Silver = "silver",
        /// 铜杯, for the third.
        Bronze = "bronze",
    }
}

/// What was measured, or why nothing was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The amount, and how many rows prove it.
    Known { amount: Decimal, evidence: u64 },
    /// No value, and why.
    Missing(Reason),
}

/// The row of a contested rank, as it stood when the appeal was made. It stays so until the appeal is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frozen {
    /// The rank.
    pub rank: u32,
    /// The cup that went with it.
    pub medal: Option<Medal>,
}

/// A division or park and its quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrant {
    /// Who it is ranked with.
    pub kind: Kind,
    /// Its code, which no other entrant has.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Employees of its firms; none where unknown.
    pub heads: Option<u64>,
    /// The values, in the order of [`Measure::ALL`].
    pub values: [Value; 5],
    /// Its frozen row, while it appeals.
    pub appeal: Option<Frozen>,
}

impl Entrant {
    /// What was measured of it.
    pub fn value(&self, measure: Measure) -> Value {
        self.values[measure as usize]
    }

    /// Rows that prove its values, all together.
    pub fn evidence(&self) -> u64 {
        let rows = self.values.iter().map(|value| match value {
            Value::Known { evidence, .. } => *evidence,
            Value::Missing(_) => 0,
        });
        rows.fold(0, u64::saturating_add)
    }
}

/// `numerator` / `denominator`, rounded half up; the denominator is above nought.
fn rounded(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

crate::id_type! {
    /// The key of an appeal.
    AppealId
}

crate::text_enum! {
    /// How an appeal ended.
    Outcome {
        /// It was right: the quarter is counted anew.
        Upheld = "upheld",
        /// It was not: the row stands by the formula as before.
        Dismissed = "dismissed",
    }
}

crate::id_type! {
    /// The key of a referral.
    ReferralId
}

crate::text_enum! {
    /// Where a referral stands.
    Step {
        /// A park has asked another to take over.
        Offered = "offered",
        /// The other has taken over.
        Accepted = "accepted",
        /// The other has not.
        Declined = "declined",
    }
}

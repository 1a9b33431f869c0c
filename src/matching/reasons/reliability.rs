//! How reliable a supplier has shown itself: all that is known of how it deals, in one figure.
//!
//! | what is known | of what time | worth |
//! |---|---|---|
//! | a pairing of its products that a side answered | always | taken up 1, declined 0 |
//! | an enquiry that asked it | a year | quoted 1, refused or withdrawn ½, silent past the deadline 0 |
//! | what a buyer thinks of its deals, by stars | always | (stars − 1) / 4, the mean of each buyer |
//! | what a buyer says came of its talks at fairs | always | deal 1, still talking ¾, nothing ¼, the mean of each buyer |
//!
//! With `n` observations worth `g` together it is `r = (g + 4 · ½) / (n + 4)`, and a pairing gets `weight · (2r − 1)`
//! points: none where nothing is known, little where little is known, and as much against as for. What buyers say counts
//! from three buyers up, so that nobody reads one buyer's opinion out of a score.

use crate::deals::figures::Tally;

/// What a talk at a fair was worth, by the word that its buyer chose; nothing for one that was not held.
pub fn worth_of_talk(outcome: &str) -> Option<f64> {
    match outcome {
        "deal" => Some(1.0),
        "talking" => Some(0.75),
        "nothing" => Some(0.25),
        _ => None,
    }
}

/// What is known of a supplier.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Record {
    /// Pairings that it or the other side answered.
    pub pairings: Tally,
    /// Enquiries that asked it.
    pub enquiries: Tally,
    /// What buyers say of its deals.
    pub ratings: Tally,
    /// What buyers say came of its talks.
    pub talks: Tally,
}

impl Record {
    fn parts(&self) -> [(Tally, &'static str, &'static str); 4] {
        [
            (self.pairings, "配对", "pairings"),
            (self.enquiries, "询价", "enquiries"),
            (self.ratings, "评价", "ratings"),
            (self.talks, "对接洽谈", "talks"),
        ]
    }

    /// From 0 to 1; none where nothing is known.
    pub fn reliability(&self) -> Option<f64> {
        let all: Tally = self.parts().into_iter().map(|(tally, ..)| tally).sum();
        (all.count > 0).then(|| all.shrunk())
    }

    /// What it is made of, in Chinese and English: `配对 2、询价 5`.
    pub fn made_of(&self) -> (String, String) {
        let known = self.parts().into_iter().filter(|(tally, ..)| tally.count > 0);
        let parts = known.map(|(tally, zh, en)| (format!("{zh} {}", tally.count), format!("{} {en}", tally.count)));
        let (zh, en): (Vec<_>, Vec<_>) = parts.unzip();
        (zh.join("、"), en.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_says_little_and_nothing_says_nothing() {
        let tally = |good: f64, count| Tally { good, count };
        let none = Tally::default();
        for (pairings, enquiries, ratings, talks, expected) in [
            (none, none, none, none, None),
            (tally(1.0, 1), none, none, none, Some(0.6)),
            (tally(0.0, 1), none, none, none, Some(0.4)),
            (none, tally(6.0, 6), none, none, Some(0.8)),
            (none, tally(96.0, 96), none, none, Some(0.98)),
            (none, none, tally(3.0, 3), tally(0.75, 3), Some(0.575)),
            (tally(1.0, 2), tally(1.0, 2), tally(2.0, 4), none, Some(0.5)),
        ] {
            let record = Record { pairings, enquiries, ratings, talks };
            assert_eq!(record.reliability(), expected, "{record:?}");
        }
    }

    #[test]
    fn every_outcome_of_a_talk_is_worth_something_or_is_left_out() {
        let worths = ["deal", "talking", "nothing", "not_held"].map(worth_of_talk);
        assert_eq!(worths, [Some(1.0), Some(0.75), Some(0.25), None]);
    }
}

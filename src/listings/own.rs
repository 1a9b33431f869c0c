//! A firm's list of its own: which of them it looks at, and how many there are.

use super::ListingState;
use crate::clock::Moment;
use crate::text;

/// Which of its own listings a firm looks at.
#[derive(Debug, Clone, Default)]
pub struct Filter<'a> {
    /// In this state only.
    pub state: Option<ListingState>,
    /// Confirmed before this moment only (with the state `Published`: the stale ones).
    pub confirmed_before: Option<Moment>,
    /// With this in name or code only.
    pub text: &'a str,
}

impl Filter<'_> {
    /// The states that are looked at.
    pub fn states(&self) -> Vec<ListingState> {
        self.state.map_or_else(|| ListingState::ALL.to_vec(), |state| vec![state])
    }

    /// Beyond every moment where there is no limit, so that one query serves both.
    pub fn before(&self) -> Moment {
        self.confirmed_before.unwrap_or(FAR)
    }

    /// Lower case, for `LIKE … ESCAPE '\'`.
    pub fn pattern(&self) -> String {
        text::like(self.text)
    }
}

/// The last moment of the year 9999, which both databases can keep.
const FAR: Moment = match chrono::NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => match day.and_hms_opt(23, 59, 59) {
        Some(moment) => moment,
        None => panic!("a moment that exists"),
    },
    None => panic!("a day that exists"),
};

/// How many listings a firm has in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Drafts.
    pub draft: u64,
    /// Published, stale ones among them.
    pub published: u64,
    /// Withdrawn.
    pub withdrawn: u64,
    /// Published and not confirmed for too long.
    pub stale: u64,
}

impl Counts {
    /// From the count of each state and that of the stale ones.
    pub fn new(by_state: &[(ListingState, i64)], stale: i64) -> Counts {
        let of = |state| by_state.iter().find(|(s, _)| *s == state).map_or(0, |(_, n)| *n as u64);
        Counts {
            draft: of(ListingState::Draft),
            published: of(ListingState::Published),
            withdrawn: of(ListingState::Withdrawn),
            stale: stale as u64,
        }
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.draft + self.published + self.withdrawn
    }
}

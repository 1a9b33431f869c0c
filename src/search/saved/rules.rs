//! Pure decisions about digests: when a kept search is looked at again, and what of it is new.

use chrono::Timelike;

use super::Cadence;
use crate::clock::{self, Moment};

/// Hours of Shanghai in which digests are written; outside of them all is quiet.
const LOUD: std::ops::Range<u32> = 8..20;
/// Results whose keys are remembered.
pub const REMEMBERED: usize = 200;

/// Whether a search is to be looked at now: daily once each day, weekly once in seven, never at night.
pub fn is_due(cadence: Cadence, looked_at: Option<Moment>, now: Moment) -> bool {
    let days = match cadence {
        Cadence::Never => return false,
        Cadence::Daily => 1,
        Cadence::Weekly => 7,
    };
    let waited = looked_at.is_none_or(|at| (clock::local_day(now) - clock::local_day(at)).num_days() >= days);
    waited && LOUD.contains(&clock::local(now).hour())
}

/// The keys that were not seen before. At the first look nothing is new: its owner has just seen the results.
pub fn new_ones<'a>(found: &'a [String], seen: &[String], is_first: bool) -> Vec<&'a String> {
    if is_first { Vec::new() } else { found.iter().filter(|id| !seen.contains(id)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    /// The moment at which clocks in Shanghai show that hour of a day of November 2026.
    fn at(day: u32, hour: u32) -> Moment {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, 0, 0).unwrap() - chrono::Duration::hours(8)
    }

    #[test]
    fn a_search_is_looked_at_once_in_its_time_and_not_at_night() {
        for (cadence, looked, now, is) in [
            (Cadence::Never, None, at(2, 9), false),
            (Cadence::Daily, None, at(2, 9), true),
            (Cadence::Daily, None, at(2, 7), false),
            (Cadence::Daily, None, at(2, 20), false),
            (Cadence::Daily, Some(at(2, 9)), at(2, 19), false),
            (Cadence::Daily, Some(at(2, 19)), at(3, 8), true),
            (Cadence::Weekly, Some(at(2, 9)), at(8, 9), false),
            (Cadence::Weekly, Some(at(2, 9)), at(9, 9), true),
        ] {
            assert_eq!(is_due(cadence, looked, now), is, "{cadence} {looked:?} {now}");
        }
    }

    #[test]
    fn new_is_what_was_not_there_at_the_last_look() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let (found, seen) = (ids(&["c", "a", "b"]), ids(&["a"]));
        assert_eq!(new_ones(&found, &seen, false), ["c", "b"]);
        assert!(new_ones(&found, &[], true).is_empty());
    }
}

//! When firms are asked what came of their talks.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};

use crate::clock::Moment;

/// Days after the fair on which both firms are asked.
pub const AFTER: [u64; 2] = [30, 90];

/// The day on which a question is asked.
fn day(held_on: NaiveDate, question: usize) -> NaiveDate {
    let days = AFTER.get(question).copied().unwrap_or(AFTER[AFTER.len() - 1]);
    held_on.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// Nine in the morning of that day, in Shanghai.
pub fn morning(held_on: NaiveDate, question: usize) -> Moment {
    day(held_on, question).and_time(NaiveTime::MIN) + TimeDelta::hours(1)
}

/// Which question is due on a day, by position, if the first `asked` have been asked; one at a time, the latest that is
/// due, so that who was not reached in time is not asked twice at once.
pub fn due(held_on: NaiveDate, asked: usize, today: NaiveDate) -> Option<usize> {
    let due = (0..AFTER.len()).filter(|question| day(held_on, *question) <= today).count();
    due.checked_sub(1).filter(|last| *last >= asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_asked_after_30_and_90_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let held = day("2026-09-18");
        assert_eq!([0, 1].map(|question| super::day(held, question)), [day("2026-10-18"), day("2026-12-17")]);
        assert_eq!(crate::clock::show(morning(held, 0)), "2026-10-18 09:00");
        for (asked, today, question) in [
            (0, "2026-10-17", None),
            (0, "2026-10-18", Some(0)),
            (1, "2026-10-19", None),
            (1, "2026-12-17", Some(1)),
            (0, "2027-01-01", Some(1)),
            (2, "2027-01-01", None),
        ] {
            assert_eq!(due(held, asked, day(today)), question, "{asked} {today}");
        }
    }
}

//! Time of work: what passes from 9:00 to 17:30 in Shanghai on working days, the break at noon among it. Counted in
//! whole microseconds, so that sums and differences are exact.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::calendar::Calendar;
use crate::clock::Moment;

const SECOND: i64 = 1_000_000;
/// From midnight to the opening.
const OPENS: i64 = 9 * 3_600 * SECOND;
/// From midnight to the close.
const CLOSES: i64 = (17 * 60 + 30) * 60 * SECOND;
/// The time of work in a working day, in microseconds: eight hours and a half.
pub const DAY: i64 = CLOSES - OPENS;

/// The wall clock in Shanghai, for every moment that can be written.
fn wall(moment: Moment) -> NaiveDateTime {
    moment.checked_add_signed(TimeDelta::hours(8)).unwrap_or(moment)
}

/// Microseconds since midnight in Shanghai.
fn since_midnight(moment: Moment) -> i64 {
    (wall(moment).time() - NaiveTime::MIN).num_microseconds().unwrap_or(0)
}

/// The moment at which so many microseconds have passed since midnight of a day in Shanghai; the ends of what can be
/// written where it lies beyond.
fn at(day: NaiveDate, micros: i64) -> Moment {
    let shift = TimeDelta::microseconds(micros) - TimeDelta::hours(8);
    let end = if shift < TimeDelta::zero() { Moment::MIN } else { Moment::MAX };
    day.and_time(NaiveTime::MIN).checked_add_signed(shift).unwrap_or(end)
}

/// When a day opens, whether it is worked or not.
pub fn opening(day: NaiveDate) -> Moment {
    at(day, OPENS)
}

/// When a day closes, whether it is worked or not.
pub fn close(day: NaiveDate) -> Moment {
    at(day, CLOSES)
}

/// Time of work before `moment`, in microseconds, from a fixed day on.
fn worked(calendar: &Calendar, moment: Moment) -> i64 {
    let day = wall(moment).date();
    let today = if calendar.is_worked(day) { since_midnight(moment).clamp(OPENS, CLOSES) - OPENS } else { 0 };
    calendar.rank(day) * DAY + today
}

/// Time of work from one moment to another, in microseconds; below nought where the second is earlier.
pub fn between(calendar: &Calendar, from: Moment, to: Moment) -> i64 {
    worked(calendar, to) - worked(calendar, from)
}

/// Whether it is a working hour.
pub fn is_open(calendar: &Calendar, moment: Moment) -> bool {
    calendar.is_worked(wall(moment).date()) && (OPENS..CLOSES).contains(&since_midnight(moment))
}

/// The earliest moment by which `micros` of work have passed since `from`; where they are below nought, the latest from
/// which as much passes until `from`; for nought `from` itself. From outside of the working hours time begins to count
/// with the next opening and, backwards, with the last close.
pub fn add(calendar: &Calendar, from: Moment, micros: i64) -> Moment {
    let sum = worked(calendar, from).saturating_add(micros);
    match micros {
        0 => from,
        // A full day ends with its own close, not with the next opening.
        1.. => at(calendar.day_of((sum - 1).div_euclid(DAY)), OPENS + (sum - 1).rem_euclid(DAY) + 1),
        _ => at(calendar.day_of(sum.div_euclid(DAY)), OPENS + sum.rem_euclid(DAY)),
    }
}

/// As [`add`], in whole hours of work.
pub fn add_hours(calendar: &Calendar, from: Moment, hours: i64) -> Moment {
    add(calendar, from, hours.saturating_mul(3_600 * SECOND))
}

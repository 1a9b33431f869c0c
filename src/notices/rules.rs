//! When a person is mailed. Pure: the moment is handed in.

use chrono::{Datelike, Days, Duration, NaiveDateTime, NaiveTime, Timelike};

use super::Cadence;
use crate::clock::{Moment, local};

/// The hours, in Shanghai, in which a person wants no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// First quiet minute after midnight.
    pub from: u32,
    /// First minute after midnight that is no longer quiet. The same as `from`: it is never quiet.
    pub to: u32,
}

impl Default for Hours {
    /// 21:00 to 7:00.
    fn default() -> Hours {
        Hours { from: 21 * 60, to: 7 * 60 }
    }
}

/// Minutes of a day.
pub const DAY: u32 = 24 * 60;
/// A letter that goes at once is followed by the next one after so long; what happens meanwhile is gathered for it.
pub const WINDOW: Duration = Duration::minutes(15);
/// The hour of daily and weekly letters, in Shanghai.
const MORNING: u32 = 8;
/// Notices that a letter names; the rest is counted.
pub const NAMED: usize = 20;

impl Hours {
    /// `moment` itself, or the end of the quiet hours in which it lies.
    pub fn loud(self, moment: Moment) -> Moment {
        let wall = local(moment);
        let minute = wall.hour() * 60 + wall.minute();
        let is_quiet = if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        };
        if !is_quiet {
            return moment;
        }
        let is_tomorrow = self.from > self.to && minute >= self.from;
        let end = wall.date().and_time(NaiveTime::MIN) + Duration::minutes(i64::from(self.to));
        from_local(if is_tomorrow { end + Duration::days(1) } else { end })
    }

    /// Reads `21:00`, into minutes.
    pub fn read(text: &str) -> Option<u32> {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute) = (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    }

    /// Writes such a time.
    pub fn show(minute: u32) -> String {
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }
}

fn from_local(wall: NaiveDateTime) -> Moment {
    wall - Duration::hours(8)
}

/// When somebody who wants `cadence` is mailed about what happens at `now`: `now` itself, later, or never. `last` is when
/// the person was last written to.
pub fn due(cadence: Cadence, hours: Hours, last: Option<Moment>, now: Moment) -> Option<Moment> {
    let moment = match cadence {
        Cadence::Never => return None,
        Cadence::AtOnce => last.map_or(now, |last| now.max(last + WINDOW)),
        Cadence::Daily => next_morning(now, |_| true),
        Cadence::Weekly => next_morning(now, |wall| wall.weekday() == chrono::Weekday::Mon),
    };
    Some(hours.loud(moment))
}

/// The first morning after `now` that is one of those wanted.
fn next_morning(now: Moment, is_wanted: impl Fn(&NaiveDateTime) -> bool) -> Moment {
    let today = local(now).date().and_time(NaiveTime::MIN) + Duration::hours(i64::from(MORNING));
    let mornings = (0..=7).filter_map(|days| today.checked_add_days(Days::new(days)));
    let next = mornings.into_iter().find(|wall| from_local(*wall) > now && is_wanted(wall));
    next.map_or(now, from_local)
}

//! When the levels of a matter fall due.
//!
//! The day on which a matter begins does not count, and a term ends with the close of its last day (民法典 arts. 201 and
//! 203): the clock starts with the opening of the next working day and counts time of work. A pause moves what is not
//! yet due by exactly the time of work it covers. A level that fell due before the matter was cleared stays so.

use super::calendar::Calendar;
use super::hours::{self, DAY};
use super::{Level, MatterKind};
use crate::clock::{Moment, local_day};
use crate::faults::Fault;
use crate::lang::Say;

/// Working days after which each level falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ladder {
    /// Until 黄, 1 or more.
    pub yellow: u16,
    /// Until 橙, more than until 黄.
    pub orange: u16,
    /// Until 红, more than until 橙, 250 at most.
    pub red: u16,
}

impl Ladder {
    /// The ladder of a kind of matter, unless a city sets another: an enquiry waits for days, a gap for months.
    pub fn usual(kind: MatterKind) -> Ladder {
        let [yellow, orange, red] = match kind {
            MatterKind::Enquiry => [2, 3, 5],
            MatterKind::Verification | MatterKind::Task => [3, 5, 10],
            MatterKind::Need => [5, 10, 15],
            MatterKind::Gap => [20, 40, 60],
        };
        Ladder { yellow, orange, red }
    }

    /// Working days until `level`.
    pub fn days(&self, level: Level) -> u16 {
        match level {
            Level::Yellow => self.yellow,
            Level::Orange => self.orange,
            Level::Red => self.red,
        }
    }

    /// This ladder, if its levels rise within their range.
    ///
    /// # Errors
    /// The first that does not.
    pub fn checked(self) -> Result<Ladder, Fault> {
        let rungs = [("yellow", self.yellow, 0), ("orange", self.orange, self.yellow), ("red", self.red, self.orange)];
        match rungs.into_iter().find(|(_, days, below)| days <= below || *days > 250) {
            None => Ok(self),
            Some((name, days, below)) => {
                let least = u32::from(below) + 1;
                let fix = Say::new(format!("请填写 {least} 到 250"), format!("Use {least} to 250"));
                let cause = Say::new("工作日数必须逐级增加", "Working days must rise from level to level");
                Err(Fault::new(name, &days.to_string(), cause, fix))
            }
        }
    }
}

/// A time in which the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Pause {
    /// When it begins.
    pub from: Moment,
    /// When it ends; none while it goes on.
    pub to: Option<Moment>,
}

/// The course of a matter, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// When it began.
    pub started: Moment,
    /// When it was paused; order and overlaps do not matter.
    pub pauses: Vec<Pause>,
    /// When a resolution that held was recorded.
    pub cleared: Option<Moment>,
}

/// A level and when it falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// When.
    pub at: Moment,
    /// Which.
    pub level: Level,
}

/// When each level falls due, rising, as far as is known: behind a pause that goes on nothing is. What comes after the
/// matter was cleared is left out; what falls due at the very moment still counts as in time.
fn all(calendar: &Calendar, ladder: &Ladder, course: &Course) -> Vec<Due> {
    let pauses = merged(&course.pauses);
    let due = |level: &Level| {
        let work = i64::from(ladder.days(*level)) * DAY;
        moment(calendar, course.started, &pauses, work).map(|at| Due { at, level: *level })
    };
    let dues = Level::ALL.iter().filter_map(due);
    dues.filter(|due| course.cleared.is_none_or(|cleared| due.at < cleared)).collect()
}

/// The levels that have fallen due by `now`, in their order.
pub fn due(calendar: &Calendar, ladder: &Ladder, course: &Course, now: Moment) -> Vec<Due> {
    all(calendar, ladder, course).into_iter().filter(|due| due.at <= now).collect()
}

/// What falls due next after `now`, if nothing happens; none where the matter is cleared or at its end, or its clock
/// stands.
pub fn next(calendar: &Calendar, ladder: &Ladder, course: &Course, now: Moment) -> Option<Due> {
    if course.cleared.is_some_and(|cleared| cleared <= now) {
        return None;
    }
    all(calendar, ladder, course).into_iter().find(|due| due.at > now)
}

/// Whether every day that counts until `due` lies in a year whose holidays are known.
pub fn is_certain(calendar: &Calendar, course: &Course, due: &Due) -> bool {
    use chrono::Datelike;
    (local_day(course.started).year()..=local_day(due.at).year()).all(|year| calendar.knows(year))
}

/// Pauses in order, without overlaps and without those that end before they begin.
fn merged(pauses: &[Pause]) -> Vec<Pause> {
    let mut sorted: Vec<Pause> =
        pauses.iter().filter(|pause| pause.to.is_none_or(|to| to > pause.from)).copied().collect();
    sorted.sort_unstable();
    let mut merged: Vec<Pause> = vec![];
    for pause in sorted {
        match merged.last_mut() {
            Some(last) if last.to.is_none_or(|to| to >= pause.from) => {
                last.to = last.to.zip(pause.to).map(|(one, other)| one.max(other));
            }
            _ => merged.push(pause),
        }
    }
    merged
}

/// When `work` has been counted since the start, besides the pauses.
fn moment(calendar: &Calendar, started: Moment, pauses: &[Pause], mut work: i64) -> Option<Moment> {
    let mut at = hours::opening(calendar.next(local_day(started)));
    for pause in pauses {
        let before = hours::between(calendar, at, pause.from).max(0);
        if before >= work {
            break;
        }
        work -= before;
        at = at.max(pause.to?);
    }
    Some(hours::add(calendar, at, work))
}

use chrono::TimeDelta;

use super::{Dice, at};
use crate::alerts::Level::{Orange, Red, Yellow};
use crate::alerts::calendar::Calendar;
use crate::alerts::ladder::{Course, Due, Ladder, Pause, due, is_certain, next};
use crate::alerts::{Level, MatterKind, hours};
use crate::clock::{Moment, local_day, show};

const LADDER: Ladder = Ladder { yellow: 1, orange: 3, red: 5 };

fn course(started: &str, pauses: &[(&str, Option<&str>)], cleared: Option<&str>) -> Course {
    let pauses = pauses.iter().map(|(from, to)| Pause { from: at(from), to: to.map(at) }).collect();
    Course { started: at(started), pauses, cleared: cleared.map(at) }
}

fn dues(course: &Course) -> Vec<String> {
    let all = due(&Calendar::published(), &LADDER, course, at("2027-01-01 00:00"));
    all.iter().map(|due| show(due.at)[5..].to_owned()).collect()
}

#[test]
fn levels_fall_due_at_the_close_of_their_day() {
    for (started, due) in [
        ("2026-10-08 10:00", ["10-09 17:30", "10-12 17:30", "10-14 17:30"]), // Saturday the 10th is worked
        ("2026-10-08 23:59", ["10-09 17:30", "10-12 17:30", "10-14 17:30"]),
        ("2026-09-30 08:00", ["10-08 17:30", "10-10 17:30", "10-13 17:30"]), // before the holiday
        ("2026-10-04 12:00", ["10-08 17:30", "10-10 17:30", "10-13 17:30"]), // within it
        ("2026-09-18 18:00", ["09-20 17:30", "09-22 17:30", "09-24 17:30"]), // Sunday the 20th is worked
    ] {
        assert_eq!(dues(&course(started, &[], None)), due, "{started}");
    }
}

#[test]
fn a_pause_moves_what_is_not_yet_due() {
    let started = "2026-10-08 10:00";
    for (pauses, due) in [
        // Friday afternoon to Saturday morning: 3.5 and 2 hours of work
        (vec![("2026-10-09 14:00", Some("2026-10-10 11:00"))], vec!["10-10 14:30", "10-13 14:30", "10-15 14:30"]),
        // twice the same, the second within the first
        (
            vec![("2026-10-09 15:00", Some("2026-10-10 10:00")), ("2026-10-09 14:00", Some("2026-10-10 11:00"))],
            vec!["10-10 14:30", "10-13 14:30", "10-15 14:30"],
        ),
        // outside of working hours, or before the clock runs
        (vec![("2026-10-09 18:00", Some("2026-10-10 08:00"))], vec!["10-09 17:30", "10-12 17:30", "10-14 17:30"]),
        (vec![("2026-10-08 10:00", Some("2026-10-08 16:00"))], vec!["10-09 17:30", "10-12 17:30", "10-14 17:30"]),
        // after the first level, without end
        (vec![("2026-10-10 12:00", None)], vec!["10-09 17:30"]),
        // backwards
        (vec![("2026-10-10 12:00", Some("2026-10-10 11:00"))], vec!["10-09 17:30", "10-12 17:30", "10-14 17:30"]),
    ] {
        assert_eq!(dues(&course(started, &pauses, None)), due, "{pauses:?}");
    }
}

#[test]
fn nothing_falls_due_once_a_matter_is_cleared() {
    let started = "2026-10-08 10:00";
    for (cleared, count) in
        [("2026-10-09 17:29", 0), ("2026-10-09 17:30", 0), ("2026-10-09 17:31", 1), ("2026-12-01 00:00", 3)]
    {
        assert_eq!(dues(&course(started, &[], Some(cleared))).len(), count, "{cleared}");
    }
}

#[test]
fn the_next_level_is_told_until_there_is_none() {
    let (calendar, open) = (Calendar::published(), course("2026-10-08 10:00", &[], None));
    for (now, level) in [
        ("2026-10-08 10:00", Some(Yellow)),
        ("2026-10-09 17:29", Some(Yellow)),
        ("2026-10-09 17:30", Some(Orange)),
        ("2026-10-12 17:30", Some(Red)),
        ("2026-10-14 17:30", None),
    ] {
        assert_eq!(next(&calendar, &LADDER, &open, at(now)).map(|due| due.level), level, "{now}");
    }
    let cleared = course("2026-10-08 10:00", &[], Some("2026-10-08 11:00"));
    assert_eq!(next(&calendar, &LADDER, &cleared, at("2026-10-08 12:00")), None);
}

#[test]
fn a_level_in_an_unknown_year_is_not_certain() {
    let (calendar, open) = (Calendar::published(), course("2026-12-30 10:00", &[], None));
    let certain = |text| is_certain(&calendar, &open, &Due { at: at(text), level: Yellow });
    assert!(certain("2026-12-31 17:30") && !certain("2027-01-04 17:30"));
}

#[test]
fn a_ladder_rises() {
    assert!(MatterKind::ALL.iter().all(|kind| Ladder::usual(*kind).checked().is_ok()) && LADDER.checked().is_ok());
    for (ladder, field) in [
        (Ladder { yellow: 0, ..LADDER }, "yellow"),
        (Ladder { orange: 1, ..LADDER }, "orange"),
        (Ladder { red: 3, ..LADDER }, "red"),
        (Ladder { red: 251, ..LADDER }, "red"),
    ] {
        assert_eq!(ladder.checked().unwrap_err().field, field);
    }
}

/// When so many minutes of work have passed, counted one by one from the day after the start and without those paused.
fn counted(calendar: &Calendar, course: &Course, minutes: u32) -> Moment {
    let mut now = course.started;
    let mut passed = 0;
    let is_paused = |now| course.pauses.iter().any(|pause| pause.from <= now && pause.to.is_none_or(|to| now < to));
    while passed < minutes {
        let counts = local_day(now) > local_day(course.started) && hours::is_open(calendar, now) && !is_paused(now);
        passed += u32::from(counts);
        now += TimeDelta::minutes(1);
    }
    now
}

#[test]
fn pauses_agree_with_counting_minute_by_minute() {
    let (calendar, mut dice) = (Calendar::published(), Dice(3));
    for number in 0..150 {
        let from = at(["2026-09-14 00:00", "2026-02-08 00:00", "2025-12-25 00:00"][number % 3]);
        let mut later = |from: Moment, days: u64| from + TimeDelta::minutes(dice.below(days * 1_440) as i64);
        let started = later(from, 14);
        let pauses = (0..number % 4).map(|_| {
            let from = later(started, 8);
            Pause { from, to: Some(later(from, 3)) }
        });
        let course = Course { started, pauses: pauses.collect(), cleared: None };
        let due = due(&calendar, &LADDER, &course, at("2026-12-31 00:00"));
        for (due, level) in due.iter().zip(Level::ALL) {
            let minutes = u32::from(LADDER.days(*level)) * 510;
            assert_eq!((due.level, due.at), (*level, counted(&calendar, &course, minutes)), "{course:?}");
        }
        assert_eq!(due.len(), 3);
    }
}

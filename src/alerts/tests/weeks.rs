//! Weeks around a holiday, hour by hour: matters come, stand, pause and are cleared, and posts are told of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta, Timelike};

use super::{Dice, at};
use crate::alerts::calendar::Calendar;
use crate::alerts::digest::{Alert, Sent, digests};
use crate::alerts::ladder::{Course, Ladder, Pause, due, next};
use crate::alerts::resolution::{Facts, Resolution, clears};
use crate::alerts::{Level, Matter, MatterKind};
use crate::clock::{Moment, local, local_day};

const LADDER: Ladder = Ladder { yellow: 2, orange: 4, red: 7 };

/// A matter, the moments at which someone tries to clear it, and from when on its rule holds.
struct Case {
    matter: Matter,
    division: String,
    course: Course,
    solved: Option<Moment>,
}

fn hours_after(dice: &mut Dice, from: Moment, hours: u64) -> Moment {
    from + TimeDelta::minutes(dice.below(hours * 60) as i64)
}

fn case(dice: &mut Dice, number: u64, from: Moment) -> Case {
    let started = hours_after(dice, from, 24 * 21);
    let paused = hours_after(dice, started, 24 * 8);
    let pause = Pause { from: paused, to: Some(hours_after(dice, paused, 24 * 4)) };
    let solved = (dice.below(3) > 0).then(|| hours_after(dice, started, 24 * 20));
    Case {
        matter: Matter { kind: MatterKind::Need, code: format!("N{number}") },
        division: ["320612", "320613"][dice.below(2) as usize].into(),
        course: Course { started, pauses: if dice.below(2) == 0 { vec![pause] } else { vec![] }, cleared: None },
        solved,
    }
}

/// Whole working days strictly between the day of the start and the day of `to`, and that day itself, counted one by one.
fn days(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> usize {
    from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| calendar.is_worked(*day)).count()
}

/// Tries to clear a matter, as someone would every hour.
fn attempt(case: &mut Case, now: Moment) {
    let suppliers = u32::from(case.solved.is_some_and(|solved| solved <= now));
    let resolution = Resolution { at: now, text: "已经联系企业".into() };
    let facts = Facts::Need { suppliers, is_withdrawn: false };
    if case.course.cleared.is_none() && case.course.started <= now {
        let is_cleared = clears(&facts, &resolution, case.course.started, now).is_ok();
        assert_eq!(is_cleared, suppliers > 0);
        case.course.cleared = is_cleared.then_some(now);
    }
}

fn weeks(seed: u64, from: &str) -> (usize, usize) {
    let (calendar, mut dice, from) = (Calendar::published(), Dice(seed), at(from));
    let mut cases: Vec<Case> = (0..40).map(|number| case(&mut dice, number, from)).collect();
    let mut fallen: BTreeMap<(Matter, Level), Moment> = BTreeMap::new();
    let (mut sent, mut keys): (Vec<Sent>, BTreeSet<String>) = (vec![], BTreeSet::new());
    for hour in 0..24 * 50 {
        let now = from + TimeDelta::minutes(hour * 60 + 30);
        let mut open = vec![];
        for case in &mut cases {
            attempt(case, now);
            for due in due(&calendar, &LADDER, &case.course, now) {
                let first = *fallen.entry((case.matter.clone(), due.level)).or_insert(due.at);
                assert_eq!(first, due.at, "a level that fell due stays where it fell");
                check(&calendar, case, due.level, due.at, now);
                let (matter, division) = (case.matter.clone(), case.division.clone());
                open.extend(case.course.cleared.is_none().then_some(Alert {
                    matter,
                    level: due.level,
                    division,
                    at: due.at,
                }));
            }
            let coming = next(&calendar, &LADDER, &case.course, now);
            assert!(
                coming.is_none_or(|next| next.at > now && !fallen.contains_key(&(case.matter.clone(), next.level)))
            );
        }
        for digest in digests(&calendar, &open, &sent, now) {
            assert!((8..20).contains(&local(now).hour()) && calendar.is_worked(local_day(now)));
            assert!(keys.insert(digest.key()), "one digest for each post and part");
            assert!(
                digest
                    .alerts
                    .iter()
                    .all(|alert| alert.level.post() == digest.to.post && alert.division == digest.to.division)
            );
            sent.extend(digest.sent(now));
        }
    }
    let told: BTreeSet<(&Matter, Level)> = sent.iter().map(|sent| (&sent.matter, sent.level)).collect();
    assert_eq!(told.len(), sent.len(), "each level is told once");
    for case in cases.iter().filter(|case| case.course.cleared.is_none()) {
        assert!(
            Level::ALL.iter().all(|level| told.contains(&(&case.matter, *level))),
            "what stands is told to all three"
        );
    }
    (sent.len(), keys.len())
}

/// Never early, and without a pause at the close of exactly the right day.
fn check(calendar: &Calendar, case: &Case, level: Level, fell: Moment, now: Moment) {
    let days = days(calendar, local_day(case.course.started), local_day(fell));
    let wanted = usize::from(LADDER.days(level));
    assert!(fell <= now && case.course.cleared.is_none_or(|cleared| fell < cleared));
    match case.course.pauses.first() {
        None => assert_eq!((days, local(fell).format("%H:%M").to_string().as_str()), (wanted, "17:30")),
        Some(_) => assert!(days >= wanted),
    }
}

#[test]
fn each_level_is_told_once_to_its_post_and_never_early() {
    let (mut alerts, mut letters) = (0, 0);
    for (seed, from) in
        (0..8).zip(["2026-09-16 00:00", "2026-02-05 00:00", "2026-04-25 00:00", "2025-12-20 00:00"].iter().cycle())
    {
        let (told, digests) = weeks(seed, from);
        (alerts, letters) = (alerts + told, letters + digests);
    }
    assert!(alerts > 300 && letters < alerts, "{alerts} alerts in {letters} digests");
}

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::{Dice, at, day};
use crate::alerts::calendar::Calendar;
use crate::alerts::{hours, notice};
use crate::clock::Moment;

#[test]
fn the_days_of_2026_are_those_of_the_notice() {
    let calendar = Calendar::published();
    let free =
        ["01-01", "01-02", "01-03", "02-15", "02-16", "02-23", "04-06", "05-01", "05-05", "06-19", "09-25", "10-07"];
    let worked = ["01-04", "02-14", "02-24", "02-28", "04-07", "05-06", "05-09", "06-22", "09-20", "10-08", "10-10"];
    assert!(free.iter().all(|text| !calendar.is_worked(day(&format!("2026-{text}")))));
    assert!(worked.iter().all(|text| calendar.is_worked(day(&format!("2026-{text}")))));
    for (year, days) in [(2025, 248), (2026, 248)] {
        assert_eq!(calendar.balance(year), 13, "{year}");
        let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        assert_eq!(calendar.between(first(year), first(year + 1)), days);
        assert!(calendar.knows(year) && !calendar.knows(year + 2));
    }
}

#[test]
fn working_days_are_added_and_taken() {
    let calendar = Calendar::published();
    for (from, days, to) in [
        ("2026-10-09", 1, "2026-10-10"), // a Saturday that is worked
        ("2026-10-09", 2, "2026-10-12"),
        ("2026-09-30", 1, "2026-10-08"), // over the holiday
        ("2026-10-03", 1, "2026-10-08"), // from within it
        ("2026-10-03", 0, "2026-10-08"),
        ("2026-10-08", 0, "2026-10-08"),
        ("2026-10-03", -1, "2026-09-30"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-09-18", 1, "2026-09-20"), // a Sunday that is worked
        ("2026-01-30", 1, "2026-02-02"), // the end of a month
        ("2025-12-31", 1, "2026-01-04"), // the end of a year
        ("2026-01-04", -1, "2025-12-31"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2025-01-01", 248, "2025-12-31"),
        ("2025-01-01", 249, "2026-01-04"),
        ("2024-02-28", 1, "2024-02-29"), // nothing known of 2024: weekends alone
    ] {
        assert_eq!(calendar.add(day(from), days), day(to), "{from} {days}");
    }
}

#[test]
fn days_agree_with_counting_one_by_one() {
    let calendar = Calendar::published();
    let first = day("2024-11-20");
    let all: Vec<NaiveDate> = first.iter_days().take(900).collect();
    let worked: Vec<NaiveDate> = all.iter().copied().filter(|day| calendar.is_worked(*day)).collect();
    for from in &all[..700] {
        let after = worked.partition_point(|day| day <= from);
        for days in [1, 2, 7, 100] {
            assert_eq!(calendar.add(*from, days), worked[after + days as usize - 1], "{from} {days}");
        }
        let count = worked.iter().filter(|day| (first..*from).contains(*day)).count() as i64;
        assert_eq!((calendar.between(first, *from), calendar.between(*from, first)), (count, -count));
    }
}

#[test]
fn hours_count_from_opening_to_close() {
    let calendar = Calendar::published();
    for (from, hours, to) in [
        ("2026-10-09 10:00", 1, "2026-10-09 11:00"),
        ("2026-10-09 16:30", 1, "2026-10-09 17:30"),
        ("2026-10-09 17:00", 1, "2026-10-10 09:30"), // on into the Saturday
        ("2026-10-10 17:00", 1, "2026-10-12 09:30"),
        ("2026-09-30 20:00", 2, "2026-10-08 11:00"), // from the evening before the holiday
        ("2026-10-05 03:00", 2, "2026-10-08 11:00"),
        ("2026-10-08 07:00", 17, "2026-10-09 17:30"), // two full days
        ("2025-12-31 17:29", 1, "2026-01-04 09:59"),
        ("2026-10-08 09:00", -1, "2026-09-30 16:30"),
        ("2026-10-05 12:00", -1, "2026-09-30 16:30"),
        ("2026-10-09 23:00", 0, "2026-10-09 23:00"),
    ] {
        assert_eq!(hours::add_hours(&calendar, at(from), hours), at(to), "{from} {hours}");
    }
    assert!(hours::is_open(&calendar, at("2026-10-10 09:00")) && !hours::is_open(&calendar, at("2026-10-10 17:30")));
    assert!(!hours::is_open(&calendar, at("2026-10-11 12:00")));
}

#[test]
fn what_is_added_has_passed_and_no_moment_before() {
    let (calendar, mut dice) = (Calendar::published(), Dice(7));
    let start = at("2024-12-20 00:00");
    for _ in 0..20_000 {
        let from = start + TimeDelta::microseconds(dice.below(800 * 86_400_000_000) as i64);
        let micros = 1 + dice.below(40 * hours::DAY as u64) as i64;
        let later = hours::add(&calendar, from, micros);
        assert_eq!(hours::between(&calendar, from, later), micros);
        assert_eq!(hours::between(&calendar, from, later - TimeDelta::microseconds(1)), micros - 1);
        let earlier = hours::add(&calendar, from, -micros);
        assert_eq!(hours::between(&calendar, earlier, from), micros);
        assert_eq!(hours::between(&calendar, earlier + TimeDelta::microseconds(1), from), micros - 1);
    }
}

#[test]
fn the_ends_of_time_are_no_trap() {
    let calendar = Calendar::published();
    assert_eq!(calendar.add(day("2026-10-09"), i64::MAX), NaiveDate::MAX);
    assert_eq!(calendar.add(day("2026-10-09"), i64::MIN), NaiveDate::MIN);
    assert!(calendar.between(NaiveDate::MIN, NaiveDate::MAX) > 136_000_000);
    assert!(hours::add(&calendar, at("2026-10-09 10:00"), i64::MAX) > at("9999-12-31 00:00"));
    assert!(hours::between(&calendar, Moment::MIN, Moment::MAX) > 0);
    assert_eq!(calendar.next(NaiveDate::MAX), NaiveDate::MAX);
    assert!(hours::add_hours(&calendar, Moment::MAX, -1) < Moment::MAX);
    assert!(hours::add_hours(&calendar, Moment::MIN, i64::MIN) <= at("0000-01-01 00:00"));
}

#[test]
fn a_notice_is_read_line_by_line() {
    let text = "\u{feff}# 2027\r\n\r\n2027-01-01~2027-01-03 休 元旦\r\n 2027-01-09   班\n";
    let days = notice::read(text).unwrap();
    assert_eq!(days.len(), 4);
    let calendar = Calendar::published().with(days);
    assert!(calendar.knows(2027) && calendar.knows(2026));
    assert_eq!(calendar.add(day("2026-12-31"), 1), day("2027-01-04"));
    assert_eq!(calendar.add(day("2027-01-08"), 1), day("2027-01-09"));
    let again = calendar.with(notice::read("2027-01-01 休 元旦").unwrap());
    assert!(!again.is_worked(day("2027-01-09")) && again.is_worked(day("2026-10-10")));
    assert!(again.specials().all(|(day, _)| day.year() != 2027 || day.day() == 1));
}

#[test]
fn every_wrong_line_of_a_notice_is_named() {
    let text = "2026-13-01 休\n2026-10-01\n2026-10-01 假\n2026-10-07~2026-10-01 休\n2026-10-12 班\n\
                2026-10-10 休\n2026-10-10 班\n2026-01-01~2027-01-01 休\n2026-10-09 休 好的";
    let faults = notice::read(text).unwrap_err();
    let lines: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(lines, ["line 1", "line 2", "line 3", "line 4", "line 5", "line 7", "line 8"]);
}

#[test]
fn a_notice_that_cannot_be_read_is_not_passed_over() {
    let calendar = crate::alerts::rules::calendar;
    assert!(calendar(["2027-01-01 休 元旦", "soon 休"]).is_err());
    assert!(calendar(["2027-01-01 休 元旦", ""]).is_ok());
}

//! Pure decisions about fairs: what can be held, and when its slots are.

use chrono::NaiveDate;

use super::FairFields;
use crate::faults::Fault;
use crate::fields::{Get, Reader};
use crate::lang::Say;
use crate::text;

/// Slots and tables of a fair at most; the planner takes more, a hall does not.
const MOST_SLOTS: i64 = 32;
const MOST_TABLES: i64 = 100;
/// Minutes of a slot at most, and of a day.
const MOST_MINUTES: i64 = 120;
const DAY: i64 = 24 * 60;
/// Firms of a fair at most.
pub const MOST_FIRMS: usize = 300;

/// Reads what an official states.
///
/// # Errors
/// Every wrong field.
pub fn read(get: Get, today: NaiveDate) -> Result<FairFields, Vec<Fault>> {
    let mut read = Reader::new(get);
    let (mut name, mut place, mut held_on) = (String::new(), String::new(), None);
    read.name("name", &mut name, 60);
    read.text("place", &mut place, 100);
    read.day("held_on", &mut held_on);
    let starts_at = time(&mut read, get);
    let slot_minutes = whole(&mut read, "slot_minutes", (5, MOST_MINUTES));
    let slots = whole(&mut read, "slots", (1, MOST_SLOTS));
    let tables = whole(&mut read, "tables", (1, MOST_TABLES));
    let per_row = whole(&mut read, "per_row", (1, MOST_TABLES));
    if held_on.is_none_or(|day| day < today) {
        let value = get("held_on").unwrap_or_default();
        let cause = Say::new("没有日期，或日期已过", "No day, or one that is over");
        read.fault("held_on", &value, cause, Say::new("请填写今天或以后的日期", "Give today or a later day"));
    }
    if starts_at + slot_minutes * slots > DAY {
        let cause = Say::new("洽谈超过当天", "The talks run past midnight");
        read.fault("slots", &slots.to_string(), cause, Say::new("请减少轮次", "Use fewer slots"));
    }
    let everyone_first = get("everyone_first").is_some_and(|word| !word.is_empty());
    let faults = read.finish();
    match held_on.filter(|_| faults.is_empty()) {
        Some(held_on) => {
            Ok(FairFields { name, place, held_on, starts_at, slot_minutes, slots, tables, per_row, everyone_first })
        }
        None => Err(faults),
    }
}

/// A whole number in a range; the least where it cannot be read, beside its fault.
fn whole(read: &mut Reader<'_>, column: &str, (least, most): (i64, i64)) -> i64 {
    let mut number = None;
    read.whole(column, &mut number, most);
    if number.is_none_or(|number| number < least) {
        let fix = Say::new(format!("请填写 {least} 到 {most}"), format!("Use {least} to {most}"));
        let value = number.map_or_else(String::new, |number| number.to_string());
        read.fault(column, &value, Say::new("数量不在允许的范围内", "Out of range"), fix);
    }
    number.unwrap_or(least).max(least)
}

/// Minutes of the day, out of `9:30`.
fn time(read: &mut Reader<'_>, get: Get) -> i64 {
    let written = text::half_width(get("starts_at").unwrap_or_default().trim());
    let minutes = written.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
        ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
    });
    minutes.unwrap_or_else(|| {
        let fix = Say::new("请写成 09:30", "Write it as 09:30");
        read.fault("starts_at", &written, Say::new("不是时间", "Not a time"), fix);
        0
    })
}

/// When a slot is: `09:20–09:40`.
pub fn time_of(starts_at: i64, slot_minutes: i64, slot: i64) -> String {
    let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    let from = starts_at + slot * slot_minutes;
    format!("{}–{}", clock(from), clock(from + slot_minutes))
}

/// The codes of a list that somebody wrote: divided by lines, blanks or commas, each once.
pub fn codes(written: &str) -> Vec<String> {
    let mut codes: Vec<String> = vec![];
    let parts = written.split(|c: char| c.is_whitespace() || ",，;；、".contains(c));
    for code in parts.map(text::code).filter(|code| !code.is_empty()) {
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fair_states_its_day_and_hall() {
        let today = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let good = [
            ("name", "阀门对接会"),
            ("held_on", "2026-09-18"),
            ("starts_at", "9：30"),
            ("slot_minutes", "20"),
            ("slots", "12"),
            ("tables", "20"),
            ("per_row", "5"),
        ];
        let read_with = |changed: &[(&str, &str)]| {
            let get = |name: &str| {
                let of = |pairs: &[(&str, &str)]| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
                of(changed).or_else(|| of(&good))
            };
            let named = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>();
            read(&get, today).map_err(named)
        };
        let fair = read_with(&[]).unwrap();
        assert_eq!((fair.starts_at, fair.slots, fair.everyone_first), (570, 12, false));
        for (changed, wrong) in [
            (("name", ""), "name"),
            (("held_on", "2026-08-31"), "held_on"),
            (("held_on", ""), "held_on"),
            (("starts_at", "25:00"), "starts_at"),
            (("slots", "0"), "slots"),
            (("slots", "33"), "slots"),
            (("starts_at", "23:00"), "slots"),
            (("tables", "x"), "tables"),
        ] {
            assert!(read_with(&[changed]).unwrap_err().contains(&wrong.to_owned()), "{changed:?}");
        }
    }

    #[test]
    fn slots_have_times_and_lists_have_codes() {
        assert_eq!(time_of(570, 20, 0), "09:30–09:50");
        assert_eq!(time_of(570, 20, 2), "10:10–10:30");
        assert_eq!(codes(" F-1\nF-2，F-3 F-1 "), ["F-1", "F-2", "F-3"]);
    }
}

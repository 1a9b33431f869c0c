//! Reads a holiday notice that an operator brings: one day or stretch a line, `2026-10-01 休 国庆节`,
//! `2026-10-01~2026-10-07 休 国庆节` or `2026-10-10 班`. Empty lines and lines that begin with `#` are skipped.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::calendar::Special;
use crate::faults::Fault;
use crate::lang::Say;

/// Days of one stretch, at most.
const MOST: i64 = 31;

/// The days of a notice, in order.
///
/// # Errors
/// Every line that cannot be read, contradicts an earlier one, or changes nothing although it is meant to (班 on a day
/// from Monday to Friday). The field of a fault is `line N`.
pub fn read(text: &str) -> Result<Vec<(NaiveDate, Special)>, Vec<Fault>> {
    let (mut days, mut faults) = (BTreeMap::<NaiveDate, Special>::new(), vec![]);
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines().map(str::trim)) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match stretch(line).and_then(|stretch| take(&mut days, stretch)) {
            Ok(()) => {}
            Err((cause, fix)) => faults.push(Fault::new(&format!("line {number}"), line, cause, fix)),
        }
    }
    if faults.is_empty() { Ok(days.into_iter().collect()) } else { Err(faults) }
}

/// What is wrong, and what to do.
type Wrong = (Say, Say);
/// First day, last day, and what they are.
type Stretch = (NaiveDate, NaiveDate, Special);

fn stretch(line: &str) -> Result<Stretch, Wrong> {
    let mut words = line.split_whitespace();
    let (days, word) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (first, last) = days.split_once(['~', '至']).unwrap_or((days, days));
    let (first, last) = (day(first)?, day(last)?);
    let is_worked = match word {
        "休" => false,
        "班" => true,
        _ => return Err(unknown_word()),
    };
    let name = words.collect::<Vec<_>>().join(" ");
    if !(0..MOST).contains(&(last - first).num_days()) {
        return Err((
            Say::new("起止日期不成立或超过 31 天", "The stretch ends before it begins, or has over 31 days"),
            Say::new("请核对起止日期", "Check both dates"),
        ));
    }
    Ok((first, last, Special { is_worked, name }))
}

fn day(text: &str) -> Result<NaiveDate, Wrong> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| {
        (Say::new("日期无法识别", "This is no date"), Say::new("请写成 2026-10-01", "Write it like 2026-10-01"))
    })
}

fn unknown_word() -> Wrong {
    (
        Say::new("缺少“休”或“班”", "Neither 休 nor 班"),
        Say::new(
            "日期后空一格写“休”（放假）或“班”（上班）",
            "After the date and a blank write 休 (free) or 班 (worked)",
        ),
    )
}

fn take(days: &mut BTreeMap<NaiveDate, Special>, (first, last, special): Stretch) -> Result<(), Wrong> {
    for day in first.iter_days().take_while(|day| *day <= last) {
        let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if special.is_worked && !is_weekend {
            return Err((
                Say::new(format!("{day} 本来就是工作日"), format!("{day} is worked anyway")),
                Say::new("“班”只用于调休上班的周末", "班 is for weekends that are worked"),
            ));
        }
        if days.get(&day).is_some_and(|known| known.is_worked != special.is_worked) {
            return Err((
                Say::new(format!("{day} 前面写的正相反"), format!("An earlier line says the opposite of {day}")),
                Say::new("请删去其中一行", "Take one of the lines out"),
            ));
        }
        days.insert(day, special.clone());
    }
    Ok(())
}

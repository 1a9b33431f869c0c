//! Which days are worked in the PRC: Monday to Friday, but for the holidays and make-up days (调休) that the State
//! Council announces each November for the year to come.
//!
//! The days are data ([`super::notice`] reads them). In a year of which nothing is known, weekends alone are free, and
//! [`Calendar::knows`] says so: a moment that falls there may still move back when the notice comes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// What a notice makes of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Special {
    /// Whether it is worked (班); else it is free (休).
    pub is_worked: bool,
    /// 国庆节; may be empty.
    pub name: String,
}

/// The working days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, Special>,
    years: BTreeSet<i32>,
    /// Of each special day that its weekday does not tell: the day, and how many working days it and those before it
    /// add, less those that they take.
    turns: Vec<(NaiveDate, i64)>,
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Days from Monday to Friday before `day`, since Monday, 1 January of the year 1.
fn weekdays_before(day: NaiveDate) -> i64 {
    let days = i64::from(day.num_days_from_ce()) - 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

/// The number, from the first day of the year 1, of the Monday before which there are `weekdays` or up to four less.
fn week(weekdays: i64) -> i64 {
    weekdays.div_euclid(5).saturating_mul(7).clamp(-(1 << 30), 1 << 30) + 1
}

/// The date of such a number; the first or last one where it lies beyond.
fn date(number: i64) -> NaiveDate {
    let end = if number < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(end)
}

impl Calendar {
    /// A calendar of these days; of two of one date the later counts.
    pub fn new(days: impl IntoIterator<Item = (NaiveDate, Special)>) -> Calendar {
        let days: BTreeMap<NaiveDate, Special> = days.into_iter().collect();
        let years = days.keys().map(Datelike::year).collect();
        let odd = days.iter().filter(|(day, special)| special.is_worked == is_weekend(**day));
        let turns = odd.scan(0, |sum, (day, special)| {
            *sum += if special.is_worked { 1 } else { -1 };
            Some((*day, *sum))
        });
        Calendar { turns: turns.collect(), days, years }
    }

    /// The notices for 2025 and 2026, as published.
    pub fn published() -> Calendar {
        let read = super::notice::read(include_str!("holidays.txt"));
        read.map(Calendar::new).unwrap_or_default()
    }

    /// This calendar with the days of `notice`, which replace all that was known of the years it names.
    pub fn with(&self, notice: Vec<(NaiveDate, Special)>) -> Calendar {
        let renewed: BTreeSet<i32> = notice.iter().map(|(day, _)| day.year()).collect();
        let kept = self.days.iter().filter(|(day, _)| !renewed.contains(&day.year()));
        Calendar::new(kept.map(|(day, special)| (*day, special.clone())).chain(notice))
    }

    /// The days that are other than usual, or lie in a holiday, in order.
    pub fn specials(&self) -> impl Iterator<Item = (NaiveDate, &Special)> {
        self.days.iter().map(|(day, special)| (*day, special))
    }

    /// Whether there is a notice for the year.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Weekdays off less weekends worked in a year. 13 where every statutory holiday is given once, which is the rule
    /// since 2025 (全国年节及纪念日放假办法, 2024); another number is worth a look at the notice.
    pub fn balance(&self, year: i32) -> i64 {
        let odd = self.specials().filter(|(day, special)| day.year() == year && special.is_worked == is_weekend(*day));
        odd.map(|(_, special)| if special.is_worked { -1 } else { 1 }).sum()
    }

    /// Whether the day is worked.
    pub fn is_worked(&self, day: NaiveDate) -> bool {
        self.days.get(&day).map_or(!is_weekend(day), |special| special.is_worked)
    }

    /// Working days before `day`, from a fixed day on; below nought before the year 1.
    pub(super) fn rank(&self, day: NaiveDate) -> i64 {
        let before = self.turns.partition_point(|(turn, _)| *turn < day);
        weekdays_before(day) + before.checked_sub(1).map_or(0, |last| self.turns[last].1)
    }

    /// The working day before which there are `rank` others; the first or last date there is, where it lies beyond.
    pub(super) fn day_of(&self, rank: i64) -> NaiveDate {
        // Special days shift it by no more than a week for every five of them.
        let shift = self.turns.len() as i64;
        let (mut low, mut high) =
            (date(week(rank.saturating_sub(shift)) - 7), date(week(rank.saturating_add(shift)) + 14));
        // The last day that has no more than `rank` working days before it is a working day.
        while low < high {
            let middle = high - Days::new((high - low).num_days() as u64 / 2);
            if self.rank(middle) <= rank { low = middle } else { high = middle - Days::new(1) }
        }
        low
    }

    /// Working days from `from` on and before `to`; below nought where `to` is earlier.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        self.rank(to) - self.rank(from)
    }

    /// The `days`-th working day after `day`, which itself does not count (民法典 art. 201), or before it where `days` is
    /// below nought; for nought the day itself, or the next working day where it is free. Beyond the dates that can be
    /// written, the first or last of them.
    pub fn add(&self, day: NaiveDate, days: i64) -> NaiveDate {
        // After a working day the next has one more before it, after a free day it does not.
        let own = i64::from(days > 0 && self.is_worked(day));
        self.day_of(self.rank(day).saturating_add(days).saturating_add(own).saturating_sub(i64::from(days > 0)))
    }

    /// The first working day after `day`.
    pub fn next(&self, day: NaiveDate) -> NaiveDate {
        day.checked_add_days(Days::new(1)).map_or(day, |next| self.add(next, 0))
    }
}

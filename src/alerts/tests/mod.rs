//! The calendar by tables, and weeks of alerts under a clock that is only thought.

mod calendar;
mod digest;
mod ladder;
mod resolution;
mod sweeping;
mod weeks;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::clock::Moment;

/// `2026-10-09`.
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2026-10-09 17:30`, on the wall in Shanghai.
fn at(text: &str) -> Moment {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap() - TimeDelta::hours(8)
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % limit
    }
}

//! Quarters of a year.

use std::fmt;

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};

use crate::clock::Moment;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// A quarter, written `2026Q3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quarter {
    year: i32,
    number: u32,
}

impl Quarter {
    /// The quarter that a day lies in.
    pub fn of(day: NaiveDate) -> Quarter {
        Quarter { year: day.year(), number: day.month0() / 3 + 1 }
    }

    /// Reads `2026Q3`.
    pub fn parse(text: &str) -> Option<Quarter> {
        let (year, number) = text.trim().split_once(['Q', 'q'])?;
        let (year, number) = (year.parse().ok()?, number.parse().ok()?);
        ((1900..=9999).contains(&year) && (1..=4).contains(&number)).then_some(Quarter { year, number })
    }

    /// The same, for what a person or a program has sent.
    ///
    /// # Errors
    /// `Invalid` for what is no quarter.
    pub fn read(written: &str) -> AppResult<Quarter> {
        Quarter::parse(written).ok_or_else(|| {
            let fix = Say::new("请写成 2026Q3", "Write it as 2026Q3");
            AppError::invalid("quarter", written, Say::new("不是季度", "Not a quarter"), fix)
        })
    }

    /// The one before.
    pub fn before(self) -> Quarter {
        match self.number {
            1 => Quarter { year: self.year - 1, number: 4 },
            number => Quarter { number: number - 1, ..self },
        }
    }

    /// The one after.
    pub fn after(self) -> Quarter {
        match self.number {
            4 => Quarter { year: self.year + 1, number: 1 },
            number => Quarter { number: number + 1, ..self },
        }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.number * 3 - 2, 1).unwrap_or_default()
    }

    /// Its first moment in Shanghai.
    pub fn begins(self) -> Moment {
        self.first_day().and_time(NaiveTime::MIN) - Duration::hours(8)
    }

    /// The first moment behind it.
    pub fn ends(self) -> Moment {
        self.after().begins()
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Q{}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_read_and_written() {
        let day = |month| NaiveDate::from_ymd_opt(2026, month, 30).unwrap();
        assert_eq!(Quarter::of(day(9)).to_string(), "2026Q3");
        assert_eq!(Quarter::parse("2026Q4"), Some(Quarter::of(day(10))));
        for wrong in ["", "2026", "2026Q5", "2026Q0", "Q1", "26Q1x"] {
            assert_eq!(Quarter::parse(wrong), None, "{wrong}");
        }
        assert!(Quarter::parse("2025Q4") < Quarter::parse("2026Q1"));
    }

    #[test]
    fn quarters_follow_each_other_and_end_at_midnight_in_shanghai() {
        let quarter = Quarter::parse("2026Q4").unwrap();
        assert_eq!((quarter.after().to_string(), quarter.after().before()), ("2027Q1".to_owned(), quarter));
        assert_eq!(crate::clock::show(quarter.begins()), "2026-10-01 00:00");
        assert_eq!(quarter.ends(), Quarter::parse("2027Q1").unwrap().begins());
    }
}

//! Time as the databases keep it: UTC, cut to microseconds (PostgreSQL's resolution), shown in Asia/Shanghai.

use chrono::{Duration, NaiveDate, NaiveDateTime, Timelike, Utc};

/// A moment in UTC, without sub-microsecond digits.
pub type Moment = NaiveDateTime;

/// The present moment, cut to microseconds so that it reads back from either database as it was written.
pub fn now() -> Moment {
    cut(Utc::now().naive_utc())
}

/// `moment` without its digits below a microsecond.
pub fn cut(moment: NaiveDateTime) -> Moment {
    let micros = moment.nanosecond() / 1_000 * 1_000;
    moment.with_nanosecond(micros).unwrap_or(moment)
}

/// The wall clock of Asia/Shanghai (UTC+8, without daylight saving since 1991).
pub fn local(moment: Moment) -> NaiveDateTime {
    moment + Duration::hours(8)
}

/// The calendar day in Shanghai.
pub fn local_day(moment: Moment) -> NaiveDate {
    local(moment).date()
}

/// `2026-11-23 09:05`, in Shanghai.
pub fn show(moment: Moment) -> String {
    local(moment).format("%Y-%m-%d %H:%M").to_string()
}

/// `2026-11-23`, in Shanghai.
pub fn show_day(moment: Moment) -> String {
    local_day(moment).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evening_in_utc_is_the_next_morning_in_shanghai() {
        let at = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap().and_hms_opt(23, 30, 0).unwrap();
        assert_eq!(show(at), "2026-02-01 07:30");
        assert_eq!(show_day(at), "2026-02-01");
    }

    #[test]
    fn now_has_no_digits_below_a_microsecond() {
        assert_eq!(now().nanosecond() % 1_000, 0);
    }
}

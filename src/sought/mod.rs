//! What people look for: counted in memory, added to a table in the background, so that no search waits.
//!
//! A count is of a day, a text and a kind; of nobody. It holds neither who searched nor when within the day nor from
//! where, and what looks like a number of a person or an address of mail is not counted at all.

pub mod store;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{Duration, NaiveDate};

use crate::clock::{self, Moment};
use crate::db::{Db, Kind};
use crate::http::AppResult;
use crate::words::script::fold;

/// Characters of a text that is counted; longer ones are pasted, and may hold anything.
const LONGEST: usize = 60;
/// Digits in a row from which on a text may be a number of a person.
const TELLING_DIGITS: usize = 7;
/// Texts that wait for one flush; a flood beyond that is not counted.
const MOST_WAITING: usize = 2_000;
/// Days that desks look back.
pub const DAYS: i64 = 30;
/// Days that counts are kept.
const KEPT_DAYS: i64 = 180;

/// Day, folded text and kind of a search.
type Key = (NaiveDate, String, Kind);

/// How often, and how many the last one found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tally {
    times: i64,
    found: i64,
}

/// The counter. Clones count into the same one.
#[derive(Debug, Clone, Default)]
pub struct Sought(Arc<Mutex<HashMap<Key, Tally>>>);

impl Sought {
    /// Counts a search that found so many.
    pub fn count(&self, text: &str, kind: Kind, found: u64, now: Moment) {
        let Some(text) = counted(text) else { return };
        let mut waiting = self.waiting();
        let key = (clock::local_day(now), text, kind);
        if waiting.len() < MOST_WAITING || waiting.contains_key(&key) {
            let found = i64::try_from(found).unwrap_or(i64::MAX);
            let tally = waiting.entry(key).or_insert(Tally { times: 0, found });
            *tally = Tally { times: tally.times + 1, found };
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Key, Tally>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what has been counted to the table; what cannot be added waits for the next time.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn flush(&self, db: &Db) -> AppResult<usize> {
        let taken = std::mem::take(&mut *self.waiting());
        if taken.is_empty() {
            return Ok(0);
        }
        // In one order everywhere: two processes on PostgreSQL then cannot deadlock on each other's rows.
        let mut rows: Vec<(&Key, &Tally)> = taken.iter().collect();
        rows.sort_by_key(|(key, _)| *key);
        let added = db.write(|conn| {
            for ((day, text, kind), tally) in &rows {
                store::add(conn, (*day, text, *kind), tally.times, tally.found)?;
            }
            Ok(rows.len())
        });
        if added.is_err() {
            self.put_back(taken);
        }
        added
    }

    fn put_back(&self, taken: HashMap<Key, Tally>) {
        let mut waiting = self.waiting();
        for (key, tally) in taken {
            waiting.entry(key).and_modify(|newer| newer.times += tally.times).or_insert(tally);
        }
    }
}

/// A text as it is counted; none for what is too long, empty, or may tell of a person.
pub fn counted(text: &str) -> Option<String> {
    let folded = fold(text);
    let mut run = 0;
    let telling = folded.chars().filter(|c| !c.is_whitespace() && *c != '-').any(|c| {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        run >= TELLING_DIGITS
    });
    let fits = !folded.is_empty() && folded.chars().count() <= LONGEST;
    (fits && !telling && !folded.contains('@')).then_some(folded)
}

/// The first of the days that desks look back to.
pub fn first_day(now: Moment) -> NaiveDate {
    clock::local_day(now) - Duration::days(DAYS - 1)
}

/// Takes away counts that are older than they are kept.
///
/// # Errors
/// Those of the database.
pub fn purge(db: &Db, now: Moment) -> AppResult<usize> {
    db.write(|conn| Ok(store::purge(conn, clock::local_day(now) - Duration::days(KEPT_DAYS))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::TestDb;

    #[test]
    fn what_may_tell_of_a_person_is_not_counted() {
        assert_eq!(counted(" 不鏽鋼  管DN50 ").as_deref(), Some("不锈钢 管dn50"));
        let long = "长".repeat(61);
        for text in ["", "  ", "138 0013 8000", "138-0013-8000", "a@b.cn", "320602199001011234", &long] {
            assert_eq!(counted(text), None, "{text}");
        }
    }

    #[test]
    fn counts_are_added_up_sorted_and_forgotten_in_time() {
        let test = TestDb::new();
        let (db, now) = (&test.db, clock::now());
        let (old, ancient) = (now - Duration::days(40), now - Duration::days(200));
        let sought = Sought::default();
        for (text, found, at) in
            [("钢管", 3, now), ("鋼管", 4, now), ("石墨烯", 0, now), ("旧", 0, old), ("更旧", 0, ancient)]
        {
            sought.count(text, Kind::Product, found, at);
        }
        assert_eq!(sought.flush(db).unwrap(), 4);
        sought.count("钢管", Kind::Product, 5, now);
        sought.count("钢管", Kind::Firm, 0, now);
        assert_eq!((sought.flush(db).unwrap(), sought.flush(db).unwrap()), (2, 0));
        let page = |missing| {
            db.read::<_, crate::http::AppError>(|conn| {
                let lines = store::page(conn, first_day(now), missing, 0, 10)?;
                assert_eq!(store::count(conn, first_day(now), missing)?, lines.len() as i64);
                let shown =
                    lines.iter().map(|line| format!("{} {} {} {}", line.text, line.kind, line.times, line.found));
                Ok(shown.collect::<Vec<_>>().join(", "))
            })
        };
        assert_eq!(page(false).unwrap(), "钢管 product 3 5, 石墨烯 product 1 0, 钢管 firm 1 0");
        assert_eq!(page(true).unwrap(), "石墨烯 product 1 0, 钢管 firm 1 0");
        assert_eq!(purge(db, now).unwrap(), 1);
    }
}

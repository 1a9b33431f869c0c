//! Views of listings and firms: counted in memory, added to the table in the background, so that no page waits.
//!
//! A crash loses at most the few seconds since the last flush; that is the price of a count that costs a page nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use diesel::prelude::*;

use crate::db::schema::view_counts;
use crate::db::{Both, Conn, Db, Kind};
use crate::http::AppResult;

/// The counter. Clones count into the same one.
#[derive(Debug, Clone, Default)]
pub struct Views(Arc<Mutex<HashMap<(Kind, String), i64>>>);

impl Views {
    /// Counts one view.
    pub fn count(&self, kind: Kind, id: &str) {
        let mut waiting = self.0.lock().expect("no holder panics");
        *waiting.entry((kind, id.to_owned())).or_insert(0) += 1;
    }

    /// Adds what has been counted to the table; what cannot be added waits for the next time.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn flush(&self, db: &Db) -> AppResult<usize> {
        let waiting = std::mem::take(&mut *self.0.lock().expect("no holder panics"));
        if waiting.is_empty() {
            return Ok(0);
        }
        let added = db.write(|conn| add_all(conn, &waiting));
        if added.is_err() {
            let mut now = self.0.lock().expect("no holder panics");
            for (key, views) in waiting {
                *now.entry(key).or_insert(0) += views;
            }
        }
        added
    }
}

fn add_all(conn: &mut Conn, waiting: &HashMap<(Kind, String), i64>) -> AppResult<usize> {
    // In one order everywhere: two processes on PostgreSQL then cannot deadlock on each other's rows.
    let mut rows: Vec<_> = waiting.iter().collect();
    rows.sort();
    for ((kind, id), views) in &rows {
        add(conn, *kind, id, **views)?;
    }
    Ok(rows.len())
}

/// Adds `views` to a subject's count.
///
/// # Errors
/// When the upsert fails.
pub fn add(conn: &mut Conn, kind: Kind, id: &str, views: i64) -> QueryResult<()> {
    let new = (view_counts::kind.eq(kind), view_counts::subject_id.eq(id), view_counts::views.eq(views));
    Both(
        diesel::insert_into(view_counts::table)
            .values(new)
            .on_conflict((view_counts::kind, view_counts::subject_id))
            .do_update()
            .set(view_counts::views.eq(view_counts::views + views)),
    )
    .execute(conn)?;
    Ok(())
}

/// A subject's count.
///
/// # Errors
/// When the query fails.
pub fn of(conn: &mut Conn, kind: Kind, id: &str) -> QueryResult<i64> {
    let views = view_counts::table.find((kind, id)).select(view_counts::views).first(conn).optional()?;
    Ok(views.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_are_added_to_those_already_there() {
        let test = crate::db::testing::TestDb::new();
        let db = &test.db;
        let views = Views::default();
        for _ in 0..3 {
            views.count(Kind::Product, "a");
        }
        views.count(Kind::Firm, "a");
        assert_eq!(views.flush(db).unwrap(), 2);
        views.count(Kind::Product, "a");
        assert_eq!(views.flush(db).unwrap(), 1);
        assert_eq!(views.flush(db).unwrap(), 0);
        let count = |kind| db.read::<_, crate::http::AppError>(|conn| Ok(of(conn, kind, "a")?)).unwrap();
        assert_eq!((count(Kind::Product), count(Kind::Firm), count(Kind::Need)), (4, 1, 0));
    }
}

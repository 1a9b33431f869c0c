//! The notes that say which subjects the index has yet to look at again.
//!
//! An action writes its note in the transaction of its change, so neither exists without the other. The note says
//! nothing of what changed: the feed re-reads the subject. It carries a fresh mark each time, so that the feed can
//! take away the note that it saw and leave one that was written meanwhile.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use crate::db::schema::search_dirty::dsl;
use crate::db::{Both, Conn, Kind};
use crate::ids::new_id;

/// From this many subjects on, notes written together count as a backlog.
const BACKLOG: usize = 200;

/// A note, as the feed reads it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Note {
    /// What kind of subject changed.
    pub kind: Kind,
    /// The key of the subject.
    pub subject_id: String,
    /// Differs each time the subject is marked.
    pub mark: String,
}

/// Marks are taken in falling order: single changes before a backlog, so that an import keeps nobody waiting, and
/// newer before older.
fn new_mark(subjects: usize) -> String {
    let rank = if subjects < BACKLOG { 'u' } else { 'b' };
    format!("{rank}{}", new_id())
}

/// Notes that this subject changed. Call it in the transaction of the change.
///
/// # Errors
/// Those of the database.
pub fn mark(conn: &mut Conn, kind: Kind, id: &str) -> QueryResult<()> {
    let mark = new_mark(1);
    let row = (dsl::kind.eq(kind), dsl::subject_id.eq(id), dsl::mark.eq(&mark));
    Both(
        diesel::insert_into(dsl::search_dirty)
            .values(row)
            .on_conflict((dsl::kind, dsl::subject_id))
            .do_update()
            .set(dsl::mark.eq(&mark)),
    )
    .execute(conn)?;
    Ok(())
}

/// Notes that all of these subjects changed, in one statement however many they are. Call it in the transaction of
/// the change.
///
/// # Errors
/// Those of the database.
pub fn mark_many(conn: &mut Conn, kind: Kind, ids: &[&str]) -> QueryResult<()> {
    let mark = new_mark(ids.len());
    // Sorted, so that two transactions never wait for each other's rows; without doubles, which PostgreSQL refuses.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    // Each database unfolds a list in its own way, and both far faster than row by row.
    match conn {
        Conn::Pg(conn) => diesel::sql_query(
            "INSERT INTO search_dirty (kind, subject_id, mark) SELECT $1, id, $2 FROM unnest($3) AS ids (id) \
             ON CONFLICT (kind, subject_id) DO UPDATE SET mark = excluded.mark",
        )
        .bind::<Text, _>(kind.as_str())
        .bind::<Text, _>(mark)
        .bind::<Array<Text>, _>(ids)
        .execute(conn),
        Conn::Sqlite(conn) => diesel::sql_query(
            "INSERT INTO search_dirty (kind, subject_id, mark) SELECT ?, value, ? FROM json_each(?) WHERE TRUE \
             ON CONFLICT (kind, subject_id) DO UPDATE SET mark = excluded.mark",
        )
        .bind::<Text, _>(kind.as_str())
        .bind::<Text, _>(mark)
        .bind::<Text, _>(serde_json::json!(ids).to_string())
        .execute(conn),
    }?;
    Ok(())
}

/// Up to `limit` notes, the most urgent first.
///
/// # Errors
/// Those of the database.
pub fn waiting(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Note>> {
    dsl::search_dirty.order(dsl::mark.desc()).limit(limit).load(conn)
}

/// How many subjects the index has yet to look at.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    dsl::search_dirty.count().get_result(conn)
}

/// Takes these notes away, except where a subject was marked again since.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, notes: &[Note]) -> QueryResult<()> {
    // As above: one statement that unfolds lists, for a bulk import leaves tens of thousands of notes.
    match conn {
        Conn::Pg(conn) => {
            let column = |of: fn(&Note) -> &str| notes.iter().map(of).collect::<Vec<&str>>();
            diesel::sql_query(
                "DELETE FROM search_dirty AS d USING unnest($1, $2, $3) AS n (kind, subject_id, mark) \
                 WHERE d.kind = n.kind AND d.subject_id = n.subject_id AND d.mark = n.mark",
            )
            .bind::<Array<Text>, _>(column(|n| n.kind.as_str()))
            .bind::<Array<Text>, _>(column(|n| &n.subject_id))
            .bind::<Array<Text>, _>(column(|n| &n.mark))
            .execute(conn)
        }
        Conn::Sqlite(conn) => {
            let list: Vec<_> = notes.iter().map(|n| [n.kind.as_str(), &n.subject_id, &n.mark]).collect();
            diesel::sql_query(
                "DELETE FROM search_dirty WHERE (kind, subject_id, mark) IN \
                 (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?))",
            )
            .bind::<Text, _>(serde_json::json!(list).to_string())
            .execute(conn)
        }
    }?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    fn with_database(test: impl FnOnce(&mut Conn)) {
        let dir = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite:{}", dir.path().join("t.db").display())).unwrap();
        test(&mut db.writer().unwrap());
    }

    #[test]
    fn a_note_written_again_meanwhile_survives_the_settling_of_the_first() {
        with_database(|conn| {
            mark(conn, Kind::Product, "a").unwrap();
            mark(conn, Kind::Firm, "a").unwrap();
            let seen = waiting(conn, 10).unwrap();
            mark(conn, Kind::Product, "a").unwrap();
            settle(conn, &seen).unwrap();
            let left = waiting(conn, 10).unwrap();
            assert_eq!(left.len(), 1);
            assert_eq!((left[0].kind, left[0].subject_id.as_str()), (Kind::Product, "a"));
            settle(conn, &left).unwrap();
            assert_eq!(count(conn).unwrap(), 0);
        });
    }

    #[test]
    fn a_single_change_goes_before_a_backlog() {
        with_database(|conn| {
            mark(conn, Kind::Need, "single").unwrap();
            let ids: Vec<String> = (0..5_000).map(|n| format!("{n:05}")).collect();
            let mut ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            ids.push("00000");
            mark_many(conn, Kind::Product, &ids).unwrap();
            assert_eq!(count(conn).unwrap(), 5_001);
            let first = waiting(conn, 3_000).unwrap();
            assert_eq!(first[0].subject_id, "single");
            settle(conn, &first).unwrap();
            assert_eq!(count(conn).unwrap(), 2_001);
            mark_many(conn, Kind::Product, &[]).unwrap();
        });
    }
}

//! The notes that say which subjects the index has yet to look at again.
//!
//! An action writes its note in the transaction of its change, so neither exists without the other. The note says
//! nothing of what changed: the feed re-reads the subject. It carries a fresh mark each time, so that the feed can
//! take away the note that it saw and leave one that was written meanwhile.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use serde_json::json;

use crate::db::schema::search_all_dirty;
use crate::db::schema::search_dirty::dsl;
use crate::db::{Conn, Kind};
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

impl Note {
    /// Whether it was written together with many others.
    pub fn is_of_backlog(&self) -> bool {
        self.mark.as_str() < "u"
    }
}

/// Marks are taken in falling order: single changes before a backlog, so that an import keeps nobody waiting, and
/// newer before older.
fn new_mark(subjects: usize) -> String {
    let rank = if subjects < BACKLOG { 'u' } else { 'b' };
    format!("{rank}{}", new_id())
}

/// Notes that this subject changed. Call it in the transaction of the change. A firm's published listings change with
/// it, since their documents say whose they are and where.
///
/// # Errors
/// Those of the database.
pub fn mark(conn: &mut Conn, kind: Kind, id: &str) -> QueryResult<()> {
    note_all(conn, kind, &[id], &new_mark(1))
}

/// Notes that all of these subjects changed, in one statement however many they are. Otherwise as [`mark`].
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
    note_all(conn, kind, &ids, &mark)
}

fn note_all(conn: &mut Conn, kind: Kind, ids: &[&str], mark: &str) -> QueryResult<()> {
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
        .bind::<Text, _>(json!(ids).to_string())
        .execute(conn),
    }?;
    if kind == Kind::Firm { note_listings(conn, ids, mark) } else { Ok(()) }
}

/// Notes the published listings of firms.
fn note_listings(conn: &mut Conn, firms: &[&str], mark: &str) -> QueryResult<()> {
    for (kind, table) in [(Kind::Product, "products"), (Kind::Need, "needs")] {
        let select = format!(
            "INSERT INTO search_dirty (kind, subject_id, mark) SELECT '{kind}', id, $1 FROM {table} \
             WHERE state = 'published' AND firm_id IN"
        );
        let upsert = "ON CONFLICT (kind, subject_id) DO UPDATE SET mark = excluded.mark";
        match conn {
            Conn::Pg(conn) => diesel::sql_query(format!("{select} (SELECT unnest($2)) ORDER BY id {upsert}"))
                .bind::<Text, _>(mark)
                .bind::<Array<Text>, _>(firms)
                .execute(conn),
            Conn::Sqlite(conn) => diesel::sql_query(format!("{select} (SELECT value FROM json_each($2)) {upsert}"))
                .bind::<Text, _>(mark)
                .bind::<Text, _>(json!(firms).to_string())
                .execute(conn),
        }?;
    }
    Ok(())
}

/// Notes everything that is published or verified: for changes of divisions, industries and the chain graph, which any
/// document may show. What has not changed costs the feed a look and no more.
///
/// # Errors
/// Those of the database.
pub fn mark_everything(conn: &mut Conn) -> QueryResult<()> {
    let mark = new_mark(usize::MAX);
    for (kind, table, shown) in [
        (Kind::Product, "products", "state = 'published'"),
        (Kind::Need, "needs", "state = 'published'"),
        (Kind::Firm, "firms", "verification = 'verified'"),
    ] {
        diesel::sql_query(format!(
            "INSERT INTO search_dirty (kind, subject_id, mark) SELECT '{kind}', id, '{mark}' FROM {table} \
             WHERE {shown} ON CONFLICT (kind, subject_id) DO UPDATE SET mark = excluded.mark"
        ))
        .execute(conn)?;
    }
    Ok(())
}

/// Notes in one row that every subject is to be looked at: for a first import, whose own index makes a note of each
/// subject superfluous. Returns the mark by which [`settle_all`] takes it away.
///
/// # Errors
/// Those of the database.
pub fn mark_all(conn: &mut Conn) -> QueryResult<String> {
    let mark = new_mark(usize::MAX);
    diesel::insert_into(search_all_dirty::table).values(search_all_dirty::mark.eq(&mark)).execute(conn)?;
    Ok(mark)
}

/// Whether a [`mark_all`] waits.
///
/// # Errors
/// Those of the database.
pub fn is_all_marked(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(search_all_dirty::table.select(search_all_dirty::mark))).get_result(conn)
}

/// Makes of every [`mark_all`] the notes that it stands for. Call it in a transaction.
///
/// # Errors
/// Those of the database.
pub fn unfold(conn: &mut Conn) -> QueryResult<()> {
    if diesel::delete(search_all_dirty::table).execute(conn)? > 0 { mark_everything(conn) } else { Ok(()) }
}

/// Takes one [`mark_all`] away, if nobody has unfolded it.
///
/// # Errors
/// Those of the database.
pub fn settle_all(conn: &mut Conn, mark: &str) -> QueryResult<()> {
    diesel::delete(search_all_dirty::table.find(mark)).execute(conn)?;
    Ok(())
}

/// Up to `limit` notes, the most urgent first.
///
/// # Errors
/// Those of the database.
pub fn waiting(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Note>> {
    dsl::search_dirty.order(dsl::mark.desc()).limit(limit).load(conn)
}

/// Up to `limit` notes of single changes, without any backlog.
///
/// # Errors
/// Those of the database.
pub fn urgent(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Note>> {
    dsl::search_dirty.filter(dsl::mark.ge("u")).order(dsl::mark.desc()).limit(limit).load(conn)
}

/// Those of the subjects that have a note.
///
/// # Errors
/// Those of the database.
pub fn marked(conn: &mut Conn, kind: Kind, ids: &[String]) -> QueryResult<Vec<String>> {
    if is_all_marked(conn)? {
        return Ok(ids.to_vec());
    }
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let noted = dsl::search_dirty.filter(dsl::kind.eq(kind)).filter(dsl::subject_id.eq_any(ids));
        found.extend(noted.select(dsl::subject_id).load::<String>(conn)?);
    }
    Ok(found)
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
            .bind::<Text, _>(json!(list).to_string())
            .execute(conn)
        }
    }?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::TestDb;

    fn with_database(test: impl FnOnce(&mut Conn)) {
        test(&mut TestDb::new().db.writer().unwrap());
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
            assert_eq!(urgent(conn, 10).unwrap(), first[..1]);
            let asked: Vec<String> = ["00000", "x"].map(str::to_owned).into();
            assert_eq!(marked(conn, Kind::Product, &asked).unwrap(), ["00000"]);
            settle(conn, &first).unwrap();
            assert_eq!(count(conn).unwrap(), 2_001);
            mark_many(conn, Kind::Product, &[]).unwrap();
        });
    }
}

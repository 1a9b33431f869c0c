//! The table of batches, with the faults that a check found and the rows as they were before a change.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{import_batches, import_changes, import_faults};
use crate::firms::FirmId;
use crate::imports::State;
use crate::imports::report::RowFault;

/// Rows of one statement.
const CHUNK: usize = 500;

/// A batch as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset, Selectable)]
#[diesel(table_name = import_batches, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct BatchRow {
    /// Its key.
    pub id: String,
    /// The file as its user knows it.
    pub source: String,
    /// Tells whether a file is still the one that was begun with.
    pub fingerprint: String,
    /// Who began it.
    pub actor: String,
    /// That person's name.
    pub actor_name: String,
    /// The firm that it is for; none when an operator imports.
    pub firm_id: Option<FirmId>,
    /// Where it stands.
    pub state: State,
    /// Whether rows with faults are left out instead of stopping it.
    pub skip_bad: bool,
    /// Rows done in this phase.
    pub rows_done: i64,
    /// Rows in all, where known.
    pub rows_total: i64,
    /// The counts of each table (JSON).
    pub counts: String,
    /// How many wrong cells there are.
    pub faults: i64,
    /// What else its user should know (JSON).
    pub warnings: String,
    /// What an undo did (JSON), or why the import failed (JSON); empty otherwise.
    pub outcome: String,
    /// When the file was handed in.
    pub created_at: Moment,
    /// When writing began: the time of every row that it wrote.
    pub applied_at: Option<Moment>,
    /// When it was undone.
    pub undone_at: Option<Moment>,
}

/// Adds a batch.
///
/// # Errors
/// Those of the database.
pub fn insert_batch(conn: &mut Conn, row: &BatchRow) -> QueryResult<()> {
    diesel::insert_into(import_batches::table).values(row).execute(conn)?;
    Ok(())
}

/// Writes every column of a batch.
///
/// # Errors
/// Those of the database.
pub fn update_batch(conn: &mut Conn, row: &BatchRow) -> QueryResult<()> {
    diesel::update(import_batches::table.find(&row.id)).set(row).execute(conn)?;
    Ok(())
}

/// The batch of that key.
///
/// # Errors
/// Those of the database.
pub fn batch(conn: &mut Conn, id: &str) -> QueryResult<Option<BatchRow>> {
    import_batches::table.find(id).select(BatchRow::as_select()).first(conn).optional()
}

/// A page of the batches of one firm, or of all, newest first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn batches(conn: &mut Conn, firm: Option<&FirmId>, offset: u64, limit: u64) -> QueryResult<(Vec<BatchRow>, u64)> {
    let (offset, limit) = (i64::try_from(offset).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    let newest = (import_batches::created_at.desc(), import_batches::id.desc());
    let page = import_batches::table.select(BatchRow::as_select()).order(newest).offset(offset).limit(limit);
    let (page, count): (Vec<BatchRow>, i64) = match firm {
        Some(firm) => (
            page.filter(import_batches::firm_id.eq(firm)).load(conn)?,
            import_batches::table.filter(import_batches::firm_id.eq(firm)).count().get_result(conn)?,
        ),
        None => (page.load(conn)?, import_batches::table.count().get_result(conn)?),
    };
    Ok((page, u64::try_from(count).unwrap_or(0)))
}

/// The batch that was interrupted while it wrote this very file.
///
/// # Errors
/// Those of the database.
pub fn interrupted(conn: &mut Conn, source: &str, fingerprint: &str, actor: &str) -> QueryResult<Option<BatchRow>> {
    import_batches::table
        .filter(import_batches::state.eq(State::Applying))
        .filter(import_batches::source.eq(source).and(import_batches::fingerprint.eq(fingerprint)))
        .filter(import_batches::actor.eq(actor))
        .order((import_batches::created_at.desc(), import_batches::id.desc()))
        .select(BatchRow::as_select())
        .first(conn)
        .optional()
}

/// Notes how far a batch has come.
///
/// # Errors
/// Those of the database.
pub fn note_progress(conn: &mut Conn, id: &str, done: u64, total: u64) -> QueryResult<()> {
    let (done, total) = (i64::try_from(done).unwrap_or(i64::MAX), i64::try_from(total).unwrap_or(i64::MAX));
    diesel::update(import_batches::table.find(id))
        .set((import_batches::rows_done.eq(done), import_batches::rows_total.eq(total)))
        .execute(conn)?;
    Ok(())
}

/// A row as it was before a batch changed it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = import_changes)]
pub struct ChangeRow {
    /// The batch.
    pub batch_id: String,
    /// The row's table.
    pub subject_kind: String,
    /// The row's key.
    pub subject_id: String,
    /// The row (JSON).
    pub before: String,
}

/// Keeps rows as they were.
///
/// # Errors
/// Those of the database.
pub fn insert_changes(conn: &mut Conn, rows: &[ChangeRow]) -> QueryResult<()> {
    crate::insert_all!(conn, import_changes::table, rows)
}

/// Which of these rows the batch has changed already.
///
/// # Errors
/// Those of the database.
pub fn changed_already(conn: &mut Conn, batch: &str, kind: &str, ids: &[&str]) -> QueryResult<HashSet<String>> {
    let mut found = HashSet::new();
    for ids in ids.chunks(CHUNK) {
        let changed = import_changes::table
            .filter(import_changes::batch_id.eq(batch).and(import_changes::subject_kind.eq(kind)))
            .filter(import_changes::subject_id.eq_any(ids.iter().copied()))
            .select(import_changes::subject_id);
        found.extend(changed.load::<String>(conn)?);
    }
    Ok(found)
}

/// Up to `limit` rows of a table that a batch changed, as they were, behind the key `after`.
///
/// # Errors
/// Those of the database.
pub fn changes(conn: &mut Conn, batch: &str, kind: &str, after: &str, limit: i64) -> QueryResult<Vec<ChangeRow>> {
    import_changes::table
        .filter(import_changes::batch_id.eq(batch).and(import_changes::subject_kind.eq(kind)))
        .filter(import_changes::subject_id.gt(after))
        .order(import_changes::subject_id)
        .limit(limit)
        .load(conn)
}

/// Keeps the faults of a batch in place of those kept before.
///
/// # Errors
/// Those of the database.
pub fn replace_faults(conn: &mut Conn, batch: &str, faults: &[RowFault]) -> anyhow::Result<()> {
    diesel::delete(import_faults::table.filter(import_faults::batch_id.eq(batch))).execute(conn)?;
    let mut rows = Vec::with_capacity(faults.len());
    for (position, fault) in (0i64..).zip(faults) {
        rows.push((
            import_faults::batch_id.eq(batch),
            import_faults::position.eq(position),
            import_faults::fault.eq(serde_json::to_string(fault)?),
        ));
    }
    Ok(crate::insert_all!(conn, import_faults::table, rows)?)
}

/// A page of the faults of a batch, in the order of the file.
///
/// # Errors
/// Those of the database, and a fault that cannot be read.
pub fn faults(conn: &mut Conn, batch: &str, offset: u64, limit: u64) -> anyhow::Result<Vec<RowFault>> {
    let (offset, limit) = (i64::try_from(offset).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    let page: Vec<String> = import_faults::table
        .filter(import_faults::batch_id.eq(batch))
        .order(import_faults::position)
        .select(import_faults::fault)
        .offset(offset)
        .limit(limit)
        .load(conn)?;
    Ok(page.iter().map(|fault| serde_json::from_str(fault)).collect::<Result<_, _>>()?)
}

/// Batches handed in before `day` whose faults and earlier rows are still kept.
///
/// # Errors
/// Those of the database.
pub fn expired(conn: &mut Conn, day: Moment) -> QueryResult<Vec<String>> {
    let with_changes = import_changes::table.select(import_changes::batch_id);
    let with_faults = import_faults::table.select(import_faults::batch_id);
    import_batches::table
        .filter(import_batches::created_at.lt(day))
        .filter(import_batches::id.eq_any(with_changes).or(import_batches::id.eq_any(with_faults)))
        .filter(import_batches::state.ne(State::Applying))
        .select(import_batches::id)
        .load(conn)
}

/// Forgets the faults and the earlier rows of a batch; it can then no longer be undone.
///
/// # Errors
/// Those of the database.
pub fn forget(conn: &mut Conn, batch: &str) -> QueryResult<()> {
    diesel::delete(import_changes::table.filter(import_changes::batch_id.eq(batch))).execute(conn)?;
    diesel::delete(import_faults::table.filter(import_faults::batch_id.eq(batch))).execute(conn)?;
    Ok(())
}

/// Whether a batch of this source has been written whole and not been taken back.
///
/// # Errors
/// Those of the database.
pub fn is_applied(conn: &mut Conn, source: &str) -> QueryResult<bool> {
    let applied = import_batches::table
        .filter(import_batches::source.eq(source))
        .filter(import_batches::state.eq(State::Applied));
    diesel::select(diesel::dsl::exists(applied)).get_result(conn)
}

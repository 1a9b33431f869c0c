//! The log's rows.

use diesel::prelude::*;
use diesel::sql_query;

use super::entry::{Entry, Head};
use crate::db::Conn;
use crate::db::schema::audit_log;

/// Any constant does; it only has to differ from other advisory locks of the program.
const LOCK: i64 = 0x7065_6974_616f_0001;

/// Makes other writers of the log wait until this transaction ends, so that two of them never continue the chain
/// from the same entry. SQLite has a single writer anyway.
pub fn lock(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Pg(conn) => sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(conn).map(|_| ()),
        Conn::Sqlite(_) => Ok(()),
    }
}

/// The end of the chain.
pub fn head(conn: &mut Conn) -> QueryResult<Head> {
    let last = audit_log::table
        .order(audit_log::seq.desc())
        .select((audit_log::seq, audit_log::hash))
        .first::<(i64, String)>(conn)
        .optional()?;
    Ok(last.map_or_else(Head::default, |(seq, hash)| Head { seq, hash }))
}

/// Adds an entry.
pub fn insert(conn: &mut Conn, entry: &Entry) -> QueryResult<()> {
    diesel::insert_into(audit_log::table).values(entry).execute(conn).map(|_| ())
}

/// The next entries behind number `seq`, oldest first.
pub fn after(conn: &mut Conn, seq: i64, limit: i64) -> QueryResult<Vec<Entry>> {
    audit_log::table.filter(audit_log::seq.gt(seq)).order(audit_log::seq.asc()).limit(limit).load(conn)
}

/// How many entries there are.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    audit_log::table.count().get_result(conn)
}

/// A page of entries, newest first.
pub fn newest(conn: &mut Conn, offset: u64, limit: u64) -> QueryResult<Vec<Entry>> {
    let (offset, limit) = (i64::try_from(offset).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    audit_log::table.order(audit_log::seq.desc()).offset(offset).limit(limit).load(conn)
}

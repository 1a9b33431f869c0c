//! What the list of matters asks of the tables.

use diesel::prelude::*;

use super::MatterRow;
use crate::alerts::{Level, MatterKind};
use crate::db::Conn;
use crate::db::schema::alert_matters::dsl;

/// Which matters are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Those that have ended; else those that have not.
    pub is_cleared: bool,
    /// Only those that stand at this level.
    pub level: Option<Level>,
    /// Only those of this kind.
    pub kind: Option<MatterKind>,
    /// Only those of these divisions; none for the whole city.
    pub divisions: Option<Vec<String>>,
}

/// Adds the conditions of a selection to a query; a macro, because the types of diesel's queries have no short name.
macro_rules! select {
    ($query:expr, $selection:expr) => {{
        let mut query = $query.filter(dsl::level.is_not_null()).into_boxed();
        query = match $selection.is_cleared {
            true => query.filter(dsl::cleared_at.is_not_null()),
            false => query.filter(dsl::cleared_at.is_null()),
        };
        if let Some(level) = $selection.level {
            query = query.filter(dsl::level.eq(level));
        }
        if let Some(kind) = $selection.kind {
            query = query.filter(dsl::kind.eq(kind));
        }
        if let Some(codes) = &$selection.divisions {
            query = query.filter(dsl::division_code.eq_any(codes.clone()));
        }
        query
    }};
}

/// How many matters of a selection stand at each level, whatever level it names.
///
/// # Errors
/// Those of the database.
pub fn counts(conn: &mut Conn, selection: &Selection) -> QueryResult<[i64; 3]> {
    let mut counts = [0; 3];
    for (count, level) in counts.iter_mut().zip(Level::ALL) {
        let of = Selection { level: Some(*level), ..selection.clone() };
        *count = select!(dsl::alert_matters, of).count().get_result(conn)?;
    }
    Ok(counts)
}

/// One page of a selection, the longest waiting first, those that have ended by their end, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, selection: &Selection, (offset, limit): (i64, i64)) -> QueryResult<(Vec<MatterRow>, i64)> {
    let total = select!(dsl::alert_matters, selection).count().get_result(conn)?;
    let page = select!(dsl::alert_matters, selection).offset(offset).limit(limit);
    let rows = match selection.is_cleared {
        true => page.order((dsl::cleared_at.desc(), dsl::id)).load(conn)?,
        false => page.order((dsl::started_at, dsl::id)).load(conn)?,
    };
    Ok((rows, total))
}

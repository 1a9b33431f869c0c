//! One statement for both databases where diesel's common subset leaves it out (`ON CONFLICT`).

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;

use super::{Conn, MultiBackend};

/// A statement that either database accepts although the derived connection does not know it:
/// `Both(insert_into(t).values(v).on_conflict(c).do_update().set(s)).execute(conn)`.
pub struct Both<T>(pub T);

impl<T: QueryId> QueryId for Both<T> {
    type QueryId = T::QueryId;
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T> QueryFragment<MultiBackend> for Both<T>
where
    T: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, out)
    }
}

impl<T: Query> Query for Both<T> {
    type SqlType = T::SqlType;
}

impl<T> diesel::RunQueryDsl<Conn> for Both<T> {}

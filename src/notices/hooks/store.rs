//! Rows of `hooks`.

use diesel::prelude::*;

use super::super::Topic;
use super::HookId;
use crate::accounts::UserId;
use crate::clock::Moment;
use crate::db::schema::hooks;
use crate::db::{Conn, MultiBackend};
use crate::ids::FirmId;
use crate::outbox::Way;

/// A hook.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = hooks)]
pub struct HookRow {
    /// Its key.
    pub id: HookId,
    /// Whose it is; none for the operators'.
    pub firm_id: Option<FirmId>,
    /// How it is told.
    pub way: Way,
    /// What its owner calls it.
    pub name: String,
    /// Host of its address, to be shown.
    pub host: String,
    /// Address and secret, sealed, as hexadecimal digits.
    pub sealed: String,
    /// Words of the topics that it hears of, separated by commas.
    pub topics: String,
    /// How often it has failed since it last worked.
    pub failures: i64,
    /// Since when it is switched off.
    pub disabled_at: Option<Moment>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Moment,
}

impl HookRow {
    /// The topics that it hears of.
    pub fn topics(&self) -> Vec<Topic> {
        self.topics.split(',').filter_map(Topic::parse).collect()
    }

    /// Whether it hears of this topic.
    pub fn hears(&self, topic: Topic) -> bool {
        self.topics().contains(&topic)
    }
}

fn of(firm: Option<&FirmId>) -> hooks::BoxedQuery<'_, MultiBackend> {
    match firm {
        Some(firm) => hooks::table.filter(hooks::firm_id.eq(firm)).into_boxed(),
        None => hooks::table.filter(hooks::firm_id.is_null()).into_boxed(),
    }
}

/// Adds a hook.
pub fn insert(conn: &mut Conn, row: &HookRow) -> QueryResult<()> {
    diesel::insert_into(hooks::table).values(row).execute(conn).map(|_| ())
}

/// The hooks of a firm, or the operators', newest first.
pub fn own(conn: &mut Conn, firm: Option<&FirmId>) -> QueryResult<Vec<HookRow>> {
    of(firm).order((hooks::created_at.desc(), hooks::id.desc())).load(conn)
}

/// Those of them that are switched on.
pub fn listening(conn: &mut Conn, firm: Option<&FirmId>) -> QueryResult<Vec<HookRow>> {
    of(firm).filter(hooks::disabled_at.is_null()).order(hooks::id).load(conn)
}

/// One hook.
pub fn find(conn: &mut Conn, id: &str) -> QueryResult<Option<HookRow>> {
    hooks::table.find(id).first(conn).optional()
}

/// Takes a hook away.
pub fn delete(conn: &mut Conn, id: &HookId) -> QueryResult<()> {
    diesel::delete(hooks::table.find(id)).execute(conn).map(|_| ())
}

/// Notes that it works.
pub fn worked(conn: &mut Conn, id: &str) -> QueryResult<()> {
    let failing = hooks::table.filter(hooks::id.eq(id).and(hooks::failures.gt(0)));
    diesel::update(failing).set(hooks::failures.eq(0_i64)).execute(conn).map(|_| ())
}

/// Counts a failure.
pub fn failed(conn: &mut Conn, id: &str) -> QueryResult<()> {
    diesel::update(hooks::table.find(id)).set(hooks::failures.eq(hooks::failures + 1_i64)).execute(conn).map(|_| ())
}

/// Switches it off, or on again with a clean record. Whether that changed anything.
pub fn switch(conn: &mut Conn, id: &HookId, disabled_at: Option<Moment>) -> QueryResult<bool> {
    let row = hooks::table.filter(hooks::id.eq(id));
    let n = match disabled_at {
        Some(at) => {
            diesel::update(row.filter(hooks::disabled_at.is_null())).set(hooks::disabled_at.eq(at)).execute(conn)?
        }
        None => diesel::update(row.filter(hooks::disabled_at.is_not_null()))
            .set((hooks::disabled_at.eq(None::<Moment>), hooks::failures.eq(0_i64)))
            .execute(conn)?,
    };
    Ok(n == 1)
}

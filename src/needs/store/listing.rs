//! A need as a listing: what tells it from a product, and its SQL.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{CHUNK, Card, NeedRow};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::schema::needs::dsl;
use crate::db::{Conn, Kind};
use crate::ids::FirmId;
use crate::listings::{Counts, Filter, Listing, ListingState, Standing};
use crate::needs::{NeedFields, NeedId};

diesel::define_sql_function!(fn lower(text: Text) -> Text);

impl Listing for NeedRow {
    type Fields = NeedFields;
    const KIND: Kind = Kind::Need;
    const PATH: &'static str = "needs";
    const LETTER: char = 'N';

    fn make(
        code: String,
        firm: FirmId,
        fields: NeedFields,
        category: Option<CategoryId>,
        state: ListingState,
        now: Moment,
    ) -> NeedRow {
        NeedRow::new(NeedId::new(), code, firm, fields, category, state, now)
    }

    fn stating(self, fields: NeedFields, category: Option<CategoryId>) -> NeedRow {
        let updated_at = self.updated_at;
        self.with(fields, category, updated_at)
    }

    fn standing_at(self, standing: Standing) -> NeedRow {
        let Standing { state, published_at, confirmed_at, updated_at } = standing;
        NeedRow { state, published_at, confirmed_at, updated_at, ..self }
    }

    fn fields(&self, category: Option<String>) -> NeedFields {
        self.fields(category)
    }

    fn standing(&self) -> Standing {
        let NeedRow { state, published_at, confirmed_at, updated_at, .. } = *self;
        Standing { state, published_at, confirmed_at, updated_at }
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn firm(&self) -> &FirmId {
        &self.firm_id
    }

    fn find(conn: &mut Conn, code: &str) -> QueryResult<Option<Card>> {
        super::card_by_code(conn, code)
    }

    fn insert(&self, conn: &mut Conn) -> QueryResult<()> {
        super::insert(conn, self)
    }

    fn update(&self, conn: &mut Conn, seen: Moment) -> QueryResult<bool> {
        let same = dsl::needs.find(&self.id).filter(dsl::updated_at.eq(seen));
        Ok(diesel::update(same).set(self).execute(conn)? == 1)
    }

    fn delete(&self, conn: &mut Conn) -> QueryResult<()> {
        diesel::delete(dsl::needs.find(&self.id)).execute(conn)?;
        Ok(())
    }

    fn own(
        conn: &mut Conn,
        firm: &FirmId,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> QueryResult<(Vec<NeedRow>, u64)> {
        let pattern = filter.pattern();
        let wanted = dsl::needs
            .filter(dsl::firm_id.eq(firm))
            .filter(dsl::state.eq_any(filter.states()))
            .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(filter.before())))
            .filter(lower(dsl::text).like(&pattern).escape('\\').or(lower(dsl::code).like(&pattern).escape('\\')));
        let total: i64 = wanted.clone().count().get_result(conn)?;
        let page = wanted.order((dsl::updated_at.desc(), dsl::id.desc())).limit(limit as i64).offset(offset as i64);
        Ok((page.load(conn)?, total as u64))
    }

    fn counts(conn: &mut Conn, firm: &FirmId, stale_before: Moment) -> QueryResult<Counts> {
        let by_state: Vec<(ListingState, i64)> = dsl::needs
            .filter(dsl::firm_id.eq(firm))
            .group_by(dsl::state)
            .select((dsl::state, diesel::dsl::count_star()))
            .load(conn)?;
        let stale = dsl::needs
            .filter(dsl::firm_id.eq(firm))
            .filter(dsl::state.eq(ListingState::Published))
            .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(stale_before)))
            .count()
            .get_result(conn)?;
        Ok(Counts::new(&by_state, stale))
    }

    fn confirm_stale(conn: &mut Conn, firm: &FirmId, stale_before: Moment, now: Moment) -> QueryResult<Vec<String>> {
        let stale = dsl::needs
            .filter(dsl::firm_id.eq(firm))
            .filter(dsl::state.eq(ListingState::Published))
            .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(stale_before)));
        let ids: Vec<String> = stale.select(dsl::id).load(conn)?;
        let set = (dsl::confirmed_at.eq(Some(now)), dsl::updated_at.eq(now));
        for ids in ids.chunks(CHUNK) {
            diesel::update(dsl::needs.filter(dsl::id.eq_any(ids))).set(set).execute(conn)?;
        }
        Ok(ids)
    }
}

/// The published needs of a firm, newest first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn published_of(conn: &mut Conn, firm: &FirmId, offset: u64, limit: u64) -> QueryResult<(Vec<NeedRow>, u64)> {
    let published = Filter { state: Some(ListingState::Published), ..Filter::default() };
    NeedRow::own(conn, firm, &published, offset, limit)
}

#[cfg(test)]
mod tests {
    use super::NeedRow;

    crate::lifecycle_suite!(NeedRow, title: "text", amount: "quantity", positive: "quantity");
}

//! A product as a listing: what tells it from a need, and its SQL.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{CHUNK, Card, ProductRow};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::schema::pictures;
use crate::db::schema::products::dsl;
use crate::db::{Conn, Kind};
use crate::ids::FirmId;
use crate::listings::{Counts, Filter, Listing, ListingState, Standing};
use crate::products::{ProductFields, ProductId};

diesel::define_sql_function!(fn lower(text: Text) -> Text);

impl Listing for ProductRow {
    type Fields = ProductFields;
    const KIND: Kind = Kind::Product;
    const PATH: &'static str = "products";
    const LETTER: char = 'P';

    fn make(
        code: String,
        firm: FirmId,
        fields: ProductFields,
        category: Option<CategoryId>,
        state: ListingState,
        now: Moment,
    ) -> ProductRow {
        ProductRow::new(ProductId::new(), code, firm, fields, category, state, now)
    }

    fn stating(self, fields: ProductFields, category: Option<CategoryId>) -> ProductRow {
        let updated_at = self.updated_at;
        self.with(fields, category, updated_at)
    }

    fn standing_at(self, standing: Standing) -> ProductRow {
        let Standing { state, published_at, confirmed_at, updated_at } = standing;
        ProductRow { state, published_at, confirmed_at, updated_at, ..self }
    }

    fn fields(&self, category: Option<String>) -> ProductFields {
        self.fields(category)
    }

    fn standing(&self) -> Standing {
        let ProductRow { state, published_at, confirmed_at, updated_at, .. } = *self;
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
        let same = dsl::products.find(&self.id).filter(dsl::updated_at.eq(seen));
        Ok(diesel::update(same).set(self).execute(conn)? == 1)
    }

    /// Its pictures with it (their files go with the next [`purge`](crate::products::pictures::purge)).
    fn delete(&self, conn: &mut Conn) -> QueryResult<()> {
        diesel::delete(pictures::table.filter(pictures::product_id.eq(self.id.as_str()))).execute(conn)?;
        diesel::delete(dsl::products.find(&self.id)).execute(conn)?;
        Ok(())
    }

    fn own(
        conn: &mut Conn,
        firm: &FirmId,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> QueryResult<(Vec<ProductRow>, u64)> {
        let pattern = filter.pattern();
        let wanted = dsl::products
            .filter(dsl::firm_id.eq(firm))
            .filter(dsl::state.eq_any(filter.states()))
            .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(filter.before())))
            .filter(lower(dsl::name).like(&pattern).escape('\\').or(lower(dsl::code).like(&pattern).escape('\\')));
        let total: i64 = wanted.clone().count().get_result(conn)?;
        let page = wanted.order((dsl::updated_at.desc(), dsl::id.desc())).limit(limit as i64).offset(offset as i64);
        Ok((page.load(conn)?, total as u64))
    }

    fn counts(conn: &mut Conn, firm: &FirmId, stale_before: Moment) -> QueryResult<Counts> {
        let by_state: Vec<(ListingState, i64)> = dsl::products
            .filter(dsl::firm_id.eq(firm))
            .group_by(dsl::state)
            .select((dsl::state, diesel::dsl::count_star()))
            .load(conn)?;
        let stale = dsl::products
            .filter(dsl::firm_id.eq(firm))
            .filter(dsl::state.eq(ListingState::Published))
            .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(stale_before)))
            .count()
            .get_result(conn)?;
        Ok(Counts::new(&by_state, stale))
    }

    fn confirm_stale(conn: &mut Conn, firm: &FirmId, stale_before: Moment, now: Moment) -> QueryResult<Vec<String>> {
        let stale = dsl::products
            .filter(dsl::firm_id.eq(firm))
            .filter(dsl::state.eq(ListingState::Published))
            .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(stale_before)));
        let ids: Vec<String> = stale.select(dsl::id).load(conn)?;
        let set = (dsl::confirmed_at.eq(Some(now)), dsl::updated_at.eq(now));
        for ids in ids.chunks(CHUNK) {
            diesel::update(dsl::products.filter(dsl::id.eq_any(ids))).set(set).execute(conn)?;
        }
        Ok(ids)
    }
}

/// The published products of a firm, newest first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn published_of(conn: &mut Conn, firm: &FirmId, offset: u64, limit: u64) -> QueryResult<(Vec<ProductRow>, u64)> {
    let published = Filter { state: Some(ListingState::Published), ..Filter::default() };
    ProductRow::own(conn, firm, &published, offset, limit)
}

#[cfg(test)]
mod tests {
    use super::ProductRow;

    crate::lifecycle_suite!(ProductRow, title: "name", amount: "price_from", positive: "lead_days");
}

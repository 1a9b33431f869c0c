//! A firm's list of its own products.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{CHUNK, ProductRow};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::products::dsl;
use crate::ids::FirmId;
use crate::products::{ListingState, ProductId};
use crate::text;

diesel::define_sql_function!(fn lower(text: Text) -> Text);

/// The published products of a firm, newest first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn published_of(conn: &mut Conn, firm: &FirmId, offset: u64, limit: u64) -> QueryResult<(Vec<ProductRow>, u64)> {
    own(conn, firm, &Filter { state: Some(ListingState::Published), ..Filter::default() }, offset, limit)
}

/// Which of its own listings a firm looks at.
#[derive(Debug, Clone, Default)]
pub struct Filter<'a> {
    /// In this state only.
    pub state: Option<ListingState>,
    /// Confirmed before this moment only (with the state `Published`: the stale ones).
    pub confirmed_before: Option<Moment>,
    /// With this in name or code only.
    pub text: &'a str,
}

impl Filter<'_> {
    pub(crate) fn states(&self) -> Vec<ListingState> {
        self.state.map_or_else(|| ListingState::ALL.to_vec(), |state| vec![state])
    }

    /// Beyond every moment where there is no limit, so that one query serves both.
    pub(crate) fn before(&self) -> Moment {
        self.confirmed_before.unwrap_or(FAR)
    }

    /// Lower case, for `LIKE … ESCAPE '\'`.
    pub(crate) fn pattern(&self) -> String {
        text::like(self.text)
    }
}

/// The last moment of the year 9999, which both databases can keep.
const FAR: Moment = match chrono::NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => match day.and_hms_opt(23, 59, 59) {
        Some(moment) => moment,
        None => panic!("a moment that exists"),
    },
    None => panic!("a day that exists"),
};

/// A firm's own products, the last changed first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn own(
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

/// How many listings a firm has in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Drafts.
    pub draft: u64,
    /// Published, stale ones among them.
    pub published: u64,
    /// Withdrawn.
    pub withdrawn: u64,
    /// Published and not confirmed for too long.
    pub stale: u64,
}

impl Counts {
    /// From the count of each state and that of the stale ones.
    pub(crate) fn new(by_state: &[(ListingState, i64)], stale: i64) -> Counts {
        let of = |state| by_state.iter().find(|(s, _)| *s == state).map_or(0, |(_, n)| *n as u64);
        Counts {
            draft: of(ListingState::Draft),
            published: of(ListingState::Published),
            withdrawn: of(ListingState::Withdrawn),
            stale: stale as u64,
        }
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.draft + self.published + self.withdrawn
    }
}

/// Counts a firm's products; those confirmed before `stale_before` are stale.
///
/// # Errors
/// Those of the database.
pub fn counts(conn: &mut Conn, firm: &FirmId, stale_before: Moment) -> QueryResult<Counts> {
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

/// Confirms every stale product of a firm at once; returns how many there were.
///
/// # Errors
/// Those of the database.
pub fn confirm_stale(conn: &mut Conn, firm: &FirmId, stale_before: Moment, now: Moment) -> QueryResult<Vec<ProductId>> {
    let stale = dsl::products
        .filter(dsl::firm_id.eq(firm))
        .filter(dsl::state.eq(ListingState::Published))
        .filter(dsl::confirmed_at.is_null().or(dsl::confirmed_at.assume_not_null().lt(stale_before)));
    let ids: Vec<ProductId> = stale.select(dsl::id).load(conn)?;
    let set = (dsl::confirmed_at.eq(Some(now)), dsl::updated_at.eq(now));
    for ids in ids.chunks(CHUNK) {
        diesel::update(dsl::products.filter(dsl::id.eq_any(ids))).set(set).execute(conn)?;
    }
    Ok(ids)
}

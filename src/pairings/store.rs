//! Rows of `pairings` and `pairing_events`.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::{PairingId, Reason, Side, State};
use crate::accounts::UserId;
use crate::clock::Moment;
use crate::db::schema::{needs, pairing_events, pairings, products};
use crate::db::{self, Conn};
use crate::ids::{self, FirmId};
use crate::listings::ListingState;
use crate::needs::NeedId;
use crate::products::ProductId;

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 500;

/// A pairing as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pairings, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct PairingRow {
    /// Its key.
    pub id: PairingId,
    /// The need.
    pub need_id: NeedId,
    /// The seller's product that fits best.
    pub product_id: ProductId,
    /// The firm that has the need.
    pub buyer_id: FirmId,
    /// The firm that has the product.
    pub seller_id: FirmId,
    /// Its place among the need's pairings, from 1; none when it is no longer among the first.
    pub place: Option<i64>,
    /// Its score in hundredths of a point.
    pub score: i64,
    /// How the product fits, as a word.
    pub fit: String,
    /// What the need was read to ask for.
    pub good: String,
    /// Where it stands.
    pub state: State,
    /// Why it was declined.
    pub reason: Option<Reason>,
    /// What the side said that declined.
    pub note: String,
    /// [`facts`](super::rules::facts) at that time.
    pub facts: String,
    /// Last step.
    pub state_at: Moment,
}

/// One step of a pairing.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = pairing_events)]
pub struct Event {
    /// Its key.
    pub id: String,
    /// The pairing.
    pub pairing_id: PairingId,
    /// When.
    pub at: Moment,
    /// By which side.
    pub side: Side,
    /// By whom; none for the site and for programs.
    pub user_id: Option<UserId>,
    /// Where it led.
    pub state: State,
    /// Why it was declined.
    pub reason: Option<Reason>,
    /// What was said.
    pub note: String,
}

/// A pairing with what a list says of it.
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    /// The pairing.
    pub row: PairingRow,
    /// Code and words of the need.
    pub need: (String, String),
    /// Code and name of the product.
    pub product: (String, String),
}

/// Which pairings of a firm a list shows.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The firm.
    pub firm: &'a FirmId,
    /// On which side it stands.
    pub side: Side,
    /// In which states.
    pub states: &'a [State],
}

/// The pairing of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &PairingId) -> QueryResult<Option<PairingRow>> {
    pairings::table.find(id).first(conn).optional()
}

/// All pairings of a need, kept and dropped.
///
/// # Errors
/// Those of the database.
pub fn of_need(conn: &mut Conn, need: &NeedId) -> QueryResult<Vec<PairingRow>> {
    pairings::table.filter(pairings::need_id.eq(need)).order((pairings::place, pairings::id)).load(conn)
}

/// All pairings of some needs.
///
/// # Errors
/// Those of the database.
pub fn of_needs(conn: &mut Conn, needs: &[&str]) -> QueryResult<Vec<PairingRow>> {
    let mut found = vec![];
    for needs in needs.chunks(CHUNK) {
        let some = pairings::table.filter(pairings::need_id.eq_any(needs.iter().copied()));
        found.extend(some.load::<PairingRow>(conn)?);
    }
    Ok(found)
}

/// What was declined of a need: the seller, and the facts of that time.
///
/// # Errors
/// Those of the database.
pub fn declined(conn: &mut Conn, need: &NeedId) -> QueryResult<Vec<(FirmId, String)>> {
    let declined = pairings::table.filter(pairings::need_id.eq(need)).filter(pairings::state.eq(State::Declined));
    db::load(conn, declined.select((pairings::seller_id, pairings::facts)))
}

/// Whether either side has answered a pairing of a need.
///
/// # Errors
/// Those of the database.
pub fn is_answered(conn: &mut Conn, need: &NeedId) -> QueryResult<bool> {
    let untouched = pairings::state.eq_any([State::Proposed, State::Seen]);
    let answered = pairings::table.filter(pairings::need_id.eq(need)).filter(diesel::dsl::not(untouched));
    Ok(answered.count().get_result::<i64>(conn)? > 0)
}

/// The sellers that have said that they do not make `good`.
///
/// # Errors
/// Those of the database.
pub fn not_made(conn: &mut Conn, good: &str) -> QueryResult<Vec<FirmId>> {
    // Written out: a partial index serves only a condition that the planner can read, and this runs for every need.
    let is_not_made = sql::<Nullable<Bool>>("reason = 'not_made'");
    let said = pairings::table.filter(pairings::good.eq(good)).filter(is_not_made);
    db::load(conn, said.select(pairings::seller_id).distinct())
}

/// How these sellers have answered: firm, state, and how many of its pairings stand there. Those that no side has
/// answered are not counted.
///
/// # Errors
/// Those of the database.
pub fn answers(conn: &mut Conn, sellers: &[FirmId]) -> QueryResult<Vec<(FirmId, State, i64)>> {
    // Written out for the sake of a partial index, as above: of a hundred pairings few are ever answered.
    let is_answered = sql::<Bool>("state IN ('interested', 'contacted', 'agreed', 'declined')");
    let of = pairings::table.filter(db::among(pairings::seller_id, sellers)).filter(is_answered);
    let counted = (pairings::seller_id, pairings::state, diesel::dsl::count_star());
    db::load(conn, of.group_by((pairings::seller_id, pairings::state)).select(counted))
}

/// Needs that hold a pairing with one of these products.
///
/// # Errors
/// Those of the database.
pub fn needs_with(conn: &mut Conn, products: &[ProductId]) -> QueryResult<Vec<NeedId>> {
    let mut found = vec![];
    for products in products.chunks(CHUNK) {
        let with = pairings::table.filter(pairings::product_id.eq_any(products));
        found.extend(with.select(pairings::need_id).distinct().load::<NeedId>(conn)?);
    }
    Ok(found)
}

/// The pairings of a firm on one side, without those of listings that were taken back before a side took them up.
macro_rules! own {
    ($column:expr, $wanted:expr) => {
        pairings::table
            .inner_join(needs::table)
            .inner_join(products::table)
            .filter($column.eq($wanted.firm))
            .filter(pairings::state.eq_any($wanted.states))
            .filter(pairings::place.is_not_null().or(pairings::state.ne_all([State::Proposed, State::Seen])))
            .filter(
                (needs::state.eq(ListingState::Published).and(products::state.eq(ListingState::Published)))
                    .or(pairings::state.ne_all([State::Proposed, State::Seen])),
            )
    };
}

/// The columns of a [`Line`].
macro_rules! line {
    () => {
        (pairings::all_columns, (needs::code, needs::text), (products::code, products::name))
    };
}

/// One page of a firm's pairings, the best first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn lines(conn: &mut Conn, wanted: &Wanted, offset: u64, limit: u64) -> QueryResult<(Vec<Line>, u64)> {
    let order = (pairings::score.desc(), pairings::id);
    macro_rules! page {
        ($column:expr) => {{
            let total: i64 = own!($column, wanted).count().get_result(conn)?;
            let page = own!($column, wanted).select(line!()).order(order).limit(limit as i64).offset(offset as i64);
            (page.load(conn)?, total as u64)
        }};
    }
    Ok(match wanted.side {
        Side::Seller => page!(pairings::seller_id),
        _ => page!(pairings::buyer_id),
    })
}

/// How many pairings of a firm stand in each state, of those that [`lines`] shows.
///
/// # Errors
/// Those of the database.
pub fn counts(conn: &mut Conn, firm: &FirmId, side: Side) -> QueryResult<Vec<(State, i64)>> {
    let wanted = Wanted { firm, side, states: State::ALL };
    macro_rules! counted {
        ($column:expr) => {
            own!($column, wanted)
                .group_by(pairings::state)
                .select((pairings::state, diesel::dsl::count_star()))
                .load(conn)
        };
    }
    match side {
        Side::Seller => counted!(pairings::seller_id),
        _ => counted!(pairings::buyer_id),
    }
}

/// Adds new pairings.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, rows: &[PairingRow]) -> QueryResult<()> {
    crate::insert_all!(conn, pairings::table, rows)
}

/// Writes a pairing.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &PairingRow) -> QueryResult<()> {
    diesel::update(pairings::table.find(&row.id)).set(row).execute(conn).map(drop)
}

/// Removes pairings.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, ids: &[PairingId]) -> QueryResult<()> {
    for ids in ids.chunks(CHUNK) {
        diesel::delete(pairings::table.filter(pairings::id.eq_any(ids))).execute(conn)?;
    }
    Ok(())
}

/// Notes a step.
///
/// # Errors
/// Those of the database.
pub fn note(conn: &mut Conn, row: &PairingRow, side: Side, user: Option<&UserId>) -> QueryResult<()> {
    let event = Event {
        id: ids::new_id(),
        pairing_id: row.id.clone(),
        at: row.state_at,
        side,
        user_id: user.cloned(),
        state: row.state,
        reason: row.reason,
        note: row.note.clone(),
    };
    diesel::insert_into(pairing_events::table).values(&event).execute(conn).map(drop)
}

/// The steps of a pairing, the first one first.
///
/// # Errors
/// Those of the database.
pub fn history(conn: &mut Conn, id: &PairingId) -> QueryResult<Vec<Event>> {
    let of = pairing_events::table.filter(pairing_events::pairing_id.eq(id));
    of.order((pairing_events::at, pairing_events::id)).load(conn)
}

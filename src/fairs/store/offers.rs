//! Pairings from which it is proposed whom to invite.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use crate::chain::CategoryId;
use crate::db::Conn;
use crate::db::schema::{needs, pairings, products};
use crate::ids::FirmId;
use crate::listings::ListingState;
use crate::pairings::State;

/// Pairings that are looked at on either side: those of the firms invited, and the best of the city.
const MOST: i64 = 2_000;

/// A pairing: buyer, seller, score in hundredths of a point, the need's category, the good that it asks for.
pub type OfferRow = (FirmId, FirmId, i64, Option<CategoryId>, String);

/// The best pairings of these firms with any other, and the best pairing of each need of the city; no pairing that was
/// declined or whose listings are not public.
///
/// # Errors
/// Those of the database.
pub fn offers(conn: &mut Conn, invited: &[FirmId]) -> QueryResult<Vec<OfferRow>> {
    let columns = (pairings::buyer_id, pairings::seller_id, pairings::score, needs::category_id, pairings::good);
    let listed = needs::state.eq(ListingState::Published).and(products::state.eq(ListingState::Published));
    let open = pairings::state.ne(State::Declined).and(pairings::place.is_not_null()).and(pairings::score.gt(0));
    // Written out: a partial index serves only a condition that the planner can read.
    let best = pairings::table
        .inner_join(needs::table)
        .inner_join(products::table)
        .filter(sql::<Nullable<Bool>>("place = 1"))
        .filter(open)
        .filter(listed)
        .order((pairings::score.desc(), pairings::id))
        .select(columns)
        .limit(MOST);
    let mut found: Vec<OfferRow> = best.load(conn)?;
    let of_invited = pairings::buyer_id.eq_any(invited).or(pairings::seller_id.eq_any(invited));
    let own = pairings::table
        .inner_join(needs::table)
        .inner_join(products::table)
        .filter(of_invited.and(open))
        .filter(listed)
        .order((pairings::score.desc(), pairings::id))
        .select(columns)
        .limit(MOST);
    found.extend(own.load::<OfferRow>(conn)?);
    Ok(found)
}

//! What a quarter is counted from, read from the tables of the things themselves.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{deals, enquiries, enquiry_lines, enquiry_suppliers, firms, needs, products};
use crate::deals::DealState;
use crate::enquiries::EnquiryId;
use crate::firms::Verification;
use crate::ids::FirmId;
use crate::leaderboard::counting::{Firm, Listed};
use crate::listings::ListingState;
use crate::units::Decimal;

/// From the first moment to the one behind the last.
pub type Span = (Moment, Moment);

/// All verified firms.
///
/// # Errors
/// Those of the database.
pub fn firms(conn: &mut Conn) -> QueryResult<Vec<Firm>> {
    let verified = firms::table.filter(firms::verification.eq(Verification::Verified));
    verified.select((firms::id, firms::division_code, firms::employees)).load(conn)
}

/// Firm, `products/CODE` or `needs/CODE`, and first publication of what is published and was so first in a span.
///
/// # Errors
/// Those of the database.
pub fn listings(conn: &mut Conn, (from, to): Span) -> QueryResult<Vec<(FirmId, String, Option<Moment>)>> {
    let offered = products::table
        .filter(products::state.eq(ListingState::Published))
        .filter(products::published_at.ge(from).and(products::published_at.lt(to)))
        .order(products::code)
        .select((products::firm_id, products::code, products::published_at));
    let wanted = needs::table
        .filter(needs::state.eq(ListingState::Published))
        .filter(needs::published_at.ge(from).and(needs::published_at.lt(to)))
        .order(needs::code)
        .select((needs::firm_id, needs::code, needs::published_at));
    type Columns = (FirmId, String, Option<Moment>);
    let named = |kind: &'static str| move |(firm, code, at): Columns| (firm, format!("{kind}/{code}"), at);
    let mut found: Vec<Columns> = offered.load(conn)?.into_iter().map(named("products")).collect();
    found.extend(wanted.load(conn)?.into_iter().map(named("needs")));
    Ok(found)
}

type ListedColumns = (Option<CategoryId>, FirmId, String, Option<Moment>);

fn listed(rows: Vec<ListedColumns>) -> Vec<Listed> {
    let one = |(category, firm, code, at): ListedColumns| Some(Listed { category: category?, firm, code, at: at? });
    rows.into_iter().filter_map(one).collect()
}

/// What gaps are judged by: products of verified firms that were first published in a span, the categories of which a
/// product was published before it, and the needs that were published until its end.
///
/// # Errors
/// Those of the database.
pub fn gaps(conn: &mut Conn, (from, to): Span) -> QueryResult<(Vec<Listed>, HashSet<CategoryId>, Vec<Listed>)> {
    let new = products::table
        .inner_join(firms::table)
        .filter(firms::verification.eq(Verification::Verified).and(products::state.eq(ListingState::Published)))
        .filter(products::published_at.ge(from).and(products::published_at.lt(to)))
        .select((products::category_id, products::firm_id, products::code, products::published_at))
        .load::<ListedColumns>(conn)?;
    let before = products::table.filter(products::published_at.lt(from)).select(products::category_id).distinct();
    let before: Vec<Option<CategoryId>> = before.load(conn)?;
    let wanted = needs::table
        .filter(needs::state.eq(ListingState::Published).and(needs::published_at.lt(to)))
        .select((needs::category_id, needs::firm_id, needs::code, needs::published_at))
        .load::<ListedColumns>(conn)?;
    Ok((listed(new), before.into_iter().flatten().collect(), listed(wanted)))
}

/// A firm that was asked: the firm, the enquiry's code, its deadline, and when the firm first answered.
pub type Asked = (FirmId, String, Option<Moment>, Option<Moment>);

/// The firms that were asked by enquiries whose deadline lies in a span.
///
/// # Errors
/// Those of the database.
pub fn asked(conn: &mut Conn, (from, to): Span) -> QueryResult<Vec<Asked>> {
    enquiry_suppliers::table
        .inner_join(enquiries::table)
        .filter(enquiries::deadline.ge(from).and(enquiries::deadline.lt(to)))
        .filter(enquiries::sent_at.is_not_null().and(enquiries::cancelled_at.is_null()))
        .order((enquiries::code, enquiry_suppliers::id))
        .select((
            enquiry_suppliers::firm_id,
            enquiries::code,
            enquiries::deadline,
            enquiry_suppliers::first_answered_at,
        ))
        .load(conn)
}

/// Seller, code, enquiry and moment of a deal.
pub type Confirmed = (FirmId, String, EnquiryId, Option<Moment>);

/// The deals that were confirmed in a span.
///
/// # Errors
/// Those of the database.
pub fn confirmed(conn: &mut Conn, (from, to): Span) -> QueryResult<Vec<Confirmed>> {
    let settled = deals::table.filter(deals::settled_at.ge(from).and(deals::settled_at.lt(to)));
    let columns = (deals::seller_firm_id, deals::code, deals::enquiry_id, deals::settled_at);
    settled.filter(deals::state.eq(DealState::Confirmed)).order(deals::code).select(columns).load(conn)
}

/// The codes of the needs that each enquiry is about.
///
/// # Errors
/// Those of the database.
pub fn needs_of(conn: &mut Conn, enquiries: &[&EnquiryId]) -> QueryResult<HashMap<EnquiryId, Vec<String>>> {
    let mut found: HashMap<EnquiryId, Vec<String>> = HashMap::new();
    for part in enquiries.chunks(crate::db::PER_STATEMENT) {
        let rows: Vec<(EnquiryId, String)> = enquiry_lines::table
            .filter(enquiry_lines::enquiry_id.eq_any(part.iter().copied()).and(enquiry_lines::need_code.ne("")))
            .order((enquiry_lines::enquiry_id, enquiry_lines::position))
            .select((enquiry_lines::enquiry_id, enquiry_lines::need_code))
            .load(conn)?;
        for (enquiry, need) in rows {
            found.entry(enquiry).or_default().push(need);
        }
    }
    Ok(found)
}

/// Buyer, code, first day and amount in 元 of a local deal.
pub type Local = (Option<FirmId>, String, NaiveDate, Decimal);

/// The confirmed local deals whose term begins in `from..to`.
///
/// # Errors
/// Those of the database.
pub fn local(conn: &mut Conn, (from, to): (NaiveDate, NaiveDate)) -> QueryResult<Vec<Local>> {
    let begun = deals::table.filter(deals::starts_on.ge(from).and(deals::starts_on.lt(to)));
    let counted = begun.filter(deals::state.eq(DealState::Confirmed).and(deals::is_local.eq(true)));
    counted.order(deals::code).select((deals::buyer_firm_id, deals::code, deals::starts_on, deals::amount)).load(conn)
}

//! The tables of deals and ratings.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{DealId, DealState, Side};
use crate::clock::Moment;
use crate::db::schema::{deal_ratings, deals};
use crate::db::{self, Both, Conn};
use crate::enquiries::EnquiryId;
use crate::ids::FirmId;
use crate::units::Decimal;

/// A deal as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = deals)]
pub struct DealRow {
    /// Its key.
    pub id: DealId,
    /// Its key outside.
    pub code: String,
    /// The enquiry that it comes from.
    pub enquiry_id: EnquiryId,
    /// What it is about.
    pub title: String,
    /// Who bought, as the enquiry's owner.
    pub owner: String,
    /// The buying firm, if it is one of ours.
    pub buyer_firm_id: Option<FirmId>,
    /// What the buyer is called.
    pub buyer_name: String,
    /// The selling firm.
    pub seller_firm_id: FirmId,
    /// In 元, with tax.
    pub amount: Decimal,
    /// First day of its term.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// Whether it is delivered from this city.
    pub is_local: bool,
    /// Who said it first.
    pub proposed_by: Side,
    /// Where it stands.
    pub state: DealState,
    /// Why it was declined.
    pub reason: String,
    /// When it was said.
    pub created_at: Moment,
    /// When it was confirmed or declined.
    pub settled_at: Option<Moment>,
}

/// What one side says of the other.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = deal_ratings)]
pub struct RatingRow {
    /// The deal.
    pub deal_id: DealId,
    /// Who says it.
    pub side: Side,
    /// From 1 to 5.
    pub score: i64,
    /// In words.
    pub text: String,
    /// When.
    pub created_at: Moment,
    /// What the other side replies.
    pub reply: String,
    /// When it replied.
    pub replied_at: Option<Moment>,
}

/// The deal of that code.
///
/// # Errors
/// Those of the database.
pub fn find_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<DealRow>> {
    deals::table.filter(deals::code.eq(code)).first(conn).optional()
}

/// The deal of an enquiry.
///
/// # Errors
/// Those of the database.
pub fn of_enquiry(conn: &mut Conn, id: &EnquiryId) -> QueryResult<Option<DealRow>> {
    deals::table.filter(deals::enquiry_id.eq(id)).first(conn).optional()
}

/// Adds a deal, unless its enquiry has one; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &DealRow) -> QueryResult<bool> {
    let insert = diesel::insert_into(deals::table).values(row).on_conflict(deals::enquiry_id).do_nothing();
    Ok(Both(insert).execute(conn)? == 1)
}

/// Says what is said of a deal anew, after it was declined.
///
/// # Errors
/// Those of the database.
pub fn propose_again(conn: &mut Conn, row: &DealRow) -> QueryResult<()> {
    let terms = (
        deals::amount.eq(row.amount),
        deals::starts_on.eq(row.starts_on),
        deals::ends_on.eq(row.ends_on),
        deals::is_local.eq(row.is_local),
    );
    let stand = (
        deals::proposed_by.eq(row.proposed_by),
        deals::state.eq(DealState::Proposed),
        deals::reason.eq(""),
        deals::created_at.eq(row.created_at),
        deals::settled_at.eq(None::<Moment>),
    );
    diesel::update(deals::table.find(&row.id)).set((terms, stand)).execute(conn).map(drop)
}

/// Settles a deal that is still proposed; says whether it was.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, id: &DealId, state: DealState, reason: &str, now: Moment) -> QueryResult<bool> {
    let open = deals::table.find(id).filter(deals::state.eq(DealState::Proposed));
    let set = (deals::state.eq(state), deals::reason.eq(reason), deals::settled_at.eq(now));
    Ok(diesel::update(open).set(set).execute(conn)? == 1)
}

/// The deals of a buyer or of a selling firm, newest first.
///
/// # Errors
/// Those of the database.
pub fn own(conn: &mut Conn, owner: &str, firm: Option<&FirmId>, limit: i64) -> QueryResult<Vec<DealRow>> {
    let mut query = deals::table.filter(deals::owner.eq(owner)).into_boxed();
    if let Some(firm) = firm {
        query = query.or_filter(deals::seller_firm_id.eq(firm));
    }
    query.order((deals::created_at.desc(), deals::id.desc())).limit(limit).load(conn)
}

/// What was said of a deal.
///
/// # Errors
/// Those of the database.
pub fn ratings(conn: &mut Conn, id: &DealId) -> QueryResult<Vec<RatingRow>> {
    deal_ratings::table.filter(deal_ratings::deal_id.eq(id)).order(deal_ratings::side).load(conn)
}

/// Adds what one side says, unless it has said something; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn insert_rating(conn: &mut Conn, row: &RatingRow) -> QueryResult<bool> {
    let key = (deal_ratings::deal_id, deal_ratings::side);
    Ok(Both(diesel::insert_into(deal_ratings::table).values(row).on_conflict(key).do_nothing()).execute(conn)? == 1)
}

/// Writes the reply to what `side` said, unless there is one; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn reply(conn: &mut Conn, id: &DealId, side: Side, text: &str, now: Moment) -> QueryResult<bool> {
    let open = deal_ratings::table.find((id, side)).filter(deal_ratings::reply.eq(""));
    let set = (deal_ratings::reply.eq(text), deal_ratings::replied_at.eq(now));
    Ok(diesel::update(open).set(set).execute(conn)? == 1)
}

/// The scores that buyers gave these selling firms: the firm, the buyer, the score.
///
/// # Errors
/// Those of the database.
pub fn scores(conn: &mut Conn, firms: &[FirmId]) -> QueryResult<Vec<(FirmId, String, i64)>> {
    let scores = deal_ratings::table
        .inner_join(deals::table.on(deals::id.eq(deal_ratings::deal_id)))
        .filter(db::among(deals::seller_firm_id, firms))
        .filter(deal_ratings::side.eq(Side::Buyer));
    db::load(conn, scores.select((deals::seller_firm_id, deals::owner, deal_ratings::score)))
}

/// A deal that both sides have confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmed {
    /// Its buyer: the key of the buyer's firm, or `user:ID` of a buyer without one.
    pub buyer: String,
    /// Key of the seller's firm.
    pub seller: FirmId,
    /// Whether it is supplied from within the city.
    pub is_local: bool,
    /// What it amounts to, in 元 with tax.
    pub amount: Decimal,
}

/// The confirmed deals whose term begins in `from..to`.
///
/// # Errors
/// Those of the database.
pub fn confirmed(conn: &mut Conn, from: NaiveDate, to: NaiveDate) -> QueryResult<Vec<Confirmed>> {
    type Columns = (Option<FirmId>, String, FirmId, bool, Decimal);
    let rows: Vec<Columns> = deals::table
        .filter(deals::state.eq(DealState::Confirmed))
        .filter(deals::starts_on.ge(from).and(deals::starts_on.lt(to)))
        .select((deals::buyer_firm_id, deals::owner, deals::seller_firm_id, deals::is_local, deals::amount))
        .load(conn)?;
    let one = |(firm, owner, seller, is_local, amount): Columns| Confirmed {
        buyer: firm.map_or(owner, |firm| firm.0),
        seller,
        is_local,
        amount,
    };
    Ok(rows.into_iter().map(one).collect())
}

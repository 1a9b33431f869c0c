//! The tables of fairs: fairs, who was invited, talks, and what came of them.

mod offers;
mod outcomes;

pub use offers::{OfferRow, offers};
pub use outcomes::{OutcomeRow, outcomes, put_outcome};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{FairFields, FairId, Presence, TalkId};
use crate::clock::Moment;
use crate::db::schema::{fair_firms, fair_talks, fairs, firms, needs, pairings, products};
use crate::db::{Both, Conn};
use crate::ids::FirmId;
use crate::listings::ListingState;
use crate::needs::NeedId;
use crate::pairings::State;
use crate::products::ProductId;

/// A fair as it is kept; see [`FairFields`].
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = fairs)]
pub struct FairRow {
    /// Its key.
    pub id: FairId,
    /// What it is called.
    pub name: String,
    /// Where it is held.
    pub place: String,
    /// The day in Shanghai.
    pub held_on: NaiveDate,
    /// When the first talk begins, in minutes of the day.
    pub starts_at: i64,
    /// Minutes of a talk.
    pub slot_minutes: i64,
    /// Talks one after another.
    pub slots: i64,
    /// Tables.
    pub tables: i64,
    /// Tables of a row in the hall.
    pub per_row: i64,
    /// Whether as many firms as can be get a talk first.
    pub everyone_first: bool,
    /// Who made it.
    pub author: String,
    /// When.
    pub created_at: Moment,
    /// When it was planned last.
    pub planned_at: Option<Moment>,
    /// How often firms have been asked what came of it.
    pub asked: i64,
}

impl FairRow {
    /// A fair that nobody is invited to yet.
    pub fn new(fields: FairFields, author: String, now: Moment) -> FairRow {
        FairRow {
            id: FairId::new(),
            name: fields.name,
            place: fields.place,
            held_on: fields.held_on,
            starts_at: fields.starts_at,
            slot_minutes: fields.slot_minutes,
            slots: fields.slots,
            tables: fields.tables,
            per_row: fields.per_row,
            everyone_first: fields.everyone_first,
            author,
            created_at: now,
            planned_at: None,
            asked: 0,
        }
    }

    /// Whether the first talk has begun.
    pub fn has_begun(&self, now: Moment) -> bool {
        let begins = self.held_on.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::minutes(self.starts_at);
        crate::clock::local(now) >= begins
    }

    /// When a slot is: `09:20–09:40`.
    pub fn time_of(&self, slot: i64) -> String {
        super::rules::time_of(self.starts_at, self.slot_minutes, slot)
    }
}

/// A firm that was invited.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = fair_firms)]
pub struct GuestRow {
    /// The fair.
    pub fair_id: FairId,
    /// The firm.
    pub firm_id: FirmId,
    /// Whether it comes.
    pub presence: Presence,
    /// The first slot of an absence.
    pub from_slot: i64,
    /// Talks that it wants at most.
    pub most_talks: i64,
    /// When that was said.
    pub changed_at: Moment,
}

/// A talk.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = fair_talks)]
pub struct TalkRow {
    /// Its key.
    pub id: TalkId,
    /// The fair.
    pub fair_id: FairId,
    /// Its slot, from 0.
    pub slot: i64,
    /// Its table, from 0.
    pub seat: i64,
    /// The need that it is about.
    pub need_id: NeedId,
    /// The product that could serve it.
    pub product_id: ProductId,
    /// Who needs.
    pub buyer_id: FirmId,
    /// Who supplies.
    pub seller_id: FirmId,
    /// Score of the pairing in hundredths of a point.
    pub score: i64,
}

/// The fair of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &FairId) -> QueryResult<Option<FairRow>> {
    fairs::table.find(id).first(conn).optional()
}

/// The latest fairs.
///
/// # Errors
/// Those of the database.
pub fn latest(conn: &mut Conn, limit: i64) -> QueryResult<Vec<FairRow>> {
    fairs::table.order((fairs::held_on.desc(), fairs::id.desc())).limit(limit).load(conn)
}

/// Adds a fair.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &FairRow) -> QueryResult<()> {
    diesel::insert_into(fairs::table).values(row).execute(conn).map(drop)
}

/// Notes that a fair was planned.
///
/// # Errors
/// Those of the database.
pub fn planned(conn: &mut Conn, id: &FairId, now: Moment) -> QueryResult<()> {
    diesel::update(fairs::table.find(id)).set(fairs::planned_at.eq(Some(now))).execute(conn).map(drop)
}

/// Notes that firms were asked for the `to`th time, if they had been `from` times; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn asked(conn: &mut Conn, id: &FairId, from: i64, to: i64) -> QueryResult<bool> {
    let before = fairs::table.find(id).filter(fairs::asked.eq(from));
    Ok(diesel::update(before).set(fairs::asked.eq(to)).execute(conn)? == 1)
}

/// The guests of a fair with codes and names of their firms, by code.
///
/// # Errors
/// Those of the database.
pub fn guests(conn: &mut Conn, id: &FairId) -> QueryResult<Vec<(GuestRow, String, String)>> {
    fair_firms::table
        .inner_join(firms::table)
        .filter(fair_firms::fair_id.eq(id))
        .order(firms::code)
        .select((fair_firms::all_columns, firms::code, firms::name))
        .load(conn)
}

/// A guest.
///
/// # Errors
/// Those of the database.
pub fn guest(conn: &mut Conn, id: &FairId, firm: &FirmId) -> QueryResult<Option<GuestRow>> {
    fair_firms::table.find((id, firm)).first(conn).optional()
}

/// Invites a firm, unless it is; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn invite(conn: &mut Conn, row: &GuestRow) -> QueryResult<bool> {
    let key = (fair_firms::fair_id, fair_firms::firm_id);
    Ok(Both(diesel::insert_into(fair_firms::table).values(row).on_conflict(key).do_nothing()).execute(conn)? == 1)
}

/// Writes what a guest says.
///
/// # Errors
/// Those of the database.
pub fn put_guest(conn: &mut Conn, row: &GuestRow) -> QueryResult<()> {
    let set = (
        fair_firms::presence.eq(row.presence),
        fair_firms::from_slot.eq(row.from_slot),
        fair_firms::most_talks.eq(row.most_talks),
        fair_firms::changed_at.eq(row.changed_at),
    );
    diesel::update(fair_firms::table.find((&row.fair_id, &row.firm_id))).set(set).execute(conn).map(drop)
}

/// The talks of a fair, in order.
///
/// # Errors
/// Those of the database.
pub fn talks(conn: &mut Conn, id: &FairId) -> QueryResult<Vec<TalkRow>> {
    let of = fair_talks::table.filter(fair_talks::fair_id.eq(id));
    of.order((fair_talks::slot, fair_talks::seat)).load(conn)
}

/// The talk of that key.
///
/// # Errors
/// Those of the database.
pub fn talk(conn: &mut Conn, id: &TalkId) -> QueryResult<Option<TalkRow>> {
    fair_talks::table.find(id).first(conn).optional()
}

/// Puts `after` in the place of the talks that a fair has, and leaves those alone that stay as they are.
///
/// # Errors
/// Those of the database.
pub fn put_talks(conn: &mut Conn, before: &[TalkRow], after: &[TalkRow]) -> QueryResult<()> {
    let gone = before.iter().filter(|talk| !after.iter().any(|other| other.id == talk.id));
    for talk in gone {
        diesel::delete(fair_talks::table.find(&talk.id)).execute(conn)?;
    }
    for talk in after.iter().filter(|talk| !before.contains(talk)) {
        let place = (fair_talks::slot.eq(talk.slot), fair_talks::seat.eq(talk.seat));
        match before.iter().any(|known| known.id == talk.id) {
            true => diesel::update(fair_talks::table.find(&talk.id)).set(place).execute(conn)?,
            false => diesel::insert_into(fair_talks::table).values(talk).execute(conn)?,
        };
    }
    Ok(())
}

/// What is kept of a pairing: need, product, buyer, seller, score.
pub type Paired = (NeedId, ProductId, FirmId, FirmId, i64);

/// The pairings of these firms with each other that nobody has declined, best first.
///
/// # Errors
/// Those of the database.
pub fn pairings(conn: &mut Conn, firms: &[FirmId]) -> QueryResult<Vec<Paired>> {
    pairings::table
        .inner_join(needs::table)
        .inner_join(products::table)
        .filter(pairings::buyer_id.eq_any(firms.to_vec()).and(pairings::seller_id.eq_any(firms.to_vec())))
        .filter(pairings::state.ne(State::Declined).and(pairings::place.is_not_null()).and(pairings::score.gt(0)))
        .filter(needs::state.eq(ListingState::Published).and(products::state.eq(ListingState::Published)))
        .order((pairings::score.desc(), pairings::id))
        .select((pairings::need_id, pairings::product_id, pairings::buyer_id, pairings::seller_id, pairings::score))
        .load(conn)
}

/// Texts of needs and names of products, by their keys.
pub type Subjects = (Vec<(NeedId, String)>, Vec<(ProductId, String)>);

/// What talks are about, as far as it is published.
///
/// # Errors
/// Those of the database.
pub fn subjects(conn: &mut Conn, talks: &[TalkRow]) -> QueryResult<Subjects> {
    let needed: Vec<NeedId> = talks.iter().map(|talk| talk.need_id.clone()).collect();
    let offered: Vec<ProductId> = talks.iter().map(|talk| talk.product_id.clone()).collect();
    let needed = needs::table.filter(needs::id.eq_any(needed).and(needs::state.eq(ListingState::Published)));
    let offered = products::table.filter(products::id.eq_any(offered).and(products::state.eq(ListingState::Published)));
    let needed = needed.select((needs::id, needs::text)).load(conn)?;
    Ok((needed, offered.select((products::id, products::name)).load(conn)?))
}

/// The fairs to which a firm was invited, the latest first, with what it said.
///
/// # Errors
/// Those of the database.
pub fn of_firm(conn: &mut Conn, firm: &FirmId, limit: i64) -> QueryResult<Vec<(FairRow, Presence)>> {
    fair_firms::table
        .inner_join(fairs::table)
        .filter(fair_firms::firm_id.eq(firm))
        .order((fairs::held_on.desc(), fairs::id.desc()))
        .select((fairs::all_columns, fair_firms::presence))
        .limit(limit)
        .load(conn)
}

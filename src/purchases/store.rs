//! The tables of purchase lists. Every query of a list names its owner.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{LineFields, ListId};
use crate::clock::Moment;
use crate::db::schema::{
    firms, products, purchase_candidates as candidates, purchase_lines as lines, purchase_lists as lists,
};
use crate::db::{Both, Conn};
use crate::faults::Fault;
use crate::firms::Verification;
use crate::listings::ListingState;
use crate::products::ProductId;
use crate::units::Decimal;

/// A list as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = lists)]
pub struct ListRow {
    /// Its key.
    pub id: ListId,
    /// Whose it is: `firm:ID`, `user:ID` or `key:ID`.
    pub owner: String,
    /// Who handed it in.
    pub made_by: String,
    /// What its owner calls it.
    pub name: String,
    /// What was left aside of its file, as JSON.
    pub notes: String,
    /// When it was handed in.
    pub created_at: Moment,
    /// Last change.
    pub updated_at: Moment,
    /// As of when its candidates are.
    pub matched_at: Option<Moment>,
    /// The sender's own code, by which a list that is sent twice is known.
    pub sent_code: Option<String>,
}

/// A line as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = lines, treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct LineRow {
    /// The list.
    pub list_id: ListId,
    /// Its place, from 1.
    pub position: i64,
    /// Its number in the file.
    pub row_number: i64,
    /// The buyer's number, byte for byte.
    pub code: String,
    /// What it is.
    pub name: String,
    /// Size, grade and the like.
    pub specs: String,
    /// How much.
    pub quantity: Option<Decimal>,
    /// Its unit.
    pub unit: String,
    /// What a unit may cost, in 元.
    pub price: Option<Decimal>,
    /// What the line may cost, in 元.
    pub budget: Option<Decimal>,
    /// Wanted by this day.
    pub needed_by: Option<NaiveDate>,
    /// What is wrong of it, as JSON.
    pub faults: String,
    /// The good that was read out of it.
    pub good: String,
    /// Whether its candidates have been looked for.
    pub is_matched: bool,
    /// The need that it has become.
    pub need_code: String,
}

impl LineRow {
    /// A line that waits for its candidates, unless it is wrong.
    ///
    /// # Errors
    /// None that memory does not cause.
    pub fn new(
        list_id: ListId,
        position: i64,
        row_number: i64,
        fields: LineFields,
        faults: &[Fault],
    ) -> anyhow::Result<LineRow> {
        let LineFields { code, name, specs, quantity, unit, price, budget, needed_by } = fields;
        let (good, need_code) = (String::new(), String::new());
        Ok(LineRow {
            list_id,
            position,
            row_number,
            code,
            name,
            specs,
            quantity,
            unit,
            price,
            budget,
            needed_by,
            is_matched: !faults.is_empty(),
            faults: serde_json::to_string(faults)?,
            good,
            need_code,
        })
    }

    /// What it states.
    pub fn fields(&self) -> LineFields {
        let LineRow { code, name, specs, unit, quantity, price, budget, needed_by, .. } = self.clone();
        LineFields { code, name, specs, quantity, unit, price, budget, needed_by }
    }

    /// What is wrong of it.
    pub fn faults(&self) -> Vec<Fault> {
        serde_json::from_str(&self.faults).unwrap_or_default()
    }

    /// Whether it cannot be read.
    pub fn is_wrong(&self) -> bool {
        self.faults != "[]"
    }
}

/// A candidate as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = candidates)]
pub struct CandidateRow {
    /// The list.
    pub list_id: ListId,
    /// The line.
    pub position: i64,
    /// The product that fits.
    pub product_id: ProductId,
    /// In hundredths of a point.
    pub score: i64,
    /// How it fits, as a word.
    pub fit: String,
    /// Whether it is to be asked.
    pub is_chosen: bool,
    /// The enquiry that asks for it, or empty.
    pub enquiry_code: String,
}

/// A candidate whose product everybody may see, with what it is called.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Candidate {
    /// As it is kept.
    pub row: CandidateRow,
    /// Code and name of the product.
    pub product: (String, String),
    /// Key, code and name of the firm.
    pub firm: (crate::ids::FirmId, String, String),
}

/// The list of that key, if it is `owner`'s.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, owner: &str, id: &str) -> QueryResult<Option<ListRow>> {
    lists::table.filter(lists::id.eq(id).and(lists::owner.eq(owner))).first(conn).optional()
}

/// A page of the lists of `owner`, newest first.
///
/// # Errors
/// Those of the database.
pub fn page(conn: &mut Conn, owner: &str, offset: i64, limit: i64) -> QueryResult<Vec<ListRow>> {
    let own = lists::table.filter(lists::owner.eq(owner));
    own.order((lists::created_at.desc(), lists::id.desc())).offset(offset).limit(limit).load(conn)
}

/// How many lists `owner` has.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn, owner: &str) -> QueryResult<i64> {
    lists::table.filter(lists::owner.eq(owner)).count().get_result(conn)
}

/// Keeps a list with its lines, unless its owner has one of the same code; says whether it did.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, list: &ListRow, of: &[LineRow]) -> QueryResult<bool> {
    let key = (lists::owner, lists::sent_code);
    if Both(diesel::insert_into(lists::table).values(list).on_conflict(key).do_nothing()).execute(conn)? == 0 {
        return Ok(false);
    }
    crate::insert_all!(conn, lines::table, of).map(|()| true)
}

/// The list that its owner sent under that code.
///
/// # Errors
/// Those of the database.
pub fn find_sent(conn: &mut Conn, owner: &str, code: &str) -> QueryResult<Option<ListRow>> {
    lists::table.filter(lists::owner.eq(owner).and(lists::sent_code.eq(code))).first(conn).optional()
}

/// Moves the list on to `next`, if it is still as it was at `seen`; says whether it was. Until the transaction ends
/// nobody else changes it.
///
/// # Errors
/// Those of the database.
pub fn advance(conn: &mut Conn, id: &ListId, seen: Moment, next: Moment) -> QueryResult<bool> {
    let same = lists::table.filter(lists::id.eq(id).and(lists::updated_at.eq(seen)));
    Ok(diesel::update(same).set(lists::updated_at.eq(next)).execute(conn)? == 1)
}

/// Calls a list something else.
///
/// # Errors
/// Those of the database.
pub fn rename(conn: &mut Conn, id: &ListId, name: &str) -> QueryResult<()> {
    diesel::update(lists::table.find(id)).set(lists::name.eq(name)).execute(conn).map(drop)
}

/// Takes a list away with all that hangs on it.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: &ListId) -> QueryResult<()> {
    diesel::delete(candidates::table.filter(candidates::list_id.eq(id))).execute(conn)?;
    diesel::delete(lines::table.filter(lines::list_id.eq(id))).execute(conn)?;
    diesel::delete(lists::table.find(id)).execute(conn).map(drop)
}

/// All lines of a list, in order.
///
/// # Errors
/// Those of the database.
pub fn lines(conn: &mut Conn, id: &ListId) -> QueryResult<Vec<LineRow>> {
    lines::table.filter(lines::list_id.eq(id)).order(lines::position).load(conn)
}

/// One line.
///
/// # Errors
/// Those of the database.
pub fn line(conn: &mut Conn, id: &ListId, position: i64) -> QueryResult<Option<LineRow>> {
    lines::table.find((id, position)).first(conn).optional()
}

/// Writes every column of a line.
///
/// # Errors
/// Those of the database.
pub fn update_line(conn: &mut Conn, row: &LineRow) -> QueryResult<()> {
    diesel::update(lines::table.find((&row.list_id, row.position))).set(row).execute(conn).map(drop)
}

/// The oldest list with lines that wait.
///
/// # Errors
/// Those of the database.
pub fn next_waiting(conn: &mut Conn) -> QueryResult<Option<ListRow>> {
    lists::table.filter(lists::matched_at.is_null()).order((lists::created_at, lists::id)).first(conn).optional()
}

/// Up to `limit` lines of a list that wait, in order.
///
/// # Errors
/// Those of the database.
pub fn waiting(conn: &mut Conn, id: &ListId, limit: i64) -> QueryResult<Vec<LineRow>> {
    let of = lines::table.filter(lines::list_id.eq(id).and(lines::is_matched.eq(false)));
    of.order(lines::position).limit(limit).load(conn)
}

/// Notes that no line of the list waits any more, or that some do.
///
/// # Errors
/// Those of the database.
pub fn set_matched(conn: &mut Conn, id: &ListId, at: Option<Moment>) -> QueryResult<()> {
    diesel::update(lists::table.find(id)).set(lists::matched_at.eq(at)).execute(conn).map(drop)
}

/// Lets every line of a list that can be read wait for its candidates.
///
/// # Errors
/// Those of the database.
pub fn ask_again(conn: &mut Conn, id: &ListId) -> QueryResult<()> {
    let readable = lines::table.filter(lines::list_id.eq(id).and(lines::faults.eq("[]")));
    diesel::update(readable).set(lines::is_matched.eq(false)).execute(conn)?;
    set_matched(conn, id, None)
}

/// Notes the good that was read out of a line.
///
/// # Errors
/// Those of the database.
pub fn set_good(conn: &mut Conn, id: &ListId, position: i64, good: &str) -> QueryResult<()> {
    let line = lines::table.find((id, position));
    diesel::update(line).set((lines::good.eq(good), lines::is_matched.eq(true))).execute(conn).map(drop)
}

/// Notes the need that a line has become, or that it is none any more.
///
/// # Errors
/// Those of the database.
pub fn set_need(conn: &mut Conn, id: &ListId, position: i64, code: &str) -> QueryResult<()> {
    diesel::update(lines::table.find((id, position))).set(lines::need_code.eq(code)).execute(conn).map(drop)
}

/// The candidates of some lines as they are kept.
///
/// # Errors
/// Those of the database.
pub fn kept(conn: &mut Conn, id: &ListId, positions: &[i64]) -> QueryResult<Vec<CandidateRow>> {
    let of = candidates::table.filter(candidates::list_id.eq(id));
    of.filter(candidates::position.eq_any(positions.iter().copied())).load(conn)
}

/// Puts other candidates in the place of those of some lines.
///
/// # Errors
/// Those of the database.
pub fn replace(conn: &mut Conn, id: &ListId, positions: &[i64], new: &[CandidateRow]) -> QueryResult<()> {
    let old = candidates::table.filter(candidates::list_id.eq(id));
    diesel::delete(old.filter(candidates::position.eq_any(positions.iter().copied()))).execute(conn)?;
    crate::insert_all!(conn, candidates::table, new)
}

/// The candidates of a list that everybody may see, by line and score. What has been withdrawn since is left out, as
/// are `own` products of the buyer.
///
/// # Errors
/// Those of the database.
pub fn shown(conn: &mut Conn, id: &ListId, own: Option<&crate::ids::FirmId>) -> QueryResult<Vec<Candidate>> {
    let none = crate::ids::FirmId(String::new());
    let joined = candidates::table
        .inner_join(products::table.on(products::id.eq(candidates::product_id)))
        .inner_join(firms::table.on(firms::id.eq(products::firm_id)));
    let public = joined
        .filter(candidates::list_id.eq(id))
        .filter(products::state.eq(ListingState::Published).and(firms::verification.eq(Verification::Verified)))
        .filter(products::firm_id.ne(own.unwrap_or(&none)));
    public
        .order((candidates::position, candidates::score.desc(), candidates::product_id))
        .select((candidates::all_columns, (products::code, products::name), (firms::id, firms::code, firms::name)))
        .load(conn)
}

/// Notes which candidates of some lines are to be asked.
///
/// # Errors
/// Those of the database.
pub fn choose(conn: &mut Conn, id: &ListId, positions: &[i64], chosen: &[(i64, ProductId)]) -> QueryResult<()> {
    let all = candidates::table.filter(candidates::list_id.eq(id));
    let of = all.filter(candidates::position.eq_any(positions.iter().copied()));
    diesel::update(of).set(candidates::is_chosen.eq(false)).execute(conn)?;
    for (position, product) in chosen {
        let one = candidates::table.find((id, *position, product));
        diesel::update(one).set(candidates::is_chosen.eq(true)).execute(conn)?;
    }
    Ok(())
}

/// Notes the enquiry that asks for a candidate.
///
/// # Errors
/// Those of the database.
pub fn set_enquiry(conn: &mut Conn, id: &ListId, position: i64, product: &ProductId, code: &str) -> QueryResult<()> {
    let one = candidates::table.find((id, position, product));
    diesel::update(one).set(candidates::enquiry_code.eq(code)).execute(conn).map(drop)
}

/// How many lines each of some lists has.
///
/// # Errors
/// Those of the database.
pub fn sizes(conn: &mut Conn, ids: &[&ListId]) -> QueryResult<HashMap<ListId, i64>> {
    use diesel::dsl::count_star;
    let of = lines::table.filter(lines::list_id.eq_any(ids.iter().copied()));
    Ok(of.group_by(lines::list_id).select((lines::list_id, count_star())).load(conn)?.into_iter().collect())
}

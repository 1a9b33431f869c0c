//! Rows of plans, their choices, and wishes.

use anyhow::Context;
use diesel::prelude::*;

use super::rules::{Effects, Rules};
use super::{PlanId, State, Wish};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{firms, needs, pairings, plan_choices, plan_wishes, plans, products};
use crate::firms::Verification;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::listings::ListingState;
use crate::needs::{CurrentSource, NeedId};
use crate::pairings::State as Stands;
use crate::products::ProductId;
use crate::units::Decimal;

diesel::define_sql_function!(fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text);

/// A plan as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = plans)]
pub struct PlanRow {
    /// Its key.
    pub id: PlanId,
    /// What its maker calls it.
    pub name: String,
    /// [`Rules`] as JSON.
    pub rules: String,
    /// Whether it is there.
    pub state: State,
    /// Values of what it chose, in thousandths of a point.
    pub score: i64,
    /// What the chance of small firms adds.
    pub chance: i64,
    /// Bonuses of the goods of which it strengthens the supply.
    pub bonus: i64,
    /// No choice within the same rules is worth more.
    pub bound: i64,
    /// [`Effects`] as JSON; empty while it waits.
    pub effects: String,
    /// Why it could not be made.
    pub failure: String,
    /// Who asked for it.
    pub author: String,
    /// When.
    pub made_at: Moment,
}

impl PlanRow {
    /// What it was made by.
    ///
    /// # Errors
    /// When what is stored are no rules.
    pub fn rules(&self) -> AppResult<Rules> {
        let read = serde_json::from_str(&self.rules);
        Ok(read.with_context(|| format!("the rules of plan {} cannot be read", self.id))?)
    }

    /// What it does; nothing while it waits and where it could not be made.
    ///
    /// # Errors
    /// When what is stored are no effects.
    pub fn effects(&self) -> AppResult<Effects> {
        if self.state != State::Done {
            return Ok(Effects::default());
        }
        let read = serde_json::from_str(&self.effects);
        Ok(read.with_context(|| format!("the effects of plan {} cannot be read", self.id))?)
    }

    /// What it is worth, in thousandths of a point.
    pub fn total(&self) -> i64 {
        self.score + self.chance + self.bonus
    }
}

/// What a plan chose for a need.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = plan_choices)]
pub struct ChoiceRow {
    /// The plan.
    pub plan_id: PlanId,
    /// The need.
    pub need_id: NeedId,
    /// The product.
    pub product_id: ProductId,
    /// Its firm.
    pub seller_id: FirmId,
    /// Score of the pairing, in hundredths of a point.
    pub score: i64,
    /// Its place among the need's candidates, from 1.
    pub place: i64,
    /// By how much it falls short of the need's best, in hundredths of a point.
    pub short: i64,
    /// Whether it was pinned.
    pub pinned: bool,
}

/// A choice with what a page says of it.
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    /// The choice.
    pub row: ChoiceRow,
    /// Code and words of the need.
    pub need: (String, String),
    /// Code and name of the product.
    pub product: (String, String),
    /// Code and name of the seller.
    pub seller: (String, String),
    /// What is wished of the pair now; the plan may be older.
    pub wish: Option<Wish>,
}

/// An open need, as plans count it.
#[derive(Debug, Clone, Queryable)]
pub struct OpenNeed {
    /// Its key.
    pub id: NeedId,
    /// Quantity with its unit.
    pub quantity: Option<Decimal>,
    /// The unit of the quantity.
    pub unit: String,
    /// Budget in 万元.
    pub budget_wan: Option<Decimal>,
    /// Where it is bought today.
    pub current_source: CurrentSource,
}

/// A kept pairing, as plans count it.
#[derive(Debug, Clone, Queryable)]
pub struct Candidate {
    /// The need.
    pub need: NeedId,
    /// The product.
    pub product: ProductId,
    /// Its firm.
    pub seller: FirmId,
    /// Hundredths of a point.
    pub score: i64,
    /// What the need asks for.
    pub good: String,
    /// Capacity a month, smallest order, and the unit of both.
    pub capacity: Option<Decimal>,
    pub min_order: Option<Decimal>,
    pub unit: String,
}

/// A wish with what a page says of it.
#[derive(Debug, Clone, Queryable)]
pub struct WishLine {
    /// The need and the seller.
    pub need_id: NeedId,
    pub seller_id: FirmId,
    /// What is wished.
    pub wish: Wish,
    /// When.
    pub at: Moment,
    /// Code and words of the need.
    pub need: (String, String),
    /// Code and name of the seller.
    pub seller: (String, String),
}

/// All open needs of verified firms, in the order of their keys.
///
/// # Errors
/// Those of the database.
pub fn open_needs(conn: &mut Conn) -> QueryResult<Vec<OpenNeed>> {
    needs::table
        .inner_join(firms::table)
        .filter(needs::state.eq(ListingState::Published))
        .filter(firms::verification.eq(Verification::Verified))
        .order(needs::id)
        .select((needs::id, needs::quantity, needs::unit, needs::budget_wan, needs::current_source))
        .load(conn)
}

/// All kept pairings of open needs and public products that no side has declined, in the order of needs and places.
///
/// # Errors
/// Those of the database.
pub fn candidates(conn: &mut Conn) -> QueryResult<Vec<Candidate>> {
    pairings::table
        .inner_join(needs::table)
        .inner_join(products::table)
        .filter(pairings::place.is_not_null())
        .filter(pairings::state.ne(Stands::Declined))
        .filter(needs::state.eq(ListingState::Published))
        .filter(products::state.eq(ListingState::Published))
        .order((pairings::need_id, pairings::place))
        .select((
            pairings::need_id,
            pairings::product_id,
            pairings::seller_id,
            pairings::score,
            pairings::good,
            products::capacity_per_month,
            products::min_order,
            products::unit,
        ))
        .load(conn)
}

/// Employees of the firms that state them.
///
/// # Errors
/// Those of the database.
pub fn employees(conn: &mut Conn) -> QueryResult<Vec<(FirmId, Option<i64>)>> {
    firms::table.filter(firms::employees.is_not_null()).select((firms::id, firms::employees)).load(conn)
}

/// Writes a plan, new or known.
///
/// # Errors
/// Those of the database.
pub fn put(conn: &mut Conn, row: &PlanRow) -> QueryResult<()> {
    if diesel::update(plans::table.find(&row.id)).set(row).execute(conn)? == 0 {
        diesel::insert_into(plans::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// The plan of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &PlanId) -> QueryResult<Option<PlanRow>> {
    plans::table.find(id).first(conn).optional()
}

/// The latest plans.
///
/// # Errors
/// Those of the database.
pub fn latest(conn: &mut Conn, limit: i64) -> QueryResult<Vec<PlanRow>> {
    plans::table.order((plans::made_at.desc(), plans::id.desc())).limit(limit).load(conn)
}

/// The latest plan that is there.
///
/// # Errors
/// Those of the database.
pub fn last_done(conn: &mut Conn) -> QueryResult<Option<PlanRow>> {
    let done = plans::table.filter(plans::state.eq(State::Done));
    done.order((plans::made_at.desc(), plans::id.desc())).first(conn).optional()
}

/// Puts the choices of a plan in the place of those that it had.
///
/// # Errors
/// Those of the database.
pub fn put_choices(conn: &mut Conn, plan: &PlanId, rows: &[ChoiceRow]) -> QueryResult<()> {
    diesel::delete(plan_choices::table.filter(plan_choices::plan_id.eq(plan))).execute(conn)?;
    crate::insert_all!(conn, plan_choices::table, rows)
}

/// All choices of a plan, in the order of their needs.
///
/// # Errors
/// Those of the database.
pub fn choices(conn: &mut Conn, plan: &PlanId) -> QueryResult<Vec<ChoiceRow>> {
    plan_choices::table.filter(plan_choices::plan_id.eq(plan)).order(plan_choices::need_id).load(conn)
}

/// The choices of a plan that a text finds, with their words.
macro_rules! lines {
    ($plan:expr, $pattern:expr) => {
        plan_choices::table
            .inner_join(needs::table)
            .inner_join(products::table.inner_join(firms::table))
            .filter(plan_choices::plan_id.eq($plan))
            .filter(
                lower(needs::text)
                    .like($pattern)
                    .escape('\\')
                    .or(lower(firms::name).like($pattern).escape('\\'))
                    .or(lower(products::name).like($pattern).escape('\\')),
            )
    };
}

/// One page of the choices of a plan that `pattern` finds, the best first, and how many there are.
///
/// # Errors
/// Those of the database.
pub fn lines(
    conn: &mut Conn,
    plan: &PlanId,
    pattern: &str,
    (offset, limit): (u64, u64),
) -> QueryResult<(Vec<Line>, u64)> {
    let total: i64 = lines!(plan, pattern).count().get_result(conn)?;
    let wished = plan_wishes::need_id.eq(plan_choices::need_id).and(plan_wishes::seller_id.eq(plan_choices::seller_id));
    let page = lines!(plan, pattern)
        .left_join(plan_wishes::table.on(wished))
        .order((plan_choices::pinned.desc(), plan_choices::score.desc(), plan_choices::need_id))
        .select((
            plan_choices::all_columns,
            (needs::code, needs::text),
            (products::code, products::name),
            (firms::code, firms::name),
            plan_wishes::wish.nullable(),
        ))
        .limit(limit as i64)
        .offset(offset as i64);
    Ok((page.load(conn)?, total as u64))
}

/// All wishes, the latest first.
///
/// # Errors
/// Those of the database.
pub fn wishes(conn: &mut Conn) -> QueryResult<Vec<WishLine>> {
    plan_wishes::table
        .inner_join(needs::table)
        .inner_join(firms::table)
        .order((plan_wishes::at.desc(), plan_wishes::need_id))
        .select((
            plan_wishes::need_id,
            plan_wishes::seller_id,
            plan_wishes::wish,
            plan_wishes::at,
            (needs::code, needs::text),
            (firms::code, firms::name),
        ))
        .load(conn)
}

/// Sets a wish, or takes it away.
///
/// # Errors
/// Those of the database.
pub fn put_wish(
    conn: &mut Conn,
    (need, seller): (&NeedId, &FirmId),
    wish: Option<Wish>,
    (author, at): (&str, Moment),
) -> QueryResult<()> {
    let of_need = plan_wishes::table.filter(plan_wishes::need_id.eq(need));
    diesel::delete(of_need.filter(plan_wishes::seller_id.eq(seller))).execute(conn)?;
    let Some(wish) = wish else { return Ok(()) };
    if wish == Wish::Pin {
        // A need goes to one firm, so a new pin takes the place of an older one.
        diesel::delete(of_need.filter(plan_wishes::wish.eq(Wish::Pin))).execute(conn)?;
    }
    let row = (
        plan_wishes::need_id.eq(need),
        plan_wishes::seller_id.eq(seller),
        plan_wishes::wish.eq(wish),
        plan_wishes::author.eq(author),
        plan_wishes::at.eq(at),
    );
    diesel::insert_into(plan_wishes::table).values(row).execute(conn).map(drop)
}

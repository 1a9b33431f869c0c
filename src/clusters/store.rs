//! What reports read: firms, listings and pairings; and, beside it, the quarters that are kept.

mod quarters;

pub use quarters::{keep, kept, quarters};

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use diesel::dsl::{count_star, exists, max};
use diesel::prelude::*;

use super::census::Plant;
use super::directory::Directory;
use super::market::{self, Firm, Market, Need, Offer, Product};
use crate::chain::{self, CategoryId, Graph, Node};
use crate::clock::Moment;
use crate::db::schema::{
    boundaries, chain_edges, cluster_snapshots, deals, divisions, firms, needs, pairings, products,
};
use crate::db::{self, Conn, among};
use crate::divisions::store as places;
use crate::firms::Verification;
use crate::ids::FirmId;
use crate::listings::ListingState;
use crate::needs::{CurrentSource, NeedId, Period};
use crate::pairings::State as Stands;
use crate::units::Decimal;

/// How many rows a table has and when one of it last changed.
type Part = (i64, Option<Moment>);

/// What a report was made from: another mark means that something has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark([Part; 9]);

/// The mark of what is in the tables now.
///
/// # Errors
/// Those of the database.
pub fn mark(conn: &mut Conn) -> QueryResult<Mark> {
    Ok(Mark([
        firms::table.select((count_star(), max(firms::updated_at))).get_result(conn)?,
        products::table.select((count_star(), max(products::updated_at))).get_result(conn)?,
        needs::table.select((count_star(), max(needs::updated_at))).get_result(conn)?,
        pairings::table.select((count_star(), max(pairings::state_at))).get_result(conn)?,
        divisions::table.select((count_star(), max(divisions::updated_at))).get_result(conn)?,
        deals::table.select((count_star(), max(deals::settled_at))).get_result(conn)?,
        boundaries::table.select((count_star(), max(boundaries::updated_at))).get_result(conn)?,
        chain_edges::table.select((count_star(), max(chain_edges::updated_at))).get_result(conn)?,
        cluster_snapshots::table.select((count_star(), max(cluster_snapshots::made_at))).get_result(conn)?,
    ]))
}

/// The reference tables.
///
/// # Errors
/// Those of the database.
pub fn directory(conn: &mut Conn) -> QueryResult<Directory> {
    Ok(Directory::new(places::all(conn)?, places::industries::all(conn)?))
}

/// Whether there is a verified firm.
///
/// # Errors
/// Those of the database.
pub fn has_verified(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(exists(firms::table.filter(firms::verification.eq(Verification::Verified)))).get_result(conn)
}

type FirmColumns = (FirmId, String, String, Option<String>, Option<String>, Option<i64>, Option<f64>, Option<f64>);

/// The verified firms as they are counted, and as the market knows them, in one order.
///
/// # Errors
/// Those of the database.
pub fn verified(conn: &mut Conn, directory: &Directory) -> QueryResult<(Vec<Plant>, Vec<Firm>)> {
    let rows: Vec<FirmColumns> = firms::table
        .filter(firms::verification.eq(Verification::Verified))
        .order(firms::code)
        .select((
            firms::id,
            firms::code,
            firms::name,
            firms::industry_code,
            firms::division_code,
            firms::employees,
            firms::lat,
            firms::lon,
        ))
        .load(conn)?;
    let one = |(id, code, name, industry, division, employees, lat, lon): FirmColumns| {
        let place = lon.zip(lat);
        let firm = Firm {
            id: id.0,
            code,
            name,
            district: directory.district(division.as_deref()),
            industry: directory.top(industry.as_deref().unwrap_or_default()),
            place,
        };
        (Plant { industry, division, jobs: employees.and_then(|jobs| u64::try_from(jobs).ok()), place }, firm)
    };
    Ok(rows.into_iter().map(one).unzip())
}

type ProductColumns = (String, String, FirmId, Option<CategoryId>, Option<Decimal>, String);
type NeedColumns = (
    NeedId,
    String,
    String,
    FirmId,
    Option<CategoryId>,
    Option<Decimal>,
    String,
    Period,
    Option<Decimal>,
    CurrentSource,
);

/// The public products, in the order of their codes.
macro_rules! public_products {
    () => {
        products::table.filter(products::state.eq(ListingState::Published)).order(products::code).select((
            products::code,
            products::name,
            products::firm_id,
            products::category_id,
            products::capacity_per_month,
            products::unit,
        ))
    };
}
/// What the verified firms of now offer in some categories: the market without its needs, true for these categories alone.
/// Listings of other categories are not read.
///
/// # Errors
/// Those of the database.
pub fn offered(conn: &mut Conn, categories: &[&CategoryId]) -> QueryResult<Market> {
    let (_, firms) = verified(conn, &Directory::new(vec![], vec![]))?;
    let graph = Arc::new(chain::store::load_graph(conn)?);
    let under = counted_under(&graph, categories);
    let under: Vec<&str> = under.iter().map(|node| graph.id(*node).as_str()).collect();
    let mut rows: Vec<ProductColumns> =
        db::load(conn, public_products!().filter(among(products::category_id, &under)))?;
    // Those without a category are filed by their names.
    rows.extend(public_products!().filter(products::category_id.is_null()).load::<ProductColumns>(conn)?);
    let listed = listed(rows, &graph, &numbers(&firms));
    Ok(Market::new(graph, firms, listed, vec![]))
}

/// The categories whose listings may count for these: the narrower ones, and the other names of all.
fn counted_under(graph: &Graph, categories: &[&CategoryId]) -> Vec<Node> {
    let chiefs = categories.iter().filter_map(|id| graph.node(id)).map(|node| graph.canonical(node));
    let below: HashSet<Node> = chiefs.flat_map(|chief| graph.descendants(chief).into_iter().chain([chief])).collect();
    graph.nodes().filter(|node| below.contains(node) || below.contains(&graph.canonical(*node))).collect()
}

/// The number of each firm by its key.
fn numbers(firms: &[Firm]) -> HashMap<&str, u32> {
    firms.iter().map(|firm| firm.id.as_str()).zip(0..).collect()
}

/// Those of the firms that have a number.
fn listed(rows: Vec<ProductColumns>, graph: &Graph, number: &HashMap<&str, u32>) -> Vec<Product> {
    let product = |(code, name, firm, category, capacity, unit): ProductColumns| {
        let node = Market::node_of(graph, category.as_ref(), &name);
        let firm = *number.get(firm.as_str())?;
        Some(Product { code, node, name, firm, capacity: capacity.map(Decimal::to_f64), unit })
    };
    rows.into_iter().filter_map(product).collect()
}

/// The market of the given firms.
///
/// # Errors
/// Those of the database.
pub fn market(conn: &mut Conn, firms: Vec<Firm>) -> QueryResult<Market> {
    let graph = Arc::new(chain::store::load_graph(conn)?);
    let number = numbers(&firms);
    let listed = listed(public_products!().load(conn)?, &graph, &number);
    let mut offers = offers(conn, &number)?;
    let rows: Vec<NeedColumns> = needs::table
        .filter(needs::state.eq(ListingState::Published))
        .order(needs::code)
        .select((
            needs::id,
            needs::code,
            needs::text,
            needs::firm_id,
            needs::category_id,
            needs::quantity,
            needs::unit,
            needs::period,
            needs::budget_wan,
            needs::current_source,
        ))
        .load(conn)?;
    let need = |(id, code, text, firm, category, quantity, unit, period, budget, source): NeedColumns| {
        let (good, sellers) = offers.remove(&id).unwrap_or_default();
        let name = if good.is_empty() { text.as_str() } else { good.as_str() };
        Some(Need {
            node: Market::node_of(&graph, category.as_ref(), name),
            firm: *number.get(firm.as_str())?,
            monthly: quantity.map(|quantity| market::monthly(quantity.to_f64(), period)),
            budget: budget.map(Decimal::to_f64),
            id: id.0,
            code,
            text,
            unit,
            source,
            sellers,
        })
    };
    let wanted = rows.into_iter().filter_map(need).collect();
    Ok(Market::new(graph, firms, listed, wanted))
}

type Offers = HashMap<NeedId, (String, Vec<Offer>)>;

/// The kept pairings that no side has declined: what the need was read to ask for, and the sellers, best first.
fn offers(conn: &mut Conn, number: &HashMap<&str, u32>) -> QueryResult<Offers> {
    let rows: Vec<(NeedId, FirmId, i64, String)> = pairings::table
        .filter(pairings::place.is_not_null())
        .filter(pairings::state.ne(Stands::Declined))
        .order((pairings::need_id, pairings::place))
        .select((pairings::need_id, pairings::seller_id, pairings::score, pairings::good))
        .load(conn)?;
    let mut offers = Offers::new();
    for (need, seller, score, good) in rows {
        let Some(firm) = number.get(seller.as_str()).copied() else { continue };
        offers.entry(need).or_insert_with(|| (good, vec![])).1.push(Offer { firm, score });
    }
    Ok(offers)
}

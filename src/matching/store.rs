//! Reads the tables that the matcher knows.

use std::collections::{BTreeMap, HashMap};

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::market::{Edge, Firm, Listing, Market, Need, Tie};
use crate::chain::{CategoryId, Relation};
use crate::clock::Moment;
use crate::db::schema::{
    categories, chain_edges, fair_outcomes, fair_talks, firms, industries, match_weights, needs, products,
};
use crate::db::{self, Conn};
use crate::firms::Verification;
use crate::ids::FirmId;
use crate::listings::ListingState;
use crate::products::ProductId;

/// Differs when a firm, a product, an industry, the chain graph or the weights have changed, and when needs have become
/// more or fewer by about a tenth: these only teach, and a single one must not have all tables read anew.
pub type Mark = ([(i64, Option<Moment>); 6], i64);

/// Sources of edges that tell of kitchens and pharmacies, not of industry.
const NOT_INDUSTRIAL: &[&str] = &["food", "tcm"];
/// Levels of industries above a firm's own, at most.
const LEVELS: usize = 6;

/// The present mark.
///
/// # Errors
/// Those of the database.
pub fn mark(conn: &mut Conn) -> QueryResult<Mark> {
    let needs: i64 = needs::table.count().get_result(conn)?;
    let tables = [
        firms::table.select((count_star(), max(firms::updated_at))).get_result(conn)?,
        products::table.select((count_star(), max(products::updated_at))).get_result(conn)?,
        industries::table.select((count_star(), max(industries::updated_at))).get_result(conn)?,
        categories::table.select((count_star(), max(categories::updated_at))).get_result(conn)?,
        chain_edges::table.select((count_star(), max(chain_edges::updated_at))).get_result(conn)?,
        match_weights::table.select((count_star(), max(match_weights::created_at))).get_result(conn)?,
    ];
    Ok((tables, tenths(needs)))
}

/// A count in steps of a tenth, wider where it is small.
fn tenths(count: i64) -> i64 {
    (1.0 + count as f64 / 20.0).log(1.1) as i64
}

/// Verified firms, their public products and needs, and the chain graph.
///
/// # Errors
/// Those of the database.
pub fn market(conn: &mut Conn) -> QueryResult<Market> {
    let categories = categories::table.select((categories::id, categories::name));
    let categories: HashMap<CategoryId, String> = categories.load(conn)?.into_iter().collect();
    let (ids, firms) = firms(conn)?;
    let (listings, needs) = (listings(conn, &ids, &categories)?, needs(conn, &ids, &categories)?);
    Ok(Market { firms, listings, needs, edges: edges(conn, &categories)? })
}

/// The firms, and their positions by key.
fn firms(conn: &mut Conn) -> QueryResult<(HashMap<FirmId, u32>, Vec<Firm>)> {
    let rows = industries::table.select((industries::code, industries::name, industries::parent_code));
    let tree: HashMap<String, (String, Option<String>)> =
        rows.load::<(String, String, Option<String>)>(conn)?.into_iter().map(|(code, n, up)| (code, (n, up))).collect();
    let columns = (firms::id, firms::code, firms::name, firms::full_name, firms::industry_code);
    let rows = firms::table.filter(firms::verification.eq(Verification::Verified)).select(columns).order(firms::id);
    let (mut ids, mut all) = (HashMap::new(), vec![]);
    for (id, code, name, full_name, industry) in rows.load::<(FirmId, String, String, String, Option<String>)>(conn)? {
        ids.insert(id, all.len() as u32);
        let names = [name, full_name].into_iter().filter(|name| !name.is_empty()).collect();
        all.push(Firm { code, names, industry: industry.map_or(vec![], |code| path(&tree, code)) });
    }
    Ok((ids, all))
}

/// The names from the widest industry down to that of `code`.
fn path(tree: &HashMap<String, (String, Option<String>)>, code: String) -> Vec<String> {
    let (mut names, mut at) = (vec![], Some(code));
    while let Some((name, above)) = at.and_then(|code| tree.get(&code)).filter(|_| names.len() < LEVELS) {
        names.push(name.clone());
        at = above.clone();
    }
    names.reverse();
    names
}

fn listings(
    conn: &mut Conn,
    firms: &HashMap<FirmId, u32>,
    categories: &HashMap<CategoryId, String>,
) -> QueryResult<Vec<Listing>> {
    type Row = (ProductId, FirmId, String, Option<CategoryId>, Option<f64>);
    let columns = (products::id, products::firm_id, products::name, products::category_id, products::revenue_share);
    let public = products::table.filter(products::state.eq(ListingState::Published));
    let rows = public.select(columns).order(products::id).load::<Row>(conn)?.into_iter();
    let listing = |(id, firm, name, category, share): Row| {
        let category = category.and_then(|id| categories.get(&id).cloned());
        let share = share.map(|share| share as f32);
        Some(Listing { product: id.0, firm: *firms.get(&firm)?, name, category, share })
    };
    Ok(rows.filter_map(listing).collect())
}

fn needs(
    conn: &mut Conn,
    firms: &HashMap<FirmId, u32>,
    categories: &HashMap<CategoryId, String>,
) -> QueryResult<Vec<Need>> {
    let columns = (needs::firm_id, needs::text, needs::category_id, needs::for_product);
    let stating = needs::table.filter(needs::state.eq(ListingState::Published).and(needs::for_product.ne("")));
    let rows = stating.select(columns).order(needs::id);
    let need = |(firm, text, category, for_product): (FirmId, String, Option<CategoryId>, String)| {
        let category = category.and_then(|id| categories.get(&id).cloned());
        Some(Need { firm: *firms.get(&firm)?, text, category, for_product })
    };
    Ok(rows.load(conn)?.into_iter().filter_map(need).collect())
}

fn edges(conn: &mut Conn, categories: &HashMap<CategoryId, String>) -> QueryResult<Vec<Edge>> {
    type Row = (CategoryId, Relation, CategoryId, String);
    let key = (chain_edges::from_id, chain_edges::relation, chain_edges::to_id);
    let columns = (chain_edges::from_id, chain_edges::relation, chain_edges::to_id, chain_edges::source);
    let rows = chain_edges::table.select(columns).order(key).load::<Row>(conn)?.into_iter();
    let edge = |(from, relation, to, source): Row| {
        let tie = match relation {
            Relation::InputOf => Tie::InputOf,
            Relation::KindOf => Tie::KindOf,
            Relation::SameAs => return None,
        };
        let is_industrial = !NOT_INDUSTRIAL.contains(&source.as_str());
        Some(Edge { from: categories.get(&from)?.clone(), tie, to: categories.get(&to)?.clone(), is_industrial })
    };
    Ok(rows.filter_map(edge).collect())
}

/// Names of what a firm has published.
///
/// # Errors
/// Those of the database.
pub fn names_of_products(conn: &mut Conn, firm: &FirmId) -> QueryResult<Vec<String>> {
    let own = products::table.filter(products::firm_id.eq(firm)).filter(products::state.eq(ListingState::Published));
    db::load(conn, own.select(products::name).order(products::id))
}

/// What a firm needs or is about to ask for: the words of each need, and the name of its category.
///
/// # Errors
/// Those of the database.
pub fn needs_of(conn: &mut Conn, firm: &FirmId) -> QueryResult<Vec<(String, Option<String>)>> {
    let held = needs::state.eq_any([ListingState::Draft, ListingState::Published]);
    let own = needs::table.left_join(categories::table).filter(needs::firm_id.eq(firm).and(held));
    own.select((needs::text, categories::name.nullable())).order(needs::id).load(conn)
}

/// Names of these categories.
///
/// # Errors
/// Those of the database.
pub fn names_of_categories(conn: &mut Conn, ids: &[&str]) -> QueryResult<Vec<String>> {
    categories::table.filter(categories::id.eq_any(ids.iter().copied())).select(categories::name).load(conn)
}

/// What buyers say came of their talks with these sellers at fairs: seller, buyer, the word of the outcome. Of a talk
/// that was asked about twice the later answer counts.
///
/// # Errors
/// Those of the database.
pub fn talks(conn: &mut Conn, sellers: &[FirmId]) -> QueryResult<Vec<(FirmId, String, String)>> {
    let said = fair_outcomes::table
        .inner_join(fair_talks::table)
        .filter(db::among(fair_talks::seller_id, sellers))
        .filter(fair_outcomes::firm_id.eq(fair_talks::buyer_id))
        .order((fair_outcomes::talk_id, fair_outcomes::days))
        .select((fair_outcomes::talk_id, (fair_talks::seller_id, fair_talks::buyer_id, fair_outcomes::outcome)));
    let said: Vec<(String, (FirmId, String, String))> = db::load(conn, said)?;
    Ok(said.into_iter().collect::<BTreeMap<_, _>>().into_values().collect())
}

//! Rows of `chain_refusals`: edges that an operator does not want in the graph.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::chain_refusals;

/// Inputs that were refused for these products, as pairs of input and product.
///
/// # Errors
/// Those of the database.
pub(super) fn refused(conn: &mut Conn, products: &[String]) -> QueryResult<HashSet<(String, String)>> {
    let of = chain_refusals::table.filter(chain_refusals::product.eq_any(products));
    Ok(of.select((chain_refusals::input, chain_refusals::product)).load(conn)?.into_iter().collect())
}

/// Notes a refusal; twice does no harm.
///
/// # Errors
/// Those of the database.
pub(super) fn refuse(conn: &mut Conn, (input, product): (&str, &str), now: Moment) -> QueryResult<()> {
    forget(conn, (input, product))?;
    let row = (chain_refusals::input.eq(input), chain_refusals::product.eq(product), chain_refusals::at.eq(now));
    diesel::insert_into(chain_refusals::table).values(row).execute(conn).map(drop)
}

/// Takes a refusal back.
///
/// # Errors
/// Those of the database.
pub(super) fn forget(conn: &mut Conn, (input, product): (&str, &str)) -> QueryResult<()> {
    diesel::delete(chain_refusals::table.find((input, product))).execute(conn).map(drop)
}

//! What search itself asks of the database; the rows of its subjects come from their own stores.

mod names;

pub use names::named;

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{categories, chain_edges, divisions, firms, industries, needs, products};
use crate::firms::Verification;
use crate::firms::store::FirmRow;
use crate::listings::ListingState;
use crate::needs::store::NeedRow;
use crate::products::ProductId;
use crate::products::store::ProductRow;

/// Differs when divisions, industries or the chain graph have changed.
pub type Mark = [(i64, Option<Moment>); 4];

/// The present mark. It counts rows and looks for the last change, some milliseconds for a hundred thousand edges.
///
/// # Errors
/// Those of the database.
pub fn mark(conn: &mut Conn) -> QueryResult<Mark> {
    Ok([
        divisions::table.select((count_star(), max(divisions::updated_at))).get_result(conn)?,
        industries::table.select((count_star(), max(industries::updated_at))).get_result(conn)?,
        categories::table.select((count_star(), max(categories::updated_at))).get_result(conn)?,
        chain_edges::table.select((count_star(), max(chain_edges::updated_at))).get_result(conn)?,
    ])
}

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 1_000;

/// Declares how subjects of one table are read: by their keys (in no order), and page by page behind a key.
macro_rules! subjects {
    ($by_ids:ident, $after:ident, $row:ty, $table:ident) => {
        /// Those of the subjects that exist, shown or not, in no order.
        ///
        /// # Errors
        /// Those of the database.
        pub fn $by_ids(conn: &mut Conn, ids: &[&str]) -> QueryResult<Vec<$row>> {
            let mut found = Vec::with_capacity(ids.len());
            for ids in ids.chunks(CHUNK) {
                found.extend($table::table.filter($table::id.eq_any(ids.iter().copied())).load::<$row>(conn)?);
            }
            Ok(found)
        }

        /// Up to `limit` subjects, shown or not, behind the key `after`, in the order of their keys. A condition on
        /// their state would lead the database to an index in another order, and so to sorting all of them for each
        /// page.
        ///
        /// # Errors
        /// Those of the database.
        pub fn $after(conn: &mut Conn, after: &str, limit: i64) -> QueryResult<Vec<$row>> {
            $table::table.filter($table::id.gt(after)).order($table::id).limit(limit).load(conn)
        }
    };
}

subjects!(products, products_after, ProductRow, products);
subjects!(needs, needs_after, NeedRow, needs);
subjects!(firms, firms_after, FirmRow, firms);

/// About how many documents there will be: published listings, some of them of firms not yet verified, and verified
/// firms. For progress bars.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    let products: i64 = products::table.filter(products::state.eq(ListingState::Published)).count().get_result(conn)?;
    let needs: i64 = needs::table.filter(needs::state.eq(ListingState::Published)).count().get_result(conn)?;
    let firms: i64 = firms::table.filter(firms::verification.eq(Verification::Verified)).count().get_result(conn)?;
    Ok(products + needs + firms)
}

/// Keys and certificates of up to `limit` products with a dated certificate, published or not, behind the key `after`,
/// in the order of their keys.
///
/// # Errors
/// Those of the database.
pub fn dated_certificates(conn: &mut Conn, after: &str, limit: i64) -> QueryResult<Vec<(ProductId, String)>> {
    products::table
        .filter(products::certificates.like("%@%"))
        .filter(products::id.gt(after))
        .order(products::id)
        .limit(limit)
        .select((products::id, products::certificates))
        .load(conn)
}

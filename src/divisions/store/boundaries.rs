//! The table of outlines.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::boundaries::{self, dsl};
use crate::divisions::boundaries::{Boundary, Ring};

/// Puts these outlines in the place of all that there are.
///
/// # Errors
/// Those of the database.
pub fn replace_all(conn: &mut Conn, found: &[Boundary], now: Moment) -> QueryResult<()> {
    diesel::delete(boundaries::table).execute(conn)?;
    for one in found {
        let rings =
            serde_json::to_string(&one.rings).map_err(|why| diesel::result::Error::SerializationError(why.into()))?;
        diesel::insert_into(boundaries::table)
            .values((dsl::division_code.eq(&one.division), dsl::rings.eq(rings), dsl::updated_at.eq(now)))
            .execute(conn)?;
    }
    Ok(())
}

/// The rings of all outlines, by code of the division.
///
/// # Errors
/// Those of the database; an outline that cannot be read.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<Boundary>> {
    let rows: Vec<(String, String)> =
        dsl::boundaries.order(dsl::division_code).select((dsl::division_code, dsl::rings)).load(conn)?;
    let one = |(division, rings): (String, String)| {
        let rings: Vec<Ring> =
            serde_json::from_str(&rings).map_err(|why| diesel::result::Error::DeserializationError(why.into()))?;
        Ok(Boundary { division, rings })
    };
    rows.into_iter().map(one).collect()
}

//! Secrets of the site itself, kept in the database: made once, the same in every process and after every start.

use diesel::prelude::*;

use crate::db::schema::site_secrets::dsl;
use crate::db::{Both, Conn, Db};
use crate::http::AppResult;
use crate::ids;

/// The key of the form tokens.
pub const FORM_TOKENS: &str = "form_tokens";

/// The secret `name`, made now if it is asked for the first time: 64 hexadecimal digits.
///
/// # Errors
/// Those of the database.
pub fn of(db: &Db, name: &str) -> AppResult<String> {
    if let Some(value) = db.read(|conn| AppResult::Ok(stored(conn, name)?))? {
        return Ok(value);
    }
    db.write(|conn| {
        // Another process may be as quick; the first one's secret stays.
        let new = (dsl::name.eq(name), dsl::value.eq(ids::new_secret()));
        Both(diesel::insert_into(dsl::site_secrets).values(new).on_conflict(dsl::name).do_nothing()).execute(conn)?;
        Ok(dsl::site_secrets.find(name).select(dsl::value).first(conn)?)
    })
}

fn stored(conn: &mut Conn, name: &str) -> QueryResult<Option<String>> {
    dsl::site_secrets.find(name).select(dsl::value).first(conn).optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stays_and_differs_from_others() {
        let test = crate::db::testing::TestDb::new();
        let first = of(&test.db, FORM_TOKENS).unwrap();
        assert_eq!((first.len(), of(&test.db, FORM_TOKENS).unwrap()), (64, first.clone()));
        assert_ne!(of(&test.db, "other").unwrap(), first);
    }
}

//! The letters that gather what was not mailed at once: looked for each few seconds, one for each person who has
//! notices due. Marked and written in one transaction, so that a notice is in one letter.

use super::{letters, store};
use crate::accounts::UserId;
use crate::accounts::actions::person_by_id;
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::http::AppResult;
use crate::ids;

/// People written to in one round.
const ROUND: i64 = 100;

/// Writes the letters that are due at `now`, one round of them. Returns how many.
///
/// # Errors
/// Those of the database.
pub fn write_due(db: &Db, site_url: &str, now: Moment) -> AppResult<usize> {
    let people = db.read(|conn| -> AppResult<Vec<UserId>> { Ok(store::due_people(conn, now, ROUND)?) })?;
    let mut written = 0;
    for user in &people {
        written += usize::from(db.write(|conn| write(conn, user, site_url, now))?);
    }
    Ok(written)
}

fn write(conn: &mut Conn, user: &UserId, site_url: &str, now: Moment) -> AppResult<bool> {
    let rows = store::take_due(conn, user, now)?;
    let person = person_by_id(conn, user.as_str())?;
    match person {
        Some(person) if !rows.is_empty() => {
            letters::digest(conn, (user, &person.email), &ids::new_id(), &rows, site_url, now)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

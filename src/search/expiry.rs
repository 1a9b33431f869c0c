//! A document leaves out what has expired, and nobody changes a product on the day its certificate ends. So once a day
//! those whose certificates ended lately are marked as if they had been changed.

use super::store;
use crate::clock::Moment;
use crate::db::{Db, Kind};
use crate::engine::dirty;
use crate::products::ProductId;
use crate::products::certificates::{self, Standing};

/// Products read at once.
const PART: i64 = 5_000;
/// How far back certificates may have ended: longer than a server stands still. Marking again costs a look.
const LATELY: i64 = 60;

/// Marks the products of which a certificate has ended lately; says how many.
///
/// # Errors
/// Those of the database.
pub(super) fn mark_expired(db: &Db, now: Moment) -> anyhow::Result<usize> {
    let (mut after, mut marked) = (String::new(), 0);
    loop {
        let part = db.read::<_, anyhow::Error>(|conn| Ok(store::dated_certificates(conn, &after, PART)?))?;
        let Some((last, _)) = part.last() else { return Ok(marked) };
        let ids: Vec<&str> =
            part.iter().filter(|(_, stored)| ended_lately(stored, now)).map(|(id, _)| ProductId::as_str(id)).collect();
        if !ids.is_empty() {
            db.write::<_, anyhow::Error>(|conn| Ok(dirty::mark_many(conn, Kind::Product, &ids)?))?;
        }
        marked += ids.len();
        after = last.0.clone();
    }
}

fn ended_lately(stored: &str, now: Moment) -> bool {
    let before = now - chrono::Duration::days(LATELY);
    let ended = |at: Moment, one: &certificates::Certificate| one.standing(at) == Standing::Expired;
    certificates::stored(stored).iter().any(|one| ended(now, one) && !ended(before, one))
}

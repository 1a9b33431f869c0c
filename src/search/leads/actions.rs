//! Making a need of a search that found nothing, and taking it back.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{DAYS, WANTED_IN, store};
use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;
use crate::listings::{self, ListingState, firm_of};
use crate::needs::store::NeedRow;
use crate::search::query::Asked;
use crate::sought::counted;
use crate::text;

/// A firm as leads know it.
fn digest(secret: &str, firm: &FirmId) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(firm.as_str().as_bytes());
    text::hex(&mac.finalize().into_bytes())
}

/// Makes a published need of the words of a search, wanted in thirty days, and notes that this firm sought them in vain.
/// Sent twice, with the same `code`, it makes one.
///
/// # Errors
/// `Invalid` for a search without words; `SignIn`, `Forbidden`; those of [`listings::actions::create`].
pub fn make(
    conn: &mut Conn,
    viewer: &Viewer,
    secret: &str,
    (asked, code): (&Asked, &str),
    now: Moment,
) -> AppResult<NeedRow> {
    let firm = firm_of(viewer)?.clone();
    if asked.q.is_empty() {
        let cause = Say::new("没有搜索词", "the search has no words");
        return Err(AppError::invalid("q", "", cause, Say::new("请写明需要什么", "say what is wanted")));
    }
    let category = if asked.categories.len() == 1 { asked.categories[0].as_str() } else { "" };
    let needed_by = (clock::local_day(now) + WANTED_IN).to_string();
    let columns = [
        ("code", code),
        ("text", asked.q.as_str()),
        ("category", category),
        ("period", "once"),
        ("needed_by", needed_by.as_str()),
    ];
    let columns = Columns(columns.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    let need = listings::actions::create::<NeedRow>(conn, viewer, &columns, ListingState::Published, now)?;
    // A firm that nobody has verified may be anybody, three of them too.
    if viewer.firm_verified
        && let Some(words) = counted(&asked.q)
    {
        store::put(conn, &words, &digest(secret, &firm), clock::local_day(now))?;
    }
    Ok(need)
}

/// Takes such a need back, and that it was sought.
///
/// # Errors
/// Those of [`listings::actions::withdraw`].
pub fn take_back(conn: &mut Conn, viewer: &Viewer, secret: &str, code: &str, now: Moment) -> AppResult<()> {
    let need = listings::actions::withdraw::<NeedRow>(conn, viewer, code, "", now)?.row;
    match counted(&need.text) {
        Some(words) => Ok(store::take_back(conn, &words, &digest(secret, &need.firm_id))?),
        None => Ok(()),
    }
}

/// The first of the days on which leads are counted.
pub fn first_day(now: Moment) -> chrono::NaiveDate {
    clock::local_day(now) - chrono::Duration::days(DAYS - 1)
}

/// Takes away leads that are no longer counted.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, now: Moment) -> AppResult<usize> {
    Ok(store::purge(conn, first_day(now))?)
}

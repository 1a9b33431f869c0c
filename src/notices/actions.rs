//! What people do with their notices.

use super::rules::Hours;
use super::store::{self, NoticeRow};
use super::{Cadence, Topic, letters};
use crate::accounts::{Role, UserId, Viewer};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult, Paging};

/// Notices of one page.
pub const SIZE: u64 = 30;
/// How long a notice is kept after it was read, in days. What was not read is never cleared.
pub const KEPT_DAYS: i64 = 180;

/// Clears what was read long ago. Returns how many notices went.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, now: Moment) -> AppResult<usize> {
    Ok(store::purge(conn, now - chrono::Duration::days(KEPT_DAYS))?)
}

/// The person who asks; a program has no notices.
fn person(viewer: &Viewer) -> AppResult<&UserId> {
    match viewer.user() {
        Some(user) => Ok(user),
        None if viewer.is_signed_in() => {
            Err(AppError::forbidden("通知只发给人，不发给密钥", "Notices are for people, not for keys"))
        }
        None => Err(AppError::SignIn),
    }
}

/// One's own notices, newest first: a page of them.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub fn list(conn: &mut Conn, viewer: &Viewer, number: u64, here: &str) -> AppResult<(Paging, Vec<NoticeRow>)> {
    let user = person(viewer)?;
    let total = u64::try_from(store::count(conn, user)?).unwrap_or(0);
    let paging = Paging::new(number, SIZE, total, here);
    let offset = i64::try_from(paging.offset()).unwrap_or(i64::MAX);
    Ok((paging, store::page(conn, user, offset, SIZE as i64)?))
}

/// Marks a notice as read and returns the path of what it is about.
///
/// # Errors
/// `SignIn`; `NotFound` for what is not one's own.
pub fn open(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<String> {
    let user = person(viewer)?;
    let row = store::find(conn, user, id)?.ok_or(AppError::NotFound)?;
    store::read(conn, user, Some(id), now)?;
    Ok(row.path)
}

/// Marks all of one's own notices as read. Returns how many were not.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub fn read_all(conn: &mut Conn, viewer: &Viewer, now: Moment) -> AppResult<usize> {
    Ok(store::read(conn, person(viewer)?, None, now)?)
}

/// What a person has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// The topics that concern this person, and how often to be mailed about each.
    pub topics: Vec<(Topic, Cadence)>,
    /// When to be left alone.
    pub hours: Hours,
}

/// The topics that somebody of this role can hear of.
fn topics(role: Option<Role>) -> &'static [Topic] {
    use Topic::{Alert, Deal, Enquiry, Fair, Firm, Hook, Pairing, Quote, Search};
    match role {
        Some(Role::Member) => &[Enquiry, Quote, Deal, Pairing, Fair, Search, Firm, Alert, Hook],
        Some(Role::Buyer) => &[Enquiry, Quote, Deal, Search],
        Some(Role::Official) => &[Alert, Search],
        Some(Role::Operator) => &[Alert, Search, Hook],
        None => &[],
    }
}

/// What one has chosen.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub fn wishes(conn: &mut Conn, viewer: &Viewer) -> AppResult<Wishes> {
    let user = person(viewer)?;
    let chosen = store::wishes(conn, user)?;
    let of =
        |topic: Topic| chosen.iter().find(|(one, _)| *one == topic).map_or(Cadence::AtOnce, |(_, cadence)| *cadence);
    let topics = topics(viewer.role).iter().map(|topic| (*topic, of(*topic))).collect();
    Ok(Wishes { topics, hours: store::hours(conn, user)? })
}

/// Stores what one has chosen. What waits for a letter keeps its time, unless there are to be none.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub fn put_wishes(conn: &mut Conn, viewer: &Viewer, new: &Wishes) -> AppResult<()> {
    let user = person(viewer)?;
    for (topic, cadence) in &new.topics {
        put(conn, user, *topic, *cadence)?;
    }
    Ok(store::put_hours(conn, user, new.hours)?)
}

fn put(conn: &mut Conn, user: &UserId, topic: Topic, cadence: Cadence) -> AppResult<()> {
    store::put_wish(conn, user, topic, cadence)?;
    if cadence == Cadence::Never {
        store::unplan(conn, user, topic)?;
    }
    Ok(())
}

/// What the link of a letter stops: whose letters, and about what; none for all topics.
///
/// # Errors
/// `NotFound` for what is no such thing.
pub fn read_stop(stops: &str) -> AppResult<(UserId, Option<Topic>)> {
    let (user, topic) = stops.rsplit_once('.').ok_or(AppError::NotFound)?;
    let topic = match topic {
        letters::ALL => None,
        word => Some(Topic::parse(word).ok_or(AppError::NotFound)?),
    };
    Ok((UserId(user.to_owned()), topic))
}

/// Stops letters, as the signed link of one of them asks. Twice is as good.
///
/// # Errors
/// As [`read_stop`].
pub fn stop(conn: &mut Conn, stops: &str) -> AppResult<()> {
    let (user, topic) = read_stop(stops)?;
    crate::accounts::actions::person_by_id(conn, user.as_str())?.ok_or(AppError::NotFound)?;
    let topics = topic.map_or_else(|| Topic::ALL.to_vec(), |topic| vec![topic]);
    topics.into_iter().try_for_each(|topic| put(conn, &user, topic, Cadence::Never))
}

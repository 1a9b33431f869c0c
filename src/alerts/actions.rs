//! What people do with alerts: look, reply, record a resolution; operators say who is told and which days are worked.

use super::digest;
use super::resolution::{Facts, Resolution, clears};
use super::store::{self, LevelRow, MatterRow, PostRow, ReplyRow, Selection};
use super::{Level, MatterId, rules, sweep};
use crate::accounts::Viewer;
use crate::accounts::actions::{for_operators, names_of};
use crate::accounts::rules::read_email;
use crate::clock::Moment;
use crate::db::Conn;
use crate::divisions;
use crate::firms::actions::scope;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::{audit, ids, text};

/// Letters of a reply at most.
const LONGEST: usize = 1_000;

/// A page of matters.
#[derive(Debug, Clone)]
pub struct List {
    /// The matters.
    pub rows: Vec<MatterRow>,
    /// How many there are.
    pub total: u64,
    /// How many stand at each level.
    pub counts: [i64; 3],
    /// Whether nobody is told of a level in some part of the city.
    pub has_no_post: bool,
}

/// The matters that this official answers for.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub fn list(conn: &mut Conn, viewer: &Viewer, wanted: Selection, (offset, limit): (u64, u64)) -> AppResult<List> {
    let divisions = scope(viewer, &divisions::store::all(conn)?)?;
    let selection = Selection { divisions, ..wanted };
    let part = (i64::try_from(offset).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    let (rows, total) = store::page(conn, &selection, part)?;
    let posts = store::posts(conn)?;
    Ok(List {
        rows,
        total: u64::try_from(total).unwrap_or(0),
        counts: store::counts(conn, &selection)?,
        has_no_post: Level::ALL.iter().any(|level| rules::post(&posts, &[], None, *level).is_none()),
    })
}

/// A matter and all that is known of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The matter.
    pub matter: MatterRow,
    /// The levels that have fallen due.
    pub levels: Vec<LevelRow>,
    /// What was written, with the names of those who did.
    pub replies: Vec<(ReplyRow, String)>,
    /// What has to be true for its end.
    pub facts: Facts,
}

fn visible(conn: &mut Conn, viewer: &Viewer, id: &MatterId) -> AppResult<MatterRow> {
    let divisions = scope(viewer, &divisions::store::all(conn)?)?;
    let matter = store::find(conn, id)?.ok_or(AppError::NotFound)?;
    let is_seen = |codes: Vec<String>| matter.division_code.as_ref().is_some_and(|code| codes.contains(code));
    if divisions.is_none_or(is_seen) { Ok(matter) } else { Err(AppError::NotFound) }
}

/// A matter.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` where there is none that this official answers for.
pub fn case(conn: &mut Conn, viewer: &Viewer, id: &MatterId) -> AppResult<Case> {
    let matter = visible(conn, viewer, id)?;
    let replies = store::replies(conn, id)?;
    let names = names_of(conn, replies.iter().map(|reply| reply.author.as_str()))?;
    let name = |reply: &ReplyRow| names.get(&reply.author).cloned().unwrap_or_else(|| reply.author.clone());
    Ok(Case {
        levels: store::levels(conn, id)?,
        replies: replies.into_iter().map(|reply| (reply.clone(), name(&reply))).collect(),
        facts: store::facts(conn, &matter)?,
        matter,
    })
}

/// Writes down what was done for a matter, and, with `is_end`, that it is solved.
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`; `Invalid` without a text, or where the matter is not solved; `Conflict` where it has
/// ended already.
pub fn reply(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &MatterId,
    (text, is_end): (&str, bool),
    now: Moment,
) -> AppResult<()> {
    let matter = visible(conn, viewer, id)?;
    let text: String = text::tidy(text).chars().take(LONGEST).collect();
    if text.is_empty() {
        let fix = Say::new("请写明办理情况", "Say what was done");
        return Err(AppError::invalid("text", "", Say::new("没有填写内容", "There is no text"), fix));
    }
    if is_end {
        let resolution = Resolution { at: now, text: text.clone() };
        let facts = store::facts(conn, &matter)?;
        clears(&facts, &resolution, matter.started_at, now).map_err(|fault| AppError::Invalid(vec![fault]))?;
    }
    if matter.cleared_at.is_some() || (is_end && !store::clear(conn, id, now)?) {
        return Err(AppError::conflict("该事项已办结", "The matter has ended already"));
    }
    let (author, matter_id) = (viewer.actor.to_string(), id.clone());
    let row = ReplyRow { id: ids::new_id(), matter_id, text, is_end, author, at: now };
    store::insert_reply(conn, &row)?;
    let action = if is_end { "alert.resolve" } else { "alert.reply" };
    audit::record(conn, viewer, action, "alert", id.as_str(), None, Some(&row.text), now)
}

/// What operators set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who is told.
    pub posts: Vec<PostRow>,
    /// Codes and names of the divisions.
    pub divisions: Vec<(String, String)>,
    /// The working days as they are known.
    pub calendar: super::calendar::Calendar,
    /// The notices that operators brought.
    pub notices: Vec<(i64, String)>,
    /// The next moment at which a digest can go.
    pub next: Moment,
}

/// Who is told, and which days are worked.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators.
pub fn settings(conn: &mut Conn, viewer: &Viewer, now: Moment) -> AppResult<Settings> {
    for_operators(viewer)?;
    let calendar = sweep::calendar(conn)?;
    Ok(Settings {
        posts: store::posts(conn)?,
        divisions: divisions::store::all(conn)?.into_iter().map(|row| (row.code, row.name)).collect(),
        notices: store::notices(conn)?,
        next: digest::next_part(&calendar, now),
        calendar,
    })
}

/// Sets who hears of a level in a division, or, with an empty address, that nobody does; an empty division is the city.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` for an unknown division; `Invalid` for what is no address.
pub fn put_post(
    conn: &mut Conn,
    viewer: &Viewer,
    (division, level): (&str, Level),
    email: &str,
    now: Moment,
) -> AppResult<()> {
    for_operators(viewer)?;
    if !division.is_empty() && divisions::store::find_by_code(conn, division)?.is_none() {
        return Err(AppError::NotFound);
    }
    let email = match email.trim() {
        "" => String::new(),
        written => read_email(written).map_err(|fault| AppError::Invalid(vec![fault]))?,
    };
    store::put_post(conn, &PostRow { division_code: division.into(), level, email: email.clone() })?;
    let post = format!("{division}:{level}");
    audit::record(conn, viewer, "alert.post", "alert_post", &post, None, Some(&email), now)
}

/// Puts a holiday notice in the place of that of its year, and has open matters counted anew.
///
/// # Errors
/// `SignIn`, `Forbidden`; `Invalid` for what cannot be read.
pub fn put_notice(conn: &mut Conn, viewer: &Viewer, text: &str, now: Moment) -> AppResult<i32> {
    for_operators(viewer)?;
    let year = rules::year(text).map_err(AppError::Invalid)?;
    store::put_notice(conn, i64::from(year), text)?;
    store::look_again(conn, now)?;
    audit::record(conn, viewer, "alert.notice", "alert_notice", &year.to_string(), None, Some(text), now)?;
    Ok(year)
}

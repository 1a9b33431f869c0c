//! What is done each minute: matters that are solved end, those that stand still begin, levels fall due, posts hear of
//! them. Run twice at the same moment it does nothing more.

use std::collections::HashMap;

use chrono::Duration;

use super::calendar::Calendar;
use super::digest::{self, Alert, Digest, Sent};
use super::hours::{self, DAY};
use super::ladder::{self, Course, Ladder};
use super::store::{self, LevelRow, MatterRow, PostRow, ReplyRow, Subject};
use super::{Matter, MatterId, MatterKind, letters, rules};
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::divisions;
use crate::http::{AppError, AppResult};
use crate::ids;

/// Matters of one round, so that an import of a whole city does not hold other writers up for long.
const BATCH: i64 = 1_000;
/// Who ends a matter that the tables show to be solved.
pub const SITE: &str = "site";

/// One round, in one transaction.
///
/// # Errors
/// Those of the database.
pub fn run(db: &Db, site_url: &str, now: Moment) -> AppResult<()> {
    let closed = db.read::<_, AppError>(|conn| Ok(store::closed_gaps(conn)?))?;
    db.write(|conn| sweep(conn, closed, site_url, now))
}

/// One round, in which the gaps that were found `closed` end.
///
/// # Errors
/// Those of the database.
pub fn sweep(conn: &mut Conn, closed: Vec<MatterId>, site_url: &str, now: Moment) -> AppResult<()> {
    let calendar = calendar(conn)?;
    end(conn, closed, now)?;
    for kind in MatterKind::ALL {
        let solved = store::solved(conn, *kind)?;
        end(conn, solved, now)?;
        begin(conn, &calendar, *kind, now)?;
    }
    raise(conn, &calendar, now)?;
    tell(conn, &calendar, site_url, now)
}

/// The working days as far as they are known here.
///
/// # Errors
/// Those of the database.
pub fn calendar(conn: &mut Conn) -> AppResult<Calendar> {
    let notices = store::notices(conn)?;
    let calendar = rules::calendar(notices.iter().map(|(_, text)| text.as_str()));
    // Each was read before it was stored, so this is no fault of whoever asks.
    calendar.map_err(|faults| AppError::Internal(anyhow::anyhow!("a stored holiday notice cannot be read: {faults:?}")))
}

/// The course of a matter.
pub fn course(matter: &MatterRow) -> Course {
    Course { started: matter.started_at, pauses: vec![], cleared: matter.cleared_at }
}

/// Ends what is solved, unless somebody has ended it meanwhile.
fn end(conn: &mut Conn, solved: Vec<MatterId>, now: Moment) -> AppResult<()> {
    for matter_id in solved {
        if !store::clear(conn, &matter_id, now)? {
            continue;
        }
        let (id, text, author) = (ids::new_id(), String::new(), SITE.to_owned());
        store::insert_reply(conn, &ReplyRow { id, matter_id, text, is_end: true, author, at: now })?;
    }
    Ok(())
}

/// A matter is kept from its first level on; until then the thing itself is all there is of it.
fn begin(conn: &mut Conn, calendar: &Calendar, kind: MatterKind, now: Moment) -> AppResult<()> {
    let ladder = Ladder::usual(kind);
    let until = hours::add(calendar, now, -(i64::from(ladder.yellow) * DAY));
    let waiting = store::unopened(conn, kind, until, BATCH)?;
    let matters: Vec<MatterRow> =
        waiting.into_iter().filter_map(|subject| matter(calendar, &ladder, kind, subject, now)).collect();
    Ok(store::insert_matters(conn, &matters)?)
}

fn matter(calendar: &Calendar, ladder: &Ladder, kind: MatterKind, subject: Subject, now: Moment) -> Option<MatterRow> {
    let started_at = subject.since?;
    let course = Course { started: started_at, pauses: vec![], cleared: None };
    let first = *ladder::due(calendar, ladder, &course, now).first()?;
    Some(MatterRow {
        id: MatterId::new(),
        kind,
        subject_id: subject.id,
        code: subject.code,
        title: subject.title,
        division_code: subject.division_code,
        started_at,
        level: None,
        next_at: Some(first.at),
        cleared_at: None,
    })
}

fn raise(conn: &mut Conn, calendar: &Calendar, now: Moment) -> AppResult<()> {
    for matter in store::to_raise(conn, now, BATCH * 2)? {
        let (ladder, course) = (Ladder::usual(matter.kind), course(&matter));
        let due = ladder::due(calendar, &ladder, &course, now);
        for due in &due {
            let matter_id = matter.id.clone();
            let row = LevelRow { matter_id, level: due.level, due_at: due.at, told_at: None, told_to: None };
            store::insert_level(conn, &row)?;
        }
        // A level that has been noted stays, even if a later notice would let it fall due later.
        let level = due.last().map(|due| due.level).max(matter.level);
        let next = ladder::next(calendar, &ladder, &course, now).map(|due| due.at);
        store::raise(conn, &matter.id, level, next)?;
    }
    Ok(())
}

/// Writes the digests that are to go now. The rows that say so are written in the same transaction, so that a post hears
/// of a level once.
fn tell(conn: &mut Conn, calendar: &Calendar, site_url: &str, now: Moment) -> AppResult<()> {
    let posts = store::posts(conn)?;
    if posts.is_empty() || digest::part(calendar, now).is_none() {
        return Ok(());
    }
    let rows = store::untold(conn)?;
    let alerts = alerts(&rows, &posts, &parents(conn)?);
    let sent = store::told_since(conn, now - Duration::days(1))?;
    let sent: Vec<Sent> = sent.into_iter().filter_map(|(row, kind)| sent_of(row, kind)).collect();
    let matters: HashMap<&str, &MatterRow> = rows.iter().map(|(_, row)| (row.id.as_str(), row)).collect();
    for digest in digest::digests(calendar, &alerts, &sent, now) {
        write(conn, &posts, &matters, &digest, site_url, now)?;
    }
    Ok(())
}

fn parents(conn: &mut Conn) -> AppResult<Vec<(String, Option<String>)>> {
    Ok(divisions::store::all(conn)?.into_iter().map(|row| (row.code, row.parent_code)).collect())
}

/// The alerts that a post stands ready for, each under the division of that post.
fn alerts(rows: &[(LevelRow, MatterRow)], posts: &[PostRow], parents: &[(String, Option<String>)]) -> Vec<Alert> {
    let alert = |(level, matter): &(LevelRow, MatterRow)| {
        let post = rules::post(posts, parents, matter.division_code.as_deref(), level.level)?;
        Some(Alert {
            matter: Matter { kind: matter.kind, code: matter.id.0.clone() },
            level: level.level,
            division: post.division_code.clone(),
            at: level.due_at,
        })
    };
    rows.iter().filter_map(alert).collect()
}

fn sent_of(row: LevelRow, kind: MatterKind) -> Option<Sent> {
    let to = digest::Addressee { division: row.told_to?, post: row.level.post() };
    Some(Sent { to, matter: Matter { kind, code: row.matter_id.0 }, level: row.level, at: row.told_at? })
}

fn write(
    conn: &mut Conn,
    posts: &[PostRow],
    matters: &HashMap<&str, &MatterRow>,
    digest: &Digest,
    site_url: &str,
    now: Moment,
) -> AppResult<()> {
    let is_it = |post: &&PostRow| post.division_code == digest.to.division && post.level.post() == digest.to.post;
    let Some(post) = posts.iter().find(is_it) else { return Ok(()) };
    letters::digest(conn, &post.email, digest, matters, site_url, now)?;
    for alert in &digest.alerts {
        store::told(conn, &MatterId(alert.matter.code.clone()), alert.level, &digest.to.division, now)?;
    }
    Ok(())
}

//! Keeping, naming and dropping one's own searches.

use super::Cadence;
use super::store::{self, SavedRow};
use crate::accounts::{UserId, Viewer};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::ids;
use crate::lang::{Lang, Say};
use crate::search::query::{Asked, kind_name};
use crate::text;

/// Searches of one person at most.
const MOST: usize = 100;
/// Characters of a name at most.
const LONGEST_NAME: usize = 60;
/// Bytes of an address at most: twenty values of each filter fit.
const LONGEST_SEARCH: usize = 8_000;

/// The person who asks; a key is none, and keeps nothing.
fn person(viewer: &Viewer) -> AppResult<&UserId> {
    match viewer.user() {
        Some(user) => Ok(user),
        None if viewer.is_signed_in() => {
            Err(AppError::forbidden("密钥不能保存搜索", "Searches are kept by people, not by keys"))
        }
        None => Err(AppError::SignIn),
    }
}

fn wrong(field: &str, value: &str, cause: Say, fix: Say) -> AppError {
    AppError::invalid(field, value, cause, fix)
}

fn name_of(typed: &str) -> AppResult<String> {
    let name = text::tidy(typed).replace('\n', " ");
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let cause = Say::new("名称为空或太长", "The name is empty or too long");
        let fix = Say::new(format!("请填写 1 到 {LONGEST_NAME} 个字"), format!("Use 1 to {LONGEST_NAME} characters"));
        return Err(wrong("name", typed, cause, fix));
    }
    Ok(name)
}

/// What a search is called until its owner names it: its words, else its kind.
fn usual_name(asked: &Asked, lang: Lang) -> String {
    let name = if asked.q.is_empty() { kind_name(asked.kind, lang) } else { &asked.q };
    name.chars().take(LONGEST_NAME).collect()
}

/// Keeps the search with the query `search` under `name`, or under its words. One that is kept already is returned.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys; `Invalid` for a wrong name or a search that cannot be read; `Conflict` when there
/// are too many.
pub fn keep(
    conn: &mut Conn,
    viewer: &Viewer,
    (search, name): (&str, &str),
    lang: Lang,
    now: Moment,
) -> AppResult<SavedRow> {
    let user = person(viewer)?;
    let pairs =
        serde_urlencoded::from_str::<Vec<(String, String)>>(search).ok().filter(|_| search.len() <= LONGEST_SEARCH);
    let asked = Asked::read(&pairs.ok_or_else(|| {
        let cause = Say::new("这个搜索无法读取", "This search cannot be read");
        wrong("search", "", cause, Say::new("请从搜索结果页保存", "Save it from the page of its results"))
    })?)
    .0;
    let name = if name.trim().is_empty() { usual_name(&asked, lang) } else { name_of(name)? };
    let search = asked.query();
    let own = store::of(conn, user)?;
    if let Some(known) = own.iter().find(|row| row.search == search) {
        return Ok(known.clone());
    }
    if own.len() >= MOST {
        return Err(AppError::conflict("保存的搜索已达上限，请先删除不用的", "There are too many; delete some first"));
    }
    let row = SavedRow {
        id: ids::new_id(),
        user_id: user.clone(),
        name,
        search,
        created_at: now,
        cadence: Cadence::Never,
        looked_at: None,
        seen: "[]".into(),
    };
    store::insert(conn, &row)?;
    Ok(row)
}

/// Keeps a search under its words, and has it tell of what is new once a day.
///
/// # Errors
/// Those of [`keep`].
pub fn watch(conn: &mut Conn, viewer: &Viewer, search: &str, lang: Lang, now: Moment) -> AppResult<SavedRow> {
    let row = keep(conn, viewer, (search, ""), lang, now)?;
    if row.cadence == Cadence::Never {
        store::set_cadence(conn, person(viewer)?, &row.id, Cadence::Daily)?;
    }
    Ok(row)
}

/// Says how often one's own search tells of what is new.
///
/// # Errors
/// `SignIn`; `NotFound` where this person has no such search; `Invalid` for another word.
pub fn set_cadence(conn: &mut Conn, viewer: &Viewer, id: &str, word: &str) -> AppResult<Cadence> {
    let user = person(viewer)?;
    store::find(conn, user, id)?.ok_or(AppError::NotFound)?;
    let cadence = Cadence::parse(word).ok_or_else(|| {
        let cause = Say::new("不能是这个频率", "It cannot be that often");
        wrong("cadence", word, cause, Say::new("可选：never、daily、weekly", "One of never, daily, weekly"))
    })?;
    store::set_cadence(conn, user, id, cadence)?;
    Ok(cadence)
}

/// One's own searches, newest first.
///
/// # Errors
/// `SignIn`; `Forbidden` for keys.
pub fn own(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<SavedRow>> {
    Ok(store::of(conn, person(viewer)?)?)
}

/// Gives one's own search another name.
///
/// # Errors
/// `SignIn`; `NotFound` where this person has no such search; `Invalid` for a wrong name.
pub fn rename(conn: &mut Conn, viewer: &Viewer, id: &str, name: &str) -> AppResult<()> {
    let user = person(viewer)?;
    store::find(conn, user, id)?.ok_or(AppError::NotFound)?;
    store::rename(conn, user, id, &name_of(name)?)?;
    Ok(())
}

/// Drops one's own search, and returns it, so that it can be kept again.
///
/// # Errors
/// `SignIn`; `NotFound` where this person has no such search.
pub fn delete(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<SavedRow> {
    let user = person(viewer)?;
    let row = store::find(conn, user, id)?.ok_or(AppError::NotFound)?;
    store::delete(conn, user, id)?;
    Ok(row)
}

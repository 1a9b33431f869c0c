//! Telling news: the one place that decides who hears of it by which way.

use super::rules;
use super::store::{self, NoticeRow};
use super::{Topic, hooks, letters};
use crate::accounts::actions::{self as accounts, Person};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids::{self, FirmId};
use crate::lang::Say;

/// Something that has happened, in words for those whom it concerns.
#[derive(Debug, Clone)]
pub struct News<'a> {
    /// What it is about.
    pub topic: Topic,
    /// What has happened, in one line: the notice, and the subject of its letter.
    pub title: Say,
    /// The letter.
    pub body: &'a str,
    /// Path of the matter's page.
    pub path: &'a str,
    /// Key of the letter, so that it can be emptied later, and so that the same news told twice is refused.
    pub key: Option<&'a str>,
    /// Until when the body holds a live link. Such a letter is not gathered into a digest, which would lose the link; it
    /// waits for the end of quiet hours.
    pub secret_until: Option<Moment>,
}

/// Whom it concerns.
#[derive(Debug, Clone, Copy)]
pub enum To<'a> {
    /// All who act for a firm, and its hooks.
    Firm(&'a FirmId),
    /// A person, written `user:ID` as owners are; programs are told nothing.
    Owner(&'a str),
    /// Whoever reads this address, with or without an account; and the operators' hooks.
    Address(&'a str),
}

/// Tells news, in the transaction of the change.
///
/// # Errors
/// Those of the database; a key that has been used before is one.
pub fn tell(conn: &mut Conn, to: To<'_>, news: &News<'_>, now: Moment) -> AppResult<()> {
    let people = match to {
        To::Firm(firm) => accounts::firm_people(conn, firm)?,
        To::Owner(owner) => match owner.strip_prefix("user:") {
            Some(id) => accounts::person_by_id(conn, id)?.into_iter().collect(),
            None => vec![],
        },
        To::Address(email) => match accounts::person_by_email(conn, email)? {
            Some(person) => vec![person],
            None => return stranger(conn, email, news, now),
        },
    };
    for (n, person) in people.iter().enumerate() {
        person_of(conn, person, news, n, now)?;
    }
    hooks::put(conn, to, news, now)
}

fn stranger(conn: &mut Conn, email: &str, news: &News<'_>, now: Moment) -> AppResult<()> {
    letters::write(conn, email, news, &letter_key(news, 0), None, now)?;
    hooks::put(conn, To::Address(email), news, now)
}

/// Key of the `n`th letter of some news.
pub fn letter_key(news: &News<'_>, n: usize) -> String {
    news.key.map_or_else(ids::new_id, |key| format!("{key}-{n}"))
}

fn person_of(conn: &mut Conn, person: &Person, news: &News<'_>, n: usize, now: Moment) -> AppResult<()> {
    let (cadence, hours) = (store::cadence(conn, &person.id, news.topic)?, store::hours(conn, &person.id)?);
    let last = if news.secret_until.is_some() { None } else { store::last_mailed(conn, &person.id)? };
    let due = rules::due(cadence, hours, last, now);
    let is_alone = due.is_some_and(|due| due <= now) || (due.is_some() && news.secret_until.is_some());
    if let (true, Some(due)) = (is_alone, due) {
        let stop = Some((&person.id, due));
        letters::write(conn, &person.email, news, &letter_key(news, n), stop, now)?;
    }
    let row = NoticeRow {
        id: ids::new_id(),
        user_id: person.id.clone(),
        topic: news.topic,
        title_zh: news.title.zh.clone(),
        title_en: news.title.en.clone(),
        path: news.path.to_owned(),
        created_at: now,
        read_at: None,
        mail_due_at: due.filter(|_| !is_alone),
        mailed_at: due.filter(|_| is_alone),
    };
    Ok(store::insert(conn, &row)?)
}

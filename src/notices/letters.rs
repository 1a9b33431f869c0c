//! The letters: one for a piece of news, and the digest that gathers several.

use std::fmt::Write;

use super::News;
use super::rules::NAMED;
use super::store::NoticeRow;
use crate::accounts::UserId;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::AppResult;
use crate::mail::{self, Draft};

/// What the link of a digest stops: all topics.
pub const ALL: &str = "all";

/// Writes the letter of one piece of news. `to` is the reader who can stop such letters and when it is to go.
pub fn write(
    conn: &mut Conn,
    recipient: &str,
    news: &News<'_>,
    id: &str,
    to: Option<(&UserId, Moment)>,
    now: Moment,
) -> AppResult<()> {
    let subject = format!("{} / {}", news.title.zh, news.title.en);
    let stops = to.map(|(user, _)| format!("{user}.{}", news.topic));
    let draft = Draft {
        id,
        recipient,
        subject: &subject,
        body: news.body,
        secret_until: news.secret_until,
        not_before: to.map(|(_, due)| due),
        stops: stops.as_deref(),
    };
    mail::write(conn, &draft, now)
}

/// Writes the letter that gathers `rows`, which are at least one, oldest first.
pub fn digest(
    conn: &mut Conn,
    (user, recipient): (&UserId, &str),
    id: &str,
    rows: &[NoticeRow],
    site_url: &str,
    now: Moment,
) -> AppResult<()> {
    let count = rows.len();
    let subject = match rows {
        [only] => format!("{} / {}", only.title_zh, only.title_en),
        _ => format!("您有 {count} 条新通知 / {count} notices"),
    };
    let (zh, en) = (lines(rows, |row| &row.title_zh, site_url), lines(rows, |row| &row.title_en, site_url));
    let more = count.saturating_sub(NAMED);
    let more = if more > 0 { format!("……另有 {more} 条 / ... and {more} more\n\n") } else { String::new() };
    let body = format!(
        "您好：\n\n{zh}\n--\n\n{en}\n{more}全部通知 / All notices: {site_url}/notices\n\
         接收设置 / Settings: {site_url}/notices/settings\n"
    );
    let (stops, subject, body) = (format!("{user}.{ALL}"), subject.as_str(), body.as_str());
    mail::write(conn, &Draft { id, recipient, subject, body, stops: Some(&stops), ..Draft::default() }, now)
}

fn lines(rows: &[NoticeRow], title: impl Fn(&NoticeRow) -> &str, site_url: &str) -> String {
    let mut text = String::new();
    for row in rows.iter().take(NAMED) {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "- {} {}\n  {site_url}{}", clock::show(row.created_at), title(row), row.path);
    }
    text
}

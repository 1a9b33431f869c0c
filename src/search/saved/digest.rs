//! Mails that tell the owners of kept searches what is new: one for each person and day at most, whatever many searches
//! they keep. They are told as [notices](crate::notices), which know the hours of quiet and how to stop letters.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::rules::{REMEMBERED, is_due, new_ones};
use super::store::{self, SavedRow};
use crate::accounts::UserId;
use crate::app::App;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::engine::{Engine, Sort};
use crate::http::{AppError, AppResult, in_address};
use crate::lang::Say;
use crate::notices::{News, To, Topic, tell};
use crate::search::Lexicon;
use crate::search::find::{self, Part, Subject};
use crate::search::query::Asked;

/// Time between two looks.
const ROUND: Duration = Duration::from_secs(60);
/// People of one round.
const PEOPLE: usize = 50;
/// Results that a mail names of each search.
const NAMED: usize = 10;

/// Starts the thread.
pub fn keep_behind(app: &App, lexicon: Arc<Lexicon>) {
    let app = app.clone();
    let keep = move || {
        let mut ear = app.wake.ear();
        let mut looked: Option<Instant> = None;
        while ear.wait(ROUND) {
            // The bell rings at every change; digests can wait for their round.
            if looked.is_none_or(|at| at.elapsed() >= ROUND) {
                looked = Some(Instant::now());
                if let Err(why) = run(&app, &lexicon, clock::now()) {
                    tracing::warn!(error = %why, "digests of kept searches could not be written; it is tried again");
                }
            } else {
                std::thread::sleep(Duration::from_millis(250));
            }
        }
    };
    if let Err(why) = std::thread::Builder::new().name("digests".into()).spawn(keep) {
        tracing::error!(error = %why, "the thread of the digests could not be started; there will be none");
    }
}

/// Writes the digests that are due at `now`; says how many.
///
/// # Errors
/// Those of the engine and of the database; what was written before stays.
pub fn run(app: &App, lexicon: &Lexicon, now: Moment) -> AppResult<usize> {
    let kept = app.db.read::<_, AppError>(|conn| Ok(store::with_digest(conn)?))?;
    let mut people: BTreeMap<UserId, Vec<SavedRow>> = BTreeMap::new();
    for due in kept.into_iter().filter(|due| is_due(due.cadence, due.looked_at, now)) {
        people.entry(due.user_id.clone()).or_default().push(due);
    }
    let mut written = 0;
    for searches in people.into_values().take(PEOPLE) {
        let looks = app.db.read(|conn| looks(conn, (&*app.engine, lexicon), &searches, now))?;
        let is_written = app.db.write(|conn| keep(conn, &app.config.public_url, &looks, now))?;
        written += usize::from(is_written);
    }
    Ok(written)
}

/// A search as it is found now.
struct Look<'a> {
    due: &'a SavedRow,
    /// Keys of the newest results.
    found: Vec<String>,
    /// Name and address of what is new.
    new: Vec<(String, String)>,
}

fn looks<'a>(
    conn: &mut Conn,
    with: (&dyn Engine, &Lexicon),
    searches: &'a [SavedRow],
    now: Moment,
) -> AppResult<Vec<Look<'a>>> {
    searches.iter().map(|due| look(conn, with, due, now)).collect()
}

fn look<'a>(conn: &mut Conn, with: (&dyn Engine, &Lexicon), due: &'a SavedRow, now: Moment) -> AppResult<Look<'a>> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&due.search).unwrap_or_default();
    let asked = Asked { sort: Sort::Newest, ..Asked::read(&pairs).0 };
    let answer = find::find(conn, with, &asked, &Part::first(REMEMBERED as u64), now)?;
    // What only comes close was not asked for.
    let subjects = if answer.loose || answer.by_name { Vec::new() } else { answer.found };
    let found: Vec<String> = subjects.iter().map(|found| key(&found.subject)).collect();
    let new = new_ones(&found, &due.seen(), due.looked_at.is_none());
    let named = subjects.iter().filter(|found| new.contains(&&key(&found.subject)));
    let new = named.map(|found| named_as(&found.subject)).collect();
    Ok(Look { due, new, found })
}

fn key(subject: &Subject) -> String {
    match subject {
        Subject::Product(card) => card.row.id.0.clone(),
        Subject::Need(card) => card.row.id.0.clone(),
        Subject::Firm(row) => row.id.0.clone(),
    }
}

/// What everybody may read of it: its name, that of its firm, and its page. No price is in a mail.
fn named_as(subject: &Subject) -> (String, String) {
    match subject {
        Subject::Product(card) => {
            (format!("{}（{}）", card.row.name, card.firm.name), format!("/products/{}", in_address(&card.row.code)))
        }
        Subject::Need(card) => {
            (format!("{}（{}）", card.row.text, card.firm.name), format!("/needs/{}", in_address(&card.row.code)))
        }
        Subject::Firm(row) => (row.name.clone(), format!("/firms/{}", in_address(&row.code))),
    }
}

/// Notes what was seen, and writes the mail where something is new; both or neither. Of two processes that look at the
/// same time the second finds the note of the first.
fn keep(conn: &mut Conn, site_url: &str, looks: &[Look<'_>], now: Moment) -> AppResult<bool> {
    for look in looks {
        let seen = serde_json::to_string(&look.found).map_err(anyhow::Error::new)?;
        if !store::note_look(conn, look.due, &seen, now)? {
            return Ok(false);
        }
    }
    let Some(first) = looks.iter().find(|look| !look.new.is_empty()) else { return Ok(false) };
    let user = &first.due.user_id;
    let count: usize = looks.iter().map(|look| look.new.len()).sum();
    let found = body(looks, site_url);
    let body = format!(
        "您好：\n\n您保存的搜索有 {count} 条新结果 / {count} new results of your saved searches:\n\n{found}\n\
         管理保存的搜索 / Your saved searches: {site_url}/my/searches\n"
    );
    let key = format!("searches:{user}:{}", clock::local_day(now));
    let title =
        Say::new(format!("保存的搜索有 {count} 条新结果"), format!("{count} new results of your saved searches"));
    let news =
        News { topic: Topic::Search, title, body: &body, path: "/my/searches", key: Some(&key), secret_until: None };
    tell(conn, To::Owner(&format!("user:{user}")), &news, now)?;
    Ok(true)
}

fn body(looks: &[Look<'_>], site_url: &str) -> String {
    let mut text = String::new();
    for look in looks.iter().filter(|look| !look.new.is_empty()) {
        let SavedRow { name, search, .. } = look.due;
        // Writing to a text cannot fail.
        let _ = writeln!(text, "【{name}】 {site_url}/search?{search}");
        for (name, path) in look.new.iter().take(NAMED) {
            let _ = writeln!(text, "- {name}\n  {site_url}{path}");
        }
        if look.new.len() > NAMED {
            let _ = writeln!(text, "……另有 {0} 条 / and {0} more", look.new.len() - NAMED);
        }
    }
    text
}

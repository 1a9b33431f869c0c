//! Sending what waits, or telling the operator of it when there is no mail server.

use std::time::Duration as Wait;

use anyhow::Context;
use chrono::Duration;
use lettre::message::{Mailbox, header::ContentType};
use lettre::{Message, SmtpTransport, Transport};

use super::pause;
use super::store::{self, MailRow};
use crate::clock;
use crate::config::Config;
use crate::db::{Conn, Db};
use crate::http::AppResult;

/// Mails looked at in one round.
const ROUND: i64 = 50;
/// How long the mail server may take for one answer.
const PATIENCE: Wait = Wait::from_secs(20);
/// While a mail is being sent no other process takes it; longer than the sending can last.
const CLAIM: Duration = Duration::minutes(5);
/// What is noted with a mail when there is no server.
pub const NO_SERVER: &str = "no mail server";

/// The way out for mails.
pub enum Mailer {
    /// A mail server, and the sender named in the mails.
    Smtp(Box<SmtpTransport>, Box<Mailbox>),
    /// None: links go to the log.
    Log,
}

impl Mailer {
    /// As the settings say.
    ///
    /// # Errors
    /// When `smtp_url` or `mail_from` cannot be read.
    pub fn new(config: &Config) -> anyhow::Result<Mailer> {
        let Some(url) = &config.smtp_url else { return Ok(Mailer::Log) };
        // The URL holds a password: it is not repeated.
        let server = SmtpTransport::from_url(url)
            .map_err(|why| anyhow::anyhow!("--smtp-url is not smtp://USER:PASSWORD@HOST:PORT or smtps://…: {why}"))?;
        let from = config.mail_from.parse().with_context(|| format!("--mail-from {:?}", config.mail_from))?;
        Ok(Mailer::Smtp(Box::new(server.timeout(Some(PATIENCE)).build()), Box::new(from)))
    }
}

/// Sends the mails that are due, one round of them. Returns how many were sent (or told of); call again at once when
/// that is not zero, else at the next ring or after a minute. Blocks while the mail server answers, but holds no
/// database connection meanwhile. A failure of a mail is noted with it, not returned.
///
/// # Errors
/// Those of the database.
pub fn send_waiting(db: &Db, mailer: &Mailer) -> AppResult<usize> {
    match mailer {
        Mailer::Smtp(server, from) => send_due(db, server, from),
        Mailer::Log => tell(db),
    }
}

fn send_due(db: &Db, server: &SmtpTransport, from: &Mailbox) -> AppResult<usize> {
    let due = db.read(|conn| -> AppResult<Vec<MailRow>> { Ok(store::due(conn, clock::now(), ROUND)?) })?;
    let mut sent = 0;
    for mail in due {
        let claim = |conn: &mut Conn| -> AppResult<bool> { Ok(store::claim(conn, &mail, clock::now() + CLAIM)?) };
        if !db.write(claim)? {
            continue;
        }
        match send_one(db, server, from, &mail)? {
            Outcome::Sent => sent += 1,
            Outcome::Refused => {}
            Outcome::NoServer => break,
        }
    }
    Ok(sent)
}

/// What came of one mail.
enum Outcome {
    Sent,
    /// This mail is at fault.
    Refused,
    /// The server does not answer or is in trouble: the other mails wait for the next round, since each would take
    /// as long to fail.
    NoServer,
}

/// Sends one claimed mail and notes the outcome.
fn send_one(db: &Db, server: &SmtpTransport, from: &Mailbox, mail: &MailRow) -> AppResult<Outcome> {
    let mut failure = Outcome::Refused;
    let outcome = message(from, mail).and_then(|message| {
        let sent = server.send(&message);
        if sent.as_ref().is_err_and(|why| !why.is_permanent()) {
            failure = Outcome::NoServer;
        }
        sent.context("sending")
    });
    let now = clock::now();
    match outcome {
        Ok(_) => {
            db.write(|conn| -> AppResult<()> { Ok(store::sent(conn, mail, now)?) })?;
            tracing::info!(mail.id = mail.id, "mail sent");
            Ok(Outcome::Sent)
        }
        Err(why) => {
            let (text, retry_at) = (format!("{why:#}"), now + pause(mail.attempts + 1));
            tracing::warn!(mail.id = mail.id, mail.attempts = mail.attempts + 1, error = text, "mail not sent");
            db.write(|conn| -> AppResult<()> { Ok(store::failed(conn, &mail.id, &text, retry_at)?) })?;
            Ok(failure)
        }
    }
}

fn message(from: &Mailbox, mail: &MailRow) -> anyhow::Result<Message> {
    let to: Mailbox = mail.recipient.parse().context("reading the recipient's address")?;
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(&mail.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.body.clone())
        .context("composing")
}

/// Without a server: each link goes to the log once. The recipient's address does not; `/desk/mails` shows it.
fn tell(db: &Db) -> AppResult<usize> {
    let untold = db.read(|conn| -> AppResult<Vec<MailRow>> { Ok(store::untold(conn, ROUND)?) })?;
    let mut told = 0;
    for mail in &untold {
        let mark = |conn: &mut Conn| -> AppResult<bool> { Ok(store::told(conn, &mail.id, NO_SERVER)?) };
        if db.write(mark)? {
            told += 1;
            let link = mail.body.split_whitespace().find(|word| word.contains("://")).unwrap_or("");
            tracing::info!(mail.id = mail.id, mail.subject, link, "no mail server: pass this link on (/desk/mails)");
        }
    }
    Ok(told)
}

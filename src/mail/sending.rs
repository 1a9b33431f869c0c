//! Sending what waits, or telling the operator of it when there is no mail server.

use std::time::Duration as Wait;

use anyhow::Context;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{Message, SmtpTransport, Transport};

use super::stopping;
use crate::clock::{self, Moment};
use crate::config::Config;
use crate::db::{Conn, Db};
use crate::http::AppResult;
use crate::outbox::{self, Carrier, Outcome, Parcel, Way, store};
use crate::sealing::Sealing;

/// Mails told of in one round.
const ROUND: i64 = 50;
/// How long the mail server may take for one answer.
const PATIENCE: Wait = Wait::from_secs(20);
/// What is noted with a mail when there is no server.
pub const NO_SERVER: &str = "no mail server";

/// The way out for mails.
pub enum Mailer {
    /// A mail server.
    Smtp(Box<Postman>),
    /// None: links go to the log.
    Log,
}

/// Hands mails to a server.
pub struct Postman {
    server: SmtpTransport,
    from: Mailbox,
    site_url: String,
    sealing: Sealing,
}

impl Mailer {
    /// As the settings say; `sealing` signs the links to stop mails.
    ///
    /// # Errors
    /// When `smtp_url` or `mail_from` cannot be read.
    pub fn new(config: &Config, sealing: &Sealing) -> anyhow::Result<Mailer> {
        let Some(url) = &config.smtp_url else { return Ok(Mailer::Log) };
        // The URL holds a password: it is not repeated.
        let server = SmtpTransport::from_url(url)
            .map_err(|why| anyhow::anyhow!("--smtp-url is not smtp://USER:PASSWORD@HOST:PORT or smtps://…: {why}"))?
            .timeout(Some(PATIENCE))
            .build();
        let from = config.mail_from.parse().with_context(|| format!("--mail-from {:?}", config.mail_from))?;
        let (site_url, sealing) = (config.public_url.clone(), sealing.clone());
        Ok(Mailer::Smtp(Box::new(Postman { server, from, site_url, sealing })))
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
        Mailer::Smtp(postman) => outbox::carry_due(db, postman.as_ref(), clock::now),
        Mailer::Log => tell(db),
    }
}

impl Carrier for Postman {
    fn ways(&self) -> &'static [Way] {
        &[Way::Mail]
    }

    fn carry(&self, mail: &Parcel, _: &[Parcel], _: Moment) -> AppResult<Outcome> {
        let message = match self.message(mail) {
            Ok(message) => message,
            Err(why) => return Ok(Outcome::Refused(None, format!("{why:#}"))),
        };
        Ok(match self.server.send(&message) {
            Ok(_) => Outcome::Sent(None),
            Err(why) if why.is_permanent() => Outcome::Refused(None, format!("sending: {why}")),
            Err(why) => Outcome::Blocked(format!("sending: {why}")),
        })
    }
}

impl Postman {
    fn message(&self, mail: &Parcel) -> anyhow::Result<Message> {
        let to: Mailbox = mail.recipient.parse().context("reading the recipient's address")?;
        let stop = mail.stops.as_deref().map(|stops| stopping::link(&self.sealing, &self.site_url, stops));
        let body = match &stop {
            Some(link) => format!("{}\n--\n不再接收这类邮件 / Stop such mails:\n{link}\n", mail.body),
            None => mail.body.clone(),
        };
        let mut message = self.envelope(mail, to).body(body).context("composing")?;
        if let Some(link) = stop {
            set(&mut message, "List-Unsubscribe", format!("<{link}>"));
            set(&mut message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into());
        }
        Ok(message)
    }

    /// The same `Message-ID` at every try, so that whoever gets a mail twice can tell.
    fn envelope(&self, mail: &Parcel, to: Mailbox) -> MessageBuilder {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let id: String = mail.id.chars().map(plain).collect();
        Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(to)
            .subject(&mail.subject)
            .header(ContentType::TEXT_PLAIN)
    }
}

fn set(message: &mut Message, name: &'static str, value: String) {
    message.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
}

/// Without a server: each link goes to the log once. The recipient's address does not; `/desk/mails` shows it.
fn tell(db: &Db) -> AppResult<usize> {
    let untold = db.read(|conn| -> AppResult<Vec<Parcel>> { Ok(store::untold(conn, clock::now(), ROUND)?) })?;
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

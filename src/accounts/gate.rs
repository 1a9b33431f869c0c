//! What the accounts keep in memory, one per process: how often whom has tried what, how many passwords are being
//! hashed, how far the log has been followed, and notes of who was seen, not yet written down.
//!
//! The rates: for one account 10 sign-ins at once and one more each 30 s; from one address 60, and one more each 2 s
//! (a whole firm may share it). Links for forgotten passwords: for one account 3, and one more each 10 min; from one
//! address 10, and one more a minute. Registrations from one address: 10, and one more a minute. Invitations of one
//! person: 20, and one more a minute.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use actix_web::HttpRequest;
use tokio::sync::Semaphore;

use super::{UserId, password};
use crate::app::App;
use crate::audit::Head;
use crate::clock::Moment;
use crate::http::limits::{self, Limit};
use crate::http::{AppError, AppResult};

/// Who was in use: a session by its token's hash, or an API key by its key in the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Seen {
    /// A session.
    Session(String),
    /// An API key.
    Key(String),
}

/// Notes that wait for the next write, and whether somebody is writing.
#[derive(Debug, Default)]
struct Notes {
    waiting: HashMap<Seen, Moment>,
    is_writing: bool,
}

/// The memory of the accounts; `serve` makes one and hands it to every worker.
#[derive(Debug)]
pub struct Gate {
    notes: Mutex<Notes>,
    sign_in_account: Limit,
    sign_in_client: Limit,
    forgotten_account: Limit,
    forgotten_client: Limit,
    registration: Limit,
    invitation: Limit,
    contact: Limit,
    hashing: Semaphore,
    verified: Mutex<Head>,
}

impl Default for Gate {
    fn default() -> Gate {
        Gate::new()
    }
}

impl Gate {
    /// A gate that has seen nobody.
    pub fn new() -> Gate {
        let seconds = Duration::from_secs;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Gate {
            notes: Mutex::default(),
            sign_in_account: Limit::new(10, seconds(30)),
            sign_in_client: Limit::new(60, seconds(2)),
            forgotten_account: Limit::new(3, seconds(600)),
            forgotten_client: Limit::new(10, seconds(60)),
            registration: Limit::new(10, seconds(60)),
            invitation: Limit::new(20, seconds(60)),
            contact: Limit::new(30, seconds(120)),
            hashing: Semaphore::new(cores),
            verified: Mutex::default(),
        }
    }

    /// Counts a try to sign in.
    ///
    /// # Errors
    /// `TooMany` when this account or this client has tried too often.
    pub(super) fn may_sign_in(&self, request: &HttpRequest, email: &str) -> AppResult<()> {
        self.sign_in_client.check(&limits::client(request))?;
        self.sign_in_account.check(email)
    }

    /// Counts a proof of the present password by somebody who is signed in.
    ///
    /// # Errors
    /// `TooMany`; the allowance is that of signing in.
    pub(super) fn may_prove(&self, email: &str) -> AppResult<()> {
        self.sign_in_account.check(email)
    }

    /// Counts a request for a link to set a forgotten password.
    ///
    /// # Errors
    /// `TooMany` when this account or this client has asked too often.
    pub(super) fn may_ask_for_link(&self, request: &HttpRequest, email: &str) -> AppResult<()> {
        self.forgotten_client.check(&limits::client(request))?;
        self.forgotten_account.check(email)
    }

    /// Counts a registration.
    ///
    /// # Errors
    /// `TooMany` when this client has registered too often.
    pub fn may_register(&self, request: &HttpRequest) -> AppResult<()> {
        self.registration.check(&limits::client(request))
    }

    /// Counts an invitation.
    ///
    /// # Errors
    /// `TooMany` when this person has invited too often.
    pub(super) fn may_invite(&self, user: &UserId) -> AppResult<()> {
        self.invitation.check(user.as_str())
    }

    /// Counts a look at a firm's contact.
    ///
    /// # Errors
    /// `TooMany` when this person looks at more contacts than anybody calls.
    pub fn may_see_contact(&self, user: &UserId) -> AppResult<()> {
        self.contact.check(user.as_str())
    }

    /// Hashes a password off the async threads; no more at once than there are cores, so that many who sign in at
    /// the same time cost patience and not memory.
    ///
    /// # Errors
    /// `Busy` when no thread comes free.
    pub async fn hash(&self, app: &App, password: String) -> AppResult<String> {
        let _turn = self.hashing.acquire().await.map_err(|_| AppError::Busy)?;
        app.block(move || password::hash(&password)).await
    }

    /// Whether the password is the one of `hash`; takes about as long without one. See [`Gate::hash`].
    ///
    /// # Errors
    /// `Busy` when no thread comes free.
    pub(super) async fn is_right(&self, app: &App, password: String, hash: Option<String>) -> AppResult<bool> {
        let _turn = self.hashing.acquire().await.map_err(|_| AppError::Busy)?;
        app.block(move || Ok(password::is_right(&password, hash.as_deref()))).await
    }

    /// How far the log was followed and found right since this process started.
    pub(super) fn verified(&self) -> Head {
        self.verified.lock().expect("no holder panics").clone()
    }

    /// Remembers how far the log was found right.
    pub(super) fn set_verified(&self, head: Head) {
        *self.verified.lock().expect("no holder panics") = head;
    }

    /// Notes a use. True when the caller is to write the notes down: one writer at a time, so that a long import
    /// that holds the database does not gather a crowd of waiting threads.
    pub(super) fn note(&self, who: Seen, at: Moment) -> bool {
        let mut notes = self.notes.lock().expect("no holder panics");
        notes.waiting.insert(who, at);
        !std::mem::replace(&mut notes.is_writing, true)
    }

    /// Takes the notes to write; none are left when the writer may stop.
    pub(super) fn take_notes(&self) -> Vec<(Seen, Moment)> {
        let mut notes = self.notes.lock().expect("no holder panics");
        let taken: Vec<_> = notes.waiting.drain().collect();
        notes.is_writing = !taken.is_empty();
        taken
    }

    /// The writer failed and stops; the notes it held are lost, which the next use mends.
    pub(super) fn give_up(&self) {
        self.notes.lock().expect("no holder panics").is_writing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_at_a_time_takes_all_notes() {
        let (gate, now) = (Gate::new(), crate::clock::now());
        assert!(gate.note(Seen::Session("a".into()), now));
        assert!(!gate.note(Seen::Key("b".into()), now));
        assert_eq!(gate.take_notes().len(), 2);
        assert!(!gate.note(Seen::Session("a".into()), now), "the writer is still at work");
        assert_eq!(gate.take_notes().len(), 1);
        assert!(gate.take_notes().is_empty());
        assert!(gate.note(Seen::Session("a".into()), now));
    }
}

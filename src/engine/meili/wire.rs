//! The way to the server: blocking calls over one small runtime, with limits of time.
//!
//! The runtime has a thread of its own and callers wait on a channel, so that a call may come from any thread.

use std::future::Future;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, ensure};
use meilisearch_sdk::client::Client;
use meilisearch_sdk::errors::{Error, ErrorCode, ErrorType};
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::breaker::Breaker;
use crate::engine::{EngineError, Result};

/// What the server's crate answers with.
pub(super) type Answer<T> = std::result::Result<T, Error>;

/// A person waits for a search no longer than this.
const SEARCH: Duration = Duration::from_millis(1_500);
/// One request that nobody waits for.
const WORK: Duration = Duration::from_secs(60);
/// Waits between attempts.
const BACKOFF: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(400), Duration::from_millis(1_500)];

/// The way to one server.
pub(super) struct Wire {
    client: Client,
    runtime: Handle,
    breaker: Breaker,
    /// Going away with this value, it ends the runtime's thread.
    _alive: oneshot::Sender<()>,
}

impl Wire {
    /// Prepares the way to `url`; asks nothing yet.
    ///
    /// # Errors
    /// When the address or the key cannot be one.
    pub(super) fn new(url: &str, key: Option<&str>) -> anyhow::Result<Wire> {
        ensure!(url.starts_with("http://"), "the address of the search server begins with http:// (it is {url})");
        ensure!(!url.contains('@'), "give the search server's key with --search-key, not in its address");
        let is_sendable = key.is_none_or(|key| !key.is_empty() && key.bytes().all(|b| b.is_ascii_graphic()));
        ensure!(is_sendable, "the search server's key holds characters that no key has");
        let runtime = Builder::new_current_thread().enable_all().build().context("a runtime for the search server")?;
        let client = Client::new(url.trim_end_matches('/'), key)?;
        let (alive, gone) = oneshot::channel::<()>();
        let handle = runtime.handle().clone();
        std::thread::Builder::new().name("meili".into()).spawn(move || runtime.block_on(gone))?;
        Ok(Wire { client, runtime: handle, breaker: Breaker::default(), _alive: alive })
    }

    /// Asks for somebody who waits: once, briefly, and not at all while the server is known to be away.
    pub(super) fn ask<T, F>(&self, question: impl FnOnce(Client) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Answer<T>> + Send + 'static,
    {
        if !self.breaker.may_ask() {
            return Err(EngineError::Away(anyhow::anyhow!("it did not a moment ago")));
        }
        self.once(question(self.client.clone()), SEARCH)
    }

    /// Asks as often as it takes within reason. What is asked must come to the same when it is done twice.
    pub(super) fn work<T, F>(&self, question: impl Fn(Client) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Answer<T>> + Send + 'static,
    {
        for pause in BACKOFF {
            match self.once(question(self.client.clone()), WORK) {
                Err(EngineError::Away(_)) => std::thread::sleep(pause),
                answered => return answered,
            }
        }
        self.once(question(self.client.clone()), WORK)
    }

    /// Whether the server answers at this moment.
    pub(super) fn probe(&self) -> Result<()> {
        let client = self.client.clone();
        self.once(async move { client.health().await.map(drop) }, SEARCH)
    }

    fn once<T: Send + 'static>(
        &self,
        answer: impl Future<Output = Answer<T>> + Send + 'static,
        limit: Duration,
    ) -> Result<T> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.runtime.spawn(async move {
            let answer = tokio::time::timeout(limit, answer).await.unwrap_or(Err(Error::Timeout));
            // Whoever asked waits for nothing else.
            drop(sender.send(answer));
        });
        let answer = receiver.recv().map_err(|_| EngineError::Failed(anyhow::anyhow!("the runtime has ended")))?;
        let answer = answer.map_err(EngineError::from);
        self.breaker.note(!matches!(answer, Err(EngineError::Away(_))));
        answer
    }
}

impl From<Error> for EngineError {
    fn from(why: Error) -> EngineError {
        let is_away = match &why {
            Error::HttpError(_) | Error::Timeout => true,
            Error::MeilisearchCommunication(why) => why.status_code >= 500,
            // An index that is gone, with the server's disk, is made again by whoever writes next.
            Error::Meilisearch(why) => {
                why.error_type == ErrorType::Internal || why.error_code == ErrorCode::IndexNotFound
            }
            _ => false,
        };
        let why = anyhow::Error::new(why);
        if is_away { EngineError::Away(why) } else { EngineError::Failed(why) }
    }
}

/// `None` where the answer is that there is no such thing.
pub(super) fn if_there<T>(answer: Answer<T>, missing: ErrorCode) -> Answer<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Error::Meilisearch(why)) if why.error_code == missing => Ok(None),
        Err(why) => Err(why),
    }
}

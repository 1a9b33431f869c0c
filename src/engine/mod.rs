//! The full-text port: what an engine must do, said without naming one.
//!
//! The database holds the truth; an engine holds [`Doc`]s made from it and answers a [`Query`] with keys, which pages
//! load from the database. [`dirty`] notes what an engine has yet to look at. [`Embedded`] is the engine inside this
//! process, [`Meili`] a server that several processes share. Documents are [`prepared`] with the words of
//! [`crate::words`], looked up by a [`plan`], put in order by [`rank`] and marked by [`highlight`] alike for any engine.

pub mod dirty;
mod doc;
pub mod embedded;
pub mod highlight;
pub mod meili;
pub mod plan;
pub mod prepared;
mod query;
pub mod rank;

#[cfg(test)]
mod suite;

pub use doc::Doc;
pub use embedded::Embedded;
pub use meili::Meili;
pub use query::{
    DISTANCE_EDGES_KM, Facet, FacetCounts, Hit, Hits, LEAD_EDGES_DAYS, MAX_REACH, Meaning, Near, PRICE_EDGES, Query,
    Sort, Suggestion, price_band,
};

use crate::db::Kind;

/// Why an engine could not do as asked.
#[derive(Debug)]
pub enum EngineError {
    /// Another process writes this index. Not a fault: that process also sees to what is waiting.
    Busy,
    /// The index was replaced while changes were waiting for their commit. Apply them again.
    Replaced,
    /// The search server does not answer, or not in time. It may do so again at any moment.
    Away(anyhow::Error),
    /// The engine or its storage failed.
    Failed(anyhow::Error),
}

impl std::fmt::Display for EngineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EngineError::Busy => f.write_str("another process is writing the search index; stop it or let it finish"),
            EngineError::Replaced => f.write_str("the search index was replaced meanwhile; apply the changes again"),
            EngineError::Away(why) => write!(f, "the search server does not answer: {why:#}"),
            EngineError::Failed(why) => write!(f, "search engine: {why:#}"),
        }
    }
}

impl std::error::Error for EngineError {}

/// What an engine answers with.
pub type Result<T> = std::result::Result<T, EngineError>;

/// A full-text engine. Every call blocks, and every call may come from any thread.
pub trait Engine: Send + Sync {
    /// Answers a query. Any text at all may be asked for; none is an error.
    ///
    /// # Errors
    /// When the engine or its storage fails.
    fn search(&self, query: &Query) -> Result<Hits>;

    /// What `prefix` may become: up to `limit` names of products, then as many of firms, that begin with it as they are
    /// written or as they are spelt in pinyin or by initials. A name that is typed in full goes first, then what is
    /// most often called so. Needs are sentences and are left out. The work of a call is bounded, so that of the many
    /// names behind a single letter only some are looked at.
    ///
    /// # Errors
    /// When the engine or its storage fails.
    fn suggest(&self, prefix: &str, limit: usize) -> Result<Vec<Suggestion>>;

    /// Takes documents out and puts documents in; one that is there already is replaced. Nothing of it is searchable
    /// or safe before [`commit`](Engine::commit).
    ///
    /// # Errors
    /// [`EngineError::Busy`] when another process writes, and when storage fails.
    fn apply(&self, delete: &[(Kind, String)], add: Vec<Doc>) -> Result<()>;

    /// Makes everything applied before safe against a crash, and searchable when it returns.
    ///
    /// # Errors
    /// [`EngineError::Replaced`] when an index that was rebuilt took the place of the one applied to; otherwise when
    /// storage fails. In both cases what was applied since the last commit must be applied again.
    fn commit(&self) -> Result<()>;

    /// Begins a new index beside the present one, which goes on answering and changing.
    ///
    /// # Errors
    /// When storage fails.
    fn rebuild(&self) -> Result<Box<dyn Rebuild>>;

    /// Whether this index was never built from the whole database: it is new, its layout was, or it was unreadable.
    ///
    /// # Errors
    /// When storage fails.
    fn needs_rebuild(&self) -> Result<bool>;

    /// How many documents of a kind are searchable.
    ///
    /// # Errors
    /// When the engine fails.
    fn count(&self, kind: Kind) -> Result<u64>;

    /// The keys of the searchable documents of a kind in byte order, at most `limit` of those after `after`.
    ///
    /// # Errors
    /// When the engine fails.
    fn ids(&self, kind: Kind, after: Option<&str>, limit: usize) -> Result<Vec<String>>;

    /// The [`Doc::version`] under which each of these subjects is searchable, or none.
    ///
    /// # Errors
    /// When the engine fails.
    fn versions(&self, kind: Kind, ids: &[String]) -> Result<Vec<Option<u64>>>;

    /// Whether the engine answers now.
    ///
    /// # Errors
    /// The reason when it does not.
    fn healthy(&self) -> Result<()>;

    /// Ends background work and gives up the right to write, until the next [`apply`](Engine::apply). What was applied
    /// and not committed is dropped.
    ///
    /// # Errors
    /// When background work failed.
    fn release(&self) -> Result<()>;
}

/// A new index in the making. Dropped without [`finish`](Rebuild::finish), it leaves no trace.
pub trait Rebuild: Send {
    /// Puts documents in; no key may come twice.
    ///
    /// # Errors
    /// When storage fails.
    fn add(&mut self, docs: Vec<Doc>) -> Result<()>;

    /// Does now, when everything is in, the long part of what `finish` and `finish_first` do.
    ///
    /// # Errors
    /// When storage fails.
    fn complete(&mut self) -> Result<()>;

    /// Lets the new index take the place of the present one in one step.
    ///
    /// # Errors
    /// When storage fails; the present index then stays.
    fn finish(self: Box<Self>) -> Result<()>;

    /// The same, but only where nobody has built the present index meanwhile; says whether the new one is in use.
    ///
    /// # Errors
    /// As [`finish`](Rebuild::finish).
    fn finish_first(self: Box<Self>) -> Result<bool>;
}

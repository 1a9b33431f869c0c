//! Search: what the index knows of a subject, how it keeps in step with the database, and how people ask it.
//!
//! The index is a copy. [`Feed`] reads the notes of [`dirty`](crate::engine::dirty), looks at the truth in the database
//! and tells the engine; [`reindex()`] builds a new index beside the old one; [`check()`] proves that index and database
//! agree. Hits are keys: what a page shows of them comes from the database. While a search server is away, the
//! `fallback` looks up names in the database.

pub mod api;
mod check;
pub mod desk;
pub mod docs;
mod expiry;
mod fallback;
mod feed;
mod find;
mod first;
mod help;
mod labels;
pub mod leads;
mod lexicon;
mod load;
pub mod query;
mod reindex;
pub mod saved;
mod store;
pub mod suggest;
pub mod synonyms;
pub mod web;
mod why;

#[cfg(test)]
mod tests;

pub use check::{Difference, Report, Wrong, check};
pub use feed::{Caught, Feed, catch_up};
pub use find::unanswered;
pub use first::First;
pub use lexicon::{Known, Lexicon};
pub use load::Rows;
pub use reindex::{Progress, reindex};

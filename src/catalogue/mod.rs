//! The catalogue: the pages that everybody reads. It owns no table; it shows what the domains above it keep.
//!
//! What changes seldom and costs much to count, the figures of the front page and the chain graph, is kept in memory
//! by [`Board`] for a moment. Listings themselves are read from the database each time, so a withdrawn one is
//! gone at once.

pub mod board;
pub mod cards;
pub mod found;
pub mod map;
pub mod store;
pub mod web;
pub mod words;

pub use board::Board;

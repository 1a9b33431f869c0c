//! Firms that can make a good which they do not list.
//!
//! What a firm lists says more than its single listings: a maker of shock absorbers and steering gears will make brake
//! discs. `profile` weighs the words of all its listings, `embed` learns which words are listed together,
//! `features` holds all evidence for a firm side by side, and `ranker` learns its weight from listings that were
//! hidden from it.

mod catalog;
mod embed;
mod features;
mod hiding;
mod overlap;
mod packed;
mod profile;
mod ranker;

pub use embed::{Embedding, Settings, Vector, cosine};
pub use features::Scratch;
pub use packed::Packed;
pub use ranker::{Maker, Makers};

pub(in crate::matching) use embed::{ZERO, add, names_of_firms, normalise, spread, tangent};

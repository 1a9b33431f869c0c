//! The queries that look across domains. Each is bounded by a limit and answered from an index.
//!
//! Public means published by a verified firm. The firm is asked by `EXISTS`, not by a join: a join would let SQLite
//! start from a quarter of a million firms where the listings' own index has the answer in its first rows.

mod figures;
mod lists;
mod one;

pub use figures::*;
pub use lists::*;
pub use one::*;

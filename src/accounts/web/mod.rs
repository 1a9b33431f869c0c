//! The pages of accounts, and the middleware that knows who asks.

mod identify;

pub use identify::identify;

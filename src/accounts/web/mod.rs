//! The pages of accounts, and the middleware that knows who asks.

mod cookie;
mod identify;

pub use cookie::{agent, signed_in};
pub use identify::identify;

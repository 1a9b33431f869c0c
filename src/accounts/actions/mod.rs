//! What people do with accounts: one intention, one function, one transaction.

mod sessions;

pub use sessions::{Known, key_holder, note_seen, session_holder};

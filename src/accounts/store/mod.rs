//! The rows of accounts: users, sessions, keys, invitations, links to set a password.

pub mod invitations;
pub mod keys;
pub mod resets;
pub mod sessions;
pub mod users;

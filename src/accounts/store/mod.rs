//! The rows of accounts: users, sessions, keys, invitations, links to set a password.

pub mod sessions;
pub mod users;

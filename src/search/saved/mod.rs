//! Searches that people keep under a name, each for themselves.

pub mod actions;
pub mod store;
pub mod web;

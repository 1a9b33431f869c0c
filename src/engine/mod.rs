//! The full-text port.

pub mod dirty;

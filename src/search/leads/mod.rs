//! A lead 线索: a search that found nothing and that a firm made a need of, with one click.
//!
//! Officials see what was sought in vain once three different firms have, with their number and without their names. For
//! that a lead holds the words, the day, and an HMAC of the firm under a secret of the site: two leads of one firm are
//! known to be one, and from the table alone no firm can be told, nor whether a given one is in it.

pub mod actions;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

use chrono::Duration;

/// The secret of the site under which firms are hidden.
pub const SECRET: &str = "leads";
/// Firms from which on officials see what was sought.
pub const FEWEST_FIRMS: i64 = 3;
/// Days that leads are counted and kept.
pub const DAYS: i64 = 90;
/// Until when a need of a lead is wanted.
pub const WANTED_IN: Duration = Duration::days(30);

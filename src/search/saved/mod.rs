//! Searches that people keep under a name, each for themselves, and that tell them by mail what is new.

pub mod actions;
pub mod digest;
pub mod rules;
pub mod store;
pub mod web;

crate::text_enum! {
    /// How often a kept search tells its owner of what is new.
    Cadence {
        /// Not at all.
        Never = "never",
        /// Once a day.
        Daily = "daily",
        /// Once a week.
        Weekly = "weekly",
    }
}

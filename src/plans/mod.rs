//! The city plan 全城配对方案: of all kept pairings, the choice that gains the city most, under capacity, minimum orders
//! and fairness, with a proof of how far it can be from the best.
//!
//! [`solver`] chooses, on numbers alone. [`city`] makes its numbers of the tables, [`actions`] keeps what it chose, and
//! what officials wish ([`Wish`]): pairs that every further plan must hold or must not.

pub mod actions;
pub mod api;
pub mod city;
pub mod export;
pub mod jobs;
pub mod rules;
pub mod solver;
pub mod store;
pub mod web;

crate::id_type! {
    /// The key of a plan.
    PlanId
}

crate::text_enum! {
    /// Whether a plan is there.
    State {
        /// It is being made.
        Waiting = "waiting",
        /// It is made.
        Done = "done",
        /// It could not be made.
        Failed = "failed",
    }
}

crate::text_enum! {
    /// What an official wishes of a pair.
    Wish {
        /// Every further plan holds it.
        Pin = "pin",
        /// No further plan holds it.
        Forbid = "forbid",
    }
}

//! The chain graph's own growth: inputs that were predicted for goods of which the graph knows few, for operators to
//! take into the graph or to refuse.

pub mod actions;
mod store;
pub mod web;

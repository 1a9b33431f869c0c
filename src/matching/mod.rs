//! Matching 配对: which firms fit a need, and which inputs a firm or a product most likely needs.
//!
//! A need in words is read ([`need_text`]) for the good that it asks for. Firms that list it come first ([`listed`]),
//! then firms that likely make it ([`makers`]). Upstream inputs of products and firms come from the chain graph
//! ([`inputs`]). What is learned is learned from the city's own tables ([`market`]) and from nothing else; the same
//! tables give the same answers.
//!
//! All of that is pure: values in, values out. [`known`] holds it together, [`matcher`] keeps it in memory and in step
//! with the database, [`actions`] answers from it and from the rows as they are now, and [`reasons`] says why.

#[macro_use]
mod positions;

pub mod actions;
pub mod api;
mod chars;
mod dice;
pub mod evaluate;
pub mod fresh;
mod gbdt;
pub mod growth;
mod index;
pub mod inputs;
pub mod known;
pub mod latent;
pub mod listed;
pub mod makers;
pub mod market;
pub mod matcher;
pub mod need_text;
mod pairs;
pub mod proposals;
pub mod reasons;
pub mod rules;
pub mod runs;
mod shelf;
mod sparse;
mod stated;
mod store;
#[cfg(test)]
mod tests;
pub mod web;
pub mod weights;

pub use matcher::Matcher;

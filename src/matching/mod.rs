//! Matching 配对: which firms fit a need, and which inputs a firm or a product most likely needs.
//!
//! A need in words is read ([`need_text`]) for the good that it asks for. Firms that list it come first ([`listed`]),
//! then firms that likely make it ([`makers`]). Upstream inputs of products and firms come from the chain graph
//! ([`inputs`]). What is learned is learned from the city's own tables ([`market`]) and from nothing else; the same
//! tables give the same answers.
//!
//! All of this is pure: values in, values out. [`known`] holds it together.

#[macro_use]
mod positions;

mod chars;
mod dice;
mod gbdt;
mod index;
pub mod inputs;
pub mod known;
pub mod listed;
pub mod makers;
pub mod market;
pub mod need_text;
mod sparse;

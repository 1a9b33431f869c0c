//! The chain graph 产业链图谱: categories of goods, and edges that say what is an input of what, what is a narrower kind
//! of what, and what is another name for the same.
//!
//! A root of `kind_of` with many narrower kinds below it is what the pages call a chain (船舶海工, 家纺, …).

pub mod graph;
pub mod rules;
pub mod store;

pub use graph::{Graph, Node};

crate::id_type! {
    /// The key of a category; a short one, since every edge has two.
    CategoryId = crate::ids::new_short_id
}

crate::text_enum! {
    /// How two categories relate; read it from left to right.
    Relation {
        /// `from` is an upstream input of `to`.
        InputOf = "input_of",
        /// `from` is a narrower kind of `to`.
        KindOf = "kind_of",
        /// `from` is another name of `to`.
        SameAs = "same_as",
    }
}

/// One edge by the names of its ends; importing it makes the categories that are missing.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeFields {
    /// The category that the edge leaves.
    pub from: String,
    /// What it says.
    pub relation: Relation,
    /// The category that it reaches.
    pub to: String,
    /// Strength, 0 to 1, where the source gives one.
    pub weight: Option<f64>,
    /// Where the edge comes from.
    pub source: String,
}

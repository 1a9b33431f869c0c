//! What the matcher knows of the city, as plain tables in memory.

/// A firm whose listings may be proposed.
#[derive(Debug, Clone, Default)]
pub struct Firm {
    /// Its code.
    pub code: String,
    /// Its short and its registered name.
    pub names: Vec<String>,
    /// Names of its industry, the widest first; empty where it is not stated.
    pub industry: Vec<String>,
}

/// A public listing.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Key of the product.
    pub product: String,
    /// Position of its firm.
    pub firm: u32,
    /// What it is called.
    pub name: String,
    /// Name of its category.
    pub category: Option<String>,
    /// Share of its firm's revenue, 0 to 1.
    pub share: Option<f32>,
}

/// How two categories relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// `from` goes into `to`.
    InputOf,
    /// `from` is a narrower kind of `to`.
    KindOf,
}

/// An edge of the chain graph.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Name of the category that it leaves.
    pub from: String,
    /// What it says.
    pub tie: Tie,
    /// Name of the category that it reaches.
    pub to: String,
    /// Whether it comes from industry, not from recipes or medicine.
    pub is_industrial: bool,
}

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct Market {
    /// Verified firms.
    pub firms: Vec<Firm>,
    /// Their public listings.
    pub listings: Vec<Listing>,
    /// The chain graph.
    pub edges: Vec<Edge>,
}

//! The flow inside the plan: needs choose edges, edges lead to places, places hold so many needs.
//!
//! A place is a supplier, or a supplier's share of one category, which lies within the supplier. Places nest, so the
//! constraints are laminar and the linear programme has whole-number optima, which [`super::flow`] looks for.

/// A way to serve a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// What it is worth, in score units.
    pub value: i32,
    /// The innermost place that it takes room in.
    pub place: u32,
}

/// A supplier, or its share of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Needs that it holds at most.
    pub room: u32,
    /// The supplier's place; its own number for a supplier.
    pub within: u32,
}

/// Needs, their edges and the places, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Net {
    /// Edges of need `n` are `first[n]..first[n + 1]`.
    pub first: Vec<u32>,
    /// The edges, need by need, best first; each worth more than nought and leading where there is room.
    pub edges: Vec<Edge>,
    /// Suppliers first, then shares.
    pub places: Vec<Place>,
}

/// No edge: the need goes unserved.
pub const NONE: u32 = u32::MAX;

/// The edge that each need takes, or [`NONE`].
pub type Held = Vec<u32>;

impl Net {
    /// How many needs there are.
    pub fn needs(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// The highest value of an edge.
    pub fn highest(&self) -> i32 {
        self.edges.iter().map(|edge| edge.value).max().unwrap_or(0)
    }

    /// Shares within each place, by its number.
    pub fn shares(&self) -> Vec<Vec<u32>> {
        let mut shares = vec![vec![]; self.places.len()];
        for (share, place) in self.places.iter().enumerate().filter(|(at, place)| place.within as usize != *at) {
            shares[place.within as usize].push(share as u32);
        }
        shares
    }

    /// The edges of a need, by number.
    pub fn of(&self, need: usize) -> std::ops::Range<usize> {
        self.first[need] as usize..self.first[need + 1] as usize
    }

    /// The place of an edge and the supplier's place around it (twice the same where there is no share).
    pub fn around(&self, place: u32) -> (usize, usize) {
        (place as usize, self.places[place as usize].within as usize)
    }
}

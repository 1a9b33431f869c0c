//! A shortlist 收藏: products and firms that a buyer keeps together under a name, sets side by side ([`compare`]) and asks
//! together.

pub mod actions;
pub mod compare;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

crate::id_type! {
    /// The key of a shortlist.
    ShortlistId
}

/// Most lists of one owner.
pub const MOST_LISTS: usize = 50;
/// Most things on one list.
pub const MOST_ITEMS: i64 = 200;
/// Most things side by side.
pub const MOST_COMPARED: usize = 6;

crate::text_enum! {
    /// What is on a list.
    ItemKind {
        /// A product.
        Product = "product",
        /// A firm.
        Firm = "firm",
    }
}

//! A listing: what a firm puts before others, a product that it offers or a need that it has.
//!
//! Both live the same life: drafted, published, re-confirmed every 90 days (a stale one sinks in lists, it never
//! vanishes) and withdrawn. What they share stands here; [`products`](crate::products) and [`needs`](crate::needs) say
//! what is their own.

pub mod actions;
pub mod api;
pub mod card;
pub mod form;
pub mod kind;
pub mod own;
pub mod rules;
pub mod sent;
pub mod standing;
#[cfg(test)]
pub mod testing;
pub mod web;

pub use actions::Saved;
pub use card::{Card, FirmStub};
pub use kind::{Fields, Listing};
pub use own::{Counts, Filter};
pub use rules::{STALE_DAYS, firm_of, is_public, is_stale, may_edit, may_see, read_code, stale_before};
pub use standing::Standing;

crate::text_enum! {
    /// Where a listing (a product or a need) stands.
    ListingState {
        /// Seen by its firm only.
        Draft = "draft",
        /// Seen by everyone once its firm is verified.
        Published = "published",
        /// Taken back by its firm, seen by its firm only.
        Withdrawn = "withdrawn",
    }
}

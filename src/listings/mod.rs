//! A listing: what a firm puts before others, a product that it offers or a need that it has.
//!
//! Both live the same life: drafted, published, re-confirmed every 90 days (a stale one sinks in lists, it never
//! vanishes) and withdrawn. What they share stands here; [`products`](crate::products) and [`needs`](crate::needs) say
//! what is their own.

pub mod api;
pub mod card;
pub mod form;
pub mod own;
pub mod rules;
pub mod sent;
pub mod web;

pub use card::FirmStub;
pub use own::{Counts, Filter};
pub use rules::{
    STALE_DAYS, changed_meanwhile, check_confirmation, check_deletion, check_withdrawal, firm_of, guard, is_public,
    is_stale, may_become, may_edit, may_see, may_withdraw, read_code, stale_before, withdrawn_because,
};

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

/// How an edit went.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved<Row, Current> {
    /// Stored.
    Done(Row),
    /// Somebody changed it since the sender looked; nothing is stored. This is what it says now.
    Changed(Current),
}

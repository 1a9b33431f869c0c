//! A pairing 配对: a need and a firm whose product fits it, as it was last worked out, and what both sides made of it.
//!
//! [`matching`](crate::matching) works pairings out and hands them over ([`actions::renew`]); here they are kept, walk
//! their states, and remember each step. A need and a firm meet once, with the firm's product that fits best. What was
//! declined stays away until one side states something new.

pub mod actions;
pub mod api;
mod letters;
pub mod notes;
pub mod rules;
pub mod store;

crate::id_type! {
    /// The key of a pairing.
    PairingId = crate::ids::new_short_id
}

crate::text_enum! {
    /// Where a pairing stands.
    State {
        /// Worked out, not looked at yet.
        Proposed = "proposed",
        /// A side has looked at it.
        Seen = "seen",
        /// A side is interested.
        Interested = "interested",
        /// Both have been in contact.
        Contacted = "contacted",
        /// Both have agreed.
        Agreed = "agreed",
        /// A side does not want it, and said why.
        Declined = "declined",
    }
}

crate::text_enum! {
    /// Whose step it was.
    Side {
        /// The firm that has the need.
        Buyer = "buyer",
        /// The firm that has the product.
        Seller = "seller",
        /// The site itself.
        Site = "site",
    }
}

crate::text_enum! {
    /// Why a side does not want it.
    Reason {
        /// The seller does not make this.
        NotMade = "not_made",
        /// The seller has no capacity left.
        Full = "full",
        /// Specs or quality do not fit.
        Specs = "specs",
        /// Price or terms do not fit.
        Terms = "terms",
        /// Too far, or delivery does not fit.
        Place = "place",
        /// The buyer is served already.
        Served = "served",
        /// Something else, in the note.
        Other = "other",
    }
}

crate::text_enum! {
    /// What a side does with a pairing.
    Act {
        /// Looks at it.
        See = "see",
        /// Is interested.
        Interest = "interest",
        /// Has been in contact.
        Contact = "contact",
        /// Has agreed.
        Agree = "agree",
        /// Does not want it.
        Decline = "decline",
        /// Takes its declining back.
        Reopen = "reopen",
    }
}

//! An enquiry 询价: a buyer asks one or several firms for their price, until a deadline.
//!
//! Drafted, sent, answered, compared, decided. Until the deadline a quote is sealed from everyone but the firm that
//! made it ([`quotes`]); afterwards the buyer sees all of them side by side ([`comparison`]) and writes down what was
//! chosen and why. Whoever was asked may answer signed in, or by the signed link of the mail ([`links`]).

pub mod actions;
pub mod api;
pub mod comparison;
pub mod figures;
pub mod files;
pub mod jobs;
mod letters;
pub mod links;
pub mod quotes;
pub mod rules;
pub mod seat;
pub mod sent;
pub mod store;
pub mod view;
pub mod web;

use crate::clock::Moment;
use crate::units::Decimal;

crate::id_type! {
    /// The key of an enquiry.
    EnquiryId
}
crate::id_type! {
    /// The key of a firm's place in an enquiry.
    SupplierId
}
crate::id_type! {
    /// The key of a question.
    QuestionId
}

/// Most firms that one enquiry asks.
pub const MOST_SUPPLIERS: usize = 10;
/// Most lines of one enquiry.
pub const MOST_LINES: usize = 200;

crate::text_enum! {
    /// Where an enquiry stands; whether it still takes answers depends on its deadline as well ([`rules::phase`]).
    State {
        /// Seen by its writer only.
        Draft = "draft",
        /// The firms have been asked.
        Sent = "sent",
        /// Called off by the buyer.
        Cancelled = "cancelled",
        /// The buyer has chosen, or has chosen nobody.
        Decided = "decided",
    }
}

crate::text_enum! {
    /// What a firm that was asked has answered.
    Answer {
        /// Nothing yet.
        Waiting = "waiting",
        /// A quote, which stands.
        Quoted = "quoted",
        /// Its quote has been withdrawn.
        Withdrawn = "withdrawn",
        /// 不生产: it does not make this.
        NotMade = "not_made",
        /// 产能已满: it has no capacity left.
        Full = "full",
        /// 转荐: another firm does this.
        Referred = "referred",
    }
}

/// What a buyer states of an enquiry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnquiryFields {
    /// One line that says what it is about.
    pub title: String,
    /// Terms and remarks for all who are asked.
    pub note: String,
    /// Until when answers are taken, in UTC.
    pub deadline: Option<Moment>,
    /// Codes of the firms to ask.
    pub suppliers: Vec<String>,
    /// What is asked for.
    pub lines: Vec<LineFields>,
}

/// One thing asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineFields {
    /// What it is.
    pub text: String,
    /// `key=value;…`, as a need's.
    pub specs: String,
    /// How much.
    pub quantity: Option<Decimal>,
    /// Unit of the quantity.
    pub unit: String,
    /// Code of the need that it comes from, or empty.
    pub need_code: String,
}

//! Notices: what people are told about enquiries, quotes, deals, pairings, alerts and their firm, in the app and by
//! mail, and what programs and robots of a firm are told of the same ([`hooks`]).
//!
//! Whoever has news calls [`tell`] in the transaction of the change, with one text; who hears of it by which way, at
//! once or later, is decided here and nowhere else. Each person chooses for each topic how often to be mailed, and the
//! hours of quiet; a notice that waits for the next letter says when that is due, and [`digest`] writes it. A letter
//! leaves through the [`outbox`](crate::outbox).

pub mod actions;
pub mod digest;
pub mod hooks;
mod letters;
pub mod rules;
pub mod store;
mod telling;
pub mod web;
#[cfg(test)]
mod tests;

pub use telling::{News, To, tell};

use crate::lang::Lang;

crate::text_enum! {
    /// What a notice is about.
    Topic {
        /// Somebody asks, or an enquiry goes on.
        Enquiry = "enquiry",
        /// Quotes are open, or one has been chosen.
        Quote = "quote",
        /// A deal, and what the other side says of it.
        Deal = "deal",
        /// What the other side does with a pairing.
        Pairing = "pairing",
        /// A matter that stands still.
        Alert = "alert",
        /// Matchmaking days that a firm is invited to.
        Fair = "fair",
        /// What is new of kept searches.
        Search = "search",
        /// The verification of one's firm.
        Firm = "firm",
        /// A webhook or robot that does not answer.
        Hook = "hook",
    }
}

impl Topic {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Topic::Enquiry => lang.t("询价", "Enquiries"),
            Topic::Quote => lang.t("报价与选择", "Quotes and choices"),
            Topic::Deal => lang.t("成交与评价", "Deals and ratings"),
            Topic::Pairing => lang.t("配对", "Pairings"),
            Topic::Alert => lang.t("预警", "Alerts"),
            Topic::Fair => lang.t("对接会", "Matchmaking days"),
            Topic::Search => lang.t("保存的搜索", "Saved searches"),
            Topic::Firm => lang.t("企业审核", "Verification"),
            Topic::Hook => lang.t("消息推送故障", "Failing hooks"),
        }
    }
}

crate::text_enum! {
    /// How often a person is mailed about a topic.
    Cadence {
        /// As it happens, outside quiet hours, yet not letter after letter.
        AtOnce = "at_once",
        /// One letter each morning.
        Daily = "daily",
        /// One letter each Monday morning.
        Weekly = "weekly",
        /// In the app only.
        Never = "never",
    }
}

impl Cadence {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Cadence::AtOnce => lang.t("即时", "At once"),
            Cadence::Daily => lang.t("每天汇总", "Daily"),
            Cadence::Weekly => lang.t("每周汇总", "Weekly"),
            Cadence::Never => lang.t("不发邮件", "Never"),
        }
    }
}

//! Alerts 预警: clocks of matters that stand still. A matter that nobody brings on turns 黄 (its steward hears), 橙 (the
//! deputy head) and 红 (the head), each after so many working days, and only a recorded resolution ends that.
//!
//! [`calendar`] knows which days are worked, [`hours`] how much time of work lies between two moments, [`ladder`] when
//! the levels fall due, [`resolution`] what ends a matter, and [`digest`] who is told what at which moment: all pure.
//! [`sweep`] is run each minute: it opens, raises and ends matters and writes the digests; [`actions`] is what people do, and [`tasks`]
//! what officials set to be done.

pub mod actions;
pub mod calendar;
pub mod digest;
pub mod hours;
pub mod ladder;
mod letters;
pub mod notice;
pub mod resolution;
pub mod rules;
pub mod store;
pub mod sweep;
pub mod tasks;
pub mod web;
#[cfg(test)]
mod tests;

crate::id_type! {
    /// The key of a matter.
    MatterId
}

crate::id_type! {
    /// The key of a task, or of a gap that is to be closed.
    TaskId
}

crate::text_enum! {
    /// How far a matter has run over.
    Level {
        /// 黄.
        Yellow = "yellow",
        /// 橙.
        Orange = "orange",
        /// 红.
        Red = "red",
    }
}

crate::text_enum! {
    /// Who of a division is told.
    Post {
        /// 专员, who brings the matter on.
        Steward = "steward",
        /// 分管负责人.
        Deputy = "deputy",
        /// 主要负责人.
        Head = "head",
    }
}

crate::text_enum! {
    /// What kind of thing has a clock.
    MatterKind {
        /// A need without a supplier.
        Need = "need",
        /// An enquiry without an answer.
        Enquiry = "enquiry",
        /// A firm that waits to be verified.
        Verification = "verification",
        /// A gap in a chain.
        Gap = "gap",
        /// Something that was set as a task.
        Task = "task",
    }
}

impl Level {
    /// The post that is told of this level, and no other.
    pub fn post(self) -> Post {
        match self {
            Level::Yellow => Post::Steward,
            Level::Orange => Post::Deputy,
            Level::Red => Post::Head,
        }
    }
}

/// One thing that has a clock.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Matter {
    /// What kind of thing it is.
    pub kind: MatterKind,
    /// Its code, as its pages show it.
    pub code: String,
}

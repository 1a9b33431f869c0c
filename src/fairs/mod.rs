//! A matchmaking day 对接会: an official invites firms, whose needs and products become a timetable of one-to-one talks
//! without clashes; each firm has a card of its own, may decline or stay away, and says after 30 and 90 days what came
//! of its talks.
//!
//! [`planner`] makes and mends timetables on numbers alone, [`hall`] makes its numbers of the tables and pairings, and
//! [`follow_up`] says when firms are asked, and [`proposal`] whom to invite. [`actions`] is what officials do, [`guests`] what firms do.

pub mod actions;
pub mod api;
pub mod follow_up;
pub mod guests;
pub mod hall;
pub mod jobs;
mod letters;
pub mod planner;
pub mod proposal;
mod qr;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

crate::id_type! {
    /// The key of a fair.
    FairId
}

crate::id_type! {
    /// The key of a talk.
    TalkId
}

crate::text_enum! {
    /// Whether a firm comes.
    Presence {
        /// It was invited and has not answered; it is planned for.
        Invited = "invited",
        /// It comes.
        Accepted = "accepted",
        /// It does not come.
        Declined = "declined",
        /// It is away, from a slot on.
        Absent = "absent",
    }
}

impl Presence {
    /// Whether the whole day is planned with it.
    pub fn is_coming(self) -> bool {
        matches!(self, Presence::Invited | Presence::Accepted)
    }
}

crate::text_enum! {
    /// What came of a talk, as one of the two says.
    Outcome {
        /// They have a deal.
        Deal = "deal",
        /// They go on talking.
        Talking = "talking",
        /// Nothing.
        Nothing = "nothing",
        /// The talk was not held.
        NotHeld = "not_held",
    }
}

/// What a fair is, as an official states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FairFields {
    /// What it is called.
    pub name: String,
    /// Where it is held.
    pub place: String,
    /// The day in Shanghai.
    pub held_on: chrono::NaiveDate,
    /// When the first talk begins, in minutes of the day.
    pub starts_at: i64,
    /// Minutes of a talk, the change of tables among them.
    pub slot_minutes: i64,
    /// Talks one after another.
    pub slots: i64,
    /// Tables.
    pub tables: i64,
    /// Tables of a row in the hall.
    pub per_row: i64,
    /// Whether as many firms as can be get a talk before the sum of scores counts.
    pub everyone_first: bool,
}

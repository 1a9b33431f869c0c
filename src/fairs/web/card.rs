//! A firm's seat card.

use crate::fairs::guests::Meeting;
use crate::fairs::store::FairRow;
use crate::fairs::{Outcome, qr};
use crate::http::AppResult;
use crate::lang::Lang;

/// One talk of a card.
pub struct Line {
    /// Key of the talk.
    pub id: String,
    /// When it is.
    pub time: String,
    /// The table, from 1.
    pub table: i64,
    /// The other firm.
    pub other: String,
    /// Whether this firm needs or supplies.
    pub role: &'static str,
    /// What it is about.
    pub about: String,
}

/// A card as it is shown and printed, one on a sheet.
pub struct Card {
    /// The firm.
    pub name: String,
    /// The fair.
    pub fair: String,
    /// Day and place.
    pub when: String,
    /// Its talks.
    pub lines: Vec<Line>,
    /// The address of this card, as an SVG of our own making.
    pub qr: String,
}

fn line(row: &FairRow, meeting: Meeting, lang: Lang) -> Line {
    let parts = [meeting.need, meeting.product];
    let about: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Line {
        id: meeting.talk.id.0,
        time: row.time_of(meeting.talk.slot),
        table: meeting.talk.seat + 1,
        other: meeting.other.1,
        role: if meeting.is_buyer { lang.t("采购", "Needs") } else { lang.t("供应", "Supplies") },
        about: about.join(" · "),
    }
}

impl Card {
    /// The card of a firm.
    ///
    /// # Errors
    /// An address that is too long for a code.
    pub fn new(row: &FairRow, name: String, meetings: Vec<Meeting>, (site_url, lang): (&str, Lang)) -> AppResult<Card> {
        Ok(Card {
            name,
            fair: row.name.clone(),
            when: format!("{} {}", row.held_on, row.place),
            lines: meetings.into_iter().map(|meeting| line(row, meeting, lang)).collect(),
            qr: qr::code(&format!("{site_url}/fairs/{}", row.id))?,
        })
    }
}

impl Outcome {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Outcome::Deal => lang.t("已成交", "A deal"),
            Outcome::Talking => lang.t("继续洽谈", "Still talking"),
            Outcome::Nothing => lang.t("没有结果", "Nothing came of it"),
            Outcome::NotHeld => lang.t("没有举行", "It was not held"),
        }
    }
}

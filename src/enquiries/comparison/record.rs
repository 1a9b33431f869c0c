//! The record of a choice 比选记录: what it was made upon, frozen with its hash.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Sheet;
use super::store::ChoiceRow;
use crate::enquiries::store::EnquiryRow;
use crate::text;

/// What is frozen.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    /// Version of this layout.
    pub version: u8,
    /// Code of the enquiry.
    pub enquiry: &'a str,
    /// What it is about.
    pub title: &'a str,
    /// Its terms.
    pub note: &'a str,
    /// Who asked.
    pub buyer: &'a str,
    /// When the firms were asked, in UTC.
    pub sent_at: Option<String>,
    /// Until when answers were taken, in UTC.
    pub deadline: Option<String>,
    /// When it was decided, in UTC.
    pub decided_at: String,
    /// Questions and answers.
    pub questions: Vec<(String, String)>,
    /// The sheet.
    pub sheet: &'a Sheet,
    /// Code and name of the firm chosen, or none.
    pub chosen: Option<(String, String)>,
    /// Why.
    pub reasons: &'a str,
}

/// The hash of a snapshot.
pub fn hash(snapshot: &str) -> String {
    text::hex(&Sha256::digest(snapshot.as_bytes()))
}

/// A record as it is read back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Frozen {
    /// The snapshot.
    pub record: Value,
    /// Its text, byte for byte; the hash is of this.
    pub snapshot: String,
    /// The hash that was stored with it.
    pub hash: String,
    /// Whether the hash is that of the snapshot.
    pub is_whole: bool,
}

impl Frozen {
    /// The record of a stored choice.
    pub fn new(choice: ChoiceRow) -> Frozen {
        Frozen {
            record: serde_json::from_str(&choice.snapshot).unwrap_or(Value::Null),
            is_whole: hash(&choice.snapshot) == choice.hash,
            snapshot: choice.snapshot,
            hash: choice.hash,
        }
    }
}

/// A moment as records write it.
pub fn utc(moment: crate::clock::Moment) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What an enquiry's record begins with.
pub fn of<'a>(enquiry: &'a EnquiryRow, sheet: &'a Sheet, reasons: &'a str, decided_at: String) -> Record<'a> {
    Record {
        version: 1,
        enquiry: &enquiry.code,
        title: &enquiry.title,
        note: &enquiry.note,
        buyer: &enquiry.buyer_name,
        sent_at: enquiry.sent_at.map(utc),
        deadline: enquiry.deadline.map(utc),
        decided_at,
        questions: Vec::new(),
        sheet,
        chosen: None,
        reasons,
    }
}

//! Enquiries as the JSON API writes them, and what it takes.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Moment;
use crate::enquiries::Answer;
use crate::enquiries::comparison::record::utc;
use crate::enquiries::rules::Phase;
use crate::enquiries::store::EnquiryRow;
use crate::enquiries::view::{Asked, View};
use crate::http::in_address;
use crate::listings::api::FirmRef;
use crate::units::Decimal;

/// An enquiry as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by sent::Sent; this is its description")]
pub struct EnquiryRequest {
    /// Made by the sender, so that sending twice makes one; one is made if it is missing.
    code: Option<String>,
    /// One line; the first line's text if it is missing.
    title: Option<String>,
    /// Terms and remarks for all who are asked.
    note: Option<String>,
    /// With a zone (`2026-12-01T09:00:00Z`), or without one in Shanghai (`2026-12-01T17:00`).
    deadline: String,
    /// Codes of one to ten firms.
    suppliers: Vec<String>,
    /// What is asked for.
    lines: Vec<LineRequest>,
    /// `draft` or `sent` (the default).
    state: Option<String>,
}

/// A line as it is sent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by sent::SentLine; this is its description")]
pub struct LineRequest {
    /// What it is.
    text: String,
    /// `key=value;…`
    specs: Option<String>,
    /// How much.
    quantity: Option<String>,
    /// Unit of the quantity.
    unit: Option<String>,
    /// Code of the need that it comes from.
    need_code: Option<String>,
}

/// A line of an enquiry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineAnswer {
    position: i64,
    text: String,
    specs: String,
    #[schema(value_type = Option<String>)]
    quantity: Option<Decimal>,
    unit: String,
    need_code: String,
}

/// A firm that was asked, for the buyer only.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AskedAnswer {
    firm: FirmRef,
    /// `waiting`, `quoted`, `withdrawn`, `not_made`, `full` or `referred`.
    answer: String,
    note: String,
    referred: Option<FirmRef>,
    answered_at: Option<String>,
}

/// A question and its answer. Who asked is not said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionAnswer {
    id: String,
    text: String,
    /// Empty until it is answered.
    answer: String,
    /// Whether this firm asked it.
    own: bool,
    asked_at: String,
}

/// An attachment that can be fetched now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileAnswer {
    id: String,
    name: String,
    bytes: i64,
    sha256: String,
    /// Whether the buyer attached it.
    by_buyer: bool,
    url: String,
}

/// An enquiry as this side sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EnquiryAnswer {
    pub(super) code: String,
    title: String,
    note: String,
    buyer: String,
    /// `buyer` or `supplier`: as what you see it.
    role: String,
    /// `draft`, `open`, `due`, `decided` or `cancelled`.
    phase: String,
    /// In UTC.
    deadline: Option<String>,
    sent_at: Option<String>,
    cancel_reason: String,
    lines: Vec<LineAnswer>,
    /// For the buyer.
    suppliers: Vec<AskedAnswer>,
    /// For a firm that was asked: what it has answered.
    answer: Option<String>,
    questions: Vec<QuestionAnswer>,
    files: Vec<FileAnswer>,
    url: String,
}

/// What the phase is called.
pub fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Draft => "draft",
        Phase::Open => "open",
        Phase::Due => "due",
        Phase::Decided => "decided",
        Phase::Cancelled => "cancelled",
    }
}

fn asked(asked: Asked) -> AskedAnswer {
    let firm = |firm: crate::firms::store::FirmRow| FirmRef { code: firm.code, name: firm.name };
    AskedAnswer {
        firm: firm(asked.firm),
        answer: asked.row.answer.to_string(),
        note: asked.row.note,
        referred: asked.referred.map(firm),
        answered_at: asked.row.answered_at.map(utc),
    }
}

impl EnquiryAnswer {
    /// What this side sees.
    pub fn new(view: View, base: &str) -> EnquiryAnswer {
        let page = format!("{base}/enquiries/{}", in_address(&view.row.code));
        let lines = view.lines.into_iter().map(|line| LineAnswer {
            position: line.position,
            text: line.text,
            specs: line.specs,
            quantity: line.quantity,
            unit: line.unit,
            need_code: line.need_code,
        });
        let questions = view.questions.into_iter().map(|question| QuestionAnswer {
            id: question.row.id.0,
            text: question.row.text,
            answer: question.row.answer,
            own: question.is_own,
            asked_at: utc(question.row.asked_at),
        });
        let files = view.files.into_iter().map(|file| FileAnswer {
            url: format!("{page}/files/{}", file.id),
            by_buyer: file.supplier_id.is_none(),
            id: file.id.0,
            name: file.name,
            bytes: file.bytes,
            sha256: file.sha256,
        });
        EnquiryAnswer {
            role: if view.own.is_some() { "supplier" } else { "buyer" }.into(),
            phase: phase_word(view.phase).into(),
            deadline: view.row.deadline.map(utc),
            sent_at: view.row.sent_at.map(utc),
            lines: lines.collect(),
            suppliers: view.suppliers.into_iter().map(asked).collect(),
            answer: view.own.map(|own| own.answer.to_string()),
            questions: questions.collect(),
            files: files.collect(),
            code: view.row.code,
            title: view.row.title,
            note: view.row.note,
            buyer: view.row.buyer_name,
            cancel_reason: view.row.cancel_reason,
            url: page,
        }
    }
}

/// An enquiry in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EnquiryItem {
    code: String,
    title: String,
    buyer: String,
    phase: String,
    deadline: Option<String>,
    /// What your firm has answered, in the box `received`.
    answer: Option<String>,
}

impl EnquiryItem {
    /// A line of a list.
    pub fn new(row: &EnquiryRow, answer: Option<Answer>, now: Moment) -> EnquiryItem {
        EnquiryItem {
            code: row.code.clone(),
            title: row.title.clone(),
            buyer: row.buyer_name.clone(),
            phase: phase_word(row.phase(now)).into(),
            deadline: row.deadline.map(utc),
            answer: answer.map(|answer| answer.to_string()),
        }
    }
}

/// A page of enquiries, newest first.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct EnquiryList {
    /// How many there are in all.
    pub total: u64,
    /// Those of this page.
    pub items: Vec<EnquiryItem>,
}

//! Parts of the page.

use std::collections::HashMap;

use crate::accounts;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::enquiries::figures::{self, Responses};
use crate::enquiries::files::store::FileRow;
use crate::enquiries::quotes::actions::Receipt;
use crate::enquiries::quotes::seal;
use crate::enquiries::view::{Asked, View};
use crate::enquiries::web::words;
use crate::http::AppResult;
use crate::http::columns::Columns;
use crate::http::in_address;
use crate::ids;
use crate::lang::Lang;
use crate::sealing::Sealing;

/// A firm that was asked, as the buyer sees it.
pub struct AskedLine {
    asked: Asked,
    responses: Responses,
    /// Where the firm's page is.
    pub path: String,
    /// Its name.
    pub name: String,
    /// What it has answered.
    pub answer: &'static str,
    /// What it said with it.
    pub note: String,
    /// When.
    pub at: String,
    /// The firm that it names instead: address and name.
    pub referred: Option<(String, String)>,
    /// How it usually answers.
    pub record: String,
    /// Whether it has nobody here who gets a mail.
    pub is_out_of_reach: bool,
}

/// The firms with how each usually answers.
pub fn asked(conn: &mut Conn, asked: Vec<Asked>, now: Moment) -> AppResult<Vec<AskedLine>> {
    let line = |asked: Asked| {
        let responses = figures::responses(conn, &asked.firm.id, now)?;
        let reached = accounts::actions::firm_people(conn, &asked.firm.id)?;
        let page = |firm: &crate::firms::store::FirmRow| format!("/firms/{}", in_address(&firm.code));
        Ok(AskedLine {
            path: page(&asked.firm),
            name: asked.firm.name.clone(),
            answer: "",
            note: asked.row.note.clone(),
            at: asked.row.answered_at.map(clock::show).unwrap_or_default(),
            referred: asked.referred.as_ref().map(|firm| (page(firm), firm.name.clone())),
            record: String::new(),
            is_out_of_reach: reached.is_empty(),
            responses,
            asked,
        })
    };
    asked.into_iter().map(line).collect()
}

impl AskedLine {
    /// The same in words.
    pub fn r#in(mut self, lang: Lang) -> AskedLine {
        self.answer = words::answer(self.asked.row.answer, lang);
        self.record = match (self.responses.rate(), self.responses.median_hours) {
            (Some(rate), Some(hours)) => {
                lang.t(format!("答复率 {rate}%，中位 {hours} 小时"), format!("answers {rate}%, median {hours} h"))
            }
            (Some(rate), None) => lang.t(format!("答复率 {rate}%"), format!("answers {rate}%")),
            _ => lang.t("暂无记录", "no record yet").to_owned(),
        };
        self
    }
}

/// An attachment.
pub struct FileLine {
    /// Its key.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size in kB, rounded up.
    pub kilobytes: i64,
    /// Whether it is the buyer's.
    pub by_buyer: bool,
    /// Whether this side attached it.
    pub is_own: bool,
}

impl FileLine {
    /// An attachment as this side sees it.
    pub fn new(file: &FileRow, view: &View) -> FileLine {
        FileLine {
            id: file.id.0.clone(),
            name: file.name.clone(),
            kilobytes: (file.bytes + 1023) / 1024,
            by_buyer: file.supplier_id.is_none(),
            is_own: file.supplier_id.as_ref() == view.own.as_ref().map(|own| &own.id),
        }
    }
}

/// What the firm holds of its quote.
pub struct ReceiptBox {
    /// Number of the revision.
    pub revision: i64,
    /// When it was sent.
    pub at: String,
    /// SHA-256 of the sealed text.
    pub receipt: String,
    /// Its random part; without it the seal is broken.
    pub nonce: Option<String>,
    /// The sealed text.
    pub text: Option<String>,
    /// After the opening: whether all agree.
    pub is_whole: Option<bool>,
}

impl ReceiptBox {
    /// The receipt of a quote.
    pub fn new(receipt: Receipt, sealing: &Sealing) -> ReceiptBox {
        let Receipt { row, envelope } = receipt;
        ReceiptBox {
            revision: row.revision,
            at: clock::show(row.created_at),
            nonce: envelope.as_ref().map(|envelope| envelope.nonce.clone()),
            text: envelope.map(|envelope| envelope.canonical()),
            is_whole: row.opened.is_some().then(|| seal::is_whole(sealing, &row)),
            receipt: row.receipt,
        }
    }
}

/// The fields of a quote.
pub struct QuoteForm {
    values: HashMap<String, String>,
    /// Goes with the form, so that sending it twice makes one revision.
    pub nonce: String,
}

impl QuoteForm {
    /// What was sent, else the quote that stands, else what the buyer asked for.
    pub fn new(sent: Columns, receipt: Option<&Receipt>, view: &View) -> QuoteForm {
        let mut values = sent.0;
        if values.is_empty() {
            values = stated(receipt);
            for line in &view.lines {
                values.entry(format!("unit_{}", line.position)).or_insert_with(|| line.unit.clone());
            }
        }
        QuoteForm { values, nonce: ids::new_secret() }
    }

    /// The text in a field.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The text in a field of a line.
    pub fn of(&self, name: &str, position: &i64) -> &str {
        self.value(&format!("{name}_{position}"))
    }
}

fn stated(receipt: Option<&Receipt>) -> HashMap<String, String> {
    let Some(quote) = receipt.and_then(|receipt| receipt.envelope.as_ref()).map(|envelope| &envelope.quote) else {
        return [("tax_included", "true"), ("tax_rate", "13"), ("freight", "0")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
    };
    let mut values: HashMap<String, String> = [
        ("tax_included", quote.tax_included.to_string()),
        ("tax_rate", quote.tax_rate.to_string()),
        ("freight", quote.freight.to_string()),
        ("lead_days", quote.lead_days.to_string()),
        ("valid_until", quote.valid_until.to_string()),
        ("note", quote.note.clone()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for line in &quote.lines {
        values.insert(format!("price_{}", line.position), line.price.to_string());
        values.insert(format!("unit_{}", line.position), line.unit.clone());
        values.insert(format!("min_order_{}", line.position), line.min_order.to_string());
    }
    values
}

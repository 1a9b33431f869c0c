//! Sealing a quote, opening it, and its receipt.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Quote;
use super::store::QuoteRow;
use crate::enquiries::EnquiryId;
use crate::enquiries::store::{EnquiryRow, SupplierRow};
use crate::sealing::Sealing;
use crate::text;

/// Sealed texts are filled up to a multiple of so many bytes.
const PAD: usize = 1_024;

/// The text under the seal. Its fields are written in this order, so the same quote is always the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Version of this layout.
    pub version: u8,
    /// Code of the enquiry.
    pub enquiry: String,
    /// Key of the firm's place in it.
    pub supplier: String,
    /// Number of the revision, from 1.
    pub revision: i64,
    /// What is offered.
    pub quote: Quote,
    /// 256 random bits, as 64 hexadecimal digits: without them the receipt would let prices be guessed.
    pub nonce: String,
}

/// SHA-256 of the text, as 64 hexadecimal digits.
pub fn receipt(canonical: &str) -> String {
    text::hex(&Sha256::digest(canonical.as_bytes()))
}

impl Envelope {
    /// What is sealed, and what the receipt is of.
    pub fn new(enquiry: &EnquiryRow, asked: &SupplierRow, revision: i64, quote: Quote, nonce: String) -> Envelope {
        Envelope { version: 1, enquiry: enquiry.code.clone(), supplier: asked.id.0.clone(), revision, quote, nonce }
    }

    /// The bytes that the receipt is of.
    pub fn canonical(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers always encode")
    }
}

/// Where a sealed quote belongs; it opens nowhere else.
fn place(supplier: &str, revision: i64) -> String {
    format!("quote {supplier} {revision}")
}

/// Seals a text.
pub fn seal(sealing: &Sealing, enquiry: &EnquiryId, supplier: &str, revision: i64, canonical: &str) -> String {
    let length = canonical.len().next_multiple_of(PAD);
    let padded = format!("{canonical}{}", " ".repeat(length - canonical.len()));
    text::hex(&sealing.seal(enquiry.as_str(), &place(supplier, revision), padded.as_bytes()))
}

/// The text under a row's seal, if the seal is whole and the receipt is of this text.
pub fn unseal(sealing: &Sealing, row: &QuoteRow) -> Option<String> {
    let sealed = text::unhex(&row.sealed)?;
    let place = place(row.supplier_id.as_str(), row.revision);
    let padded = String::from_utf8(sealing.unseal(row.enquiry_id.as_str(), &place, &sealed)?).ok()?;
    let canonical = padded.trim_end_matches(' ');
    (receipt(canonical) == row.receipt).then(|| canonical.to_owned())
}

/// The quote under a row's seal.
pub fn open(sealing: &Sealing, row: &QuoteRow) -> Option<Envelope> {
    serde_json::from_str(&unseal(sealing, row)?).ok()
}

/// Whether an opened row is as its firm sealed it: seal, text and receipt agree.
pub fn is_whole(sealing: &Sealing, row: &QuoteRow) -> bool {
    let Some(opened) = &row.opened else { return false };
    receipt(opened) == row.receipt && unseal(sealing, row).as_ref() == Some(opened)
}

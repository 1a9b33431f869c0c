//! A document as the server keeps it; what is read back of it is in `row`.

use serde::Serialize;

use super::row::Geo;
use super::value::written;
use crate::db::Kind;
use crate::engine::doc::{Checksum, Doc};
use crate::engine::prepared::Prepared;
use crate::engine::query::{TRUE, is_in_price_band};
use crate::engine::{LEAD_EDGES_DAYS, PRICE_EDGES, price_band};
use crate::geo::Point;
use crate::words::grams;
use crate::words::script::fold;

/// The attribute that tells documents apart.
pub(super) const KEY: &str = "key";
/// The attribute that holds the whole title, folded.
pub(super) const TITLE: &str = "called";
/// Longer texts are searchable by their first so many bytes.
const TEXT_BYTES: usize = 16_384;
/// The server orders by numbers of 53 bits.
const TIE_BITS: u32 = 53;

/// The key of a subject, in characters that the server allows for keys.
pub(super) fn key(kind: Kind, id: &str) -> String {
    let mut key = format!("{}-", kind.as_str());
    for byte in id.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' => key.push(char::from(byte)),
            _ => key.push_str(&format!("_{byte:02x}")),
        }
    }
    key
}

/// One document.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    key: String,
    kind: &'static str,
    id: String,
    version: String,
    names: String,
    firm_name: String,
    length: u8,
    completeness: u8,
    tie: u64,
    published: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    stale_from: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<i64>,
    price_band: Vec<String>,
    lead_band: Vec<String>,
    /// One bad place would fail a whole batch, so it is looked at before.
    #[serde(rename = "_geo", skip_serializing_if = "Option::is_none")]
    geo: Option<Geo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<&'static str>,
    called: String,
    firm: String,
    code: Vec<String>,
    name: Vec<String>,
    near: Vec<String>,
    spelt: Vec<String>,
    sound: Vec<String>,
    title: Vec<String>,
    text: Vec<String>,
    division: Vec<String>,
    industry: Vec<String>,
    category: Vec<String>,
    certificate: Vec<String>,
}

fn all_written<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut all: Vec<String> = values.into_iter().map(|value| written(value.as_ref())).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn grams_of(texts: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for text in texts {
        let folded = fold(&text[..text.floor_char_boundary(TEXT_BYTES)]);
        grams::of_document(&folded, |place| all.push(written(&folded[place])));
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn price_bands(price: Option<i64>) -> Vec<String> {
    let holds = |n: &usize| price.is_some_and(|price| is_in_price_band(*n, price));
    (0..=PRICE_EDGES.len()).filter(holds).map(price_band).collect()
}

fn lead_bands(days: Option<i64>) -> Vec<String> {
    LEAD_EDGES_DAYS.iter().filter(|edge| days.is_some_and(|days| days <= **edge)).map(i64::to_string).collect()
}

fn tie(key: &str) -> u64 {
    let mut sum = Checksum::new();
    sum.text(key);
    sum.0 >> (u64::BITS - TIE_BITS)
}

impl Document {
    /// `doc` as the server keeps it.
    pub(super) fn of(doc: &Doc) -> Document {
        let prepared = Prepared::of(doc);
        let key = key(doc.kind, &doc.id);
        let texts: Vec<&str> =
            [&doc.title, &doc.firm_name, &doc.text].into_iter().chain(&doc.keywords).map(String::as_str).collect();
        Document {
            tie: tie(&key),
            key,
            kind: doc.kind.as_str(),
            id: written(&doc.id),
            version: format!("{:016x}", doc.version()),
            names: prepared.stored_names(),
            length: prepared.length,
            completeness: doc.completeness,
            published: doc.published_at,
            stale_from: doc.stale_from,
            price: doc.price,
            lead: doc.lead_days,
            price_band: price_bands(doc.price),
            lead_band: lead_bands(doc.lead_days),
            geo: doc.place.and_then(|p| Point::new(p.lat, p.lon)).map(|p| Geo { lat: p.lat, lng: p.lon }),
            verified: doc.verified.then_some(TRUE),
            called: written(prepared.names.first().map_or("", |name| &name.text)),
            firm: written(&doc.firm_id),
            code: all_written(&prepared.codes),
            name: all_written(prepared.names.iter().map(|name| &name.text)),
            near: all_written(&prepared.near),
            spelt: all_written(&prepared.spelt),
            sound: all_written(&prepared.sounds),
            firm_name: prepared.firm,
            title: grams_of(&[&doc.title]),
            text: grams_of(&texts),
            division: all_written(&doc.divisions),
            industry: all_written(&doc.industries),
            category: all_written(&doc.categories),
            certificate: all_written(&doc.certificates),
        }
    }

    /// About how many bytes it is when it is sent.
    pub(super) fn size(&self) -> usize {
        let lists = [&self.near, &self.spelt, &self.sound, &self.title, &self.text, &self.name, &self.category];
        let texts = lists.into_iter().flatten().map(|text| text.len() + 3).sum::<usize>();
        600 + self.names.len() + self.firm_name.len() + texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::suite::doc;

    #[test]
    fn keys_hold_what_the_server_allows() {
        assert_eq!(key(Kind::Product, "019a-3F"), "product-019a-3F");
        assert_eq!(key(Kind::Firm, "a/b_企"), "firm-a_2fb_5f_e4_bc_81");
    }

    #[test]
    fn a_document_holds_its_keys_once_and_no_bad_place() {
        let nowhere = Point { lat: 91.0, lon: f64::NAN };
        let document = Document::of(&Doc {
            place: Some(nowhere),
            price: Some(crate::units::Decimal::whole(100).raw()),
            lead_days: Some(20),
            certificates: vec!["CE".into(), "CE".into()],
            ..doc(Kind::Product, "1", "法兰法兰")
        });
        assert_eq!(document.geo, None);
        assert_eq!(document.title, ["兰", "兰法", "法", "法兰"]);
        assert_eq!(document.certificate, ["%43%45"]);
        assert_eq!(document.price_band, ["10-100", "100-1000"]);
        assert_eq!(document.lead_band, ["30", "60"]);
        assert!(document.tie < 1 << 53);
        assert!(!serde_json::to_string(&document).unwrap().contains("_geo"));
    }
}

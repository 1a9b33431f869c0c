//! The layout of the embedded index, and how a document is laid out in it.

use tantivy::TantivyDocument;
use tantivy::index::IndexSettings;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;

use crate::db::Kind;
use crate::engine::doc::{Checksum, Doc};
use crate::text::fold;

/// Grows with every change of this file, of the analyzers or of `tokens`: an index of another layout is built anew.
pub(super) const LAYOUT: u32 = 1;

/// The text facets, in the order of [`Fields::facets`].
pub(super) const TEXT_FACETS: usize = 6;
/// Long titles are compared in full up to this many characters.
const EXACT_CHARS: usize = 200;
/// Degrees are kept as whole millionths (about a decimetre), which pack tightly.
pub(super) const DEGREE: f64 = 1e6;

/// The fields of the index.
#[derive(Clone)]
pub(super) struct Fields {
    /// Kind and key, the identity of a document; the only thing stored.
    pub key: Field,
    /// Title and codes in full.
    pub exact: Field,
    /// Title, with long words.
    pub title: Field,
    /// Every text.
    pub all: Field,
    /// The key of the firm.
    pub firm: Field,
    /// Kind, division, industry, category, certificate, verified.
    pub facets: [Field; TEXT_FACETS],
    price: Field,
    lead: Field,
    lat: Field,
    lon: Field,
    published: Field,
    stale_from: Field,
    version: Field,
    tie: Field,
}

/// The names of the text facets' fields.
pub(super) const FACET_NAMES: [&str; TEXT_FACETS] =
    ["kind", "division", "industry", "category", "certificate", "verified"];

fn text(tokenizer: &str, record: IndexRecordOption, norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(norms);
    TextOptions::default().set_indexing_options(indexing)
}

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let exactly = text("raw", IndexRecordOption::Basic, false);
    let counted = exactly.clone().set_fast("raw");
    let number = |schema: &mut SchemaBuilder, name| schema.add_i64_field(name, NumericOptions::from(FAST));
    let fields = Fields {
        key: schema.add_text_field("key", exactly.clone() | STORED),
        exact: schema.add_text_field("exact", exactly.clone()),
        title: schema.add_text_field("title", text(super::analyzer::WORDS, IndexRecordOption::WithFreqs, true)),
        all: schema.add_text_field("all", text(super::analyzer::GRAMS, IndexRecordOption::WithFreqs, true)),
        firm: schema.add_text_field("firm", exactly),
        facets: FACET_NAMES.map(|name| schema.add_text_field(name, counted.clone())),
        price: number(&mut schema, "price"),
        lead: number(&mut schema, "lead"),
        lat: number(&mut schema, "lat"),
        lon: number(&mut schema, "lon"),
        published: number(&mut schema, "published"),
        stale_from: number(&mut schema, "stale_from"),
        version: schema.add_u64_field("version", NumericOptions::from(FAST)),
        tie: schema.add_u64_field("tie", NumericOptions::from(FAST)),
    };
    (schema.build(), fields)
}

/// Only keys are stored, and hits read them at random: uncompressed, a hit costs no more than a look into the file.
pub(super) fn settings() -> IndexSettings {
    IndexSettings { docstore_compression: Compressor::None, docstore_blocksize: 4_096, ..IndexSettings::default() }
}

/// The identity of a document.
pub(super) fn key(kind: Kind, id: &str) -> String {
    format!("{}/{id}", kind.as_str())
}

/// The way back from [`key`].
pub(super) fn parse_key(key: &str) -> Option<(Kind, &str)> {
    let (kind, id) = key.split_once('/')?;
    Some((Kind::parse(kind)?, id))
}

impl Fields {
    /// `doc` as the index keeps it.
    pub(super) fn lay_out(&self, doc: &Doc) -> TantivyDocument {
        let mut out = TantivyDocument::new();
        let key = key(doc.kind, &doc.id);
        let mut tie = Checksum::new();
        tie.text(&key);
        out.add_u64(self.tie, tie.0);
        out.add_u64(self.version, doc.version());
        out.add_text(self.key, key);
        self.texts(doc, &mut out);
        self.facets(doc, &mut out);
        self.numbers(doc, &mut out);
        out
    }

    fn texts(&self, doc: &Doc, out: &mut TantivyDocument) {
        for exact in [&doc.title, &doc.code, &doc.firm_code] {
            let folded: String = fold(exact).chars().take(EXACT_CHARS).collect();
            out.add_text(self.exact, folded);
        }
        out.add_text(self.title, &doc.title);
        for text in [&doc.title, &doc.firm_name, &doc.text].into_iter().chain(&doc.keywords) {
            out.add_text(self.all, text);
        }
        out.add_text(self.firm, &doc.firm_id);
    }

    fn facets(&self, doc: &Doc, out: &mut TantivyDocument) {
        let [kind, division, industry, category, certificate, verified] = self.facets;
        out.add_text(kind, doc.kind.as_str());
        let lists = [
            (division, &doc.divisions),
            (industry, &doc.industries),
            (category, &doc.categories),
            (certificate, &doc.certificates),
        ];
        for (field, values) in lists {
            // A value said twice would count twice.
            let first_time = |(n, value): &(usize, &String)| !values[..*n].contains(value);
            values.iter().enumerate().filter(first_time).for_each(|(_, value)| out.add_text(field, value));
        }
        if doc.verified {
            out.add_text(verified, super::columns::TRUE);
        }
    }

    fn numbers(&self, doc: &Doc, out: &mut TantivyDocument) {
        let degrees = |d: f64| (d * DEGREE).round() as i64;
        let numbers = [
            (self.price, doc.price),
            (self.lead, doc.lead_days),
            (self.lat, doc.place.map(|p| degrees(p.lat))),
            (self.lon, doc.place.map(|p| degrees(p.lon))),
            (self.published, Some(doc.published_at)),
            (self.stale_from, doc.stale_from),
        ];
        for (field, number) in numbers {
            if let Some(number) = number {
                out.add_i64(field, number);
            }
        }
    }
}

//! The layout of the embedded index, and how a document is laid out in it.

use tantivy::TantivyDocument;
use tantivy::index::IndexSettings;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;

use crate::db::Kind;
use crate::engine::doc::{Checksum, Doc};
use crate::engine::plan::Key;
use crate::engine::prepared::Prepared;
use crate::engine::query::TRUE;

/// Grows with every change of this file, of the analyzers, of `prepared` or of `words`: an index of another layout is built
/// anew.
pub(super) const LAYOUT: u32 = 2;

/// The text facets, in the order of [`Fields::facets`].
pub(super) const TEXT_FACETS: usize = 6;
/// Degrees are kept as whole millionths (about a decimetre), which pack tightly.
pub(super) const DEGREE: f64 = 1e6;

/// The fields of the index.
#[derive(Clone)]
pub(super) struct Fields {
    /// Kind and key, the identity of a document; stored.
    pub key: Field,
    /// Its names and the letters of its firm's, stored to rank by.
    pub names: Field,
    pub firm_name: Field,
    code: Field,
    name: Field,
    near: Field,
    spelt: Field,
    sound: Field,
    title: Field,
    text: Field,
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
    completeness: Field,
    length: Field,
}

/// The names of the text facets' fields.
pub(super) const FACET_NAMES: [&str; TEXT_FACETS] =
    ["kind", "division", "industry", "category", "certificate", "verified"];

/// Neither how often a text holds a word nor how long it is counts: documents are ranked by their names.
fn text(tokenizer: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false))
}

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let exactly = text("raw");
    let counted = exactly.clone().set_fast("raw");
    let number = |schema: &mut SchemaBuilder, name| schema.add_i64_field(name, NumericOptions::from(FAST));
    let kept = TextOptions::default() | STORED;
    let fields = Fields {
        key: schema.add_text_field("key", exactly.clone() | STORED),
        names: schema.add_text_field("names", kept.clone()),
        firm_name: schema.add_text_field("firm_name", kept),
        code: schema.add_text_field("code", exactly.clone()),
        name: schema.add_text_field("name", exactly.clone()),
        near: schema.add_text_field("near", exactly.clone()),
        spelt: schema.add_text_field("spelt", exactly.clone()),
        sound: schema.add_text_field("sound", exactly.clone()),
        title: schema.add_text_field("title", text(super::analyzer::GRAMS)),
        text: schema.add_text_field("text", text(super::analyzer::GRAMS)),
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
        completeness: schema.add_u64_field("completeness", NumericOptions::from(FAST)),
        length: schema.add_u64_field("length", NumericOptions::from(FAST)),
    };
    (schema.build(), fields)
}

/// Little is stored, and hits read it at random: uncompressed and in small blocks, which are copied whole, a hit costs no
/// more than a look into the file.
pub(super) fn settings() -> IndexSettings {
    IndexSettings { docstore_compression: Compressor::None, docstore_blocksize: 1_024, ..IndexSettings::default() }
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
    /// The field that holds a key.
    pub(super) fn of(&self, key: Key) -> Field {
        match key {
            Key::Code => self.code,
            Key::Name => self.name,
            Key::Near => self.near,
            Key::Spelt => self.spelt,
            Key::Sound => self.sound,
            Key::Title => self.title,
            Key::Text => self.text,
            Key::Category => self.facets[3],
        }
    }

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
        let prepared = Prepared::of(doc);
        out.add_text(self.names, prepared.stored_names());
        out.add_text(self.firm_name, &prepared.firm);
        out.add_u64(self.length, prepared.length.into());
        out.add_u64(self.completeness, doc.completeness.into());
        let names: Vec<String> = prepared.names.into_iter().map(|name| name.text).collect();
        for (field, values) in [
            (self.code, prepared.codes),
            (self.name, names),
            (self.near, prepared.near),
            (self.spelt, prepared.spelt),
            (self.sound, prepared.sounds),
        ] {
            values.into_iter().for_each(|value| out.add_text(field, value));
        }
        out.add_text(self.title, &doc.title);
        for text in [&doc.title, &doc.firm_name, &doc.text].into_iter().chain(&doc.keywords) {
            out.add_text(self.text, text);
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
            out.add_text(verified, TRUE);
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

//! What a text that is still being typed may become: stretches of the dictionaries of names and of their spellings.

use std::collections::HashMap;

use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocId, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::columns::Snapshot;
use super::schema::Fields;
use crate::db::Kind;
use crate::engine::Suggestion;
use crate::engine::plan::Key;
use crate::engine::prepared::read_names;
use crate::words::script::{fold, letters};
use crate::words::sound;

/// Terms of one dictionary of one segment that are looked at.
const MOST_TERMS: usize = 2_000;
/// Terms that are looked into for each name that is asked for: some are of needs, or of what was deleted.
const SPARE: usize = 4;
/// Documents of one spelling that are asked what they are called.
const MOST_ASKED: usize = 8;
/// Documents of one name that are counted.
const MOST_COUNTED: usize = 2_000;
/// Bytes of the longest text that is completed; no name that is kept is longer.
const LONGEST: usize = 128;
/// What is suggested, in this order.
const KINDS: [Kind; 2] = [Kind::Product, Kind::Firm];

/// See [`Engine::suggest`](crate::engine::Engine::suggest).
pub(super) fn suggest(
    prefix: &str,
    limit: usize,
    fields: &Fields,
    snapshot: &Snapshot,
) -> tantivy::Result<Vec<Suggestion>> {
    let typed = letters(&fold(prefix));
    if typed.is_empty() || typed.len() > LONGEST {
        return Ok(Vec::new());
    }
    let look = Look { fields, snapshot };
    let mut found: [Vec<Suggestion>; 2] = [Vec::new(), Vec::new()];
    for name in look.names(&typed, limit * SPARE)? {
        let counts = look.count(&name)?;
        for ((list, kind), count) in found.iter_mut().zip(KINDS).zip(counts).filter(|(_, count)| *count > 0) {
            list.push(Suggestion { kind, name: name.clone(), count });
        }
    }
    for list in &mut found {
        list.sort_by(|a, b| order(&typed, (&a.name, a.count)).cmp(&order(&typed, (&b.name, b.count))));
        list.truncate(limit);
    }
    Ok(found.concat())
}

/// In full first, then the most frequent, of these the shortest.
fn order<'a>(typed: &str, (term, count): (&'a str, u64)) -> (bool, std::cmp::Reverse<u64>, usize, &'a str) {
    (term != typed, std::cmp::Reverse(count), term.len(), term)
}

struct Look<'a> {
    fields: &'a Fields,
    snapshot: &'a Snapshot,
}

impl Look<'_> {
    /// Names that begin with `typed`, or are spelt so; where there are none, those that sound as it does.
    fn names(&self, typed: &str, most: usize) -> tantivy::Result<Vec<String>> {
        let mut names = self.beginning(self.fields.of(Key::Name), typed, most)?;
        let spellings = match sound::is_spelling(typed) {
            true => vec![typed.to_owned()],
            false if names.is_empty() => sound::spellings(typed).0,
            false => Vec::new(),
        };
        for spelling in spellings.iter().filter(|spelling| sound::is_spelling(spelling)) {
            for term in self.beginning(self.fields.of(Key::Spelt), spelling, most)? {
                for name in self.spelt(&term)? {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        Ok(names)
    }

    /// The most frequent terms that begin with `typed`.
    fn beginning(&self, field: Field, typed: &str, most: usize) -> tantivy::Result<Vec<String>> {
        let mut counts: HashMap<String, u64> = HashMap::new();
        for reader in self.snapshot.searcher.segment_readers() {
            let inverted = reader.inverted_index(field)?;
            let mut terms = inverted.terms().range().ge(typed).into_stream()?;
            let mut seen = 0;
            while seen < MOST_TERMS && terms.advance() && terms.key().starts_with(typed.as_bytes()) {
                let term = String::from_utf8_lossy(terms.key()).into_owned();
                *counts.entry(term).or_default() += u64::from(terms.value().doc_freq);
                seen += 1;
            }
        }
        let mut terms: Vec<(String, u64)> = counts.into_iter().collect();
        terms.sort_by(|a, b| order(typed, (&a.0, a.1)).cmp(&order(typed, (&b.0, b.1))));
        terms.truncate(most);
        Ok(terms.into_iter().map(|(term, _)| term).collect())
    }

    /// The names that have this spelling.
    fn spelt(&self, spelling: &str) -> tantivy::Result<Vec<String>> {
        let mut addresses = Vec::new();
        self.each(self.fields.of(Key::Spelt), spelling, MOST_ASKED, |segment, doc| {
            addresses.push(DocAddress::new(segment as u32, doc));
        })?;
        let mut names: Vec<String> = Vec::new();
        for address in addresses {
            let stored: TantivyDocument = self.snapshot.searcher.doc(address)?;
            let stored = stored.get_first(self.fields.names).and_then(|names| names.as_str()).unwrap_or_default();
            for (name, _) in read_names(stored) {
                let (full, initials) = sound::spellings(name);
                let fits = full.iter().chain(&initials).any(|own| own == spelling);
                if fits && !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
        Ok(names)
    }

    /// How many of each of [`KINDS`] are called `name`.
    fn count(&self, name: &str) -> tantivy::Result<[u64; 2]> {
        let numbers = KINDS.map(|kind| self.snapshot.values[0].find(kind.as_str()));
        let mut counts = [0; 2];
        self.each(self.fields.of(Key::Name), name, MOST_COUNTED, |segment, doc| {
            let Some(kinds) = &self.snapshot.columns[segment].facets[0] else { return };
            for own in kinds.of(doc) {
                let same = counts.iter_mut().zip(numbers).filter(|(_, number)| *number == Some(own));
                same.for_each(|(count, _)| *count += 1);
            }
        })?;
        Ok(counts)
    }

    /// Hands at most `most` documents of a term to `take`, with the place of their segment.
    fn each(&self, field: Field, term: &str, most: usize, mut take: impl FnMut(usize, DocId)) -> tantivy::Result<()> {
        let term = Term::from_field_text(field, term);
        let mut room = most;
        for (segment, reader) in self.snapshot.searcher.segment_readers().iter().enumerate() {
            let Some(postings) = reader.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            for doc in alive(reader, postings).take(room) {
                room -= 1;
                take(segment, doc);
            }
        }
        Ok(())
    }
}

/// The documents of `postings` that were not deleted.
fn alive(reader: &SegmentReader, mut postings: impl Postings) -> impl Iterator<Item = DocId> {
    let mut next = postings.doc();
    std::iter::from_fn(move || {
        while next != TERMINATED {
            let doc = next;
            next = postings.advance();
            if !reader.is_deleted(doc) {
                return Some(doc);
            }
        }
        None
    })
}

//! One index on disk, open for reading.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::collector::Count;
use tantivy::index::Index;
use tantivy::postings::Postings;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, IndexReader, InvertedIndexReader, ReloadPolicy, SegmentReader, TERMINATED, Term};

use super::columns::Snapshot;
use super::home::{Home, Pointer};
use super::schema::{Fields, key, schema, settings};
use crate::db::Kind;

/// An open index. Opening takes no lock and reads next to nothing.
pub(super) struct Live {
    pub pointer: Pointer,
    pub index: Index,
    pub fields: Fields,
    reader: IndexReader,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Held while a new snapshot is made, so that one thread makes it and the others go on with the old one.
    renewing: Mutex<()>,
}

impl Live {
    /// Makes an empty index in a new folder.
    pub(super) fn create(home: &Home) -> anyhow::Result<Live> {
        let name = home.make()?;
        let index = Index::builder().schema(schema().0).settings(settings()).create_in_dir(home.path(&name))?;
        Live::new(Pointer { name, built: false }, index)
    }

    /// Opens the index that a pointer names.
    pub(super) fn open(home: &Home, pointer: Pointer) -> anyhow::Result<Live> {
        let path: &Path = &home.path(&pointer.name);
        let index = Index::open_in_dir(path)?;
        anyhow::ensure!(index.schema() == schema().0, "{} is of another layout", path.display());
        Live::new(pointer, index)
    }

    fn new(pointer: Pointer, mut index: Index) -> anyhow::Result<Live> {
        index.set_tokenizers(super::analyzer::tokenizers());
        // Watches for commits of other processes; our own are read at once by `reload`.
        let reader = index.reader_builder().reload_policy(ReloadPolicy::OnCommitWithDelay).try_into()?;
        let snapshot = Snapshot::of(reader.searcher(), None)?;
        let fields = schema().1;
        let (snapshot, renewing) = (RwLock::new(Arc::new(snapshot)), Mutex::new(()));
        Ok(Live { pointer, index, fields, reader, snapshot, renewing })
    }

    /// The newest state that was read.
    pub(super) fn snapshot(&self) -> tantivy::Result<Arc<Snapshot>> {
        let held = self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone();
        let searcher = self.reader.searcher();
        if searcher.generation().generation_id() == held.generation() {
            return Ok(held);
        }
        let Ok(_renewing) = self.renewing.try_lock() else { return Ok(held) };
        self.renew(&held)
    }

    fn renew(&self, held: &Snapshot) -> tantivy::Result<Arc<Snapshot>> {
        let renewed = Arc::new(Snapshot::of(self.reader.searcher(), Some(held))?);
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = renewed.clone();
        Ok(renewed)
    }

    /// Reads what was committed, so that the next search finds it.
    pub(super) fn reload(&self) -> tantivy::Result<()> {
        self.reader.reload()?;
        let _renewing = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone();
        self.renew(&held).map(drop)
    }

    /// How many documents of a kind there are.
    pub(super) fn count(&self, kind: Kind) -> tantivy::Result<u64> {
        let term = Term::from_field_text(self.fields.facets[0], kind.as_str());
        let count = self.snapshot()?.searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &Count)?;
        Ok(count as u64)
    }

    /// The keys of a kind after `after`, in byte order.
    pub(super) fn ids(&self, kind: Kind, after: Option<&str>, limit: usize) -> tantivy::Result<Vec<String>> {
        let (start, first) = (key(kind, after.unwrap_or("")), key(kind, ""));
        let mut ids = Vec::new();
        for reader in self.snapshot()?.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.fields.key)?;
            let mut keys = inverted.terms().range().gt(&start).into_stream()?;
            let mut found = 0;
            while found < limit && keys.advance() && keys.key().starts_with(first.as_bytes()) {
                let mut postings = inverted.read_postings_from_terminfo(keys.value(), IndexRecordOption::Basic)?;
                if alive(reader, &mut postings).is_some() {
                    ids.push(String::from_utf8_lossy(&keys.key()[first.len()..]).into_owned());
                    found += 1;
                }
            }
        }
        ids.sort_unstable();
        ids.truncate(limit);
        Ok(ids)
    }

    /// The version of each of these subjects.
    pub(super) fn versions(&self, kind: Kind, ids: &[String]) -> tantivy::Result<Vec<Option<u64>>> {
        let snapshot = self.snapshot()?;
        let mut versions = vec![None; ids.len()];
        for (reader, columns) in snapshot.searcher.segment_readers().iter().zip(&snapshot.columns) {
            let inverted = reader.inverted_index(self.fields.key)?;
            for (id, version) in ids.iter().zip(&mut versions).filter(|(_, version)| version.is_none()) {
                let term = Term::from_field_text(self.fields.key, &key(kind, id));
                if let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? {
                    *version = alive(reader, &mut postings).and_then(|doc| columns.version(doc));
                }
            }
        }
        Ok(versions)
    }

    /// Looks up whether a document was ever committed and not merged away since.
    pub(super) fn known_keys(&self) -> tantivy::Result<KnownKeys> {
        let snapshot = self.snapshot()?;
        let readers = snapshot.searcher.segment_readers().iter();
        Ok(KnownKeys(readers.map(|reader| reader.inverted_index(self.fields.key)).collect::<Result<_, _>>()?))
    }
}

/// The keys of an index.
pub(super) struct KnownKeys(Vec<Arc<InvertedIndexReader>>);

impl KnownKeys {
    pub(super) fn holds(&self, key: &str) -> tantivy::Result<bool> {
        for inverted in &self.0 {
            if inverted.terms().get(key)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The one document of `postings` that was not deleted.
fn alive(reader: &SegmentReader, postings: &mut impl Postings) -> Option<DocId> {
    let mut doc = postings.doc();
    while doc != TERMINATED {
        if !reader.is_deleted(doc) {
            return Some(doc);
        }
        doc = postings.advance();
    }
    None
}

//! The columns of the index, opened once per segment: what filters, facets and orders read for each document.
//!
//! A text facet's values are numbered once for the whole index, so that counting is adding to one array whatever
//! segment a document lies in.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::columnar::{Column, RowId, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

use super::recent::Recent;
use super::schema::{DEGREE, FACET_NAMES, TEXT_FACETS};
use crate::geo::Point;

/// The place of `verified` among the text facets.
const VERIFIED: usize = TEXT_FACETS - 1;

/// The values of one facet, numbered as they were first met.
#[derive(Clone, Default)]
pub(super) struct Values {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Values {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let (name, number) = (Arc::<str>::from(name), self.names.len() as u32);
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    /// The number of a value, if any document ever held it.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub(super) fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Room to read the values of many documents in one go, which costs a fraction of asking for each.
#[derive(Default)]
pub(super) struct Buffer {
    docs: Vec<DocId>,
    rows: Vec<RowId>,
    values: Vec<u64>,
}

impl Buffer {
    fn read(&mut self, column: &Column<u64>, docs: &[DocId]) {
        self.docs.clear();
        self.rows.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.values.resize(self.rows.len(), 0);
        column.values.get_vals(&self.rows, &mut self.values);
    }
}

/// One text facet of one segment.
pub(super) struct FacetColumn {
    ords: Column<u64>,
    /// From the segment's own numbers to those of the index.
    numbers: Vec<u32>,
}

impl FacetColumn {
    fn open(column: Option<StrColumn>, values: &mut Values) -> tantivy::Result<Option<FacetColumn>> {
        let Some((dictionary, ords)) = column.map(StrColumn::into_parts) else { return Ok(None) };
        let mut numbers = Vec::with_capacity(dictionary.num_terms());
        let mut names = dictionary.stream()?;
        while names.advance() {
            numbers.push(values.number(&String::from_utf8_lossy(names.key())));
        }
        Ok(Some(FacetColumn { ords, numbers }))
    }

    /// Adds to `counts`, by number, the values of documents.
    pub(super) fn count(&self, docs: &[DocId], counts: &mut [u64], buffer: &mut Buffer) {
        buffer.read(&self.ords, docs);
        buffer.values.iter().for_each(|ord| counts[self.numbers[*ord as usize] as usize] += 1);
    }

    /// The numbers of the values of a document.
    pub(super) fn of(&self, doc: DocId) -> impl Iterator<Item = u32> + '_ {
        self.ords.values_for_doc(doc).map(|ord| self.numbers[ord as usize])
    }
}

/// The columns of one segment. A column is none where no document of the segment has a value.
pub(super) struct Columns {
    pub facets: [Option<FacetColumn>; TEXT_FACETS],
    pub price: Option<Column<i64>>,
    pub lead: Option<Column<i64>>,
    lat: Option<Column<i64>>,
    lon: Option<Column<i64>>,
    published: Option<Column<i64>>,
    stale_from: Option<Column<i64>>,
    version: Option<Column<u64>>,
    tie: Option<Column<u64>>,
    completeness: Option<Column<u64>>,
    length: Option<Column<u64>>,
}

impl Columns {
    fn open(reader: &SegmentReader, values: &mut [Values; TEXT_FACETS]) -> tantivy::Result<Columns> {
        let fast = reader.fast_fields();
        let mut facets = [const { None }; TEXT_FACETS];
        for (n, facet) in facets.iter_mut().enumerate() {
            *facet = FacetColumn::open(fast.str(FACET_NAMES[n])?, &mut values[n])?;
        }
        Ok(Columns {
            facets,
            price: fast.column_opt("price")?,
            lead: fast.column_opt("lead")?,
            lat: fast.column_opt("lat")?,
            lon: fast.column_opt("lon")?,
            published: fast.column_opt("published")?,
            stale_from: fast.column_opt("stale_from")?,
            version: fast.column_opt("version")?,
            tie: fast.column_opt("tie")?,
            completeness: fast.column_opt("completeness")?,
            length: fast.column_opt("length")?,
        })
    }

    pub(super) fn place(&self, doc: DocId) -> Option<Point> {
        let degrees = |column: &Option<Column<i64>>| first(column, doc).map(|d| d as f64 / DEGREE);
        Some(Point { lat: degrees(&self.lat)?, lon: degrees(&self.lon)? })
    }

    pub(super) fn published(&self, doc: DocId) -> i64 {
        first(&self.published, doc).unwrap_or(i64::MIN)
    }

    pub(super) fn is_stale(&self, doc: DocId, now: i64) -> bool {
        first(&self.stale_from, doc).is_some_and(|from| from <= now)
    }

    pub(super) fn is_verified(&self, doc: DocId) -> bool {
        self.facets[VERIFIED].as_ref().is_some_and(|column| column.of(doc).next().is_some())
    }

    pub(super) fn completeness(&self, doc: DocId) -> u8 {
        first(&self.completeness, doc).and_then(|share| u8::try_from(share).ok()).unwrap_or(0)
    }

    /// Characters of the title.
    pub(super) fn length(&self, doc: DocId) -> i64 {
        first(&self.length, doc).map_or(i64::from(u8::MAX), |length| length as i64)
    }

    pub(super) fn version(&self, doc: DocId) -> Option<u64> {
        first(&self.version, doc)
    }

    /// Orders equals the same way in every page of an answer, whatever segments they lie in.
    pub(super) fn tie(&self, doc: DocId) -> u64 {
        first(&self.tie, doc).unwrap_or(0)
    }
}

/// The value of a document.
pub(super) fn first<T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static>(
    column: &Option<Column<T>>,
    doc: DocId,
) -> Option<T> {
    column.as_ref()?.first(doc)
}

/// One state of the index, with its columns.
pub(super) struct Snapshot {
    pub searcher: Searcher,
    /// In the order of the searcher's segments.
    pub columns: Vec<Arc<Columns>>,
    pub values: Arc<[Values; TEXT_FACETS]>,
    pub recent: Recent,
}

impl Snapshot {
    /// The columns of `searcher`, those of segments that `before` had already taken from there.
    pub(super) fn of(searcher: Searcher, before: Option<&Snapshot>) -> tantivy::Result<Snapshot> {
        let mut known: HashMap<SegmentId, &Arc<Columns>> = HashMap::new();
        if let Some(before) = before {
            let ids = before.searcher.segment_readers().iter().map(SegmentReader::segment_id);
            known.extend(ids.zip(&before.columns));
        }
        let mut values = before.map(|before| before.values.clone()).unwrap_or_default();
        let mut columns = Vec::new();
        for reader in searcher.segment_readers() {
            columns.push(match known.get(&reader.segment_id()) {
                Some(known) => Arc::clone(known),
                None => Arc::new(Columns::open(reader, Arc::make_mut(&mut values))?),
            });
        }
        Ok(Snapshot { searcher, columns, values, recent: Recent::default() })
    }

    /// The number of this state.
    pub(super) fn generation(&self) -> u64 {
        self.searcher.generation().generation_id()
    }
}

//! One walk over all rows, to check them or to write them. Both sort rows in the same way, so what a check counts is
//! what an import does.

use std::sync::mpsc::{SyncSender, sync_channel};

use chrono::NaiveDate;

use super::context::Context;
use super::draft::{self, Draft, Print};
use super::kinds::{self, Kind};
use super::report::{Counts, Faults, Phase, Progress, RowFault, TableCounts};
use super::sheets::Sheet;
use super::store::{self, ChangeRow};
use super::tables::{Input, Table};
use crate::chain;
use crate::chain::store::EdgeRow;
use crate::db::{Conn, Db};
use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::search::First;

/// Rows of one transaction: few enough that others get their turn, enough that a commit weighs little.
const CHUNK: usize = 5_000;

/// How a walk reaches the database.
pub enum Access<'a> {
    /// Every chunk is a transaction of its own.
    Chunks(&'a Db),
    /// All is one transaction, and the rows go on to the first index where there is one in the making.
    Whole(&'a mut Conn, Option<Making<'a>>),
}

/// The first index in the making. It needs the edges before the listings; the table of edges, which takes long to
/// write, waits until the index has all it needs and is completed on the other cores.
pub struct Making<'a> {
    index: &'a mut First,
    edges: Vec<EdgeRow>,
}

impl<'a> Making<'a> {
    /// Goes on with `index`.
    pub fn new(index: &'a mut First) -> Making<'a> {
        Making { index, edges: vec![] }
    }

    fn end(&mut self, conn: &mut Conn) -> AppResult<()> {
        self.index.end();
        Ok(chain::store::insert_edges(conn, &std::mem::take(&mut self.edges))?)
    }
}

/// A walk over the rows.
pub struct Run<'a> {
    access: Access<'a>,
    /// What it knows.
    pub context: Context,
    phase: Phase,
    /// The counts of each table so far.
    pub tables: Vec<TableCounts>,
    /// What was found wrong so far.
    pub faults: Faults,
    done: u64,
    total: u64,
    progress: &'a mut dyn FnMut(Progress) -> AppResult<()>,
}

/// The rows of a chunk by what becomes of them.
struct Sorted<K: Kind> {
    counts: Counts,
    new: Vec<Draft<K::Fields>>,
    changed: Vec<(K::Row, Draft<K::Fields>)>,
    faults: Vec<(u32, Fault)>,
}

impl<'a> Run<'a> {
    /// A walk that checks, or one that writes where the context has a batch and `phase` says so. `total` is the
    /// number of rows, where known. After each chunk `progress` is told; its failure ends the walk.
    pub fn new(
        access: Access<'a>,
        context: Context,
        phase: Phase,
        total: u64,
        progress: &'a mut dyn FnMut(Progress) -> AppResult<()>,
    ) -> Run<'a> {
        Run { access, context, phase, tables: vec![], faults: Faults::default(), done: 0, total, progress }
    }

    /// Walks over every table of the input.
    ///
    /// # Errors
    /// Those of the database and of reading the files.
    pub fn input(&mut self, input: &Input) -> AppResult<()> {
        for table in &input.tables {
            match table.sheet {
                Sheet::Divisions => self.table::<kinds::Divisions>(table),
                Sheet::Industries => self.table::<kinds::Industries>(table),
                Sheet::Chain => self.table::<kinds::Edges>(table),
                Sheet::Firms => self.table::<kinds::Firms>(table),
                Sheet::Products => self.table::<kinds::Products>(table),
                Sheet::Needs => self.table::<kinds::Needs>(table),
            }?;
        }
        match &mut self.access {
            Access::Whole(conn, Some(making)) => making.end(conn),
            _ => Ok(()),
        }
    }

    /// A second thread reads the file while this one asks the database.
    fn table<K: Kind>(&mut self, table: &Table) -> AppResult<()> {
        let (today, again) = (self.context.today, !self.context.was_empty(table.sheet));
        self.begin(table.sheet, &table.name);
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel(2);
            scope.spawn(move || read_chunks::<K>(table, today, again, &send));
            // Leaving the loop drops the receiving end, and with that ends the other thread.
            receive.into_iter().try_for_each(|chunk| self.chunk::<K>(Some(table), chunk?))
        })
    }

    /// Walks over rows that come from a generator instead of a file.
    ///
    /// # Errors
    /// Those of the database.
    pub fn drafts<K: Kind>(&mut self, drafts: impl Iterator<Item = Draft<K::Fields>>) -> AppResult<()> {
        self.begin(K::SHEET, K::SHEET.name());
        let mut drafts = drafts.peekable();
        while drafts.peek().is_some() {
            let chunk = drafts.by_ref().take(CHUNK).collect();
            self.chunk::<K>(None, chunk)?;
        }
        Ok(())
    }

    fn begin(&mut self, sheet: Sheet, name: &str) {
        self.context.next_table();
        self.tables.push(TableCounts { sheet, name: name.to_owned(), counts: Counts::default() });
    }

    fn chunk<K: Kind>(&mut self, table: Option<&Table>, drafts: Vec<Draft<K::Fields>>) -> AppResult<()> {
        self.done += drafts.len() as u64;
        self.total = self.total.max(self.done);
        let (context, done, total) = (&mut self.context, self.done, self.total);
        let (counts, faults) = match (&mut self.access, self.phase) {
            (Access::Whole(conn, making), _) => write::<K>(context, conn, table, drafts, making.as_mut()),
            (Access::Chunks(db), Phase::Checking) => db.read(|conn| check::<K>(context, conn, table, drafts)),
            (Access::Chunks(db), Phase::Writing) => db.write(|conn| {
                let written = write::<K>(context, conn, table, drafts, None)?;
                if let Some(batch) = &context.batch {
                    store::note_progress(conn, batch, done, total)?;
                }
                Ok(written)
            }),
        }?;
        let name = self.tables.last_mut().map(|table| {
            table.counts.add(counts);
            table.name.clone()
        });
        let name = name.unwrap_or_default();
        faults.into_iter().for_each(|(row, fault)| self.faults.push(located(&name, table, row, fault)));
        (self.progress)(Progress { phase: self.phase, done, total })
    }
}

fn located(name: &str, table: Option<&Table>, row: u32, fault: Fault) -> RowFault {
    let place = table.and_then(|table| table.header.place(&fault.field));
    RowFault { table: name.to_owned(), row, place: place.and_then(|p| u32::try_from(p).ok()), fault }
}

fn read_chunks<K: Kind>(
    table: &Table,
    today: NaiveDate,
    again: bool,
    send: &SyncSender<AppResult<Vec<Draft<K::Fields>>>>,
) {
    let mut chunk = Vec::with_capacity(CHUNK);
    let rows = match table.rows() {
        Ok(rows) => rows,
        Err(why) => return drop(send.send(Err(why))),
    };
    for row in rows {
        match row {
            Ok(row) => chunk.push(draft::read::<K>(table, row, today, again)),
            Err(why) => return drop(send.send(Err(why))),
        }
        // Nobody listens any more when the other thread has failed.
        if chunk.len() == CHUNK && send.send(Ok(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK)))).is_err() {
            return;
        }
    }
    drop(send.send(Ok(chunk)));
}

type Done = (Counts, Vec<(u32, Fault)>);

fn check<K: Kind>(
    context: &mut Context,
    conn: &mut Conn,
    table: Option<&Table>,
    drafts: Vec<Draft<K::Fields>>,
) -> AppResult<Done> {
    let sorted = sort::<K>(context, conn, table, drafts)?;
    for draft in sorted.new.iter().chain(sorted.changed.iter().map(|(_, draft)| draft)) {
        K::announce(context, draft);
    }
    Ok((sorted.counts, sorted.faults))
}

fn sort<K: Kind>(
    context: &mut Context,
    conn: &mut Conn,
    table: Option<&Table>,
    mut drafts: Vec<Draft<K::Fields>>,
) -> AppResult<Sorted<K>> {
    let mut sorted = Sorted { counts: Counts::default(), new: vec![], changed: vec![], faults: vec![] };
    let before = drafts.len();
    drafts.retain_mut(|draft| !is_repeated(context, draft));
    sorted.counts.same = (before - drafts.len()) as u64;
    K::look_up(context, conn, &drafts)?;
    let stored = if context.was_empty(K::SHEET) { vec![] } else { K::stored(context, conn, &drafts)? };
    let written = written_already::<K>(context, conn, &stored)?;
    let mut stored = stored.into_iter();
    for draft in drafts {
        let row = stored.next().flatten();
        sort_one(context, table, &mut sorted, &written, draft, row);
    }
    Ok(sorted)
}

/// Which of the stored rows an interrupted run of this batch has changed.
fn written_already<K: Kind>(
    context: &Context,
    conn: &mut Conn,
    stored: &[Option<K::Row>],
) -> AppResult<std::collections::HashSet<String>> {
    let Some(batch) = context.batch.as_deref().filter(|_| context.resumed) else { return Ok(Default::default()) };
    let ids: Vec<String> = stored.iter().flatten().map(|row| K::facts(row).id).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    Ok(store::changed_already(conn, batch, K::SHEET.name(), &ids)?)
}

fn sort_one<K: Kind>(
    context: &mut Context,
    table: Option<&Table>,
    sorted: &mut Sorted<K>,
    written: &std::collections::HashSet<String>,
    mut draft: Draft<K::Fields>,
    stored: Option<K::Row>,
) {
    if let Some(row) = &stored {
        let facts = K::facts(row);
        if context.batch.is_some() && facts.batch_id == context.batch {
            sorted.counts.new += 1;
            return;
        }
        if written.contains(&facts.id) {
            sorted.counts.changed += 1;
            return;
        }
        if let Some(table) = table {
            let stated = K::stated(context, row, &draft);
            draft::read_onto::<K>(&mut draft, stated, &table.header, context.today);
        }
    }
    K::check(context, &mut draft, stored.as_ref());
    match stored {
        _ if !draft.faults.is_empty() => {
            sorted.counts.refused += 1;
            sorted.faults.extend(draft.faults.drain(..).map(|fault| (draft.number, fault)));
        }
        None => {
            sorted.counts.new += 1;
            sorted.new.push(draft);
        }
        Some(row) if K::says_same(context, &row, &draft) => sorted.counts.same += 1,
        Some(row) => {
            sorted.counts.changed += 1;
            sorted.changed.push((row, draft));
        }
    }
}

/// Whether the same row stood in this table before. One with the same code that says something else is a fault:
/// which of the two is meant, only its user knows.
fn is_repeated<F>(context: &mut Context, draft: &mut Draft<F>) -> bool {
    let Some(Print { code, content }) = draft.print.filter(|_| !draft.code.is_empty()) else { return false };
    let (first, number) = *context.seen.entry(code).or_insert((content, draft.number));
    if number == draft.number {
        return false;
    }
    if first == content {
        return true;
    }
    let (value, column) = if draft.code.contains('\u{1F}') {
        (draft.code.replace('\u{1F}', " "), "from")
    } else {
        (draft.code.clone(), "code")
    };
    draft.cell_fault(Fault::new(
        column,
        &value,
        Say::new(
            format!("与第 {number} 行重复，内容却不同"),
            format!("the same as in row {number}, which says something else"),
        ),
        Say::new("请只保留一行，或改正编码", "keep one of the rows, or correct the code"),
    ));
    false
}

fn write<K: Kind>(
    context: &mut Context,
    conn: &mut Conn,
    table: Option<&Table>,
    drafts: Vec<Draft<K::Fields>>,
    mut making: Option<&mut Making>,
) -> AppResult<Done> {
    let Sorted { counts, new, changed, faults } = sort::<K>(context, conn, table, drafts)?;
    let all: Vec<&Draft<K::Fields>> = new.iter().chain(changed.iter().map(|(_, draft)| draft)).collect();
    K::prepare(context, conn, &all)?;
    let views: Vec<i64> = new.iter().map(|draft| draft.extra.views).collect();
    new.iter().for_each(|draft| K::announce(context, draft));
    let mut new: Vec<K::Row> = new.into_iter().map(|draft| K::fresh(context, draft)).collect();
    if let Some(making) = making.as_mut().filter(|_| context.was_empty(K::SHEET)) {
        new = K::put_off(new, &mut making.edges);
    }
    K::insert(conn, &new)?;
    let changed = update::<K>(context, conn, changed)?;
    begin_views::<K>(conn, &new, &views)?;
    announce_to_search::<K>(context, conn, new, &changed, making)?;
    Ok((counts, faults))
}

/// The first index takes new rows as they are; otherwise a note leads to each.
fn announce_to_search<K: Kind>(
    context: &mut Context,
    conn: &mut Conn,
    new: Vec<K::Row>,
    changed: &[(K::Row, K::Row)],
    making: Option<&mut Making>,
) -> AppResult<()> {
    let made = std::mem::take(&mut context.made_since);
    let Some(making) = making else { return Ok(K::mark(conn, &new, changed)?) };
    if let Some(rows) = K::searched(new) {
        making.index.take(conn, &mut making.edges, made, rows)?;
    }
    Ok(K::mark(conn, &[], changed)?)
}

/// Pairs of rows before and after a change.
type Pairs<K> = Vec<(<K as Kind>::Row, <K as Kind>::Row)>;

fn update<K: Kind>(
    context: &Context,
    conn: &mut Conn,
    changed: Vec<(K::Row, Draft<K::Fields>)>,
) -> AppResult<Pairs<K>> {
    let mut kept = Vec::with_capacity(changed.len());
    let mut pairs = Vec::with_capacity(changed.len());
    for (old, draft) in changed {
        let new = K::changed(context, old.clone(), draft);
        K::update(conn, &new)?;
        if let Some(batch) = &context.batch {
            kept.push(ChangeRow {
                batch_id: batch.clone(),
                subject_kind: K::SHEET.name().to_owned(),
                subject_id: K::facts(&old).id,
                before: serde_json::to_string(&old).map_err(|why| AppError::Internal(why.into()))?,
            });
        }
        pairs.push((old, new));
    }
    store::insert_changes(conn, &kept)?;
    Ok(pairs)
}

fn begin_views<K: Kind>(conn: &mut Conn, new: &[K::Row], views: &[i64]) -> AppResult<()> {
    let kind = match K::SHEET {
        Sheet::Firms => crate::db::Kind::Firm,
        Sheet::Products => crate::db::Kind::Product,
        Sheet::Needs => crate::db::Kind::Need,
        _ => return Ok(()),
    };
    let viewed = new.iter().zip(views).filter(|(_, views)| **views > 0);
    let viewed: Vec<(String, i64)> = viewed.map(|(row, views)| (K::facts(row).id, *views)).collect();
    Ok(store::insert_views(conn, kind, &viewed)?)
}

//! Proves that the index holds what the database says, no less and no more.

use std::collections::{HashMap, HashSet};

use super::load::{self, Around};
use crate::clock;
use crate::db::{Db, Kind};
use crate::engine::{Doc, Engine, dirty};

/// Subjects compared at once.
const PART: usize = 2_000;

/// How index and database differ in one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Public, and not in the index.
    Missing,
    /// In the index, and not public.
    Surplus,
    /// In the index as it was once.
    Outdated,
}

/// A subject in which index and database differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What kind of subject.
    pub kind: Kind,
    /// Its key.
    pub id: String,
    /// How they differ.
    pub wrong: Wrong,
}

/// Differences that are kept to be named.
const NAMED: usize = 1_000;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Documents compared.
    pub documents: u64,
    /// How many subjects differ although no note announces it: the index is wrong about them.
    pub wrong: u64,
    /// The first thousand of these.
    pub differences: Vec<Difference>,
    /// Subjects that differ because the feed has yet to look at them.
    pub waiting: u64,
}

impl Report {
    /// Whether index and database hold the same.
    pub fn is_equal(&self) -> bool {
        self.wrong == 0 && self.waiting == 0
    }
}

impl std::fmt::Display for Report {
    /// For the command line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_equal() {
            return write!(f, "search: {} documents, index = database", self.documents);
        }
        write!(f, "search: {} documents, {} wrong, {} waiting", self.documents, self.wrong, self.waiting)?;
        for Difference { kind, id, wrong } in self.differences.iter().take(20) {
            write!(f, "\n  {kind} {id} is {wrong} in the index")?;
        }
        if self.wrong > 0 {
            f.write_str("\n  `peitao reindex` builds the index anew")?;
        }
        if self.waiting > 0 {
            f.write_str("\n  what is waiting goes in while `peitao serve` runs")?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Wrong::Missing => "missing",
            Wrong::Surplus => "too much",
            Wrong::Outdated => "outdated",
        })
    }
}

/// Compares all documents with the database, in both directions and down to their content, in bounded memory. What the
/// feed has yet to bring in counts as waiting.
///
/// # Errors
/// Those of the database and of the engine.
pub fn check(db: &Db, engine: &dyn Engine) -> anyhow::Result<Report> {
    let mut report = Report::default();
    report.documents = differences(db, engine, &mut |kind, found| {
        // A subject may have changed between the two looks, so those that differ are looked at again.
        let found = again(db, engine, kind, found)?;
        let ids: Vec<String> = found.iter().map(|difference| difference.id.clone()).collect();
        let noted = db.read::<_, anyhow::Error>(|conn| Ok(dirty::marked(conn, kind, &ids)?))?;
        let noted: HashSet<String> = noted.into_iter().collect();
        report.waiting += noted.len() as u64;
        report.wrong += (found.len() - noted.len()) as u64;
        let unannounced = found.into_iter().filter(|difference| !noted.contains(&difference.id));
        report.differences.extend(unannounced.take(NAMED.saturating_sub(report.differences.len())));
        Ok(())
    })?;
    Ok(report)
}

/// Takes differences of one kind.
pub(super) type OnFound<'a> = &'a mut dyn FnMut(Kind, Vec<Difference>) -> anyhow::Result<()>;

/// Hands all differences to `found`, in parts of one kind; says how many documents were compared.
pub(super) fn differences(db: &Db, engine: &dyn Engine, found: OnFound) -> anyhow::Result<u64> {
    let mut around = Around::default();
    let mut documents = 0;
    for kind in Kind::ALL {
        documents += of_database(db, &mut around, engine, *kind, found)?;
        of_index(db, &mut around, engine, *kind, found)?;
    }
    Ok(documents)
}

/// From the database to the index: what is missing or outdated.
fn of_database(db: &Db, around: &mut Around, engine: &dyn Engine, kind: Kind, found: OnFound) -> anyhow::Result<u64> {
    let (mut after, mut documents) = (String::new(), 0);
    loop {
        let page = db.read::<_, anyhow::Error>(|conn| {
            let around = around.recent(conn)?;
            Ok(load::page(conn, around, kind, &after, PART as i64, clock::now())?)
        })?;
        documents += page.docs.len() as u64;
        hand_over(kind, compare(engine, kind, &page.docs)?, found)?;
        match page.next {
            Some(next) => after = next,
            None => return Ok(documents),
        }
    }
}

/// From the index to the database: what is too much.
fn of_index(db: &Db, around: &mut Around, engine: &dyn Engine, kind: Kind, found: OnFound) -> anyhow::Result<()> {
    let mut after: Option<String> = None;
    loop {
        let ids = engine.ids(kind, after.as_deref(), PART)?;
        let Some(last) = ids.last().cloned() else { return Ok(()) };
        let docs = documents(db, around, kind, &ids)?;
        let shown: HashSet<&str> = docs.iter().map(|doc| doc.id.as_str()).collect();
        let surplus = ids.iter().filter(|id| !shown.contains(id.as_str()));
        let wrong = surplus.map(|id| Difference { kind, id: id.clone(), wrong: Wrong::Surplus });
        hand_over(kind, wrong.collect(), found)?;
        after = Some(last);
    }
}

fn hand_over(kind: Kind, differences: Vec<Difference>, found: OnFound) -> anyhow::Result<()> {
    if differences.is_empty() { Ok(()) } else { found(kind, differences) }
}

fn documents(db: &Db, around: &mut Around, kind: Kind, ids: &[String]) -> anyhow::Result<Vec<Doc>> {
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    db.read(|conn| {
        let around = around.recent(conn)?;
        Ok(load::documents(conn, around, kind, &ids, clock::now())?)
    })
}

/// Which of these documents the index lacks or has otherwise.
fn compare(engine: &dyn Engine, kind: Kind, docs: &[Doc]) -> anyhow::Result<Vec<Difference>> {
    let ids: Vec<String> = docs.iter().map(|doc| doc.id.clone()).collect();
    let held = engine.versions(kind, &ids)?;
    let wrong = docs.iter().zip(held).filter_map(|(doc, held)| {
        let wrong = match held {
            None => Wrong::Missing,
            Some(version) if version != doc.version() => Wrong::Outdated,
            Some(_) => return None,
        };
        Some(Difference { kind, id: doc.id.clone(), wrong })
    });
    Ok(wrong.collect())
}

/// Looks a second time at subjects that seemed to differ.
fn again(db: &Db, engine: &dyn Engine, kind: Kind, found: Vec<Difference>) -> anyhow::Result<Vec<Difference>> {
    let ids: Vec<String> = found.into_iter().map(|difference| difference.id).collect();
    let docs = documents(db, &mut Around::default(), kind, &ids)?;
    let mut wrong = compare(engine, kind, &docs)?;
    let shown: HashMap<&str, &Doc> = docs.iter().map(|doc| (doc.id.as_str(), doc)).collect();
    let hidden: Vec<String> = ids.iter().filter(|id| !shown.contains_key(id.as_str())).cloned().collect();
    let held = engine.versions(kind, &hidden)?;
    let surplus = hidden.into_iter().zip(held).filter(|(_, held)| held.is_some());
    wrong.extend(surplus.map(|(id, _)| Difference { kind, id, wrong: Wrong::Surplus }));
    Ok(wrong)
}

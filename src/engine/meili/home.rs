//! Where indexes lie on the server: `<prefix>-v<layout>` answers, `<prefix>-v<layout>-<number>` is being built. Another
//! layout has another name, so that two releases do not disturb each other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use meilisearch_sdk::client::SwapIndexes;
use meilisearch_sdk::errors::ErrorCode;
use meilisearch_sdk::indexes::IndexesQuery;
use meilisearch_sdk::task_info::TaskInfo;

use super::document::KEY;
use super::row::Mark;
use super::settings::{LAYOUT, settings};
use super::tasks;
use super::wire::{Wire, if_there};
use crate::clock;
use crate::engine::{EngineError, Result};

/// For tasks that take no time themselves, but may stand behind others.
const SOON: Duration = Duration::from_secs(300);
/// An index in the making that was not touched for so long is nobody's any more.
const ABANDONED_SECONDS: i64 = 24 * 3_600;
/// Indexes looked at when old ones are cleared away.
const MANY: usize = 1_000;

/// The indexes of one site.
pub(super) struct Home {
    pub wire: Wire,
    prefix: String,
    /// Whether the index that answers is known to be there.
    ready: AtomicBool,
}

impl Home {
    pub(super) fn new(wire: Wire, prefix: &str) -> Home {
        Home { wire, prefix: prefix.to_owned(), ready: AtomicBool::new(false) }
    }

    /// The name of the index that answers.
    pub(super) fn live(&self) -> String {
        format!("{}-v{LAYOUT}", self.prefix)
    }

    /// Makes the index that answers, if it is not there.
    pub(super) fn make_ready(&self) -> Result<()> {
        if self.ready.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.make(&self.live())?;
        self.ready.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Makes an index, or leaves one that is there, and gives it the settings.
    pub(super) fn make(&self, name: &str) -> Result<()> {
        let there = name.to_owned();
        let create = self.wire.work(move |client| {
            let name = there.clone();
            async move {
                match if_there(client.get_raw_index(&name).await, ErrorCode::IndexNotFound)? {
                    Some(_) => Ok(None),
                    None => client.create_index(&name, Some(KEY)).await.map(Some),
                }
            }
        })?;
        if let Some(task) = create {
            tasks::made(&self.wire, &task, SOON)?;
        }
        let there = name.to_owned();
        let set = self.wire.work(move |client| {
            let index = client.index(&there);
            async move { index.set_settings(&settings()).await }
        })?;
        tasks::done(&self.wire, &set, SOON)
    }

    /// The mark of the index that answers; none as long as it was never filled from the whole database.
    pub(super) fn mark(&self) -> Result<Option<String>> {
        let name = self.live();
        let mark = self.wire.work(move |client| {
            let index = client.index(&name);
            async move { if_there(index.get_document::<Mark>(Mark::KEY).await, ErrorCode::DocumentNotFound) }
        });
        if matches!(mark, Err(EngineError::Away(_))) {
            // The server may come back without the index, when its disk was lost.
            self.ready.store(false, Ordering::Relaxed);
        }
        Ok(mark?.map(|mark| mark.built))
    }

    /// Lets the finished index `new` answer in place of the present one, which then goes by its name.
    pub(super) fn exchange(&self, new: &str, limit: Duration) -> Result<()> {
        let names = (self.live(), new.to_owned());
        let swap = self.wire.work(move |client| {
            let swap = SwapIndexes { indexes: names.clone(), rename: None };
            async move { client.swap_indexes([&swap]).await }
        })?;
        tasks::done(&self.wire, &swap, limit)
    }

    /// Removes an index; it need not be there.
    pub(super) fn remove(&self, name: &str) -> Result<TaskInfo> {
        let name = name.to_owned();
        self.wire.work(move |client| {
            let name = name.clone();
            async move { client.delete_index(&name).await }
        })
    }

    /// Removes what builders that died have left behind, and indexes of other layouts that nobody writes any more.
    pub(super) fn sweep(&self) -> Result<()> {
        let all = self.wire.work(|client| async move {
            let mut query = IndexesQuery::new(&client);
            query.with_limit(MANY);
            let indexes = client.list_all_indexes_with(&query).await?.results;
            Ok(indexes.into_iter().map(|index| (index.uid, index.updated_at.map(|at| at.unix_timestamp()))).collect())
        })?;
        let (ours, now) = (format!("{}-v", self.prefix), clock::now().and_utc().timestamp());
        let all: Vec<(String, Option<i64>)> = all;
        for (name, touched) in all {
            let is_old = touched.is_some_and(|at| at < now - ABANDONED_SECONDS);
            if is_old && name.starts_with(&ours) && name != self.live() {
                self.remove(&name)?;
            }
        }
        Ok(())
    }
}

//! A new index in the making, beside the one that answers.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use meilisearch_sdk::task_info::TaskInfo;

use super::document::KEY;
use super::home::Home;
use super::row::Mark;
use super::{pen, tasks};
use crate::engine::{Doc, Rebuild, Result};
use crate::ids::new_id;

/// Batches that the server may have waiting.
const WAITING: usize = 4;
/// How long one batch may take, among others that wait on the same server.
const BATCH: Duration = Duration::from_secs(1_800);

pub(super) struct Building {
    home: Arc<Home>,
    name: String,
    sent: VecDeque<TaskInfo>,
}

impl Building {
    pub(super) fn begin(home: Arc<Home>) -> Result<Building> {
        home.make_ready()?;
        home.sweep()?;
        let building = Building { name: format!("{}-{}", home.live(), new_id()), home, sent: VecDeque::new() };
        building.home.make(&building.name)?;
        Ok(building)
    }

    /// Waits until no more than `most` batches are waiting.
    fn settle(&mut self, most: usize) -> Result<()> {
        while self.sent.len() > most {
            let Some(task) = self.sent.pop_front() else { break };
            tasks::done(&self.home.wire, &task, BATCH)?;
        }
        Ok(())
    }

    /// Marks the index as built, and waits until everything is written.
    fn mark(&mut self) -> Result<()> {
        let name = self.name.clone();
        let mark = Mark::new();
        self.sent.push_back(self.home.wire.work(move |client| {
            let (index, mark) = (client.index(&name), mark.clone());
            async move { index.add_or_replace(&[mark], Some(KEY)).await }
        })?);
        self.settle(0)
    }
}

impl Rebuild for Building {
    fn add(&mut self, docs: Vec<Doc>) -> Result<()> {
        for batch in pen::batches(docs) {
            self.sent.push_back(pen::add(&self.home, &self.name, batch)?);
            self.settle(WAITING)?;
        }
        Ok(())
    }

    fn complete(&mut self) -> Result<()> {
        self.settle(0)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.mark()?;
        self.home.exchange(&self.name, BATCH)
    }

    fn finish_first(mut self: Box<Self>) -> Result<bool> {
        self.mark()?;
        let is_first = self.home.mark()?.is_none();
        if is_first {
            self.home.exchange(&self.name, BATCH)?;
        }
        Ok(is_first)
    }
}

impl Drop for Building {
    /// Removes the unfinished index, or the one that was replaced: after the exchange it goes by this name.
    fn drop(&mut self) {
        if let Err(why) = self.home.remove(&self.name) {
            tracing::warn!(index = self.name, %why, "an index was left behind on the search server");
        }
    }
}

//! A new index in the making, beside the one that answers.

use std::sync::Arc;

use tantivy::IndexWriter;

use super::home::Pointer;
use super::live::Live;
use super::{Inner, pen};
use crate::engine::{Doc, EngineError, Rebuild, Result};

/// With more segments than this, a finished index is merged into one: every search looks into every segment.
const FEW_SEGMENTS: usize = 4;

pub(super) struct Building {
    inner: Arc<Inner>,
    live: Live,
    /// None once finished.
    writer: Option<IndexWriter>,
    installed: bool,
}

impl Building {
    pub(super) fn begin(inner: Arc<Inner>) -> Result<Building> {
        let live = Live::create(&inner.home)?;
        let writer = Some(pen::writer(&live.index)?);
        Ok(Building { inner, live, writer, installed: false })
    }

    fn settle(&mut self) -> Result<()> {
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        writer.commit()?;
        writer.wait_merging_threads()?;
        let segments = self.live.index.searchable_segment_ids()?;
        if segments.len() > FEW_SEGMENTS {
            let mut writer: IndexWriter = self.live.index.writer_with_num_threads(1, 15_000_000)?;
            writer.merge(&segments).wait()?;
            writer.wait_merging_threads()?;
        }
        Ok(())
    }

    fn install(&mut self) -> Result<()> {
        let pointer = Pointer { name: self.live.pointer.name.clone(), built: true };
        let live = Live::open(&self.inner.home, pointer)?;
        self.inner.install(live)?;
        self.installed = true;
        Ok(())
    }
}

impl Rebuild for Building {
    fn add(&mut self, docs: Vec<Doc>) -> Result<()> {
        let Some(writer) = &self.writer else {
            return Err(EngineError::Failed(anyhow::anyhow!("the new index is finished already")));
        };
        for doc in docs {
            writer.add_document(self.live.fields.lay_out(&doc))?;
        }
        Ok(())
    }

    fn complete(&mut self) -> Result<()> {
        self.settle()
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.settle()?;
        self.install()
    }

    fn finish_first(mut self: Box<Self>) -> Result<bool> {
        self.settle()?;
        let is_first = self.inner.home.current()?.is_none_or(|pointer| !pointer.built);
        if is_first {
            self.install()?;
        }
        Ok(is_first)
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        if !self.installed {
            drop(self.writer.take());
            let path = self.inner.home.path(&self.live.pointer.name);
            if let Err(why) = std::fs::remove_dir_all(&path) {
                tracing::warn!(path = %path.display(), %why, "an unfinished index was left behind");
            }
        }
    }
}

//! The server writes later, in tasks; here they are waited for.

use std::time::{Duration, Instant};

use meilisearch_sdk::errors::ErrorCode;
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;

use super::wire::Wire;
use crate::engine::{EngineError, Result};

/// First and longest wait between two looks.
const FIRST: Duration = Duration::from_millis(2);
const LONGEST: Duration = Duration::from_millis(200);

/// Waits until a task has done what it is for.
///
/// # Errors
/// When it failed, or is not done within `limit`.
pub(super) fn done(wire: &Wire, task: &TaskInfo, limit: Duration) -> Result<()> {
    match outcome(wire, task, limit)? {
        Task::Failed { content } => Err(EngineError::Failed(anyhow::Error::new(content.error))),
        _ => Ok(()),
    }
}

/// The same for a task that makes an index: one that is there already will do.
pub(super) fn made(wire: &Wire, task: &TaskInfo, limit: Duration) -> Result<()> {
    match outcome(wire, task, limit)? {
        Task::Failed { content } if content.error.error_code != ErrorCode::IndexAlreadyExists => {
            Err(EngineError::Failed(anyhow::Error::new(content.error)))
        }
        _ => Ok(()),
    }
}

fn outcome(wire: &Wire, task: &TaskInfo, limit: Duration) -> Result<Task> {
    let started = Instant::now();
    let mut pause = FIRST;
    loop {
        let state = wire.work(|client| {
            let task = task.clone();
            async move { client.get_task(&task).await }
        })?;
        if !state.is_pending() {
            return Ok(state);
        }
        if started.elapsed() > limit {
            let number = task.task_uid;
            return Err(EngineError::Failed(anyhow::anyhow!("task {number} of the search server is not done in time")));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(LONGEST);
    }
}

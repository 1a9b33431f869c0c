//! A bell for background threads: rung after a change, waited for with a time limit. Rings while nobody waits are
//! not lost; several rings before a wait count as one.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, Default)]
struct State {
    rings: u64,
    stopping: bool,
}

/// The bell. Clones ring and hear the same one.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<(Mutex<State>, Condvar)>);

/// One listener's memory of the rings that it has heard.
#[derive(Debug)]
pub struct Ear {
    bell: Wake,
    heard: u64,
}

impl Wake {
    /// Wakes every listener.
    pub fn ring(&self) {
        self.change(|state| state.rings += 1);
    }

    /// Tells every listener to finish.
    pub fn stop(&self) {
        self.change(|state| state.stopping = true);
    }

    /// A new listener, who has heard nothing yet.
    pub fn ear(&self) -> Ear {
        Ear { bell: self.clone(), heard: 0 }
    }

    /// Whether [`stop`](Wake::stop) was called.
    pub fn is_stopping(&self) -> bool {
        self.0.0.lock().expect("no holder panics").stopping
    }

    fn change(&self, edit: impl FnOnce(&mut State)) {
        edit(&mut self.0.0.lock().expect("no holder panics"));
        self.0.1.notify_all();
    }
}

impl Ear {
    /// Waits for a ring that this listener has not heard, at most `limit`. False when it is time to finish.
    pub fn wait(&mut self, limit: Duration) -> bool {
        let state = self.bell.0.0.lock().expect("no holder panics");
        let heard = self.heard;
        let (state, _) = self
            .bell
            .0
            .1
            .wait_timeout_while(state, limit, |state| state.rings == heard && !state.stopping)
            .expect("no holder panics");
        self.heard = state.rings;
        !state.stopping
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn a_ring_before_the_wait_is_heard_and_stop_ends_it() {
        let bell = Wake::default();
        let mut ear = bell.ear();
        bell.ring();
        let before = Instant::now();
        assert!(ear.wait(Duration::from_secs(60)));
        assert!(before.elapsed() < Duration::from_secs(30));
        assert!(ear.wait(Duration::from_millis(1)), "nothing new, but not stopping either");
        bell.stop();
        assert!(!ear.wait(Duration::from_secs(60)));
    }
}

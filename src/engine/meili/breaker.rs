//! Keeps people from waiting for a server that is known to be away: after a failure nobody asks for a while, then one
//! asks and the others go on without.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a failure counts.
const PAUSE: Duration = Duration::from_secs(3);

/// Whether it is worth asking.
#[derive(Default)]
pub(super) struct Breaker(Mutex<Option<Instant>>);

impl Breaker {
    /// Whether this caller may ask now. Of those who come after a pause one may; what it finds holds for the others.
    pub(super) fn may_ask(&self) -> bool {
        self.may_ask_at(Instant::now())
    }

    fn may_ask_at(&self, now: Instant) -> bool {
        let mut closed_until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *closed_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                *closed_until = Some(now + PAUSE);
                true
            }
        }
    }

    /// Notes whether the server answered.
    pub(super) fn note(&self, answered: bool) {
        let until = (!answered).then(|| Instant::now() + PAUSE);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_failure_one_asks_at_a_time() {
        let breaker = Breaker::default();
        let now = Instant::now();
        assert!(breaker.may_ask_at(now) && breaker.may_ask_at(now));
        breaker.note(false);
        assert!(!breaker.may_ask_at(now));
        let later = now + PAUSE * 2;
        assert!(breaker.may_ask_at(later));
        assert!(!breaker.may_ask_at(later), "the first one is still asking");
        breaker.note(true);
        assert!(breaker.may_ask_at(later) && breaker.may_ask_at(later));
    }
}

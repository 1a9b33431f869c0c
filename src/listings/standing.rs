//! Where a listing stands in its life, and the steps from there. Whether a step may be taken is for
//! [`rules`](super::rules) to say.

use super::ListingState;
use crate::clock::Moment;

/// Where a listing stands, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where.
    pub state: ListingState,
    /// First publication.
    pub published_at: Option<Moment>,
    /// When its firm last said that it holds.
    pub confirmed_at: Option<Moment>,
    /// Last change.
    pub updated_at: Moment,
}

impl Standing {
    /// Shown to everyone from `now` on.
    pub fn published(self, now: Moment) -> Standing {
        let published_at = self.published_at.or(Some(now));
        Standing { state: ListingState::Published, published_at, confirmed_at: Some(now), updated_at: now }
    }

    /// Taken back.
    pub fn withdrawn(self, now: Moment) -> Standing {
        Standing { state: ListingState::Withdrawn, updated_at: now, ..self }
    }

    /// Said to hold still.
    pub fn confirmed(self, now: Moment) -> Standing {
        Standing { confirmed_at: Some(now), updated_at: now, ..self }
    }

    /// Stating something else; who changes what is published confirms it.
    pub fn changed(self, now: Moment) -> Standing {
        match self.state {
            ListingState::Published => self.confirmed(now),
            _ => Standing { updated_at: now, ..self },
        }
    }
}

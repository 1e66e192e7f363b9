//! What one rule finds, before it is known to be of that rule.

use super::Outcome;
use crate::place::Place;

/// What was found, where, and what comes of it.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) place: Place,
    pub(super) found: String,
    pub(super) outcome: Outcome,
}

impl Finding {
    pub(super) fn new(place: impl Into<Place>, found: impl Into<String>, outcome: Outcome) -> Finding {
        Finding { place: place.into(), found: found.into(), outcome }
    }

    /// The rule is kept, or broken.
    pub(super) fn kept(place: impl Into<Place>, is_kept: bool, found: impl Into<String>) -> Finding {
        Finding::new(place, found, if is_kept { Outcome::Pass } else { Outcome::Error })
    }

    /// A fact is not stated; this term would.
    pub(super) fn unknown(
        place: impl Into<Place>,
        found: impl Into<String>,
        write: impl Into<String>,
    ) -> Finding {
        Finding::new(place, found, Outcome::Unknown { write: write.into() })
    }
}

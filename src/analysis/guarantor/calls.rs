//! Calls over paths, and what became of them.

use super::runner::Calls;

/// Paths on which something became of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CallTally {
    pub(super) called: u64,
    pub(super) unanswered: u64,
    pub(super) unanswered_independent: u64,
    /// Unanswered as it is, and answered had it failed independently.
    pub(super) only_dependent: u64,
    /// The reverse.
    pub(super) only_independent: u64,
}

impl CallTally {
    pub(super) fn add(&mut self, calls: Calls) {
        let Calls { called, unanswered, unanswered_independent } = calls;
        self.called += u64::from(called);
        self.unanswered += u64::from(unanswered);
        self.unanswered_independent += u64::from(unanswered_independent);
        self.only_dependent += u64::from(unanswered && !unanswered_independent);
        self.only_independent += u64::from(unanswered_independent && !unanswered);
    }

    pub(super) fn merge(&mut self, other: &CallTally) {
        self.called += other.called;
        self.unanswered += other.unanswered;
        self.unanswered_independent += other.unanswered_independent;
        self.only_dependent += other.only_dependent;
        self.only_independent += other.only_independent;
    }
}

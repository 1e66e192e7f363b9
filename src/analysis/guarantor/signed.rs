//! An amount of either sign over paths: what is above nothing and what is below, apart.

use crate::simulation::{Amounts, Distribution, Estimate};

/// An amount of either sign, in fen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Signed {
    above: Amounts,
    below: Amounts,
}

impl Signed {
    /// No paths yet, of an amount that is `usual` on the path without events, and lies between `-lowest` and `most`.
    pub(super) fn new(usual: i64, lowest: u64, most: u64) -> Signed {
        let above = Amounts::new(usual.max(0) as u64, most, most.max(1));
        Signed { above, below: Amounts::coarse(usual.min(0).unsigned_abs(), lowest) }
    }

    /// Counts an amount on one path.
    #[inline]
    pub(super) fn add(&mut self, amount: i64) {
        self.above.add(amount.max(0) as u64, 1);
        self.below.add(amount.min(0).unsigned_abs(), 1);
    }

    pub(super) fn merge(&mut self, other: &Signed) {
        self.above.merge(&other.above);
        self.below.merge(&other.below);
    }

    /// What is above nothing, in yuan, as a distribution.
    pub(super) fn above(&self, paths: u64) -> Distribution<'_> {
        Distribution::in_units(&self.above, paths, 100.0)
    }

    /// The mean over so many paths, in yuan. The errors of both signs add up, as they are never seen on the same path.
    pub(super) fn mean(&self, paths: u64) -> Estimate {
        let (above, below) =
            (self.above(paths).mean(), Distribution::in_units(&self.below, paths, 100.0).mean());
        Estimate { value: above.value - below.value, error: above.error + below.error }
    }
}

//! The distribution of one amount over paths, in integers: the order of adding, and the thread that adds, cannot matter.

use hdrhistogram::Histogram;

use super::SimulationError;
use crate::money::Money;

/// Significant digits of the histogram: which amounts share a bucket differs by one part in a thousand at the most.
const DIGITS: u8 = 3;

/// The distribution of one non-negative amount. Its memory does not depend on the number of paths: about half a megabyte.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amounts {
    /// Paths on which it was not zero.
    pub(super) positive: u64,
    pub(super) sum: u128,
    /// Saturating, which takes some 10¹⁰ paths that each lose a trillion yuan.
    pub(super) squares: u128,
    pub(super) max: u64,
    /// The scale of the amount: what it would be on a path on which everything that can go wrong does. It measures what
    /// was never seen.
    pub(super) scale: u64,
    /// Positive amounts: how many paths share a bucket.
    paths: Histogram<u64>,
    /// What those are above the lowest amount of their bucket, in sum: with it the mean of a bucket is exact. (It
    /// saturates where 10⁸ paths share a bucket around a trillion yuan.)
    excess: Histogram<u64>,
}

/// Amounts that are nearly the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    pub(super) mean: f64,
    pub(super) paths: u64,
    /// The standard deviation of an amount that can lie anywhere in the bucket.
    pub(super) resolution: f64,
}

impl Amounts {
    /// No paths yet, of an amount of this scale. Amounts above `largest` count as that in quantiles, and as themselves in
    /// sums.
    pub(super) fn new(scale: u64, largest: u64) -> Result<Amounts, SimulationError> {
        let histogram = Histogram::new_with_bounds(1, largest.max(2), DIGITS);
        let paths = histogram.map_err(|_| SimulationError::NoHistogram(largest))?;
        let excess = paths.clone();
        Ok(Amounts { positive: 0, sum: 0, squares: 0, max: 0, scale, paths, excess })
    }

    /// Counts an amount on so many paths.
    #[inline]
    pub(super) fn add(&mut self, amount: u64, paths: u64) {
        if amount == 0 || paths == 0 {
            return;
        }
        self.positive += paths;
        self.sum += u128::from(amount) * u128::from(paths);
        let square = u128::from(amount) * u128::from(amount);
        self.squares = self.squares.saturating_add(square.saturating_mul(u128::from(paths)));
        self.max = self.max.max(amount);
        self.paths.saturating_record_n(amount, paths);
        let excess = amount - self.paths.lowest_equivalent(amount);
        if excess > 0 {
            self.excess.saturating_record_n(amount, excess.saturating_mul(paths));
        }
    }

    #[inline]
    pub(super) fn add_money(&mut self, amount: Money, paths: u64) {
        self.add(amount.or_zero().fen() as u64, paths);
    }

    pub(super) fn merge(&mut self, other: &Amounts) {
        self.positive += other.positive;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
        self.max = self.max.max(other.max);
        // Histograms of one layout always add, and merging asks for one layout.
        _ = self.paths.add(&other.paths);
        _ = self.excess.add(&other.excess);
    }

    /// The positive amounts in increasing order.
    pub(super) fn buckets(&self) -> impl Iterator<Item = Bucket> + '_ {
        self.paths.iter_recorded().map(|bucket| {
            let (value, paths) = (bucket.value_iterated_to(), bucket.count_since_last_iteration());
            let excess = self.excess.count_at(value) as f64 / paths as f64;
            let mean = self.paths.lowest_equivalent(value) as f64 + excess;
            // A mean that is the largest amount of all is that of equal amounts: a whole note, a cap.
            let spread = if mean == self.max as f64 { 0 } else { self.paths.equivalent_range(value) - 1 };
            Bucket { mean, paths, resolution: spread as f64 / 12.0_f64.sqrt() }
        })
    }
}

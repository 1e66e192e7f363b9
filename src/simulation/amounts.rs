//! The distribution of one amount over paths, in integers: the order of adding, and the thread that adds, cannot matter.

use hdrhistogram::Histogram;

use super::SimulationError;
use crate::money::Money;

/// Significant digits of the histogram: a quantile is known to one part in a thousand, sums and maxima exactly.
const DIGITS: u8 = 3;

/// The distribution of one non-negative amount. Its memory does not depend on the number of paths: about a quarter of a
/// megabyte.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amounts {
    /// Paths on which it was not zero.
    pub(super) positive: u64,
    pub(super) sum: u128,
    /// Saturating, which takes some 10¹⁰ paths that each lose a trillion yuan.
    pub(super) squares: u128,
    pub(super) max: u64,
    /// The positive amounts.
    histogram: Histogram<u64>,
}

impl Amounts {
    /// No paths yet. Amounts above `largest` count as that in quantiles, and as themselves in sums.
    pub(super) fn up_to(largest: u64) -> Result<Amounts, SimulationError> {
        let histogram = Histogram::new_with_bounds(1, largest.max(2), DIGITS);
        let histogram = histogram.map_err(|_| SimulationError::NoHistogram(largest))?;
        Ok(Amounts { positive: 0, sum: 0, squares: 0, max: 0, histogram })
    }

    #[inline]
    pub(super) fn add(&mut self, amount: u64) {
        if amount == 0 {
            return;
        }
        self.positive += 1;
        self.sum += u128::from(amount);
        self.squares = self.squares.saturating_add(u128::from(amount) * u128::from(amount));
        self.max = self.max.max(amount);
        self.histogram.saturating_record(amount);
    }

    #[inline]
    pub(super) fn add_money(&mut self, amount: Money) {
        self.add(amount.or_zero().fen() as u64);
    }

    pub(super) fn merge(&mut self, other: &Amounts) {
        self.positive += other.positive;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
        self.max = self.max.max(other.max);
        // Histograms of one layout always add, and merging asks for one layout.
        _ = self.histogram.add(&other.histogram);
    }

    /// The positive amounts in increasing order, each (to a part in a thousand) with the number of its paths.
    pub(super) fn buckets(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let recorded = self.histogram.iter_recorded();
        recorded.map(|bucket| {
            let value = bucket.value_iterated_to();
            // The largest amount is known exactly, and often is where many paths end: a whole note, a cap.
            let is_last = self.histogram.highest_equivalent(value) >= self.max;
            let shown = if is_last { self.max } else { self.histogram.median_equivalent(value) };
            (shown, bucket.count_since_last_iteration())
        })
    }

    /// How many amounts share the bucket of this one: 1 as long as the histogram is exact.
    pub(super) fn bucket_width(&self, amount: u64) -> u64 {
        self.histogram.equivalent_range(amount)
    }
}

//! One amount over paths, in integers: the order of adding, and the thread that adds, cannot matter.

use super::histogram::{self, Bucket, Histogram};
use super::moments::Deviations;
use crate::money::Money;

/// The distribution of one non-negative amount. Its memory does not depend on the number of paths: less than half a
/// megabyte.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Amounts {
    /// What it is on the path without events. What was never seen is measured from here.
    usual: u64,
    /// The most that it can be.
    pub(super) most: u64,
    deviations: Deviations,
    /// Paths on which it was not zero.
    pub(super) positive: u64,
    pub(super) max: u64,
    histogram: Histogram,
}

impl Amounts {
    /// No paths yet, of an amount that is `usual` on the path without events and `most` at most. Amounts above `largest`
    /// count as that in quantiles, and as themselves in sums.
    pub(crate) fn new(usual: u64, most: u64, largest: u64) -> Amounts {
        Amounts::in_buckets(histogram::FINE, usual, most, largest)
    }

    /// No paths yet, in coarse buckets: of some forty kilobytes.
    pub(crate) fn coarse(usual: u64, most: u64) -> Amounts {
        Amounts::in_buckets(histogram::COARSE, usual, most, most)
    }

    fn in_buckets(bits: u32, usual: u64, most: u64, largest: u64) -> Amounts {
        let most = most.max(usual);
        let histogram = Histogram::new(bits, largest.max(most), [usual, most]);
        Amounts { usual, most, deviations: Deviations::default(), positive: 0, max: 0, histogram }
    }

    /// Counts an amount on so many paths.
    #[inline(always)]
    pub(crate) fn add(&mut self, amount: u64, paths: u64) {
        // Most amounts are nothing, as they are without events.
        if amount | self.usual > 0 && paths > 0 {
            self.record(amount, paths);
        }
    }

    fn record(&mut self, amount: u64, paths: u64) {
        self.deviations.add(amount, self.usual, paths);
        if amount > 0 {
            self.positive += paths;
            self.max = self.max.max(amount);
            self.histogram.add(amount, paths);
        }
    }

    pub(crate) fn merge(&mut self, other: &Amounts) {
        self.deviations.merge(&other.deviations);
        self.positive += other.positive;
        self.max = self.max.max(other.max);
        self.histogram.merge(&other.histogram);
    }

    /// The sum over all `n` paths that were counted.
    pub(super) fn sum(&self, n: u64) -> u128 {
        let usual = u128::from(self.usual) * u128::from(n);
        usual + self.deviations.excess.sum - self.deviations.missing.sum
    }

    /// The standard error of the sum over all `n` paths.
    pub(super) fn error_of_sum(&self, n: u64) -> f64 {
        self.deviations.error_of_sum(n, self.usual, self.most - self.usual)
    }

    /// The standard error of the sum over `hits` of the `n` paths, all positive ones among them.
    pub(super) fn error_of_sum_among(&self, hits: u64, n: u64) -> f64 {
        let deviations = self.deviations.without_all_missing(self.usual, n - hits);
        deviations.error_of_sum(n, self.usual, self.most - self.usual)
    }

    /// The most that it can be above what it is on the path without events.
    pub(super) fn most_excess(&self) -> u64 {
        self.most - self.usual
    }

    /// The positive amounts in increasing order.
    pub(super) fn buckets(&self) -> impl Iterator<Item = Bucket> + '_ {
        self.histogram.buckets()
    }
}

/// An amount of money that is not negative, as an integer.
pub(crate) fn fen(amount: Money) -> u64 {
    amount.or_zero().fen() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens or not takes a histogram of a few buckets, and coarse ones are small.
    #[test]
    fn memory_is_what_an_amount_needs() {
        assert!(Amounts::new(0, 1, 1).histogram.bytes() <= 100);
        let trillion_yuan = 100_000_000_000_000;
        assert!(Amounts::new(0, trillion_yuan, trillion_yuan).histogram.bytes() < 700_000);
        assert!(Amounts::coarse(0, trillion_yuan).histogram.bytes() < 50_000);
    }
}

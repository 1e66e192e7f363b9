//! An amount of either sign over paths: what is above nothing and what is below, apart.

use super::amounts::Amounts;
use super::distribution::Distribution;
use super::estimate::{Estimate, Proportion};
use super::histogram::Bucket;
use super::level::Level;
use super::ordered::Ordered;

/// An amount of either sign, in fen; what is told of it is in yuan.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Signed {
    above: Amounts,
    below: Amounts,
    sum: i128,
    /// Saturating, which takes some 10¹⁰ paths of a trillion yuan each.
    squares: u128,
}

/// How many fen make one of what is told.
const FEN: f64 = 100.0;

impl Signed {
    /// No paths yet, of an amount that is `usual` on the path without events, and lies between `-lowest` and `most`.
    pub(crate) fn new(usual: i64, lowest: u64, most: u64) -> Signed {
        let above = Amounts::new(usual.max(0) as u64, most, most.max(1));
        let below = Amounts::new(usual.min(0).unsigned_abs(), lowest, lowest.max(1));
        Signed { above, below, sum: 0, squares: 0 }
    }

    /// No paths yet, of an amount of which only the mean and the deviation are asked: in coarse buckets.
    pub(crate) fn coarse(usual: i64, lowest: u64, most: u64) -> Signed {
        let above = Amounts::coarse(usual.max(0) as u64, most);
        Signed { above, below: Amounts::coarse(usual.min(0).unsigned_abs(), lowest), sum: 0, squares: 0 }
    }

    /// Counts an amount on one path.
    #[inline]
    pub(crate) fn add(&mut self, amount: i64) {
        self.above.add(amount.max(0) as u64, 1);
        self.below.add(amount.min(0).unsigned_abs(), 1);
        let size = u128::from(amount.unsigned_abs());
        self.sum += i128::from(amount);
        self.squares = self.squares.saturating_add(size * size);
    }

    pub(crate) fn merge(&mut self, other: &Signed) {
        self.above.merge(&other.above);
        self.below.merge(&other.below);
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// What is above nothing, as a distribution.
    pub(crate) fn above(&self, paths: u64) -> Distribution<'_> {
        Distribution::in_units(&self.above, paths, FEN)
    }

    /// The mean over so many paths. The errors of both signs add up, as they are never seen on the same path.
    pub(crate) fn mean(&self, paths: u64) -> Estimate {
        let below = Distribution::in_units(&self.below, paths, FEN).mean();
        let error = self.above(paths).mean().error + below.error;
        Estimate { value: self.sum as f64 / paths as f64 / FEN, error }
    }

    /// The standard deviation on single paths.
    pub(crate) fn deviation(&self, paths: u64) -> f64 {
        let n = paths as f64;
        let size = self.sum.unsigned_abs();
        let spread = match u128::from(paths).checked_mul(self.squares).zip(size.checked_mul(size)) {
            Some((total, square)) => total.saturating_sub(square) as f64 / n / n,
            None => self.squares as f64 / n - (self.sum as f64 / n) * (self.sum as f64 / n),
        };
        spread.max(0.0).sqrt() / FEN
    }

    /// Paths on which it was not zero.
    pub(crate) fn hits(&self) -> u64 {
        self.above.positive + self.below.positive
    }

    /// The largest size of it on any path.
    pub(crate) fn largest(&self) -> u64 {
        self.above.max.max(self.below.max)
    }

    /// How often it is below nothing.
    pub(crate) fn probability_below(&self, paths: u64) -> Proportion {
        Distribution::in_units(&self.below, paths, FEN).probability_positive()
    }

    /// The quantile of a probability, by the rule of [`Distribution::quantile`].
    pub(crate) fn quantile(&self, probability: f64, paths: u64) -> Estimate {
        let nothing = Estimate { value: f64::NAN, error: f64::INFINITY };
        let ordered = || Ordered::of_either_sign(self.below.buckets(), self.above.buckets(), paths);
        Level::of(probability).map_or(nothing, |level| ordered().quantile(level).scaled(1.0 / FEN))
    }
}

impl Ordered {
    /// In increasing order: amounts below nothing and above it, both given by their size in increasing order, and zero on
    /// all other paths.
    fn of_either_sign(
        below: impl Iterator<Item = Bucket>,
        above: impl Iterator<Item = Bucket>,
        paths: u64,
    ) -> Ordered {
        let mut buckets: Vec<Bucket> = below.map(|bucket| Bucket { mean: -bucket.mean, ..bucket }).collect();
        buckets.reverse();
        let (losses, above): (usize, Vec<Bucket>) = (buckets.len(), above.collect());
        let seen: u64 = buckets.iter().chain(&above).map(|bucket| bucket.paths).sum();
        buckets.push(Bucket { mean: 0.0, paths: paths - seen, resolution: 0.0 });
        buckets.extend(above);
        if buckets[losses].paths == 0 {
            buckets.remove(losses);
        }
        Ordered::sorted(buckets, paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred paths: −50, −49, … 49 yuan.
    #[test]
    fn by_hand() {
        let mut amounts = Signed::new(0, 10_000, 10_000);
        (-50..50).for_each(|yuan| amounts.add(yuan * 100));
        assert_eq!(amounts.mean(100).value, -0.5);
        // Σx² = 83,350, of which the mean takes 100 × 0.25.
        assert!((amounts.deviation(100) - (833.5_f64 - 0.25).sqrt()).abs() < 1e-9);
        assert_eq!(amounts.probability_below(100).hits, 50);
        for (probability, value) in
            [(0.01, -50.0), (0.25, -26.0), (0.5, -1.0), (0.51, 0.0), (0.52, 1.0), (1.0, 49.0)]
        {
            assert!((amounts.quantile(probability, 100).value - value).abs() < 0.05, "{probability}");
        }
        assert!(amounts.quantile(0.05, 100).error.is_infinite(), "five paths are below");
        assert!(amounts.quantile(0.5, 100).error > 0.0);
    }
}

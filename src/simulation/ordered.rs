//! Quantiles and tail means: what the paths tell in their order, from amounts that are nearly the same in one bucket.

use super::estimate::Estimate;
use super::histogram::Bucket;
use super::level::Level;
use super::moments::error_of_sum;

/// With fewer paths than this beyond a quantile, they say nothing about how far it can be off.
pub(crate) const FEWEST: u64 = 10;

/// All paths in the order of an amount, from either end.
pub(super) struct Ordered {
    buckets: Vec<Bucket>,
    paths: u64,
}

impl Ordered {
    /// In increasing order: these positive amounts, and zero on all other paths.
    pub(super) fn increasing(positive: impl Iterator<Item = Bucket>, paths: u64) -> Ordered {
        let zero = Bucket { mean: 0.0, paths: 0, resolution: 0.0 };
        let mut buckets = vec![zero];
        buckets.extend(positive);
        buckets[0].paths = paths - buckets.iter().map(|bucket| bucket.paths).sum::<u64>();
        buckets.retain(|bucket| bucket.paths > 0);
        Ordered { buckets, paths }
    }

    /// These, which are in increasing order and hold all paths.
    pub(super) fn sorted(buckets: Vec<Bucket>, paths: u64) -> Ordered {
        Ordered { buckets, paths }
    }

    pub(super) fn reversed(mut self) -> Ordered {
        self.buckets.reverse();
        self
    }

    /// The quantile of a level in increasing order: the ⌈np⌉-th smallest amount.
    ///
    /// Its error is the distance to the order statistic one standard error of the level further (Woodruff 1952), or half the
    /// distance to the one two further, whichever is larger, each the larger of both sides: a jump may lie on one side alone,
    /// and within two errors but not within one. Where neither is any distance, it is a third of that at three: at the very
    /// edge of a lump no run may call a quantile certain that the next one puts elsewhere. The resolution of the histogram
    /// counts in.
    pub(super) fn quantile(&self, level: Level) -> Estimate {
        let (n, rank, at) = (self.paths as f64, level.rank(self.paths), level.share(self.paths));
        let here = self.at(rank);
        let spread = (at * (1.0 - at / n)).sqrt();
        let distance = |errors: f64| {
            let reach = |rank: f64| (self.at(libm::ceil(rank) as u64).mean - here.mean).abs();
            reach(at - errors * spread).max(reach(at + errors * spread)) / errors
        };
        let near = distance(1.0).max(distance(2.0));
        let sampling = if near > 0.0 { near } else { distance(3.0) };
        let known = rank.min(self.paths - rank) >= FEWEST;
        let error = if known { root_of_squares(sampling, here.resolution) } else { f64::INFINITY };
        Estimate { value: here.mean, error }
    }

    /// The mean of the first paths, as many as this level is of them, the last one in part; given the farthest that an amount
    /// can lie on this side.
    ///
    /// With q its quantile and s its share it is q ± E|X − q|⁺/s, whose error does not depend on that of q to first order: so
    /// it is that of the mean of |X − q|⁺, by the rule of [`moments`](super::moments), over s. Where a jump lies beside the
    /// quantile it does depend: so the error is the largest at this q, at the order statistic one standard error further in,
    /// and half of that at two. The resolution of the last bucket counts in as far as only a part of it is in the tail.
    pub(super) fn mean_of_first(&self, level: Level, farthest: f64) -> Estimate {
        let tail = level.share(self.paths);
        let (value, coarse) = self.first(tail);
        let spread = (tail * (1.0 - tail / self.paths as f64)).sqrt();
        let sampling = |errors: f64| self.error_beyond(tail + errors * spread, farthest) / tail;
        let sampling = sampling(0.0).max(sampling(1.0)).max(0.5 * sampling(2.0));
        let known = tail >= FEWEST as f64;
        let error = if known { root_of_squares(sampling, coarse) } else { f64::INFINITY };
        Estimate { value, error }
    }

    /// The mean of the first so many paths, the last one in part, and what the resolution of the last bucket is in it.
    fn first(&self, tail: f64) -> (f64, f64) {
        let farthest = self.at(1);
        let (mut left, mut sum, mut last) = (tail, 0.0, farthest);
        let mut coarse = 0.0;
        for bucket in &self.buckets {
            if left <= 0.0 {
                break;
            }
            let taken = left.min(bucket.paths as f64);
            (left, sum, last) = (left - taken, sum + taken * bucket.mean, *bucket);
            coarse = if taken < bucket.paths as f64 { taken / tail * bucket.resolution } else { 0.0 };
        }
        // The mean of equal amounts is exactly that, and that of no path the farthest amount.
        let (low, high) = (farthest.mean.min(last.mean), farthest.mean.max(last.mean));
        ((sum / tail).max(low).min(high), coarse)
    }

    /// The standard error of the sum of how far amounts lie beyond that of the path behind this rank.
    fn error_beyond(&self, rank: f64, farthest: f64) -> f64 {
        let from = self.at((rank as u64).saturating_add(1)).mean;
        let beyond = self.buckets.iter().take_while(|bucket| bucket.mean != from);
        let (hits, sum, squares) = beyond.fold((0, 0.0, 0.0), |(hits, sum, squares), bucket| {
            let (paths, distance) = (bucket.paths as f64, (bucket.mean - from).abs());
            (hits + bucket.paths, sum + paths * distance, squares + paths * distance * distance)
        });
        let largest = (self.at(1).mean - from).abs();
        error_of_sum(hits, largest, (farthest - from).abs(), squares - sum / self.paths as f64 * sum)
    }

    /// The bucket of the path at this rank, from 1; of the last one for a rank beyond.
    fn at(&self, rank: u64) -> Bucket {
        let mut left = rank.max(1);
        let reached = self.buckets.iter().find(|bucket| {
            let here = bucket.paths >= left;
            left = left.saturating_sub(bucket.paths);
            here
        });
        let none = Bucket { mean: 0.0, paths: 0, resolution: 0.0 };
        reached.or(self.buckets.last()).copied().unwrap_or(none)
    }
}

/// Two errors in quadrature. (`f64::hypot` is the platform's, and may differ in the last bit.)
fn root_of_squares(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

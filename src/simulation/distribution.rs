//! The distribution of an amount over paths, as estimates.

use super::amounts::{Amounts, Bucket};
use super::estimate::{Estimate, Proportion};

/// With fewer paths than this beyond a quantile, they say nothing about how far it can be off.
const FEWEST: f64 = 10.0;

/// The distribution of one amount over all paths of a simulation.
///
/// Amounts of money are in yuan. Means and maxima are exact over the paths; quantiles and expected shortfalls are read from
/// a histogram with exact sums, and its resolution of one part in a thousand is in their standard errors. Those are
/// infinite where fewer than ten paths lie beyond a quantile: they cannot tell. The mean of a rare amount, and what is
/// beyond a quantile, is skewed: until some thirty paths have seen it, one error bar covers less than it says.
#[derive(Clone, Copy, Debug)]
pub struct Distribution<'a> {
    amounts: &'a Amounts,
    paths: u64,
    /// How many of the integers make one of the result: a hundred fen a yuan. Dividing by it is exact to the last bit,
    /// as multiplying by a hundredth is not.
    per: f64,
}

impl<'a> Distribution<'a> {
    pub(super) fn of_money(amounts: &'a Amounts, paths: u64) -> Distribution<'a> {
        Distribution { amounts, paths, per: 100.0 }
    }

    pub(super) fn of_counts(amounts: &'a Amounts, paths: u64) -> Distribution<'a> {
        Distribution { amounts, paths, per: 1.0 }
    }

    fn estimate(&self, value: f64, error: f64) -> Estimate {
        Estimate { value: value / self.per, error: error / self.per }
    }

    /// How often the amount was not zero.
    pub fn probability_positive(&self) -> Proportion {
        Proportion { hits: self.amounts.positive, paths: self.paths }
    }

    /// How often the amount was more than this, up to the resolution of the histogram (exact for counts up to 2,047).
    pub fn probability_above(&self, amount: f64) -> Proportion {
        let above = |bucket: &Bucket| bucket.mean / self.per > amount;
        let hits = self.amounts.buckets().filter(above).map(|bucket| bucket.paths).sum();
        Proportion { hits, paths: self.paths }
    }

    /// The mean over all paths. If no path had a positive amount it is 0, and its error is that of one path at the most that
    /// it could be.
    pub fn mean(&self) -> Estimate {
        if self.amounts.positive == 0 { self.never() } else { self.mean_over(self.paths) }
    }

    /// The mean over the paths on which it was not zero; `None` if it always was, or only once was not.
    pub fn mean_if_positive(&self) -> Option<Estimate> {
        self.mean_among(self.amounts.positive)
    }

    /// The mean over some of the paths, all positive ones among them; `None` over fewer than two.
    pub(super) fn mean_among(&self, paths: u64) -> Option<Estimate> {
        (paths > 1).then(|| self.mean_over(paths))
    }

    /// The mean over `n` paths, all positive ones among them: Σx/n ± √((n Σx² − (Σx)²) / n²(n−1)).
    fn mean_over(&self, n: u64) -> Estimate {
        let (sum, squares) = (self.amounts.sum, self.amounts.squares);
        let exact = u128::from(n).checked_mul(squares).zip(sum.checked_mul(sum));
        let spread = match exact {
            Some((total, square)) => total.saturating_sub(square) as f64,
            None => (n as f64 * squares as f64 - sum as f64 * sum as f64).max(0.0),
        };
        let n = n as f64;
        let error = (spread / (n * n * (n - 1.0))).sqrt();
        self.estimate(sum as f64 / n, error)
    }

    /// The mean of an amount that was never seen.
    fn never(&self) -> Estimate {
        self.estimate(0.0, self.probability_positive().error() * self.amounts.scale as f64)
    }

    /// The amount that is not exceeded with this probability, from 0 to 1.
    ///
    /// Its standard error is that of Woodruff (1952), the distance to the order statistic one standard error of the
    /// probability below or above, whichever is farther (a jump may lie on one side alone), with the resolution of the
    /// histogram in quadrature.
    pub fn quantile(&self, probability: f64) -> Estimate {
        let n = self.paths as f64;
        let p = if probability >= 0.0 { probability.min(1.0) } else { 0.0 };
        let spread = (p * (1.0 - p) / n).sqrt();
        let buckets = self.buckets();
        // p × n is a whole number for most that is asked, and must not be lifted above it by the last bit.
        let at = |p: f64| self.ordered(&buckets, libm::ceil(p * n - 1e-6) as u64);
        let (below, here, above) = (at(p - spread), at(p), at(p + spread));
        let sampling = (here.mean - below.mean).max(above.mean - here.mean);
        let known = p.min(1.0 - p) * n > FEWEST - 0.5;
        let error = if known { root_of_squares(sampling, here.resolution) } else { f64::INFINITY };
        self.estimate(here.mean, error)
    }

    /// The mean of what exceeds the quantile of this probability: the average of the highest 1 − p of all paths, the
    /// expected shortfall if the amount is a loss.
    pub fn mean_above(&self, probability: f64) -> Estimate {
        let mut buckets = self.buckets();
        buckets.reverse();
        let tail = self.tail_mean(&buckets, 1.0 - probability.clamp(0.0, 1.0));
        // What was never seen would have been in this tail.
        let unseen = if self.amounts.positive == 0 { self.never().error } else { 0.0 };
        Estimate { error: tail.error.max(unseen / (1.0 - probability)), ..tail }
    }

    /// The mean of what falls short of the quantile of this probability: the average of the lowest p of all paths.
    pub fn mean_below(&self, probability: f64) -> Estimate {
        self.tail_mean(&self.buckets(), probability.clamp(0.0, 1.0))
    }

    /// The mean over a share of all paths, in the order of these buckets.
    ///
    /// It is q + E|X − q|/s over what lies beyond the quantile q of the share s, whose error does not depend on that of q
    /// to first order: the standard deviation of the excess over q, by s√n. Where a jump lies beside the quantile, it
    /// does: so the error is the larger one of this q and of the order statistic one standard error further in. The
    /// resolution of the last bucket counts in as far as the tail takes only a part of it.
    fn tail_mean(&self, buckets: &[Bucket], share: f64) -> Estimate {
        let n = self.paths as f64;
        let tail = libm::round(share * n).clamp(1.0, n);
        let (mut left, mut sum, mut coarse) = (tail as u64, 0.0, 0.0);
        for bucket in buckets {
            let taken = bucket.paths.min(left);
            sum += taken as f64 * bucket.mean;
            left -= taken;
            if left == 0 {
                coarse = if taken < bucket.paths { taken as f64 * bucket.resolution / tail } else { 0.0 };
                break;
            }
        }
        let further = tail + (tail * (1.0 - tail / n)).sqrt();
        let spread = [tail, further].map(|rank| self.excess(buckets, rank as u64));
        let sampling = spread[0].max(spread[1]) / (tail / n * n.sqrt());
        let error = if tail >= FEWEST { root_of_squares(sampling, coarse) } else { f64::INFINITY };
        self.estimate(sum / tail, error)
    }

    /// The standard deviation over all paths of how far an amount lies beyond that of a rank, in the order of these
    /// buckets.
    fn excess(&self, buckets: &[Bucket], rank: u64) -> f64 {
        let (from, n) = (self.ordered(buckets, rank).mean, self.paths as f64);
        let beyond = buckets.iter().take_while(|bucket| bucket.mean != from);
        let (mean, square) = beyond.fold((0.0, 0.0), |(mean, square), bucket| {
            let (share, distance) = (bucket.paths as f64 / n, bucket.mean - from);
            (mean + share * distance, square + share * distance * distance)
        });
        (square - mean * mean).max(0.0).sqrt()
    }

    /// The largest amount of any path.
    pub fn max(&self) -> f64 {
        self.amounts.max as f64 / self.per
    }

    /// All amounts in increasing order, zero first.
    fn buckets(&self) -> Vec<Bucket> {
        let zero = Bucket { mean: 0.0, paths: self.paths - self.amounts.positive, resolution: 0.0 };
        let zero = std::iter::once(zero).filter(|zero| zero.paths > 0);
        zero.chain(self.amounts.buckets()).collect()
    }

    /// The bucket of the path at this rank, from 1, in increasing order.
    fn ordered(&self, buckets: &[Bucket], rank: u64) -> Bucket {
        let mut left = rank.clamp(1, self.paths.max(1));
        let reached = buckets.iter().find(|bucket| {
            let here = bucket.paths >= left;
            left = left.saturating_sub(bucket.paths);
            here
        });
        let none = Bucket { mean: 0.0, paths: 0, resolution: 0.0 };
        reached.or(buckets.last()).copied().unwrap_or(none)
    }
}

/// Two errors in quadrature. (`f64::hypot` is the platform's, and may differ in the last bit.)
fn root_of_squares(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(values: impl IntoIterator<Item = u64>) -> (Amounts, u64) {
        let mut amounts = Amounts::new(1_000, 1_000_000_000_000).unwrap();
        let mut paths = 0;
        for value in values {
            amounts.add(value, 1);
            paths += 1;
        }
        (amounts, paths)
    }

    /// 100 paths: 90 zeros and 1 to 10 yuan once each.
    #[test]
    fn by_hand() {
        let (amounts, paths) = amounts((0..90).map(|_| 0).chain((1..=10).map(|yuan| yuan * 100)));
        let money = Distribution::of_money(&amounts, paths);
        assert_eq!(money.probability_positive(), Proportion { hits: 10, paths: 100 });
        assert_eq!(money.probability_above(7.5).hits, 3);
        assert!((money.mean().value - 0.55).abs() < 1e-12);
        // Σx² = 385, variance (385 − 100·0.55²)/99.
        let error = ((385.0 - 100.0 * 0.55 * 0.55) / 99.0 / 100.0_f64).sqrt();
        assert!((money.mean().error - error).abs() < 1e-12);
        assert!((money.mean_if_positive().unwrap().value - 5.5).abs() < 1e-12);
        let near = |value: f64, exact: f64| (value - exact).abs() <= 1e-9 * exact;
        assert!(near(money.quantile(0.9).value, 0.0) && near(money.quantile(0.91).value, 1.0));
        assert!(near(money.quantile(0.95).value, 5.0), "{}", money.quantile(0.95));
        assert!(money.quantile(0.5).value == 0.0 && money.quantile(0.5).error == 0.0);
        assert!(near(money.mean_above(0.95).value, 8.0), "{}", money.mean_above(0.95));
        assert!(near(money.mean_above(0.8).value, 2.75), "half of that tail is zeros");
        assert!(near(money.mean_below(0.92).value, 3.0 / 92.0), "90 zeros, 1 and 2");
        assert!(money.max() == 10.0);
    }

    #[test]
    fn what_the_paths_cannot_tell_has_no_bound() {
        let (amounts, paths) = amounts((0..100).map(|yuan| yuan * 100));
        let money = Distribution::of_money(&amounts, paths);
        assert!(money.quantile(0.9).error.is_finite() && money.mean_above(0.9).error.is_finite());
        assert!(money.quantile(0.95).error.is_infinite() && money.mean_above(0.95).error.is_infinite());
        assert!(money.quantile(0.05).error.is_infinite() && money.mean_below(0.05).error.is_infinite());
    }

    /// Of a note of 1,000 yuan that a thousand paths never saw short, the expected loss is 0 ± 1 yuan, and the mean of the
    /// highest hundredth of the paths 0 ± 100.
    #[test]
    fn what_was_never_seen_is_not_impossible() {
        let amounts = Amounts::new(100_000, 1_000_000).unwrap();
        let money = Distribution::of_money(&amounts, 1_000);
        let one = money.mean();
        assert!(one.value == 0.0 && (one.error - 1.0).abs() < 0.01, "{one}");
        let tail = money.mean_above(0.99);
        assert!(tail.value == 0.0 && (tail.error - 100.0).abs() < 1.0, "{tail}");
    }

    /// How often the truth lies within two standard errors, over 400 samples.
    fn coverage(
        draw: impl Fn(f64) -> u64,
        figures: impl Fn(Distribution<'_>) -> Vec<Estimate>,
        truth: &[f64],
    ) -> Vec<u32> {
        use rand_distr::{Distribution as _, StandardUniform};
        let mut rng: rand::rngs::Xoshiro256PlusPlus = rand::SeedableRng::seed_from_u64(1);
        let mut covered = vec![0; truth.len()];
        for _ in 0..400 {
            let (amounts, paths) = amounts((0..2_000).map(|_| draw(StandardUniform.sample(&mut rng))));
            let estimates = figures(Distribution { amounts: &amounts, paths, per: 1e8 });
            for ((count, estimate), truth) in covered.iter_mut().zip(estimates).zip(truth) {
                *count += u32::from((estimate.value - truth).abs() <= 2.0 * estimate.error);
            }
        }
        covered
    }

    /// Error bars mean what they say, about 95 % of the time: of exponential amounts …
    #[test]
    fn error_bars_cover() {
        let exponential = |u: f64| (-libm::log1p(-u) * 1e8) as u64;
        let figures = |of: Distribution<'_>| vec![of.mean(), of.quantile(0.9), of.mean_above(0.9)];
        let q = 10.0_f64.ln();
        let covered = coverage(exponential, figures, &[1.0, q, q + 1.0]);
        assert!(covered.iter().all(|count| (365..=398).contains(count)), "{covered:?} of 400");
    }

    /// … of amounts that are all nearly the same, of which the histogram alone would put half into one place …
    #[test]
    fn error_bars_cover_where_amounts_hardly_differ() {
        let narrow = |u: f64| (1e10 + u * 1e6) as u64;
        let figures = |of: Distribution<'_>| vec![of.mean(), of.quantile(0.5), of.mean_below(0.5)];
        let covered = coverage(narrow, figures, &[100.005, 100.005, 100.0025]);
        assert!(covered.iter().all(|count| *count >= 365), "{covered:?} of 400");
    }

    /// … and of amounts in lumps, where the next order statistic may be a jump away on one side.
    #[test]
    fn error_bars_cover_where_amounts_are_lumps() {
        let lumps = |u: f64| if u < 0.905 { 100_000_000 } else { 500_000_000 };
        let figures = |of: Distribution<'_>| vec![of.mean(), of.quantile(0.9), of.mean_above(0.9)];
        let covered = coverage(lumps, figures, &[1.0 + 4.0 * 0.095, 1.0, 1.0 + 4.0 * 0.95]);
        assert!(covered.iter().all(|count| *count >= 365), "{covered:?} of 400");
    }
}

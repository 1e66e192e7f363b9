//! The distribution of an amount over paths, as estimates.

use super::amounts::Amounts;
use super::estimate::{Estimate, Proportion};
use super::level::Level;
use super::ordered::{FEWEST, Ordered};

/// The distribution of one amount over all paths of a simulation.
///
/// Amounts of money are in yuan. Means and maxima are exact over the paths; quantiles and expected shortfalls are read from
/// a histogram with exact sums, and its resolution of one part in a thousand is in their standard errors, but for amounts
/// that are exactly equal.
///
/// Two errors cover the truth on at least 93 runs of 100 however rare the amount is; they pay for that with being up to
/// twice as wide as the plain ones until some thirty paths have seen it. They are infinite where the paths cannot tell: fewer
/// than ten of them beyond a quantile, or under a condition. Only an amount several times as large as all others, and seen
/// but once in ten times that any is, is covered less often (on 90 runs of 100) where it is expected once or twice and then
/// not seen.
#[derive(Clone, Copy, Debug)]
pub struct Distribution<'a> {
    amounts: &'a Amounts,
    paths: u64,
    /// How many of the integers make one of the result: a hundred fen a yuan. Dividing by it is exact to the last bit,
    /// as multiplying by a hundredth is not.
    per: f64,
}

impl<'a> Distribution<'a> {
    /// In units of so many integers.
    pub(crate) fn in_units(amounts: &'a Amounts, paths: u64, per: f64) -> Distribution<'a> {
        Distribution { amounts, paths, per }
    }

    /// Of fen, in yuan.
    #[cfg(test)]
    fn of_money(amounts: &'a Amounts, paths: u64) -> Distribution<'a> {
        Distribution::in_units(amounts, paths, 100.0)
    }

    /// What was counted.
    pub(super) fn amounts(&self) -> &'a Amounts {
        self.amounts
    }

    /// An estimate of integers as one of amounts.
    fn estimate(&self, of: Estimate) -> Estimate {
        Estimate { value: of.value / self.per, error: of.error / self.per }
    }

    /// How often the amount was not zero.
    pub fn probability_positive(&self) -> Proportion {
        Proportion { hits: self.amounts.positive, paths: self.paths }
    }

    /// How often the amount was more than this, up to the resolution of the histogram (exact for counts up to 2,047).
    pub fn probability_above(&self, amount: f64) -> Proportion {
        let above = self.amounts.buckets().filter(|bucket| bucket.mean / self.per > amount);
        Proportion { hits: above.map(|bucket| bucket.paths).sum(), paths: self.paths }
    }

    /// The mean over all paths.
    ///
    /// Its error takes the amount on every path against that on the path without events, what is missing and what is in
    /// excess apart, and counts in one more path at the largest of them, or where fewer than fifteen paths have any, at the most
    /// it can be: (b/2 + √(Σx² − (Σx)²/n + b²))/n. So the mean of what was never seen has an error too.
    pub fn mean(&self) -> Estimate {
        let n = self.paths as f64;
        let value = self.amounts.sum(self.paths) as f64 / n;
        self.estimate(Estimate { value, error: self.amounts.error_of_sum(self.paths) / n })
    }

    /// The mean over the paths on which it was not zero; `None` if it always was.
    pub fn mean_if_positive(&self) -> Option<Estimate> {
        self.mean_among(self.amounts.positive)
    }

    /// The mean over some of the paths, all positive ones among them; `None` over none. Its error is that of their sum by
    /// the rule of the mean, over their number, and infinite with fewer than ten.
    pub(super) fn mean_among(&self, hits: u64) -> Option<Estimate> {
        let value = self.amounts.sum(self.paths) as f64 / hits as f64;
        let error = self.amounts.error_of_sum_among(hits, self.paths) / hits as f64;
        let error = if hits < FEWEST { f64::INFINITY } else { error };
        (hits > 0).then(|| self.estimate(Estimate { value, error }))
    }

    /// The amount that is not exceeded with this probability, from 0 to 1: the ⌈np⌉-th smallest of those of the n paths, with
    /// the probability taken as the decimal that it is written as. Of anything that is no probability it is NaN, with an
    /// infinite error.
    ///
    /// Its standard error is the distance to the order statistic one standard error of the probability below or above
    /// (Woodruff 1952), or half of that at two, whichever is farther (a jump may lie on one side alone, and between the two),
    /// with the resolution of the histogram in quadrature. It is infinite with fewer than ten paths on either side.
    pub fn quantile(&self, probability: f64) -> Estimate {
        self.at(probability, |level| self.ordered().quantile(level))
    }

    /// The mean of what exceeds the quantile of this probability: the average of the highest 1 − p of all paths, the
    /// expected shortfall if the amount is a loss. Of anything that is no probability it is NaN, with an infinite error.
    ///
    /// Its standard error is that of the mean of what exceeds the quantile, by the rule of [`mean`](Distribution::mean), over
    /// 1 − p: at this quantile, at the order statistic one standard error lower, or half of it at two, whichever is larger.
    /// It is infinite with fewer than ten paths in the tail.
    pub fn mean_above(&self, probability: f64) -> Estimate {
        let most = self.amounts.most as f64;
        self.at(probability, |level| self.ordered().reversed().mean_of_first(level.complement(), most))
    }

    /// The mean of what falls short of the quantile of this probability: the average of the lowest p of all paths. Its error
    /// is that of [`mean_above`](Distribution::mean_above) from the other side.
    pub fn mean_below(&self, probability: f64) -> Estimate {
        self.at(probability, |level| self.ordered().mean_of_first(level, 0.0))
    }

    /// The largest amount of any path.
    pub fn max(&self) -> f64 {
        self.amounts.max as f64 / self.per
    }

    fn at(&self, probability: f64, estimate: impl Fn(Level) -> Estimate) -> Estimate {
        let nothing = Estimate { value: f64::NAN, error: f64::INFINITY };
        Level::of(probability).map_or(nothing, |level| self.estimate(estimate(level)))
    }

    fn ordered(&self) -> Ordered {
        Ordered::increasing(self.amounts.buckets(), self.paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(values: impl IntoIterator<Item = u64>) -> (Amounts, u64) {
        let mut amounts = Amounts::new(0, 1_000, 1_000_000_000_000);
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
        // Σx² = 385, Σx = 55, the largest is 10.
        let error = 5.0 + (385.0 - 55.0 * 55.0 / 100.0 + 100.0_f64).sqrt();
        assert!((money.mean().error - error / 100.0).abs() < 1e-12);
        let positive = money.mean_if_positive().unwrap();
        assert!((positive.value - 5.5).abs() < 1e-12 && (positive.error - error / 10.0).abs() < 1e-12);
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

    /// Of a note of 1,000 yuan that a thousand paths never saw short, the expected loss is 0 ± 1.5 yuan, and the mean of the
    /// highest hundredth of the paths 0 ± 150.
    #[test]
    fn what_was_never_seen_is_not_impossible() {
        let amounts = Amounts::new(0, 100_000, 1_000_000);
        let money = Distribution::of_money(&amounts, 1_000);
        let one = money.mean();
        assert!(one.value == 0.0 && (one.error - 1.5).abs() < 0.01, "{one}");
        let tail = money.mean_above(0.99);
        assert!(tail.value == 0.0 && (tail.error - 150.0).abs() < 1.0, "{tail}");
        assert!(money.mean_if_positive().is_none());
    }

    #[test]
    fn a_quantile_of_no_probability_is_no_number() {
        let (amounts, paths) = amounts((0..100).map(|yuan| yuan * 100));
        let money = Distribution::of_money(&amounts, paths);
        for none in [f64::NAN, -0.1, 1.000_1, f64::INFINITY] {
            for estimate in [money.quantile(none), money.mean_above(none), money.mean_below(none)] {
                assert!(estimate.value.is_nan() && estimate.error == f64::INFINITY, "{none}: {estimate}");
            }
        }
        let ends = [money.quantile(0.0), money.quantile(1.0), money.mean_above(1.0), money.mean_below(0.0)];
        assert_eq!(ends.map(|end| end.value), [0.0, 99.0, 99.0, 0.0]);
        assert!(ends.iter().all(|end| end.error == f64::INFINITY));
    }

    /// The 99 % quantile of 1,001 paths is the 991st smallest, and the mean above it takes 10.01 paths.
    #[test]
    fn a_part_of_a_path_in_the_tail() {
        let (amounts, paths) = amounts((0..1_001).map(|yuan| yuan * 100));
        let money = Distribution::of_money(&amounts, paths);
        assert!((money.quantile(0.99).value - 990.0).abs() < 1e-9);
        let exact = (9_955.0 + 0.01 * 990.0) / 10.01;
        assert!((money.mean_above(0.99).value - exact).abs() < 1e-9, "{}", money.mean_above(0.99));
    }

    /// What is missing from an amount that is usually received is counted as what is lost of one that is usually not.
    #[test]
    fn what_is_missing_has_the_error_of_what_is_lost() {
        for (hits, each) in [(0, 0), (2, 70_000), (30, 100_000)] {
            let (mut lost, mut received) =
                (Amounts::new(0, 100_000, 1 << 30), Amounts::new(100_000, 100_000, 1 << 30));
            for path in 0..1_000 {
                lost.add(if path < hits { each } else { 0 }, 1);
                received.add(100_000 - if path < hits { each } else { 0 }, 1);
            }
            let [lost, received] = [&lost, &received].map(|amounts| Distribution::of_money(amounts, 1_000));
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
            assert!(near(received.mean().value, 1_000.0 - lost.mean().value));
            assert!(near(received.mean().error, lost.mean().error), "{hits} of {each}");
            let (worst, least) = (lost.mean_above(0.95), received.mean_below(0.05));
            assert!(
                near(least.value, 1_000.0 - worst.value) && near(least.error, worst.error),
                "{hits} of {each}"
            );
        }
    }

    /// A note of 142.5 m that is paid in full on nearly all paths, and on some by a little less: its quantiles are exact.
    #[test]
    fn an_exact_atom_has_no_histogram_width() {
        let whole = 14_250_000_000;
        let mut amounts = Amounts::new(whole, 2 * whole, 4 * whole);
        amounts.add(whole, 900);
        (0..100).for_each(|i| amounts.add(whole - 100_000 + i, 1));
        let note = Distribution::of_money(&amounts, 1_000);
        assert_eq!(note.quantile(0.5), Estimate { value: 142_500_000.0, error: 0.0 });
        let below = note.quantile(0.05);
        assert!((below.value - 142_499_000.0).abs() < 1.0 && below.error > 0.0, "{below}");
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

    /// Error bars mean what they say of amounts that are all nearly the same, of which the histogram alone would put half into
    /// one place.
    #[test]
    fn error_bars_cover_where_amounts_hardly_differ() {
        let narrow = |u: f64| (1e10 + u * 1e6) as u64;
        let figures = |of: Distribution<'_>| vec![of.mean(), of.quantile(0.5), of.mean_below(0.5)];
        let covered = coverage(narrow, figures, &[100.005, 100.005, 100.0025]);
        assert!(covered.iter().all(|count| *count >= 365), "{covered:?} of 400");
    }
}

//! The distribution of an amount over paths, as estimates.

use super::amounts::Amounts;
use super::estimate::{Estimate, Proportion};

/// The distribution of one amount over all paths of a simulation.
///
/// Amounts of money are in yuan. Means and maxima are exact sums over the paths; quantiles and expected shortfalls are
/// read from a histogram and carry its resolution of one part in a thousand besides their standard error.
#[derive(Clone, Copy, Debug)]
pub struct Distribution<'a> {
    amounts: &'a Amounts,
    paths: u64,
    /// One integer unit in the unit of the result.
    unit: f64,
}

impl<'a> Distribution<'a> {
    pub(super) fn of_money(amounts: &'a Amounts, paths: u64) -> Distribution<'a> {
        Distribution { amounts, paths, unit: 0.01 }
    }

    pub(super) fn of_counts(amounts: &'a Amounts, paths: u64) -> Distribution<'a> {
        Distribution { amounts, paths, unit: 1.0 }
    }

    /// How often the amount was not zero.
    pub fn probability_positive(&self) -> Proportion {
        Proportion { hits: self.amounts.positive, paths: self.paths }
    }

    /// How often the amount was more than this, up to the resolution of the histogram (exact for counts up to 2,047).
    pub fn probability_above(&self, amount: f64) -> Proportion {
        let above = |(value, _): &(u64, u64)| *value as f64 * self.unit > amount;
        let hits = self.amounts.buckets().filter(above).map(|(_, paths)| paths).sum();
        Proportion { hits, paths: self.paths }
    }

    /// The mean over all paths.
    pub fn mean(&self) -> Estimate {
        self.mean_over(self.paths)
    }

    /// The mean over the paths on which it was not zero; `None` if it always was, or only once was not.
    pub fn mean_if_positive(&self) -> Option<Estimate> {
        (self.amounts.positive > 1).then(|| self.mean_over(self.amounts.positive))
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
        Estimate { value: sum as f64 / n, error }.scaled(self.unit)
    }

    /// The amount that is not exceeded with this probability, from 0 to 1.
    ///
    /// Its standard error is that of Woodruff (1952), half the distance between the order statistics one standard error
    /// of the probability below and above, with the resolution of the histogram added in quadrature. Beyond the last
    /// hundred or so paths it is itself rough.
    pub fn quantile(&self, probability: f64) -> Estimate {
        let n = self.paths as f64;
        let p = probability.clamp(0.0, 1.0);
        let spread = (p * (1.0 - p) / n).sqrt();
        // p × n is a whole number for most that is asked, and must not be lifted above it by the last bit.
        let at = |p: f64| self.ordered(libm::ceil(p * n - 1e-6) as u64);
        let sampling = 0.5 * (at(p + spread) as f64 - at(p - spread) as f64);
        let resolution = (self.amounts.bucket_width(at(p)) - 1) as f64 / 12.0_f64.sqrt();
        let error = (sampling * sampling + resolution * resolution).sqrt();
        Estimate { value: at(p) as f64, error }.scaled(self.unit)
    }

    /// The mean of what exceeds the quantile of this probability: the average of the highest 1 − p of all paths, the
    /// expected shortfall if the amount is a loss.
    pub fn mean_above(&self, probability: f64) -> Estimate {
        let mut buckets = self.buckets();
        buckets.reverse();
        self.tail_mean(&buckets, 1.0 - probability.clamp(0.0, 1.0))
    }

    /// The mean of what falls short of the quantile of this probability: the average of the lowest p of all paths.
    pub fn mean_below(&self, probability: f64) -> Estimate {
        self.tail_mean(&self.buckets(), probability.clamp(0.0, 1.0))
    }

    /// The mean over a share of all paths, in the order of these buckets. Its standard error is the asymptotic one,
    /// √((σ² + (1−s)(m − q)²) / ns) with the tail's own variance σ² and its distance from the quantile q.
    fn tail_mean(&self, buckets: &[(u64, u64)], share: f64) -> Estimate {
        let tail = libm::round(share * self.paths as f64).clamp(1.0, self.paths as f64);
        let (mut left, mut sum, mut threshold) = (tail as u64, 0.0, 0.0);
        let mut taken = Vec::new();
        for &(value, paths) in buckets {
            let count = paths.min(left) as f64;
            if count == 0.0 {
                break;
            }
            sum += count * value as f64;
            threshold = value as f64;
            taken.push((value as f64, count));
            left -= paths.min(left);
        }
        let mean = sum / tail;
        let variance =
            taken.iter().map(|(value, count)| count * (value - mean) * (value - mean)).sum::<f64>() / tail;
        let excess = mean - threshold;
        let error = ((variance + (1.0 - share) * excess * excess) / tail).sqrt();
        Estimate { value: mean, error }.scaled(self.unit)
    }

    /// The largest amount of any path.
    pub fn max(&self) -> f64 {
        self.amounts.max as f64 * self.unit
    }

    /// All amounts in increasing order, zero first, each with the number of its paths.
    fn buckets(&self) -> Vec<(u64, u64)> {
        let zeros = (0, self.paths - self.amounts.positive);
        std::iter::once(zeros).filter(|(_, paths)| *paths > 0).chain(self.amounts.buckets()).collect()
    }

    /// The amount of the path at this rank, from 1, in increasing order.
    fn ordered(&self, rank: u64) -> u64 {
        let zeros = self.paths - self.amounts.positive;
        let mut left = rank.clamp(1, self.paths).saturating_sub(zeros);
        if left == 0 {
            return 0;
        }
        for (value, paths) in self.amounts.buckets() {
            if paths >= left {
                return value;
            }
            left -= paths;
        }
        self.amounts.max
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(values: impl IntoIterator<Item = u64>) -> (Amounts, u64) {
        let mut amounts = Amounts::up_to(1_000_000_000_000).unwrap();
        let mut paths = 0;
        for value in values {
            amounts.add(value);
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
        let near = |value: f64, exact: f64| (value - exact).abs() <= 1e-3 * exact;
        assert!(near(money.quantile(0.95).value, 5.0), "{}", money.quantile(0.95));
        assert!(money.quantile(0.5).value == 0.0 && money.quantile(0.5).error == 0.0);
        assert!(near(money.mean_above(0.95).value, 8.0), "{}", money.mean_above(0.95));
        assert!(near(money.mean_above(0.8).value, 2.75), "half of that tail is zeros");
        assert!(near(money.mean_below(0.92).value, 3.0 / 92.0), "90 zeros, 1 and 2");
        assert!(money.max() == 10.0);
    }

    /// Error bars mean what they say: over 400 samples of 2,000 exponential draws, the true mean, quantile and expected
    /// shortfall lie within two standard errors about 95 % of the time.
    #[test]
    fn error_bars_cover() {
        use rand_distr::{Distribution as _, Exp1};
        let mut rng = rand::SeedableRng::seed_from_u64(1);
        let mut covered = [0; 3];
        for _ in 0..400 {
            let mut draw = |_| {
                let x: f64 = Exp1.sample::<rand::rngs::Xoshiro256PlusPlus>(&mut rng);
                (x * 1e8) as u64
            };
            let (amounts, paths) = amounts((0..2_000).map(&mut draw));
            let unit = Distribution { amounts: &amounts, paths, unit: 1e-8 };
            let q = 10.0_f64.ln();
            let estimates = [(unit.mean(), 1.0), (unit.quantile(0.9), q), (unit.mean_above(0.9), q + 1.0)];
            for (count, (estimate, truth)) in covered.iter_mut().zip(estimates) {
                *count += u32::from((estimate.value - truth).abs() < 2.0 * estimate.error);
            }
        }
        assert!(covered.iter().all(|count| (365..=394).contains(count)), "{covered:?} of 400");
    }
}

//! The one-factor Gaussian copula: X = a·M + √(1−a²)·ε, with default where X ≤ Φ⁻¹(PD).

use super::draws::{PathDraws, to_unit};
use super::failure::Failure;
use super::key::Key;
use super::normal;
use crate::calendar::Date;
use crate::rate::AssetCorrelation;

/// How strongly a name moves with the common factor M: a = √ρ and what is left for the name alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FactorLoading {
    common: f64,
    own: f64,
}

impl FactorLoading {
    pub(crate) fn from(correlation: AssetCorrelation) -> FactorLoading {
        let rho = correlation.to_f64();
        FactorLoading { common: rho.sqrt(), own: (1.0 - rho).sqrt() }
    }

    /// a = √ρ.
    pub(crate) fn common(self) -> f64 {
        self.common
    }

    /// The highest probability of staying below `threshold`, given the market, of any loading from this one up to `other`.
    ///
    /// (c − aM)/√(1−a²) has its extremum over a at a = M/c, where it is −√(c²−M²) if c is negative; if c is positive it is
    /// a minimum there. Beside it the ends decide.
    #[inline]
    pub(crate) fn highest_up_to(self, other: FactorLoading, threshold: f64, market: f64) -> f64 {
        let at = |loading: FactorLoading| loading.conditional(threshold, market);
        if self == other {
            return normal::cdf(at(self));
        }
        let extremum = market / threshold;
        let within = threshold < 0.0 && self.common < extremum && extremum < other.common;
        let inside =
            if within { -(threshold * threshold - market * market).sqrt() } else { f64::NEG_INFINITY };
        normal::cdf(at(self).max(at(other)).max(inside))
    }

    /// The probability of a default that has this one overall, given the market.
    pub(crate) fn given(self, probability: f64, market: f64) -> f64 {
        if self.common == 0.0 {
            return probability;
        }
        normal::cdf(self.conditional(normal::quantile(probability), market))
    }

    /// What the own part must stay below for the latent variable to stay below a threshold, given the market.
    #[inline]
    fn conditional(self, threshold: f64, market: f64) -> f64 {
        (threshold - self.common * market) / self.own
    }

    /// The latent variable whose own part has the cumulative probability `own`.
    #[inline]
    pub(crate) fn latent(self, market: f64, own: f64) -> f64 {
        self.common * market + self.own * normal::quantile(own)
    }
}

/// A point far below the mean, and a probability above that of staying below it: Φ(−2.5) = 0.00621.
const FAR_BELOW: (f64, f64) = (-2.5, 0.006_3);

/// A single company in the model: its key, its loading, and the latent value below which it has defaulted by each of its
/// dates.
#[derive(Clone, Debug)]
pub(crate) struct Latent {
    key: Key,
    loading: FactorLoading,
    /// Never decreasing: Φ⁻¹ of the cumulative default probability at each date.
    thresholds: Vec<f64>,
    /// Days, and the same on each of them.
    days: Vec<Date>,
    by_day: Vec<f64>,
}

impl Latent {
    /// A company with these cumulative default probabilities at its dates.
    pub(crate) fn new(key: Key, loading: FactorLoading, by_date: impl Iterator<Item = f64>) -> Latent {
        let thresholds = by_date.map(normal::quantile).collect();
        Latent { key, loading, thresholds, days: Vec::new(), by_day: Vec::new() }
    }

    /// The same company with its cumulative default probabilities on these days, of which the last is its last date.
    pub(crate) fn with_days(self, days: Vec<Date>, by_day: impl Iterator<Item = f64>) -> Latent {
        Latent { days, by_day: by_day.map(normal::quantile).collect(), ..self }
    }

    /// A company that has failed before its first date, on every path.
    pub(crate) fn failed() -> Latent {
        let loading = FactorLoading::from(AssetCorrelation::default());
        let thresholds = vec![f64::INFINITY];
        Latent { key: Key::factor("failed"), loading, thresholds, days: Vec::new(), by_day: Vec::new() }
    }

    /// This company if nothing but itself moved it: with the same draw and the same default probabilities.
    pub(crate) fn alone(&self) -> Latent {
        Latent { loading: FactorLoading::from(AssetCorrelation::default()), ..self.clone() }
    }

    /// When it fails on a path with this market, if it does by its last date.
    #[inline]
    pub(crate) fn failure(&self, draws: &PathDraws, market: f64) -> Option<Failure> {
        let own = to_unit(draws.uniform(self.key));
        let last = self.thresholds.last()?;
        // Of a company as good as an enhancer hardly any draw is low enough, and most are seen to be too high without Φ⁻¹.
        if own > FAR_BELOW.1 && self.loading.conditional(*last, market) < FAR_BELOW.0 {
            return None;
        }
        let latent = self.loading.latent(market, own);
        first_reached(&self.thresholds, latent).map(|date| Failure { date, day: self.day(latent) })
    }

    /// The first day by which it has failed; before all days, if nothing is said of them.
    #[cold]
    fn day(&self, latent: f64) -> Date {
        let day = first_reached(&self.by_day, latent).and_then(|day| self.days.get(day));
        day.or(self.days.last()).copied().unwrap_or(Date::MIN)
    }
}

/// The first date whose threshold is at or above the latent value.
#[inline]
pub(crate) fn first_reached(thresholds: &[f64], latent: f64) -> Option<usize> {
    let date = thresholds.partition_point(|threshold| *threshold < latent);
    (date < thresholds.len()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with(common: f64) -> FactorLoading {
        FactorLoading { common, own: (1.0 - common * common).sqrt() }
    }

    #[test]
    fn who_has_failed_has_done_so_before_the_first_date() {
        let draws = |path| PathDraws::of(7, path);
        assert!(
            (0..100).all(|path| Latent::failed().failure(&draws(path), 4.0) == Some(Failure::BEFORE_CLOSING))
        );
    }

    #[test]
    fn far_below_is_as_far_as_it_says() {
        assert!(normal::cdf(FAR_BELOW.0) < FAR_BELOW.1 && FAR_BELOW.1 < 1.02 * normal::cdf(FAR_BELOW.0));
    }

    proptest! {
        /// No loading in between has a higher conditional probability than the bound, and some has nearly that.
        #[test]
        fn the_bound_over_loadings_is_sharp(
            low in 0.0_f64..0.95, width in 0.0_f64..0.05, threshold in -4.0_f64..2.0, market in -5.0_f64..5.0,
        ) {
            let bound = with(low).highest_up_to(with(low + width), threshold, market);
            let between = (0..=1_000).map(|i| with(low + width * f64::from(i) / 1_000.0));
            let highest = between.map(|a| a.highest_up_to(a, threshold, market)).fold(0.0, f64::max);
            prop_assert!(highest <= bound * (1.0 + 1e-12), "{} above {}", highest, bound);
            prop_assert!(highest >= bound * (1.0 - 1e-3), "{} far below {}", highest, bound);
        }
    }
}

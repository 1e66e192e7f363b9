//! The one-factor Gaussian copula: X = a·M + √(1−a²)·ε, with default where X ≤ Φ⁻¹(PD).

use super::normal;
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

    /// The probability that the latent variable stays below `threshold`, given the market.
    #[inline]
    pub(crate) fn conditional_probability(self, threshold: f64, market: f64) -> f64 {
        normal::cdf((threshold - self.common * market) / self.own)
    }

    /// The latent variable whose own part has the cumulative probability `own`.
    #[inline]
    pub(crate) fn latent(self, market: f64, own: f64) -> f64 {
        self.common * market + self.own * normal::quantile(own)
    }
}

/// A single name in the model: its loading, and the latent value below which it has defaulted by each of its dates.
#[derive(Clone, Debug)]
pub(crate) struct Latent {
    loading: FactorLoading,
    /// Never decreasing: Φ⁻¹ of the cumulative default probability at each date.
    thresholds: Vec<f64>,
}

impl Latent {
    /// A name with these cumulative default probabilities at its dates.
    pub(crate) fn new(loading: FactorLoading, by_date: impl Iterator<Item = f64>) -> Latent {
        Latent { loading, thresholds: by_date.map(normal::quantile).collect() }
    }

    /// The first of the name's dates by which it has defaulted, for a market and its own uniform draw.
    pub(crate) fn first_default(&self, market: f64, own: f64) -> Option<usize> {
        first_reached(&self.thresholds, self.loading.latent(market, own))
    }
}

/// The first date whose threshold is at or above the latent value.
#[inline]
pub(crate) fn first_reached(thresholds: &[f64], latent: f64) -> Option<usize> {
    let date = thresholds.partition_point(|threshold| *threshold < latent);
    (date < thresholds.len()).then_some(date)
}

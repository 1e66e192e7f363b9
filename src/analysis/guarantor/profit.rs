//! Profit and loss: what a guarantor earns where its fee is told.

use super::charge::ChargedFee;
use super::exposure::Level;
use crate::rate::Probability;
use crate::simulation::{Estimate, Signed};

/// What a guarantor earns: fees, and what comes back, less what it pays; present values of its own share, in yuan.
///
/// The fee comes from outside the plan, and all of it is the guarantor's own, whoever shares its risk. Capital, and what it costs
/// to run a guarantor, are no part of it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "损益")]
pub struct ProfitAndLoss {
    /// The fee that it charges; `None` of several deals together.
    pub fee: Option<ChargedFee>,
    /// If it never fails.
    pub promised: Profit,
    /// With its own failure: from then on it pays nothing, or a part later where the deal says so, and is paid no fee.
    pub performed: Profit,
}

/// The distribution of a profit, in yuan.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Profit {
    /// The mean.
    pub mean: Estimate,
    /// The standard deviation on single paths.
    pub deviation: f64,
    /// The probability of a loss.
    pub loss: Estimate,
    /// The profit that is exceeded but with these probabilities, the smallest first.
    pub quantiles: Vec<Level>,
}

/// The probabilities of which quantiles are told, beside what the level asked for leaves.
const TOLD: [&str; 5] = ["0.01", "0.05", "0.5", "0.95", "0.99"];

impl ProfitAndLoss {
    pub(super) fn of(
        fee: Option<ChargedFee>,
        tallies: &[Signed; 2],
        paths: u64,
        level: Probability,
    ) -> ProfitAndLoss {
        let [promised, performed] = tallies.each_ref().map(|tally| Profit::of(tally, paths, level));
        ProfitAndLoss { fee, promised, performed }
    }
}

impl Profit {
    fn of(tally: &Signed, paths: u64, level: Probability) -> Profit {
        let worst = Probability::new(rust_decimal::Decimal::ONE - level.to_decimal()).ok();
        let mut told: Vec<Probability> =
            TOLD.iter().filter_map(|told| told.parse().ok()).chain(worst).collect();
        told.sort();
        told.dedup();
        let quantile = |probability: Probability| Level {
            probability,
            amount: tally.quantile(probability.to_f64(), paths),
        };
        Profit {
            mean: tally.mean(paths),
            deviation: tally.deviation(paths),
            loss: tally.probability_below(paths).estimate(),
            quantiles: told.into_iter().map(quantile).collect(),
        }
    }
}

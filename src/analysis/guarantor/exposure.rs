//! What a guarantor pays and gets back, over paths.

use super::tally::Shared;
use super::view_tally::ViewTally;
use crate::calendar::Date;
use crate::rate::Probability;
use crate::simulation::{Amounts, Distribution, Estimate};

/// What a guarantor pays and gets back over a deal's life, or that of several, of its own share, undiscounted, in yuan.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Exposure {
    /// By distribution date.
    pub by_date: Vec<DateExposure>,
    /// What it pays less what comes back, with returns and the fees of liquidity facilities.
    pub net: Estimate,
    /// The most that it is out of pocket after any date: on average,
    pub peak: Estimate,
    /// and at some probabilities, the one that was asked for last.
    #[doc(alias = "流动性")]
    pub liquidity: Vec<Level>,
}

/// One distribution date, in yuan.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DateExposure {
    /// The nominal distribution date.
    pub date: Date,
    /// What it pays.
    #[doc(alias = "代偿")]
    pub drawn: Estimate,
    /// What comes back to it, with returns and the fees of liquidity facilities.
    #[doc(alias = "追偿")]
    pub repaid: Estimate,
}

/// An amount that is not exceeded with this probability.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Level {
    /// The probability.
    pub probability: Probability,
    /// The amount, in yuan.
    pub amount: Estimate,
}

/// One that bears a share of the risk: what it pays and gets back over the deal's life, undiscounted, in yuan.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PartnerExposure {
    /// Who.
    pub who: String,
    /// What it pays.
    pub paid: Estimate,
    /// What comes back to it, with returns.
    pub repaid: Estimate,
    /// What comes back to it after the deal's last date.
    pub later: Estimate,
}

/// The probabilities of which liquidity is told beside the one that was asked for.
const TOLD: [&str; 3] = ["0.5", "0.95", "0.99"];

/// A distribution of amounts of money, in yuan.
pub(super) fn in_yuan(amounts: &Amounts, paths: u64) -> Distribution<'_> {
    Distribution::in_units(amounts, paths, 100.0)
}

impl Exposure {
    /// On these dates.
    pub(super) fn of(dates: &[Date], tally: &ViewTally, paths: u64, level: Probability) -> Exposure {
        let mean = |amounts: &Amounts| in_yuan(amounts, paths).mean();
        let by_date = dates.iter().zip(&tally.dates).map(|(date, [drawn, repaid])| DateExposure {
            date: *date,
            drawn: mean(drawn),
            repaid: mean(repaid),
        });
        let told = TOLD.iter().filter_map(|told| told.parse().ok()).filter(|told| *told != level);
        let liquidity = told.chain([level]).map(|probability: Probability| Level {
            probability,
            amount: in_yuan(&tally.peak, paths).quantile(probability.to_f64()),
        });
        Exposure {
            by_date: by_date.collect(),
            net: tally.net.mean(paths),
            peak: mean(&tally.peak),
            liquidity: liquidity.collect(),
        }
    }
}

impl PartnerExposure {
    pub(super) fn of(who: &str, tally: &Shared, paths: u64) -> PartnerExposure {
        let mean = |amounts: &Amounts| in_yuan(amounts, paths).mean();
        PartnerExposure {
            who: who.into(),
            paid: mean(&tally.paid),
            repaid: mean(&tally.repaid),
            later: mean(&tally.later),
        }
    }
}

//! The fee with the cost of the guarantor's capital.

use super::fee_dates::Accrued;
use crate::simulation::Estimate;

/// The running fee that also pays for capital: (E X + h Σ d α C) / E Σ d α B, as a fraction of its base a year. C is the expected
/// shortfall of X less E X, not below nothing, times how much of it is held on a date; h is what capital must earn less what it
/// earns, a year. In a portfolio the shortfall is what the deal contributes to that of the portfolio.
///
/// Where capital falls with the base this is the fair fee + h (shortfall − E X) / B at closing, exactly.
///
/// The error adds those of the fair fee and of the expected shortfall, each times what it counts for.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "资本成本")]
pub struct CapitalFee {
    /// The expected shortfall of X over the deal's life, at the level asked for, in yuan.
    pub shortfall: Estimate,
    /// The capital at closing: that less E X, in yuan.
    pub capital: Estimate,
    /// h, a year.
    pub charge: f64,
    /// The fee where capital falls with the expected base.
    pub falling: Estimate,
    /// The fee where all of it is held until the last date on which a draw can fall.
    pub held: Estimate,
}

impl CapitalFee {
    /// Given E X, its expected shortfall, and what capital costs beyond what it earns.
    pub(super) fn new(net: Estimate, shortfall: Estimate, charge: f64, accrued: &Accrued<'_>) -> CapitalFee {
        let (running, balance_years) = (accrued.running(net), accrued.balance_years);
        let capital = (shortfall.value - net.value).max(0.0);
        let opening = accrued.base.first().copied().unwrap_or(0.0);
        let fee = |held: f64| {
            // So many years of capital, discounted, for each yuan of it at closing.
            let cost = charge * held;
            let value = (net.value + cost * capital) / balance_years;
            let error = match cost > 0.0 && capital > 0.0 {
                true => (1.0 - cost).abs() * running.error + cost * shortfall.error / balance_years,
                false => running.error,
            };
            Estimate { value, error }
        };
        let until_last = accrued.dates.callable.iter().map(|callable| f64::from(u8::from(*callable)));
        CapitalFee {
            shortfall,
            capital: Estimate { value: capital, error: shortfall.error + net.error },
            charge,
            falling: fee(accrued.dates.sum(accrued.base.iter().map(|base| base / opening))),
            held: fee(accrued.dates.sum(until_last)),
        }
    }
}

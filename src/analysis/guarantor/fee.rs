//! The fee that is fair for what a guarantor promises.

use super::capital::CapitalFee;
use super::fee_dates::Accrued;
use crate::calendar::Date;
use crate::money::Money;
use crate::simulation::Estimate;

/// The fee whose expected present value is that of the guarantor's net payments, as promised: it never fails, and is paid to the
/// end.
///
/// With D what it pays on a date, of its own share where it shares its risk, R what comes back, d the discount factor, B the base of the fee at the date's opening and
/// α the years of its period, X = Σ d (D − R), rounded to the fen once on every path. The running fee, paid in arrears on the
/// distribution dates by somebody outside the plan, is E X / E Σ d α B; the fee up front E X / B at closing.
///
/// The error of E X is that of a mean (see [`Distribution::mean`](crate::simulation::Distribution::mean)); that of the running
/// fee, a ratio, the larger of its jackknife over 32 groups of paths and the error of E X over the denominator.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "担保费")]
pub struct FairFee {
    /// E X over the deal's life, in yuan.
    pub net: Estimate,
    /// The base at closing.
    pub opening: Money,
    /// E Σ d α B: the base over the deal's life, discounted, in yuan times years.
    pub balance_years: f64,
    /// The running fee as a fraction of its base, a year.
    pub running: Estimate,
    /// The fee up front as a fraction of the base at closing, for the deal's life.
    pub up_front: Estimate,
    /// What the running fee comes to, by date.
    pub by_date: Vec<DateFee>,
    /// The running fee with the cost of capital.
    pub with_capital: CapitalFee,
}

/// The running fee on one date, expected, in yuan.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DateFee {
    /// The nominal distribution date.
    pub date: Date,
    /// The base at its opening.
    pub base: f64,
    /// The fee.
    pub amount: f64,
}

impl FairFee {
    /// Given E X, its expected shortfall, the base at closing, and what capital costs beyond what it earns.
    pub(super) fn new(
        net: Estimate,
        shortfall: Estimate,
        opening: Money,
        charge: f64,
        accrued: &Accrued<'_>,
    ) -> FairFee {
        let (running, dates) = (accrued.running(net), accrued.dates);
        let by_date = dates.dates.iter().zip(&accrued.base).zip(&dates.years);
        let by_date = by_date.map(|((date, base), years)| DateFee {
            date: *date,
            base: *base,
            amount: running.value * years * base,
        });
        FairFee {
            net,
            opening,
            balance_years: accrued.balance_years,
            running,
            up_front: net.scaled(1.0 / opening.to_f64()),
            by_date: by_date.collect(),
            with_capital: CapitalFee::new(net, shortfall, charge, accrued),
        }
    }
}

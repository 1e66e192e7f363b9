//! The fee that is fair for what a guarantor promises, without and with the cost of its capital.

use super::tally::Group;
use crate::calendar::{Date, PaymentPeriod};
use crate::money::Money;
use crate::simulation::Estimate;

/// The fee whose expected present value is that of the guarantor's net payments, as promised: it never fails, and is paid to the
/// end.
///
/// With D what it pays on a date, R what comes back, d the discount factor, B the base of the fee at the date's opening and
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

/// The running fee that also pays for capital: (E X + h Σ d α C) / E Σ d α B, as a fraction of its base a year. C is the expected
/// shortfall of X less E X, not below nothing, times how much of it is held on a date; h is what capital must earn less what it
/// earns, a year.
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

/// What a fee is reckoned by, by date.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FeeDates {
    pub(super) dates: Vec<Date>,
    pub(super) discounts: Vec<f64>,
    /// α.
    pub(super) years: Vec<f64>,
    /// Can a draw still fall on the date?
    pub(super) callable: Vec<bool>,
}

impl FeeDates {
    /// Discount factor times years.
    fn weights(&self) -> impl Iterator<Item = f64> + '_ {
        self.discounts.iter().zip(&self.years).map(|(discount, years)| discount * years)
    }

    /// Σ d α of an amount by date.
    fn sum(&self, amounts: impl Iterator<Item = f64>) -> f64 {
        self.weights().zip(amounts).map(|(weight, amount)| weight * amount).sum()
    }

    /// Σ d α B over the paths of a group, in fen times years.
    fn base(&self, group: &Group) -> f64 {
        self.sum(group.base.iter().map(|base| *base as f64))
    }
}

/// The effective annual rate's discount factor after so many years.
pub(super) fn discount(rate: f64, years: f64) -> f64 {
    libm::pow(1.0 + rate, -years)
}

/// The years of a period in which a fee accrues.
pub(super) fn accrual(day_count: crate::calendar::DayCount, period: &PaymentPeriod) -> f64 {
    day_count.fraction(period.accrual_start, period.accrual_end).to_f64()
}

/// The jackknife error of a statistic over groups of paths that are left out in turn.
pub(super) fn jackknife(values: &[f64]) -> f64 {
    let groups = values.len() as f64;
    let mean = values.iter().sum::<f64>() / groups;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    ((groups - 1.0) / groups * squares).sqrt()
}

impl FairFee {
    /// Given E X, the expected shortfall of X, the base at closing, what capital costs beyond what it earns, and the groups of
    /// paths.
    pub(super) fn new(
        net: Estimate,
        shortfall: Estimate,
        opening: Money,
        charge: f64,
        dates: &FeeDates,
        groups: &[Group],
    ) -> FairFee {
        let all = total(groups, dates.dates.len());
        let per_path = 100.0 * all.paths as f64;
        let balance_years = dates.base(&all) / per_path;
        let running = running(net, balance_years, dates, groups, &all);
        let base: Vec<f64> = all.base.iter().map(|base| *base as f64 / per_path).collect();
        let by_date = dates.dates.iter().zip(&base).zip(&dates.years);
        let by_date = by_date.map(|((date, base), years)| DateFee {
            date: *date,
            base: *base,
            amount: running.value * years * base,
        });
        FairFee {
            net,
            opening,
            balance_years,
            running,
            up_front: net.scaled(1.0 / opening.to_f64()),
            by_date: by_date.collect(),
            with_capital: CapitalFee::new(shortfall, charge, dates, &base, (net, running, balance_years)),
        }
    }
}

fn total(groups: &[Group], dates: usize) -> Group {
    let mut all = Group::new(dates);
    groups.iter().for_each(|group| all.merge(group));
    all
}

/// E X over E Σ d α B.
fn running(net: Estimate, balance_years: f64, dates: &FeeDates, groups: &[Group], all: &Group) -> Estimate {
    let left_out = groups.iter().filter(|group| group.paths > 0 && group.paths < all.paths);
    let without = left_out.map(|group| {
        let others = all.without(group);
        others.net as f64 / dates.base(&others)
    });
    let values: Vec<f64> = without.collect();
    let rare = net.error / balance_years;
    let jackknife = if values.is_empty() { 0.0 } else { jackknife(&values) };
    Estimate { value: net.value / balance_years, error: rare.max(jackknife) }
}

impl CapitalFee {
    /// Given the expected base by date; and E X, the fair fee, and E Σ d α B.
    fn new(
        shortfall: Estimate,
        charge: f64,
        dates: &FeeDates,
        base: &[f64],
        (net, running, balance_years): (Estimate, Estimate, f64),
    ) -> CapitalFee {
        let capital = (shortfall.value - net.value).max(0.0);
        let opening = base.first().copied().unwrap_or(0.0);
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
        let until_last = dates.callable.iter().map(|callable| f64::from(u8::from(*callable)));
        CapitalFee {
            shortfall,
            capital: Estimate { value: capital, error: shortfall.error + net.error },
            charge,
            falling: fee(dates.sum(base.iter().map(|base| base / opening))),
            held: fee(dates.sum(until_last)),
        }
    }
}

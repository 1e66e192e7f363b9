//! What a fee is reckoned by: its base over the paths, date by date.

use super::terms::GuaranteeTerms;
use crate::calendar::{Date, PaymentPeriod};
use crate::deal::ResolvedDeal;
use crate::measure::years_between;
use crate::money::Money;
use crate::simulation::{Estimate, fen, jackknife};

/// What a fee is reckoned by, by date.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FeeDates {
    pub(super) dates: Vec<Date>,
    pub(super) discounts: Vec<f64>,
    /// α.
    pub(super) years: Vec<f64>,
    /// Can a draw still fall on the date?
    pub(super) callable: Vec<bool>,
}

impl FeeDates {
    /// Those of a deal, from its closing.
    pub(super) fn of(deal: &ResolvedDeal, terms: &GuaranteeTerms) -> FeeDates {
        let (periods, closing, last) = (deal.periods(), deal.definition().closing, deal.plan().legal_final);
        let factor = |date| terms.discount_over(years_between(closing, date));
        let accrual = |period: PaymentPeriod| {
            terms.day_count.fraction(period.accrual_start, period.accrual_end).to_f64()
        };
        FeeDates {
            dates: periods.iter().map(|period| period.distribution).collect(),
            discounts: periods.iter().map(|period| factor(period.distribution)).collect(),
            // A date that is one only after an event counts too: what accrues in all is the same.
            years: periods.iter().map(|period| accrual(period.once_all_are_paid())).collect(),
            callable: (0..periods.len()).map(|date| date <= last).collect(),
        }
    }

    /// Σ d α of an amount by date.
    pub(super) fn sum(&self, amounts: impl Iterator<Item = f64>) -> f64 {
        let weights = self.discounts.iter().zip(&self.years).map(|(discount, years)| discount * years);
        weights.zip(amounts).map(|(weight, amount)| weight * amount).sum()
    }

    /// Σ d α B over the paths of a group, in fen times years.
    fn base(&self, group: &Group) -> f64 {
        self.sum(group.base.iter().map(|base| *base as f64))
    }

    /// These, and then others, whose discount factors are so much smaller.
    pub(super) fn followed_by(mut self, others: &FeeDates, moved: f64) -> FeeDates {
        self.dates.extend(&others.dates);
        self.discounts.extend(others.discounts.iter().map(|discount| discount * moved));
        self.years.extend(&others.years);
        self.callable.extend(&others.callable);
        self
    }
}

/// A group of paths that is left out in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) paths: u64,
    /// Present values, in fen.
    net: i128,
    /// By date, the base of the fee, in fen.
    base: Vec<u128>,
}

impl Group {
    /// No paths yet.
    pub(super) fn new(dates: usize) -> Group {
        Group { paths: 0, net: 0, base: vec![0; dates] }
    }

    pub(super) fn add<'a>(&mut self, net: i64, base: impl Iterator<Item = &'a Money>) {
        self.paths += 1;
        self.net += i128::from(net);
        self.base.iter_mut().zip(base).for_each(|(sum, base)| *sum += u128::from(fen(*base)));
    }

    pub(super) fn merge(&mut self, other: &Group) {
        self.paths += other.paths;
        self.net += other.net;
        self.base.iter_mut().zip(&other.base).for_each(|(sum, base)| *sum += base);
    }

    /// This without the paths of a group that is in it.
    fn without(&self, group: &Group) -> Group {
        let base = self.base.iter().zip(&group.base).map(|(sum, base)| sum - base);
        Group { paths: self.paths - group.paths, net: self.net - group.net, base: base.collect() }
    }
}

/// The base of a fee over all paths.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Accrued<'a> {
    pub(super) dates: &'a FeeDates,
    groups: &'a [Group],
    all: Group,
    /// E Σ d α B, in yuan times years: more than nothing.
    pub(super) balance_years: f64,
    /// Expected, by date, in yuan.
    pub(super) base: Vec<f64>,
}

impl<'a> Accrued<'a> {
    /// `None` if there is nothing that a fee could be a rate on.
    pub(super) fn new(dates: &'a FeeDates, groups: &'a [Group]) -> Option<Accrued<'a>> {
        let mut all = Group::new(dates.dates.len());
        groups.iter().for_each(|group| all.merge(group));
        let per_path = 100.0 * all.paths as f64;
        let balance_years = dates.base(&all) / per_path;
        let base = all.base.iter().map(|base| *base as f64 / per_path).collect();
        (balance_years > 0.0).then_some(Accrued { dates, groups, all, balance_years, base })
    }

    /// E X over E Σ d α B: its error is the larger of its jackknife and the error of E X over the denominator.
    pub(super) fn running(&self, net: Estimate) -> Estimate {
        let left_out = self.groups.iter().filter(|group| group.paths > 0 && group.paths < self.all.paths);
        let without = left_out.map(|group| {
            let others = self.all.without(group);
            others.net as f64 / self.dates.base(&others)
        });
        let (without, rare): (Vec<f64>, f64) = (without.collect(), net.error / self.balance_years);
        let known = without.iter().all(|value| value.is_finite());
        let error = if known { rare.max(jackknife(&without)) } else { f64::INFINITY };
        Estimate { value: net.value / self.balance_years, error }
    }
}

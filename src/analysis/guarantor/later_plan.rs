//! What comes back once the deal is over, on a path and over paths.

use super::date_flows::rounded;
use super::most::Most;
use super::sharing::Sharing;
use super::terms::GuaranteeTerms;
use crate::calendar::{Date, days_after, months_after};
use crate::deal::ResolvedDeal;
use crate::measure::years_between;
use crate::money::{Factor, Money, Rounding};
use crate::path::Events;
use crate::servicing::LoanDefault;
use crate::simulation::{Amounts, Signed, fen};
use crate::waterfall::State;

/// How claims on borrowers and on a counter-guarantor are paid after the last date.
#[derive(Clone, Debug)]
pub(super) struct LaterPlan {
    terms: GuaranteeTerms,
    closing: Date,
    /// Months from a missed due date to a recovery.
    lag: u64,
    /// Days from one to the default.
    late_days: u32,
    /// When a counter-guarantor pays, and which share of what is unpaid.
    counter: Option<(Date, Factor)>,
    /// The last year in which anything can come.
    last_year: i16,
}

/// What comes back on a path after the last date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Later {
    /// By sharer of the risk, the guarantor first.
    pub(super) sharers: Vec<Money>,
    /// Of the guarantor's own, what comes of borrowers and of the counter-guarantor.
    pub(super) borrowers: Money,
    pub(super) counter: Money,
    /// The guarantor's own, with the year in which it comes.
    pub(super) parts: Vec<(i16, Money)>,
    /// The present value of that, in fen.
    pub(super) value: i64,
}

impl LaterPlan {
    pub(super) fn of(deal: &ResolvedDeal, terms: &GuaranteeTerms) -> LaterPlan {
        let (closing, lag) = (deal.definition().closing, u64::from(deal.definition().credit.recovery_lag()));
        let last = deal.periods().last().map_or(closing, |period| period.distribution);
        let after = |date: Date, months| months_after(date, months).unwrap_or(date);
        let counter = terms.counter.as_ref().map(|counter| {
            let share = counter.share.over(1, 1, Rounding::HalfUp).unwrap_or(Factor::ZERO);
            (after(last, u64::from(counter.lag_months)), share)
        });
        let grids = deal.collections().schedule().grids();
        let due = grids.iter().filter_map(|grid| grid.dates.last()).max().copied().unwrap_or(last);
        let late_days = deal.definition().servicing.defaulted_after_days;
        let latest =
            after(due, lag).max(days_after(due, late_days)).max(counter.map_or(last, |(date, _)| date));
        LaterPlan { terms: terms.clone(), closing, lag, counter, last_year: latest.year(), late_days }
    }

    /// What comes on a path that ended in this state, given what all have paid and got back that share the guarantor's risk.
    pub(super) fn look(
        &self,
        deal: &ResolvedDeal,
        giver: usize,
        (state, events): (&State, &Events),
        sharing: &Sharing,
        later: &mut Later,
    ) {
        later.clear(sharing.sharers());
        let plan = deal.plan();
        let supports = || plan.supports.iter().zip(&state.supports);
        let unpaid_to = |giver: usize| -> Money {
            let own = supports().filter(|(support, _)| support.giver == giver);
            own.map(|(_, state)| state.recourse.outstanding()).sum()
        };
        if unpaid_to(giver).is_zero() {
            return;
        }
        let unpaid: Vec<Money> = (0..plan.givers.len()).map(unpaid_to).collect();
        let (dates, amounts) = self.late(deal, events);
        let late = amounts.iter().sum::<Money>().min(unpaid.iter().sum());
        let own = late.split(&unpaid)[giver];
        let mut sharing = sharing.clone();
        later.borrowers = later.share(&sharing.repay(own));
        for (date, part) in dates.iter().zip(later.borrowers.split(&amounts)) {
            self.add(*date, part, later);
        }
        if let Some((date, share)) = self.counter {
            later.counter = later.share(&sharing.repay((unpaid[giver] - own).times(share)));
            self.add(date, later.counter, later);
        }
    }

    /// When and how much defaulted loans pay after the last date.
    fn late(&self, deal: &ResolvedDeal, events: &Events) -> (Vec<Date>, Vec<Money>) {
        let collections = deal.collections();
        let late = |default: &LoanDefault| {
            let is_guaranteed = deal.cash.guarantees.of(default.loan).is_some();
            let amount = collections.recovered_late(*default, is_guaranteed);
            let due = collections.schedule().due_dates(default.loan as usize);
            let missed = due.get(default.instalment as usize).copied().unwrap_or(self.closing);
            let date =
                months_after(missed, self.lag).unwrap_or(missed).max(days_after(missed, self.late_days));
            (!amount.is_zero()).then_some((date, amount))
        };
        // What comes back of a loan that was bought back is its originator's.
        let own = events.defaults.iter().filter(|default| !deal.cash.is_bought(**default, events));
        own.filter_map(late).unzip()
    }

    fn add(&self, date: Date, amount: Money, later: &mut Later) {
        let discount = self.terms.discount_over(years_between(self.closing, date));
        later.parts.push((date.year(), amount));
        later.value += rounded(amount.fen() as f64 * discount);
    }
}

impl Later {
    fn clear(&mut self, sharers: usize) {
        self.sharers.clear();
        self.sharers.resize(sharers, Money::ZERO);
        self.parts.clear();
        (self.borrowers, self.counter, self.value) = (Money::ZERO, Money::ZERO, 0);
    }

    /// Adds what comes to each sharer; the guarantor's own.
    fn share(&mut self, shares: &[Money]) -> Money {
        self.sharers.iter_mut().zip(shares).for_each(|(sum, share)| *sum += *share);
        shares.first().copied().unwrap_or(Money::ZERO)
    }
}

/// What comes back after the last date over paths: to the guarantor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LaterTally {
    pub(super) borrowers: Amounts,
    pub(super) counter: Amounts,
    /// With each year.
    pub(super) years: Vec<(i16, Amounts)>,
    /// The present value of net payments less that of what comes back.
    pub(super) net: Signed,
}

impl LaterTally {
    /// No paths yet; this much is lost on the path without events.
    pub(super) fn new(plan: &LaterPlan, usual: i64, most: &Most) -> LaterTally {
        let amounts = || Amounts::coarse(0, most.drawn);
        let years = plan.closing.year()..=plan.last_year;
        LaterTally {
            borrowers: amounts(),
            counter: amounts(),
            years: years.map(|year| (year, amounts())).collect(),
            net: Signed::coarse(usual, most.returned, most.drawn),
        }
    }

    pub(super) fn add(&mut self, net: i64, later: &Later) {
        self.net.add(net - later.value);
        self.borrowers.add(fen(later.borrowers), 1);
        self.counter.add(fen(later.counter), 1);
        if later.parts.is_empty() {
            return;
        }
        for (year, amounts) in &mut self.years {
            let parts = later.parts.iter().filter(|(other, _)| other == year);
            amounts.add(fen(parts.map(|(_, amount)| *amount).sum()), 1);
        }
    }

    pub(super) fn merge(&mut self, other: &LaterTally) {
        self.borrowers.merge(&other.borrowers);
        self.counter.merge(&other.counter);
        self.years.iter_mut().zip(&other.years).for_each(|((_, amounts), (_, others))| amounts.merge(others));
        self.net.merge(&other.net);
    }
}

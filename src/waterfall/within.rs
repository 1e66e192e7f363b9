//! Within which bounds everything that a condition reads stays, whatever happens: so which conditions can never hold, and which
//! always do.

use super::amount::AmountPlan;
use super::condition::{ConditionPlan, reaches};
use super::event::EventPlan;
use super::gauge::GaugePlan;
use super::plan::Plan;
use crate::money::{Factor, Money};

/// What a plan, with a pool that owes so much at the cut-off, can come to.
#[derive(Clone, Copy)]
struct Bounds<'a> {
    plan: &'a Plan,
    pool: Money,
}

/// The least and the most of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    least: Money,
    most: Money,
}

impl Range {
    fn up_to(most: Money) -> Range {
        Range { least: Money::ZERO, most }
    }

    fn only(amount: Money) -> Range {
        Range { least: amount, most: amount }
    }

    /// A share of it; what has no bound has none still.
    fn share(self, factor: Factor) -> Range {
        let most = if self.most == Money::MAX { Money::MAX } else { self.most.times(factor) };
        Range { least: self.least.times(factor), most }
    }

    fn less(self, other: Range) -> Range {
        let most = if self.most == Money::MAX { Money::MAX } else { (self.most - other.least).or_zero() };
        Range { least: (self.least - other.most).or_zero(), most }
    }

    /// The ranges of several, put together end by end.
    fn of(all: &[Range], together: fn(&mut dyn Iterator<Item = Money>) -> Money) -> Range {
        let most = together(&mut all.iter().map(|range| range.most));
        Range { least: together(&mut all.iter().map(|range| range.least)), most }
    }
}

impl Plan {
    /// Can an event never happen, given what the pool owes at the cut-off?
    pub(crate) fn event_is_out_of_reach(&self, event: usize, pool: Money) -> bool {
        let bounds = Bounds { plan: self, pool };
        self.events.get(event).is_some_and(|event| !event.conditions().any(|when| bounds.can_hold(when)))
    }

    /// Does one happen on the first date already, whatever the pool pays?
    pub(crate) fn event_is_certain(&self, event: usize, pool: Money) -> bool {
        let bounds = Bounds { plan: self, pool };
        let holds = |when: &ConditionPlan| !bounds.can_fail(when);
        let is_certain = |event: &EventPlan| {
            event.at_once.as_ref().is_some_and(holds) || (event.may_happen_first() && holds(&event.when))
        };
        self.events.get(event).is_some_and(is_certain)
    }
}

impl Bounds<'_> {
    fn can_hold(self, condition: &ConditionPlan) -> bool {
        match condition {
            ConditionPlan::AtLeast(both) => self.amount(&both[0]).most >= self.amount(&both[1]).least,
            ConditionPlan::Ratio { of, to, share } => {
                reaches(self.gauge(of).most, self.gauge(to).least, *share)
            }
            ConditionPlan::Not(one) => self.can_fail(one),
            ConditionPlan::All(all) => all.iter().all(|one| self.can_hold(one)),
            ConditionPlan::Any(all) => all.iter().any(|one| self.can_hold(one)),
            _ => true,
        }
    }

    fn can_fail(self, condition: &ConditionPlan) -> bool {
        match condition {
            ConditionPlan::AtLeast(both) => self.amount(&both[0]).least < self.amount(&both[1]).most,
            ConditionPlan::Ratio { of, to, share } => {
                !reaches(self.gauge(of).least, self.gauge(to).most, *share)
            }
            ConditionPlan::Not(one) => self.can_hold(one),
            ConditionPlan::All(all) => all.iter().any(|one| self.can_fail(one)),
            ConditionPlan::Any(all) => all.iter().all(|one| self.can_fail(one)),
            ConditionPlan::From(date) => *date > 0,
            _ => true,
        }
    }

    fn amount(self, amount: &AmountPlan) -> Range {
        let each = |amounts: &[AmountPlan]| -> Vec<Range> {
            amounts.iter().map(|amount| self.amount(amount)).collect()
        };
        match amount {
            AmountPlan::Fixed(amount) => Range::only(*amount),
            AmountPlan::Share(gauge, factor) => self.gauge(gauge).share(*factor),
            AmountPlan::Sum(all) => Range::of(&each(all), |amounts| amounts.sum()),
            AmountPlan::Less(both) => self.amount(&both[0]).less(self.amount(&both[1])),
            AmountPlan::Min(all) => Range::of(&each(all), |amounts| amounts.min().unwrap_or_default()),
            AmountPlan::Max(all) => Range::of(&each(all), |amounts| amounts.max().unwrap_or_default()),
        }
    }

    /// The pool and the notes only fall, and a support pays no more than its cap. Of accounts, and of interest, there is no bound that
    /// tells anything.
    fn gauge(self, gauge: &GaugePlan) -> Range {
        let issued = |notes: &[usize], is_owed: &dyn Fn(usize) -> bool| {
            let owed = notes.iter().filter(|note| is_owed(**note));
            Range::up_to(owed.map(|&note| self.plan.notes[note].amount).sum())
        };
        match gauge {
            GaugePlan::Constant(amount) => Range::only(*amount),
            GaugePlan::Pool | GaugePlan::Defaulted => Range::up_to(self.pool),
            GaugePlan::Commingled if self.plan.servicer.is_none() => Range::only(Money::ZERO),
            GaugePlan::Commingled => Range::up_to(self.pool),
            GaugePlan::Notes(notes) => issued(notes, &|_| true),
            GaugePlan::UnpaidPrincipal(notes) | GaugePlan::MissedPrincipal(notes) => {
                issued(notes, &|note| !self.plan.notes[note].kind.is_subordinated())
            }
            GaugePlan::Drawn(support) => Range::up_to(self.plan.supports[*support].most_drawn()),
            GaugePlan::UnpaidInterest(_)
            | GaugePlan::Account(_)
            | GaugePlan::OwedToPrincipal
            | GaugePlan::Due => Range::up_to(Money::MAX),
        }
    }
}

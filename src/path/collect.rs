//! What the pool pays on a path: as agreed less what defaults miss; or, where the servicer fails or an event changes how it collects,
//! walked day by day.

use std::ops::Range;

use super::{CashFlowPlan, Change, Events, Incoming, Path};
use crate::credit::Failure;
use crate::money::Money;
use crate::servicing::{CustodyPlan, Handover, LoanDefault, PoolLoss, Reaction};
use crate::waterfall::{CashNotConserved, PoolTax, Recorder, State};

impl CashFlowPlan {
    /// The failure of the servicer, if it fails by the last date.
    #[inline]
    pub(crate) fn servicer_failure(&self, events: &Events) -> Option<Failure> {
        let failure = *events.failures().get(self.custody.as_ref()?.fails?)?;
        (failure.date < self.plan.dates).then_some(failure)
    }

    /// What becomes of what borrowers pay, given what events have done by now; `None` where they pay as agreed.
    pub(crate) fn handover(&self, events: &Events, reaction: Reaction) -> Option<(&CustodyPlan, Handover)> {
        let (custody, failure) = (self.custody.as_ref()?, self.servicer_failure(events));
        let as_agreed = failure.is_none() && reaction == Reaction::default();
        (!as_agreed).then(|| (custody, custody.handover(failure.map(|failure| failure.day), reaction)))
    }
}

impl Path {
    /// Collects what the pool pays with these events.
    #[inline]
    pub(crate) fn collect(&mut self, cash: &CashFlowPlan, events: &Events) -> Change {
        if cash.custody.is_some() {
            return self.collect_in_custody(cash, events);
        }
        self.collect_as_agreed(cash, events, &events.fails)
    }

    #[inline]
    fn collect_as_agreed(&mut self, cash: &CashFlowPlan, events: &Events, fails: &[Failure]) -> Change {
        if !cash.repurchases.is_empty() {
            return self.collect_up_to_repurchases(cash, events, fails);
        }
        let Incoming { periods, taxes, .. } = &mut self.incoming;
        let (loss, from) = cash.collections.collect(&events.defaults, &mut self.missed, periods);
        let change = Change { loss, from: from.min(cash.first_failure(&events.fails)) };
        if !cash.guarantees.is_empty() {
            return self.call_guarantors(cash, (&events.defaults, fails), None, change);
        }
        if let PoolTax::ByKind(tax) = &cash.plan.vat {
            tax.with_defaults(&events.defaults, &[], &mut self.tax_space, taxes);
        }
        change
    }

    /// Where loans are bought back the plan is paid nothing more of them, as if they had defaulted; but nothing is booked of that.
    #[cold]
    fn collect_up_to_repurchases(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        fails: &[Failure],
    ) -> Change {
        cash.repurchases.stops(&events.defaults, events.failures(), &mut self.stops);
        let (loss, _) = cash.collections.collect(&self.stops, &mut self.missed, &mut self.incoming.periods);
        let shows = |default: &LoanDefault| {
            cash.collections.due(default.loan as usize).of(default.instalment as usize).collected as usize
        };
        let from = events.defaults.iter().map(shows).min().unwrap_or(cash.plan.dates);
        let from = cash.first_failure(&events.fails).min(from);
        let change = self.buy_back(cash, events, None, Change { loss, from });
        if !cash.guarantees.is_empty() {
            return self.call_guarantors(cash, (&events.defaults, fails), None, change);
        }
        self.incoming.others.clone_from(&self.bought);
        if let PoolTax::ByKind(tax) = &cash.plan.vat {
            tax.with_defaults(&self.stops, &[], &mut self.tax_space, &mut self.incoming.taxes);
        }
        change
    }

    /// Collects where the servicer may fail: nothing before the first date on or after its failure is any different. Where events
    /// change collections, what defaults by then may show on other dates without events too.
    fn collect_in_custody(&mut self, cash: &CashFlowPlan, events: &Events) -> Change {
        let failure = cash.servicer_failure(events);
        let Change { loss, from } = match failure {
            Some(_) => self.collect_after(cash, events, &events.fails, Reaction::default()),
            None => self.collect_unmoved(cash, events, &events.fails, Reaction::default()),
        };
        let fails = failure.map_or(cash.plan.dates, |failure| failure.date);
        let from = if cash.plan.reacts && !events.defaults.is_empty() { 0 } else { from.min(fails) };
        Change { loss, from }
    }

    /// Collects what is paid as agreed, in a deal in which it might not be.
    #[inline]
    fn collect_unmoved(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        fails: &[Failure],
        reaction: Reaction,
    ) -> Change {
        self.custody.lost.clear();
        self.incoming.others.clear();
        (self.collected_after, self.is_walked) = (Some(reaction), false);
        self.collect_as_agreed(cash, events, fails)
    }

    /// Collects, given what events have done by now, and which guarantors of loans can pay.
    fn collect_after(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        fails: &[Failure],
        reaction: Reaction,
    ) -> Change {
        let moved = cash.handover(events, reaction);
        let Some((plan, handover)) = moved else {
            return self.collect_unmoved(cash, events, fails, reaction);
        };
        self.custody.lost.clear();
        self.incoming.others.clear();
        (self.collected_after, self.is_walked) = (Some(reaction), true);
        let (plans, kind_of) = ((plan, &cash.collections, &cash.guarantees), cash.plan.kind_of());
        cash.repurchases.stops(&events.defaults, events.failures(), &mut self.stops);
        let stops = (self.stops.as_slice(), events.defaults.len());
        let (loss, first) = self.custody.walk(plans, handover, stops, kind_of, &mut self.incoming.periods);
        let from = first.min(cash.first_failure(&events.fails));
        let change = self.buy_back(cash, events, moved, Change { loss, from });
        if !cash.guarantees.is_empty() {
            return self.call_guarantors(cash, (&events.defaults, fails), moved, change);
        }
        let estate = plan.estate(handover, &self.custody.lost);
        self.incoming.others.extend(estate.into_iter().chain(self.bought.iter().copied()));
        if let PoolTax::ByKind(tax) = &cash.plan.vat {
            tax.find_of_kinds(&self.custody.by_kind, &[], cash.plan.dates, &mut self.incoming.taxes);
        }
        change
    }

    /// Runs some dates from a state, one by one: where events change collections, those of the dates to come are worked out again once
    /// one has.
    #[cold]
    pub(super) fn run_date_by_date(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        (dates, fails): (Range<usize>, &[Failure]),
        state: &mut State,
        recorder: &mut impl Recorder,
    ) -> Result<(), CashNotConserved> {
        for date in dates {
            if self.collected_after != Some(state.reaction) {
                self.collect_after(cash, events, fails, state.reaction);
            }
            let inflow = self.incoming.inflow(&self.custody.lost);
            cash.run(inflow, (date..date + 1, fails), state, recorder)?;
        }
        Ok(())
    }

    /// What each default of the path that was collected last comes to, in their order.
    pub(crate) fn losses(&self, cash: &CashFlowPlan, events: &Events) -> Vec<PoolLoss> {
        let mut losses = match self.is_walked {
            true => self.custody.losses.clone(),
            false => events.defaults.iter().map(|default| cash.collections.loss(*default)).collect(),
        };
        for (loss, default) in losses.iter_mut().zip(&events.defaults) {
            if cash.is_bought(*default, events) {
                loss.lost = Money::ZERO;
            }
        }
        losses
    }
}

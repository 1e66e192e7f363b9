//! Loans that are bought back on a path, as they were not eligible.

use super::{CashFlowPlan, Change, Events, Path};
use crate::servicing::{Brought, CustodyPlan, Handover, LoanDefault, PathDays};

impl CashFlowPlan {
    /// Leaves out the defaults of loans that have been bought back before.
    #[inline]
    pub(crate) fn leave_out_bought(&self, events: &mut Events) {
        if !self.repurchases.is_empty() {
            let Events { defaults, fails, failures, .. } = events;
            let fails: &[_] = if failures.is_empty() { fails } else { failures };
            defaults.retain(|default| self.repurchases.before(*default, fails).is_none());
        }
    }

    /// Is a default one of a loan that is bought back after it?
    pub(crate) fn is_bought(&self, default: LoanDefault, events: &Events) -> bool {
        self.repurchases.after(default, events.failures())
    }
}

impl Path {
    /// Lets the originator buy back what it must, given what the pool brings up to then.
    pub(super) fn buy_back(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        moved: Option<(&CustodyPlan, Handover)>,
        change: Change,
    ) -> Change {
        let mut loss = change.loss;
        let mut brought = Brought { periods: &mut self.incoming.periods, loss: &mut loss };
        let days = PathDays { plan: &cash.collections, moved };
        let on = (events.defaults.as_slice(), events.failures());
        // A default may show only after the date that would have had the price of a loan that performs.
        let from = cash.repurchases.buy(days, on, &mut brought, &mut self.bought).min(change.from);
        Change { loss, from }
    }
}

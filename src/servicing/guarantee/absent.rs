//! Guarantors that a deal is looked at without: nobody answers, so nothing need be put in order.

use super::super::collections::{Collected, CollectionPlan, LoanDefault};
use super::{GuaranteePays, GuaranteePlan, Guarantees};

impl Guarantees {
    /// What the pool brings in a deal that is looked at without any of them, given what it brings where nobody is called and nothing
    /// has moved: a loan defaults when its first call is not met. False, having worked out nothing of use, where a call may be for nothing.
    #[must_use]
    pub(crate) fn leave_unanswered(
        &self,
        plan: &CollectionPlan,
        defaults: &[LoanDefault],
        periods: &mut [Collected],
    ) -> bool {
        let mut guaranteed = defaults.iter().filter_map(|default| Some((default, self.of(default.loan)?.1)));
        guaranteed.all(|(default, guarantee)| leave_unanswered(plan, *default, guarantee, periods))
    }
}

fn leave_unanswered(
    plan: &CollectionPlan,
    default: LoanDefault,
    guarantee: &GuaranteePlan,
    periods: &mut [Collected],
) -> bool {
    let (index, first) = (default.loan as usize, default.instalment as usize);
    let (schedule, due) = (plan.schedule(), plan.due(index).of(first));
    let outstanding = schedule.outstanding(index, first);
    let is_called_for = match guarantee.pays {
        GuaranteePays::Accelerated => !outstanding.is_zero(),
        GuaranteePays::Arrears => !schedule.loan(index).principal(first).is_zero(),
    };
    if !is_called_for {
        return false;
    }
    let mut called = guarantee.calls[schedule.grid(index)][first].date;
    if guarantee.advances.is_some() {
        called = called.and_then(|called| Some(due.defaulted?.max(called)));
    }
    if called == due.defaulted {
        return true;
    }
    let recoveries = plan.recoveries();
    let deposit = recoveries.deposit(index, outstanding);
    if let Some(defaulted) = due.defaulted {
        periods[defaulted as usize].defaulted -= outstanding;
        periods[defaulted as usize].recovery -= deposit;
    }
    if let Some(called) = called {
        periods[called as usize].defaulted += outstanding;
        periods[called as usize].recovery += deposit;
    }
    // What comes back later than the call comes when it would have.
    if let Some(comes) = due.recovered.filter(|comes| called.is_none_or(|called| called > *comes)) {
        let amount = recoveries.amount(index, outstanding - deposit);
        periods[comes as usize].recovery -= amount;
        if let Some(called) = called {
            periods[called as usize].recovery += amount;
        }
    }
    true
}

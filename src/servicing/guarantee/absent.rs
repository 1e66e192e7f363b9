//! Guarantors that a deal is looked at without: nobody answers, so nothing need be put in order.

use super::super::collections::{CollectionPlan, LoanDefault};
use super::super::days::PathDays;
use super::desk::{Brought, undo};
use super::{GuaranteePays, GuaranteePlan, Guarantees};

impl Guarantees {
    /// What the pool brings in a deal that is looked at without any of them, given what it brings where nobody is called and nothing
    /// has moved: a loan defaults when its first call is not met. False, having worked out nothing of use, where a call may be for nothing.
    #[must_use]
    pub(crate) fn leave_unanswered(
        &self,
        plan: &CollectionPlan,
        defaults: &[LoanDefault],
        brought: &mut Brought<'_>,
    ) -> bool {
        let mut guaranteed = defaults.iter().filter_map(|default| Some((default, self.of(default.loan)?.1)));
        guaranteed.all(|(default, guarantee)| leave_unanswered(plan, *default, guarantee, brought))
    }
}

fn leave_unanswered(
    plan: &CollectionPlan,
    default: LoanDefault,
    guarantee: &GuaranteePlan,
    brought: &mut Brought<'_>,
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
    undo(PathDays { plan, moved: None }, default, outstanding, brought);
    if let Some(date) = called.map(|date| date as usize) {
        let recoveries = plan.recoveries();
        let deposit = recoveries.deposit(index, outstanding);
        brought.periods[date].defaulted += outstanding;
        brought.periods[date].recovery += deposit;
        if let Some(comes) = due.recovered {
            brought.periods[date.max(comes as usize)].recovery +=
                recoveries.amount(index, outstanding - deposit);
        }
    }
    true
}

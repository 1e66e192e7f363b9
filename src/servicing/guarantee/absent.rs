//! Guarantors that a deal is looked at without: nobody answers, so nothing need be put in order.

use super::super::collections::{CollectionPlan, LoanDefault};
use super::desk::{Brought, undo};
use super::{GuaranteePays, GuaranteePlan, Guarantees};
use crate::money::Money;

impl Guarantees {
    /// What the pool brings in a deal that is looked at without any of them, given what it brings where nobody is called and nothing
    /// has moved: a loan defaults when its first call is not met. False where that is for nothing, and says nothing of a loan.
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
    let (loan, due) = (plan.schedule().loan(index), plan.due(index).of(first));
    let outstanding = loan.balances.at(first);
    let principal = match guarantee.pays {
        GuaranteePays::Arrears => loan.principal(first),
        GuaranteePays::Accelerated => outstanding,
    };
    let interest = if default.pays_interest { Money::ZERO } else { loan.interest(first) };
    if (interest + principal).is_zero() {
        return false;
    }
    let called = guarantee.calls[loan.grid][first].date;
    if called == due.defaulted {
        return true;
    }
    undo(plan, default, outstanding, brought);
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

//! Guarantors that a deal is looked at without: nobody answers, so nothing need be put in order.

use super::super::collections::LoanDefault;
use super::Guarantees;
use super::case::{Case, CaseEnd};
use super::days::PathDays;
use super::desk::{Brought, GuaranteeDesk};
use crate::money::Money;

impl Guarantees {
    /// Where a deal is looked at without a guarantor, the first call is not met, and nothing comes later. Nobody shares anything, so it
    /// need not wait for its day.
    pub(super) fn refuse(
        &self,
        days: PathDays<'_>,
        case: usize,
        kind_of: &[u8],
        desk: &mut GuaranteeDesk,
        brought: &mut Brought<'_>,
    ) {
        let call = self.call(days, &desk.cases[case]);
        if let Some(date) = call.when.date {
            desk.first = desk.first.min(date as usize);
            self.pay(days, (case, call, Money::ZERO, None), kind_of, desk, brought);
        }
    }

    /// The first call is not met where it comes in the period in which the instalment is missed: the loan then defaults as if it had no
    /// guarantor, which is booked already where it is not late first. Does it come then?
    pub(super) fn refuse_at_once(
        &self,
        days: PathDays<'_>,
        default: LoanDefault,
        guarantee: usize,
        desk: &mut GuaranteeDesk,
    ) -> bool {
        let (loan, shows) = (default.loan as usize, default.instalment as usize);
        let due = days.plan.due(loan).of(shows);
        let comes =
            days.moved.is_none().then(|| days.call(&self.plans[guarantee], loan, shows).date).flatten();
        if comes != Some(due.collected) || comes != due.defaulted {
            return false;
        }
        let (date, principal) = (due.collected as usize, days.outstanding(loan, shows));
        let mut case = Case::of(default, guarantee, shows, principal);
        let (called, recoveries) = (self.call(days, &case).amount(), days.plan.recoveries());
        if called.is_zero() {
            return false;
        }
        let deposit = recoveries.deposit(loan, principal);
        let recovered = due.recovered.map(|_| recoveries.amount(loan, principal - deposit));
        case.called = called;
        case.end = CaseEnd::Defaulted { date, principal };
        case.recovered_by_plan = deposit + recovered.unwrap_or_default();
        desk.by_date[guarantee * self.dates + date].unanswered += called;
        desk.first = desk.first.min(date);
        desk.cases.push(case);
        true
    }
}

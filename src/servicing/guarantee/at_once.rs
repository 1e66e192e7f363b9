//! What nearly always becomes of a guaranteed loan: its guarantor has no cap, never fails on the path, and pays the whole balance at once.
//! Nothing of that depends on another loan, so it is told in one go.

use super::super::collections::Collected;
use super::super::days::PathDays;
use super::books::GuarantorBooks;
use super::case::{Case, CaseEnd};
use super::desk::{Brought, undo};
use super::{GuaranteePays, GuaranteePlan, Guarantees};
use crate::credit::Failure;
use crate::money::Money;
use crate::servicing::LoanDefault;

impl GuaranteePlan {
    /// Does it pay the balance whenever it is called, on a path on which parties fail like this?
    #[inline]
    pub(super) fn pays_at_once(&self, fails: &[Failure], dates: usize) -> bool {
        let is_whole = self.pays == GuaranteePays::Accelerated && self.advances.is_none();
        is_whole
            && self.cap == Money::MAX
            && fails.get(self.giver).is_none_or(|failure| failure.date >= dates)
    }
}

impl Guarantees {
    /// What becomes of a loan whose guarantor pays at once, where nothing has moved: what comes back of it is the guarantor's.
    #[inline]
    pub(super) fn pay_at_once(
        &self,
        days: PathDays<'_>,
        (default, guarantee): (LoanDefault, usize),
        kind_of: &[u8],
        books: &mut GuarantorBooks,
        brought: &mut Brought<'_>,
    ) -> Case {
        let (loan, first) = (default.loan as usize, default.instalment as usize);
        let (schedule, recoveries) = (days.plan.schedule().loan(loan), days.plan.recoveries());
        let outstanding = schedule.balances.at(first);
        let comes = undo(days, default, outstanding, brought);
        let mut case = Case::of(default, guarantee, comes, (first, outstanding));
        let Some(date) = self.plans[guarantee].calls[schedule.grid][first].date else { return case };
        let date = date as usize;
        let interest = if default.pays_interest { Money::ZERO } else { schedule.interest(first) };
        let received = Collected { interest, principal: outstanding, ..Collected::default() };
        let place = guarantee * self.dates;
        books.first = books.first.min(date);
        books.pay(place + date, received, Money::ZERO);
        if let Some(kind) = kind_of.get(loan) {
            books.pay_of_kind(usize::from(*kind) * self.dates + date, received);
        }
        let deposit = recoveries.deposit(loan, outstanding);
        books.by_date[place + date].recovered += deposit;
        case.recovered = deposit;
        if let Some(comes) = comes {
            let later = recoveries.amount(loan, outstanding - deposit);
            books.by_date[place + comes.max(date)].recovered += later;
            case.recovered += later;
        }
        (case.called, case.paid) = (interest + outstanding, interest + outstanding);
        (case.paid_principal, case.end) = (outstanding, CaseEnd::PaidInFull);
        case
    }
}

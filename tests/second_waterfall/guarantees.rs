//! Guarantees of loans: what guarantors are called for, day by day, and what comes of it.

use abs_waterfall::Deal;
use abs_waterfall::calendar::Date;
use abs_waterfall::enhancement::{Support, SupportKind};
use abs_waterfall::servicing::GuaranteePays;
use rust_decimal::Decimal;

use crate::days::{Yuan, days_later};
use crate::pool::{Claim, Loss, Misses, Period};
use crate::share::share;

/// Calls of a day, of those that pay what they do of them.
type Stands<'a> = &'a dyn Fn(&Support, Date) -> bool;

/// A loan whose borrower stopped paying, and whose guarantor is called.
pub(crate) struct LateLoan<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) support: &'a Support,
    pub(crate) loss: Loss,
    /// The day of each call, with the interest and the principal called for.
    calls: Vec<(Date, Yuan, Yuan)>,
    pub(crate) answers: Vec<Answer>,
    /// On which day it defaulted, and with how much outstanding.
    pub(crate) defaulted: Option<(Date, Yuan)>,
    /// When what comes back of it does, and how much to the plan and to the guarantor.
    pub(crate) recovered: Option<(Date, Yuan, Yuan)>,
}

/// What came of a call.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) day: Date,
    pub(crate) interest: Yuan,
    pub(crate) principal: Yuan,
    pub(crate) open: Yuan,
}

pub(crate) fn guarantees(deal: &Deal) -> impl Iterator<Item = &Support> {
    deal.supports.iter().filter(|support| support.kind == SupportKind::LoanGuarantee)
}

/// Every guaranteed loan that is late, and what became of it by the last calculation date.
pub(crate) fn late_loans<'a>(
    deal: &'a Deal,
    claims: &'a [Claim],
    periods: &[Period],
    misses: &Misses,
    stands: Stands<'_>,
) -> Vec<LateLoan<'a>> {
    let mut late: Vec<LateLoan<'_>> =
        claims.iter().filter_map(|claim| late_loan(deal, claim, misses)).collect();
    let mut left: Vec<(&Support, Yuan)> = guarantees(deal)
        .map(|support| (support, support.cap.map_or(Decimal::MAX, |cap| cap.to_decimal())))
        .collect();
    let last = periods.last().unwrap().calculation;
    let mut today = late.iter().flat_map(|loan| &loan.calls).map(|call| call.0).min().unwrap_or(Date::MAX);
    while today <= last {
        for (support, left) in &mut left {
            answer_all(&mut late, support, today, left, stands);
        }
        today = days_later(today, 1);
    }
    late
}

fn late_loan<'a>(deal: &'a Deal, claim: &'a Claim, misses: &Misses) -> Option<LateLoan<'a>> {
    let support = guarantees(deal).find(|support| claim.loan.guarantor == support.by.as_str())?;
    let loss = claim.default(deal.credit.recovery, misses)?;
    let missed = claim.pays.iter().filter(|(_, pay)| pay.due >= loss.miss.due);
    let whole = support.pays == Some(GuaranteePays::Accelerated);
    let called = |(paid_on, pay): &(Date, crate::loans::Pay)| {
        let is_paid = pay.due == loss.miss.due && loss.miss.pays_interest;
        let interest = if is_paid { Decimal::ZERO } else { pay.interest };
        let principal = if whole { loss.pay.outstanding } else { pay.principal };
        (days_later(*paid_on, support.after_days.unwrap_or(30) as i32), interest, principal)
    };
    let calls: Vec<_> = missed.map(called).take(if whole { 1 } else { usize::MAX }).collect();
    let (answers, defaulted, recovered) = (Vec::new(), None, None);
    Some(LateLoan { claim, support, loss, calls, answers, defaulted, recovered })
}

/// All that a guarantor is called for on a day. Of one loan a second call comes after all first ones have been answered.
fn answer_all(
    late: &mut [LateLoan<'_>],
    support: &Support,
    today: Date,
    left: &mut Yuan,
    stands: Stands<'_>,
) {
    loop {
        let is_called = |loan: &&mut LateLoan<'_>| {
            loan.support == support && loan.next_call().is_some_and(|call| call.0 == today)
        };
        let mut called: Vec<&mut LateLoan<'_>> = late.iter_mut().filter(is_called).collect();
        if called.is_empty() {
            return;
        }
        let amounts: Vec<Yuan> = called
            .iter()
            .map(|loan| loan.next_call().map_or(Decimal::ZERO, |call| call.1 + call.2))
            .collect();
        let all: Yuan = amounts.iter().sum();
        let paid = if stands(support, today) { all.min(*left) } else { Decimal::ZERO };
        *left -= paid;
        for (loan, paid) in called.iter_mut().zip(share(paid, &amounts)) {
            loan.answer(paid);
        }
    }
}

impl LateLoan<'_> {
    /// What is called for next, unless it has defaulted or all has been paid.
    fn next_call(&self) -> Option<(Date, Yuan, Yuan)> {
        let next = self.calls.get(self.answers.len()).copied();
        next.filter(|_| self.defaulted.is_none())
    }

    pub(crate) fn paid_principal(&self) -> Yuan {
        self.answers.iter().map(|answer| answer.principal).sum()
    }

    /// So much is paid of the next call: interest, and then principal.
    fn answer(&mut self, paid: Yuan) {
        let Some((day, interest, principal)) = self.next_call() else { return };
        let of_interest = paid.min(interest);
        let open = interest + principal - paid;
        self.answers.push(Answer { day, interest: of_interest, principal: paid - of_interest, open });
        let owed = self.loss.pay.outstanding - self.paid_principal();
        if !open.is_zero() {
            self.defaulted = Some((day, owed));
            self.recover(day, owed, interest - of_interest);
        } else if self.next_call().is_none() {
            self.recover(day, owed, Decimal::ZERO);
        }
    }

    /// The plan and the guarantor share what comes back by what each has not got.
    fn recover(&mut self, decided: Date, principal: Yuan, interest: Yuan) {
        let paid: Yuan = self.answers.iter().map(|answer| answer.interest + answer.principal).sum();
        let all = self.loss.amount;
        let to_plan = share(all, &[principal + interest, paid])[0].min(principal);
        self.recovered = Some((self.loss.recovered_on.max(decided), to_plan, all - to_plan));
    }
}

//! What a loan pays of which parts are cut off, instalment by instalment.

use super::super::days::PathDays;
use crate::calendar::Date;
use crate::money::{Factor, Money, Rounding};
use crate::pool::Instalment;

/// What a loan or a part of one pays, and has accrued by each distribution date, where somebody asks for that.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) instalments: Vec<Instalment>,
    pub(super) accrued: Vec<Money>,
}

/// How much is left of a loan before an instalment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// What has neither been paid nor cut off,
    pub(super) balance: Money,
    /// of what is scheduled not to have been paid.
    scheduled: Money,
    /// Where nothing is scheduled to be outstanding any more and fees are still to come, it is the part of the last balance that there
    /// was.
    last: (Money, Money),
}

impl Standing {
    /// The whole of a loan. Of one that never has a balance no amounts tell a part; these leave a share of it as many digits as they can.
    pub(super) fn whole(balance: Money) -> Standing {
        let all = Money::from_fen(1_000_000_000_000);
        Standing { balance, scheduled: balance, last: (all, all) }
    }

    pub(super) fn is_whole(self) -> bool {
        let (left, scheduled) = self.part();
        left == scheduled
    }

    /// Which part of the loan is left.
    fn part(self) -> (Money, Money) {
        if self.scheduled.is_zero() { self.last } else { (self.balance, self.scheduled) }
    }

    /// That part of an amount, half-up.
    pub(super) fn of(self, amount: Money) -> Money {
        let (left, scheduled) = self.part();
        amount.in_proportion(left, scheduled, Rounding::HalfUp)
    }

    /// What is paid of a scheduled instalment; the last one clears.
    fn pay(&mut self, scheduled: Instalment) -> Instalment {
        let (interest, principal) = (self.of(scheduled.interest), self.of(scheduled.principal));
        let last = self.part();
        let (balance, rest) = (self.balance - principal, self.scheduled - scheduled.principal);
        *self = Standing { balance, scheduled: rest, last };
        Instalment { interest, principal, ..scheduled }
    }

    /// Without so much of its balance; and of one that owes none any more, but fees, without this share.
    pub(super) fn without(self, amount: Money, share_of_fees: Option<Factor>) -> Standing {
        let (left, scheduled) = self.last;
        let fees = share_of_fees.filter(|_| self.balance.is_zero());
        let cut = fees.map_or(Money::ZERO, |share| left.times(share));
        Standing { balance: self.balance - amount, last: (left - cut, scheduled), ..self }
    }
}

impl Course {
    /// What this has beyond another one.
    pub(super) fn beyond(&self, other: &Course) -> Course {
        let instalments = self.instalments.iter().zip(&other.instalments).map(|(all, left)| Instalment {
            interest: all.interest - left.interest,
            principal: all.principal - left.principal,
            ..*all
        });
        let accrued = self.accrued.iter().zip(&other.accrued).map(|(all, left)| *all - *left);
        Course { instalments: instalments.collect(), accrued: accrued.collect() }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.instalments.iter().all(|instalment| instalment.total().is_zero())
    }

    /// Of what pays nothing.
    pub(super) fn nothing(due_dates: &[Date]) -> Course {
        let nothing = Money::ZERO;
        let instalment = |due: &Date| Instalment {
            due: *due,
            outstanding: nothing,
            interest: nothing,
            principal: nothing,
        };
        Course { instalments: due_dates.iter().map(instalment).collect(), accrued: Vec::new() }
    }

    /// Works out what is outstanding before each instalment.
    pub(super) fn balance(&mut self) {
        let mut outstanding = Money::ZERO;
        for instalment in self.instalments.iter_mut().rev() {
            outstanding += instalment.principal;
            instalment.outstanding = outstanding;
        }
    }
}

impl PathDays<'_> {
    /// What a loan pays if it performs.
    pub(super) fn agreed_course(self, loan: usize) -> Course {
        let count = self.plan.schedule().instalments(loan).1;
        let instalment = |at: usize| self.agreed_instalment(loan, at);
        let accrued = self.plan.accrued().map_or_else(Vec::new, |accrued| accrued.of(loan).to_vec());
        Course { instalments: (0..count).map(instalment).collect(), accrued }
    }

    fn agreed_instalment(self, loan: usize, at: usize) -> Instalment {
        let schedule = self.plan.schedule();
        let (own, due) = (schedule.loan(loan), schedule.due_dates(loan)[at]);
        let (outstanding, interest, principal) = (own.balances.at(at), own.interest(at), own.principal(at));
        Instalment { due, outstanding, interest, principal }
    }

    /// What is left of a loan, which stands like this, pays what is to be paid with an instalment.
    pub(super) fn pay_with(self, loan: usize, with: usize, standing: &mut Standing, course: &mut Course) {
        for at in self.together(loan, with) {
            course.instalments[at] = standing.pay(self.agreed_instalment(loan, at));
        }
    }

    /// What is left of a loan pays from its next instalment on, in proportion; and accrues so since it paid last, as agreed.
    pub(super) fn run_on(self, loan: usize, next: usize, mut standing: Standing, course: &mut Course) {
        for with in next..self.end(loan) {
            if let Some(agreed) = self.plan.accrued() {
                let since = with.checked_sub(1).map_or(0, |paid| self.collected_as_agreed(loan, paid));
                let dates = since..self.collected_as_agreed(loan, with);
                let on_dates = course.accrued[dates.clone()].iter_mut().zip(&agreed.of(loan)[dates]);
                on_dates.for_each(|(own, all)| *own = standing.of(*all));
            }
            self.pay_with(loan, with, &mut standing, course);
        }
    }

    /// The date that collects an instalment if all goes as agreed; past the last of one that there is not.
    fn collected_as_agreed(self, loan: usize, instalment: usize) -> usize {
        match instalment < self.plan.schedule().instalments(loan).1 {
            true => self.plan.due(loan).of(instalment).collected as usize,
            false => self.plan.performing().len(),
        }
    }
}

//! The pool walked loan by loan where a part of a loan can default: what is left of it pays in proportion.
//!
//! A path of events takes whole loans out of a pool that pays as agreed, and costs what its defaults cost. Here every
//! instalment of every loan is looked at, because what is left of one is rounded anew each time.

use super::collections::{Collected, CollectionPlan, LoanDefault, PoolLoss};
use crate::calendar::Date;
use crate::money::{Factor, Money, Rounding};

/// A part of the pool that defaults at once: shared over the loans that perform, in proportion to their balances, by largest
/// remainder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Due dates before this day are paid first; those from here on are missed.
    pub(crate) from: Date,
    pub(crate) amount: CutAmount,
    pub(crate) recovered: Recovered,
    /// Which of those that a person asked for it belongs to.
    pub(crate) of: usize,
}

/// How much of the pool defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CutAmount {
    /// This much, or all that performs if that is less.
    Fixed(Money),
    /// This share of what performs, rounded half-up.
    Share(Factor),
}

/// When a part that defaults is recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recovered {
    /// When the whole loan would be, had it first missed the same due date.
    WithLoan,
    /// In this period, though never before the one that missed it; `None` if that is after the last one.
    In(Option<u32>),
}

/// What a cut came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CutLoss {
    pub(crate) asked: Money,
    pub(crate) loss: PoolLoss,
}

/// What a walk of the pool comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Walked {
    /// By period.
    pub(crate) periods: Vec<Collected>,
    /// By kind of asset, where the kinds are told apart, and period: interest and principal.
    pub(crate) by_kind: Vec<Vec<Collected>>,
    /// By cut.
    pub(crate) cuts: Vec<CutLoss>,
    /// By whole default, in their order.
    pub(crate) defaults: Vec<PoolLoss>,
    /// By loan: principal that it paid, and that defaulted. Together they are its balance at the cut-off.
    pub(crate) loans: Vec<LoanEnd>,
}

/// What became of a loan's principal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LoanEnd {
    pub(crate) paid: Money,
    pub(crate) defaulted: Money,
}

/// The loans on their way.
struct Walk<'a> {
    plan: &'a CollectionPlan,
    /// By loan, of which kind it is; empty where the kinds are not told apart.
    kind_of: &'a [u8],
    loans: Vec<LoanWalk>,
    walked: Walked,
    /// Space for sharing out.
    weights: Vec<Money>,
    shares: Vec<Money>,
    order: Vec<usize>,
}

/// One loan on its way.
#[derive(Clone, Copy, Debug)]
struct LoanWalk {
    /// What is left of it.
    balance: Money,
    /// Which part of it that is.
    part: Part,
    /// The next instalment; past the last once nothing is left.
    next: usize,
    /// Where all that is left defaults, and which of the whole defaults that is.
    stops: Option<(LoanDefault, usize)>,
}

/// Which part of a loan has not defaulted: what is left of what is scheduled to be outstanding. Where nothing is scheduled to be
/// any more and fees are still to come, it is the part of the last balance that there was.
#[derive(Clone, Copy, Debug)]
struct Part {
    left: Money,
    scheduled: Money,
}

impl Part {
    /// Of a loan without a balance no amounts tell; these leave a share of it as many digits as they can.
    const WHOLE: Part =
        Part { left: Money::from_fen(1_000_000_000_000), scheduled: Money::from_fen(1_000_000_000_000) };

    /// What is paid of a scheduled payment, half-up.
    fn of(self, payment: Money) -> Money {
        payment.in_proportion(self.left, self.scheduled, Rounding::HalfUp)
    }
}

impl CollectionPlan {
    /// What the pool pays where these loans default whole, and the pool in part. The cuts are in order of their days. `kind_of`
    /// says of every loan which kind it is of, or nothing where the kinds need not be told apart.
    pub(crate) fn walk(&self, defaults: &[LoanDefault], cuts: &[Cut], kind_of: &[u8]) -> Walked {
        let mut walk = Walk::start(self, defaults, kind_of);
        for cut in cuts {
            walk.pay(Some(cut.from));
            walk.cut(cut);
        }
        walk.pay(None);
        walk.walked
    }
}

impl<'a> Walk<'a> {
    fn start(plan: &'a CollectionPlan, defaults: &[LoanDefault], kind_of: &'a [u8]) -> Walk<'a> {
        let schedule = plan.schedule();
        let start = |loan| LoanWalk {
            balance: schedule.outstanding(loan, 0),
            part: Part::WHOLE,
            next: 0,
            stops: None,
        };
        let mut loans: Vec<LoanWalk> = (0..schedule.len()).map(start).collect();
        for (number, default) in defaults.iter().enumerate() {
            loans[default.loan as usize].stops = Some((*default, number));
        }
        let nothing = vec![Collected::default(); plan.performing().len()];
        let kinds = kind_of.iter().max().map_or(0, |last| usize::from(*last) + 1);
        let walked = Walked {
            by_kind: vec![nothing.clone(); kinds],
            periods: nothing,
            cuts: Vec::new(),
            defaults: vec![PoolLoss::default(); defaults.len()],
            loans: vec![LoanEnd::default(); loans.len()],
        };
        let shares = vec![Money::ZERO; loans.len()];
        let mut walk = Walk { plan, kind_of, loans, walked, weights: Vec::new(), shares, order: Vec::new() };
        (0..walk.loans.len()).for_each(|loan| walk.accrue(loan, 0));
        walk
    }

    /// Every loan pays what is due before a day; or all that is left to pay.
    fn pay(&mut self, before: Option<Date>) {
        for loan in 0..self.loans.len() {
            let due = self.plan.schedule().due_dates(loan);
            let end = before.map_or(due.len(), |day| due.partition_point(|due| *due < day));
            while self.loans[loan].next < end {
                self.pay_instalment(loan);
            }
        }
    }

    /// Something is paid on a loan: to the pool, and to its kind.
    fn collect(&mut self, loan: usize, period: usize, pay: impl Fn(&mut Collected)) {
        pay(&mut self.walked.periods[period]);
        if let Some(kind) = self.kind_of.get(loan) {
            pay(&mut self.walked.by_kind[usize::from(*kind)][period]);
        }
    }

    /// The next instalment of a loan, in proportion to what is left of it; the last one clears.
    fn pay_instalment(&mut self, loan: usize) {
        let LoanWalk { balance, part, next, stops } = self.loans[loan];
        let schedule = self.plan.schedule().loan(loan);
        let scheduled = schedule.balances.at(next);
        let part = if scheduled.is_zero() { part } else { Part { left: balance, scheduled } };
        let is_last = next + 1 == schedule.balances.len();
        let missed = stops.filter(|(default, _)| default.instalment as usize == next);
        let period = self.plan.due(loan).of(next).collected as usize;
        if missed.is_none_or(|(default, _)| default.pays_interest) {
            let interest = part.of(schedule.interest(next));
            self.collect(loan, period, |collected| collected.interest += interest);
        }
        if let Some((_, number)) = missed {
            self.walked.defaults[number] = self.lose(loan, balance, Recovered::WithLoan);
            self.loans[loan].next = schedule.balances.len();
            return;
        }
        let principal = if is_last { balance } else { part.of(schedule.principal(next)) };
        self.collect(loan, period, |collected| collected.principal += principal);
        self.walked.loans[loan].paid += principal;
        self.loans[loan] = LoanWalk { balance: balance - principal, part, next: next + 1, stops };
        self.accrue(loan, period);
    }

    /// What has accrued on what is left of a loan, from a date on which it has paid to the one before it next does.
    fn accrue(&mut self, loan: usize, from: usize) {
        let Some(accrued) = self.plan.accrued() else { return };
        let LoanWalk { balance, next, .. } = self.loans[loan];
        let schedule = self.plan.schedule().loan(loan);
        if next == schedule.balances.len() || balance.is_zero() {
            return;
        }
        let part = Part { left: balance, scheduled: schedule.balances.at(next) };
        let until = self.plan.due(loan).of(next).collected as usize;
        for (date, own) in accrued.of(loan).iter().enumerate().take(until).skip(from) {
            self.walked.periods[date].accrued += part.of(*own);
        }
    }

    /// A part of the pool defaults.
    fn cut(&mut self, cut: &Cut) {
        let count = |loan: usize| self.plan.schedule().instalments(loan).1;
        let left = |(loan, walk): (usize, &LoanWalk)| match walk.next < count(loan) {
            true => walk.balance,
            false => Money::ZERO,
        };
        self.weights.clear();
        self.weights.extend(self.loans.iter().enumerate().map(left));
        let performing: Money = self.weights.iter().sum();
        let asked = match cut.amount {
            CutAmount::Fixed(amount) => amount,
            CutAmount::Share(share) => {
                self.cut_income(share);
                performing.times(share)
            }
        };
        asked.min(performing).split_into(&self.weights, &mut self.shares, &mut self.order);
        let mut total = CutLoss { asked, ..CutLoss::default() };
        for loan in 0..self.loans.len() {
            let loss = self.lose(loan, self.shares[loan], cut.recovered);
            total.loss.defaulted += loss.defaulted;
            total.loss.lost += loss.lost;
        }
        self.walked.cuts.push(total);
    }

    /// Loans that owe no principal any more, but fees, pay them without this share.
    fn cut_income(&mut self, share: Factor) {
        for walk in self.loans.iter_mut().filter(|walk| walk.balance.is_zero()) {
            walk.part.left -= walk.part.left.times(share);
        }
    }

    /// So much of a loan defaults on its next due date.
    fn lose(&mut self, loan: usize, amount: Money, recovered: Recovered) -> PoolLoss {
        if amount.is_zero() {
            return PoolLoss::default();
        }
        let LoanWalk { balance, next, .. } = self.loans[loan];
        let due = self.plan.due(loan).of(next);
        self.walked.loans[loan].defaulted += amount;
        let recovered = match recovered {
            Recovered::WithLoan => due.recovered,
            Recovered::In(period) => {
                period.zip(due.defaulted).map(|(period, defaulted)| period.max(defaulted))
            }
        };
        let scheduled = self.plan.schedule().outstanding(loan, next);
        let deposit = due.defaulted.map_or(Money::ZERO, |period| {
            let deposit = self.plan.recoveries().deposit_of_part(loan, amount, scheduled);
            let collected = &mut self.walked.periods[period as usize];
            collected.defaulted += amount;
            collected.recovery += deposit;
            deposit
        });
        let left = amount - deposit;
        let recovery = recovered.map_or(Money::ZERO, |period| {
            let recovery = self.plan.recoveries().of_part(loan, amount, scheduled).min(left);
            self.walked.periods[period as usize].recovery += recovery;
            recovery
        });
        self.loans[loan].balance -= amount;
        if amount == balance {
            self.loans[loan].next = self.plan.schedule().instalments(loan).1;
        }
        PoolLoss { defaulted: amount, lost: left - recovery }
    }
}

#[cfg(test)]
mod tests;

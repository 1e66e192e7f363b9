//! The pool walked loan by loan where a part of a loan can default: what is left of it pays in proportion.
//!
//! A path of events takes whole loans out of a pool that pays as agreed, and costs what its defaults cost. Here every
//! instalment of every loan is looked at, because what is left of one is rounded anew each time. Where the servicer fails or events
//! change how it collects, what waits is paid with another instalment, and some of what is paid is lost.

use std::ops::{AddAssign, Range, SubAssign};

use super::collections::{Collected, LoanDefault, PoolLoss};
use super::days::{DueTogether, PathDays};
use super::receipt::Commingled;
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
    /// By period: what is lost with the servicer.
    pub(crate) lost: Vec<Commingled>,
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
    days: PathDays<'a>,
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
    /// The next instalment with which something may have to be paid; past the last once nothing is left.
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

impl PathDays<'_> {
    /// What the pool pays where these loans default whole, and the pool in part. The cuts are in order of their days. `kind_of`
    /// says of every loan which kind it is of, or nothing where the kinds need not be told apart.
    pub(crate) fn walk(self, defaults: &[LoanDefault], cuts: &[Cut], kind_of: &[u8]) -> Walked {
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
    fn start(days: PathDays<'a>, defaults: &[LoanDefault], kind_of: &'a [u8]) -> Walk<'a> {
        let schedule = days.plan.schedule();
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
        let nothing = vec![Collected::default(); days.plan.performing().len()];
        let kinds = kind_of.iter().max().map_or(0, |last| usize::from(*last) + 1);
        let walked = Walked {
            by_kind: vec![nothing.clone(); kinds],
            lost: vec![Commingled::default(); nothing.len()],
            periods: nothing,
            cuts: Vec::new(),
            defaults: vec![PoolLoss::default(); defaults.len()],
            loans: vec![LoanEnd::default(); loans.len()],
        };
        let shares = vec![Money::ZERO; loans.len()];
        let mut walk = Walk { days, kind_of, loans, walked, weights: Vec::new(), shares, order: Vec::new() };
        (0..walk.loans.len()).for_each(|loan| walk.accrue(loan, 0));
        walk
    }

    /// Every loan pays what is due before a day; or all that is left to pay.
    fn pay(&mut self, before: Option<Date>) {
        for loan in 0..self.loans.len() {
            let (days, end) = (self.days, self.days.end(loan));
            let is_before = |next: usize| before.is_none_or(|day| days.due_date(loan, next) < day);
            while self.loans[loan].next < end && is_before(self.loans[loan].next) {
                self.pay_instalment(loan);
            }
        }
    }

    /// So much is paid on a loan with an instalment: to the pool, and to its kind; or to a servicer that has failed.
    fn collect(&mut self, loan: usize, with: usize, DueTogether { interest, principal }: DueTogether) {
        let Some((period, is_lost)) = self.days.fate(loan, with) else { return };
        if is_lost {
            let lost = &mut self.walked.lost[period];
            (lost.interest, lost.principal) = (lost.interest + interest, lost.principal + principal);
            return;
        }
        let of_kind = self.kind_of.get(loan).map(|kind| &mut self.walked.by_kind[usize::from(*kind)][period]);
        for collected in of_kind.into_iter().chain([&mut self.walked.periods[period]]) {
            collected.interest += interest;
            collected.principal += principal;
        }
    }

    /// What is next to be paid of a loan, in proportion to what is left of it; the last one clears.
    fn pay_instalment(&mut self, loan: usize) {
        let LoanWalk { balance, part, next, stops } = self.loans[loan];
        let (end, scheduled) = (self.days.end(loan), self.days.outstanding(loan, next));
        let part = if scheduled.is_zero() { part } else { Part { left: balance, scheduled } };
        let due = self.days.due_with(loan, next);
        let missed = stops.filter(|(default, _)| self.days.shows(*default) == next);
        if let Some((default, number)) = missed {
            if default.pays_interest {
                let interest = part.of(due.interest);
                self.collect(loan, next, DueTogether { interest, principal: Money::ZERO });
            }
            self.walked.defaults[number] = self.lose(loan, balance, Recovered::WithLoan);
            self.loans[loan].next = end;
            return;
        }
        let principal = if next + 1 == end { balance } else { part.of(due.principal) };
        self.collect(loan, next, DueTogether { interest: part.of(due.interest), principal });
        self.walked.loans[loan].paid += principal;
        let walk = &mut self.loans[loan];
        (walk.balance, walk.part, walk.next) = (balance - principal, part, next + 1);
        self.accrue(loan, next);
    }

    /// What has accrued on what is left of a loan, from a date on which it has paid to the one before it next does: as agreed, whatever
    /// waits or is lost.
    fn accrue(&mut self, loan: usize, paid: usize) {
        let LoanWalk { balance, next, .. } = self.loans[loan];
        if next == self.days.end(loan) {
            return;
        }
        let from = if next == 0 { 0 } else { self.agreed(loan, paid) };
        self.tell_accrued(loan, balance, from..self.agreed(loan, next), Money::add_assign);
    }

    /// So much of a loan is missed with an instalment: it has accrued until the date on which that shows.
    fn stop_accruing(&mut self, loan: usize, amount: Money, with: usize) {
        let told = self.agreed(loan, self.loans[loan].next);
        let shown = self.days.collected(loan, with).unwrap_or(self.walked.periods.len());
        self.tell_accrued(loan, amount, told..shown, Money::add_assign);
        self.tell_accrued(loan, amount, shown..told, Money::sub_assign);
    }

    /// What so much of the balance of a loan accrues on some dates, before it next pays.
    fn tell_accrued(&mut self, loan: usize, left: Money, dates: Range<usize>, tell: fn(&mut Money, Money)) {
        let Some(accrued) = self.days.plan.accrued() else { return };
        let LoanWalk { next, part, .. } = self.loans[loan];
        let scheduled = self.days.outstanding(loan, next);
        let part = if scheduled.is_zero() { part } else { Part { left, scheduled } };
        for date in dates {
            tell(&mut self.walked.periods[date].accrued, part.of(accrued.of(loan)[date]));
        }
    }

    /// The date that collects an instalment if all goes as agreed; past the last of one that there is not.
    fn agreed(&self, loan: usize, instalment: usize) -> usize {
        match instalment < self.days.plan.schedule().instalments(loan).1 {
            true => self.days.plan.due(loan).of(instalment).collected as usize,
            false => self.walked.periods.len(),
        }
    }

    /// A part of the pool defaults.
    fn cut(&mut self, cut: &Cut) {
        let left = |(loan, walk): (usize, &LoanWalk)| match walk.next < self.days.end(loan) {
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

    /// So much of a loan defaults on its next due date; or, where what is due then waits, when that is to be paid.
    fn lose(&mut self, loan: usize, amount: Money, recovered: Recovered) -> PoolLoss {
        if amount.is_zero() {
            return PoolLoss::default();
        }
        let (days, LoanWalk { balance, next, .. }) = (self.days, self.loans[loan]);
        let with = days.missed_with(loan, next);
        self.stop_accruing(loan, amount, with);
        self.walked.loans[loan].defaulted += amount;
        self.loans[loan].balance -= amount;
        if amount == balance {
            self.loans[loan].next = days.end(loan);
        }
        if days.collected(loan, with).is_none() {
            return PoolLoss { defaulted: amount, lost: amount };
        }
        let (defaulted, recoveries) = (days.defaulted(loan, with), days.plan.recoveries());
        let recovered = match recovered {
            Recovered::WithLoan => days.recovered(loan, with),
            Recovered::In(period) => {
                period.zip(defaulted).map(|(period, defaulted)| (period as usize).max(defaulted))
            }
        };
        let scheduled = days.outstanding(loan, with);
        let is_held = days.holds_deposit_of(loan, with);
        let deposit = defaulted.map_or(Money::ZERO, |period| {
            let deposit = recoveries.deposit_of_part(loan, amount, scheduled);
            let deposit = if is_held { deposit } else { Money::ZERO };
            let collected = &mut self.walked.periods[period];
            collected.defaulted += amount;
            collected.recovery += deposit;
            deposit
        });
        let left = amount - deposit;
        let recovery = recovered.map_or(Money::ZERO, |period| {
            let recovery = recoveries.of_part(loan, (amount, left), scheduled);
            self.walked.periods[period].recovery += recovery;
            recovery
        });
        PoolLoss { defaulted: amount, lost: left - recovery }
    }
}

#[cfg(test)]
mod tests;

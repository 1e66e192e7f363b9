//! Who holds what borrowers pay, day by day, on a path on which the servicer fails or an event changes how it collects.
//!
//! Such a path is walked loan by loan and instalment by instalment: an instalment may wait, what is paid may be lost, and what is
//! lost goes by the day on which it is paid. All other paths come nowhere near.

use std::ops::Range;

use super::collections::{Collected, CollectionPlan, LoanDefault, PoolLoss};
use super::guarantee::Guarantees;
use super::parts::Recovered;
use super::receipt::{Commingled, Receipt, ReceiptKind};
use super::transfers::{Transfer, Transfers};
use crate::calendar::{Date, days_after, months_after};
use crate::ledger::AccountId;
use crate::money::{Factor, Money};

/// What a failure of the servicer does to collections, resolved.
#[derive(Clone, Debug)]
pub(crate) struct CustodyPlan {
    /// The servicer's account.
    pub(crate) servicer: AccountId,
    /// Which of those that can fail it is, if it can.
    pub(crate) fails: Option<usize>,
    /// When what is paid on a day reaches the plan account once an event has made sweeps more frequent.
    pub(crate) stepped_up: Option<Transfers>,
    pub(crate) redirect_lag_days: u32,
    /// How many instalments of a loan wait, and for how many periods.
    pub(crate) interruption: usize,
    /// What the estate pays of what is lost, and after how many months.
    pub(crate) estate: Option<(Factor, u32)>,
    /// Days from a missed due date on which a loan is late, before it has defaulted.
    pub(crate) late_days: u32,
    /// Months from a missed due date to the recovery.
    pub(crate) recovery_lag: u32,
    /// The calculation dates,
    pub(crate) calculation: Vec<Date>,
    /// and those of payment.
    pub(crate) payment: Vec<Date>,
    /// By grid of due dates, when its instalments are paid.
    pub(crate) paid: Vec<Vec<Date>>,
    /// Loan by loan, as many due dates after its last one as instalments wait.
    pub(crate) after_last: Vec<DueDay>,
}

/// A due date, and when what is due then is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DueDay {
    pub(crate) due: Date,
    pub(crate) paid: Date,
}

/// What events have done to collections: the number of the date on which the first of a kind happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reaction {
    /// From when on borrowers are told to pay the plan.
    pub(crate) redirected_on: Option<usize>,
    /// From when on the servicer sweeps more often.
    pub(crate) stepped_up_on: Option<usize>,
}

/// What becomes of what borrowers pay on a path; the last of all days is never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Handover {
    /// When the servicer fails.
    pub(crate) fails: Date,
    /// From when on borrowers pay the plan.
    pub(crate) redirected: Date,
    /// After which day it sweeps more often.
    pub(crate) stepped_up: Date,
}

/// What a pool pays on a path on which its servicer fails: made once, used for any number of paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Custody {
    /// By period: what is lost.
    pub(crate) lost: Vec<Commingled>,
    /// By kind of asset, where the kinds are told apart, and period: interest and principal that reach the plan.
    pub(crate) by_kind: Vec<Vec<Collected>>,
    /// By default, in the order of the path.
    pub(crate) losses: Vec<PoolLoss>,
    /// By loan, which of the defaults is its.
    default_of: Vec<Option<u32>>,
}

/// One loan on its way.
struct LoanOnItsWay<'a> {
    loan: usize,
    /// When its instalments are paid.
    paid: &'a [Date],
    /// Its instalments that wait.
    waits: Range<usize>,
    /// With which instalment its default shows, and whether it still pays the interest then.
    misses: Option<(usize, bool)>,
}

impl CustodyPlan {
    /// The same plan for a pool in parts, given of which loan each part is one.
    pub(crate) fn in_parts(&self, of: &[u32]) -> CustodyPlan {
        let mut plan = self.clone();
        let own = |loan: &u32| &self.after_last[*loan as usize * self.interruption..][..self.interruption];
        plan.after_last.extend(of.iter().flat_map(own).copied());
        plan
    }

    /// What becomes of what borrowers pay, given when the servicer fails, if it does, and what events have done by now. They act from
    /// the day after theirs on, at the earliest.
    pub(crate) fn handover(&self, fails: Option<Date>, reaction: Reaction) -> Handover {
        let lag = self.redirect_lag_days;
        let day = |date: usize| self.payment.get(date).copied();
        let by_event = reaction.redirected_on.and_then(day).map(|day| days_after(day, lag.max(1)));
        let redirected = fails.map(|day| days_after(day, lag)).into_iter().chain(by_event).min();
        Handover {
            fails: fails.unwrap_or(Date::MAX),
            redirected: redirected.unwrap_or(Date::MAX),
            stepped_up: reaction.stepped_up_on.and_then(day).unwrap_or(Date::MAX),
        }
    }

    /// What becomes of what is paid on a day, if sweeps are more frequent after another one: what is on its way or in hand then goes
    /// with the first of them, if that is sooner.
    fn transfer(&self, paid: Date, stepped_up: Date, collections: &CollectionPlan) -> Transfer {
        let before = collections.transfers().of(paid);
        let (Some(after), false) = (&self.stepped_up, before.on <= stepped_up) else { return before };
        let next = stepped_up.tomorrow().unwrap_or(Date::MAX);
        let on = before.on.min(after.of(paid.max(next)).on);
        let there = self.payment.partition_point(|payment| *payment < on);
        let date = self.period_of(paid).map(|first| first.max(there)).filter(|it| *it < self.payment.len());
        Transfer { on, date: date.map(|date| date as u32) }
    }

    /// The period that collects on a day; `None` after the last calculation date.
    pub(super) fn period_of(&self, day: Date) -> Option<usize> {
        let period = self.calculation.partition_point(|calculation| *calculation < day);
        (period < self.calculation.len()).then_some(period)
    }

    /// What the estate pays of what is lost; `None` where nothing comes in time.
    pub(crate) fn estate(&self, handover: Handover, lost: &[Commingled]) -> Option<Receipt> {
        // Where it never fails, no date after that is looked for: not to find one takes memory.
        let (share, months) = self.estate.filter(|_| handover.fails < Date::MAX)?;
        let on = months_after(handover.fails, months.into()).ok()?.max(handover.redirected);
        let all: Money = lost.iter().map(Commingled::cash).sum();
        let paid = Collected { recovery: all.times(share), ..Collected::default() };
        let date = self.period_of(on)?;
        Some(Receipt { date, from: self.servicer, kind: ReceiptKind::Estate, paid })
    }

    /// The instalments of a loan that wait: of those that are to be paid from the failure on, the first.
    pub(super) fn waiting(
        &self,
        handover: Handover,
        collections: &CollectionPlan,
        loan: usize,
    ) -> Range<usize> {
        let paid = &self.paid[collections.schedule().grid(loan)];
        let first = paid.partition_point(|day| *day < handover.fails);
        first..first + self.interruption
    }

    /// The day on which a loan has defaulted that misses what is to be paid on another.
    pub(super) fn default_day(&self, paid: Date) -> Date {
        days_after(paid, self.late_days)
    }

    /// The period in which a loan is recovered whose default shows with an instalment; `None` if that is after the last.
    pub(super) fn recovered(
        &self,
        handover: Handover,
        collections: &CollectionPlan,
        (loan, with): (usize, usize),
    ) -> Option<usize> {
        let DueDay { due, paid } = self.due_day(collections, loan, with);
        let (shows, _) = handover.fate(paid, self, collections)?;
        self.recovered_after(due, self.defaulted_after(paid, shows)?, collections.recovered_apart(loan))
    }

    /// The same of one that missed a due date, and has defaulted in a period.
    fn recovered_after(&self, due: Date, defaulted: usize, recovered: Recovered) -> Option<usize> {
        let comes = match recovered {
            Recovered::WithLoan => self.period_of(months_after(due, self.recovery_lag.into()).ok()?),
            Recovered::In(period) => period.map(|period| period as usize),
        };
        comes.map(|period| period.max(defaulted))
    }

    /// The period in which a loan has defaulted that misses what is to be paid with an instalment; `None` if that is after the last.
    pub(super) fn defaulted(
        &self,
        handover: Handover,
        collections: &CollectionPlan,
        (loan, with): (usize, usize),
    ) -> Option<usize> {
        let DueDay { paid, .. } = self.due_day(collections, loan, with);
        let (shows, _) = handover.fate(paid, self, collections)?;
        self.defaulted_after(paid, shows)
    }

    /// The same of one whose default shows in a period.
    fn defaulted_after(&self, paid: Date, shows: usize) -> Option<usize> {
        self.period_of(self.default_day(paid)).map(|period| period.max(shows))
    }

    /// The period in whose cash what is to be paid with an instalment is, or would be, and whether it is lost; `None` after the last.
    pub(super) fn fate(
        &self,
        handover: Handover,
        collections: &CollectionPlan,
        (loan, with): (usize, usize),
    ) -> Option<(usize, bool)> {
        let paid = self.due_day(collections, loan, with).paid;
        handover.fate(paid, self, collections)
    }

    /// The due date of an instalment, or one after the last.
    pub(super) fn due_day(&self, collections: &CollectionPlan, loan: usize, instalment: usize) -> DueDay {
        let due_dates = collections.schedule().due_dates(loan);
        match due_dates.get(instalment) {
            Some(due) => DueDay { due: *due, paid: self.paid[collections.schedule().grid(loan)][instalment] },
            None => self.after_last[loan * self.interruption + instalment - due_dates.len()],
        }
    }
}

impl Handover {
    /// The period in whose cash something paid on a day is, or would be, and whether it is lost; `None` after the last date.
    fn fate(self, paid: Date, custody: &CustodyPlan, collections: &CollectionPlan) -> Option<(usize, bool)> {
        if paid >= self.redirected {
            return Some((custody.period_of(paid)?, false));
        }
        if paid >= self.fails {
            return Some((custody.period_of(paid)?, true));
        }
        let Transfer { on, date } = custody.transfer(paid, self.stepped_up, collections);
        Some((date? as usize, on >= self.fails))
    }
}

impl Custody {
    /// What the pool pays where these loans stop paying the plan and the servicer fails, in `periods`; what those of them come to that
    /// default, which are the first, and the first period with one, past the last if there is none. `kind_of` says of every loan which
    /// kind it is of, or nothing.
    pub(crate) fn walk(
        &mut self,
        (plan, collections, guarantees): (&CustodyPlan, &CollectionPlan, &Guarantees),
        handover: Handover,
        (stops, defaults): (&[LoanDefault], usize),
        kind_of: &[u8],
        periods: &mut Vec<Collected>,
    ) -> (PoolLoss, usize) {
        self.start(collections, (stops, defaults), kind_of, periods);
        let mut walk = Walk { plan, collections, guarantees, handover, kind_of, periods, custody: self };
        let (mut first, mut total) = (plan.calculation.len(), PoolLoss::default());
        for loan in 0..collections.schedule().len() {
            let number = walk.custody.default_of[loan].map(|number| number as usize);
            let own = walk.start(loan, number.map(|number| stops[number]));
            let missed = walk.pay(&own);
            let mut performs_until = walk.periods.len();
            if let (Some(number), Some((with, _))) = (number.filter(|number| *number < defaults), own.misses)
            {
                let (loss, period) = walk.default(loan, with, missed, &mut total);
                walk.custody.losses[number] = loss;
                performs_until = period;
                first = first.min(period);
            }
            walk.accrue(loan, performs_until);
        }
        (total, first)
    }

    fn start(
        &mut self,
        collections: &CollectionPlan,
        (stops, defaults): (&[LoanDefault], usize),
        kind_of: &[u8],
        periods: &mut Vec<Collected>,
    ) {
        let (dates, loans) = (collections.performing().len(), collections.schedule().len());
        let kinds = kind_of.iter().max().map_or(0, |last| usize::from(*last) + 1);
        refill(periods, dates);
        refill(&mut self.lost, dates);
        refill(&mut self.losses, defaults);
        self.by_kind.resize_with(kinds, Vec::new);
        self.by_kind.iter_mut().for_each(|kind| refill(kind, dates));
        refill(&mut self.default_of, loans);
        for (number, default) in stops.iter().enumerate() {
            self.default_of[default.loan as usize] = Some(number as u32);
        }
    }
}

/// With which instalment a default shows: one that waits is not missed before it is to be paid.
pub(super) fn shows_with(waits: &Range<usize>, first: usize) -> usize {
    if waits.contains(&first) { waits.end } else { first }
}

/// So many of nothing, in the same space.
fn refill<T: Clone + Default>(space: &mut Vec<T>, length: usize) {
    space.clear();
    space.resize(length, T::default());
}

/// The walk under way.
struct Walk<'a> {
    plan: &'a CustodyPlan,
    collections: &'a CollectionPlan,
    guarantees: &'a Guarantees,
    handover: Handover,
    kind_of: &'a [u8],
    periods: &'a mut [Collected],
    custody: &'a mut Custody,
}

impl<'a> Walk<'a> {
    /// A loan, and with which of its instalments its default shows.
    fn start(&self, loan: usize, default: Option<LoanDefault>) -> LoanOnItsWay<'a> {
        let paid = self.plan.paid[self.collections.schedule().grid(loan)].as_slice();
        let waits = self.plan.waiting(self.handover, self.collections, loan);
        let shows = |default: LoanDefault| shows_with(&waits, default.instalment as usize);
        let misses = default.map(|default| (shows(default), default.pays_interest));
        LoanOnItsWay { loan, paid, waits, misses }
    }

    /// Every instalment is paid on its day, or on that of a later one if it waits; what principal is missed.
    fn pay(&mut self, own: &LoanOnItsWay<'_>) -> Money {
        let schedule = self.collections.schedule().loan(own.loan);
        let (mut missed, untouched) = (Money::ZERO, self.untouched(own));
        for instalment in 0..untouched {
            let period = self.collections.period_of(schedule.grid, instalment);
            self.collect(own.loan, period, schedule.interest(instalment), schedule.principal(instalment));
        }
        for instalment in untouched..own.paid.len() {
            let wait = if own.waits.contains(&instalment) { self.plan.interruption } else { 0 };
            let (with, principal) = (instalment + wait, schedule.principal(instalment));
            let interest = schedule.interest(instalment);
            match own.misses {
                Some((first, pays_interest)) if with >= first => {
                    missed += principal;
                    if with == first && pays_interest {
                        self.receive(own.loan, with, interest, Money::ZERO);
                    }
                }
                _ => self.receive(own.loan, with, interest, principal),
            }
        }
        missed
    }

    /// How many of the first instalments are paid, and are in the plan account before anything happens to what borrowers pay.
    fn untouched(&self, own: &LoanOnItsWay<'_>) -> usize {
        let Handover { fails, redirected, stepped_up } = self.handover;
        let happens = fails.min(redirected).min(stepped_up);
        let is_there = |paid: &Date| self.collections.transfers().of(*paid).on < happens;
        let missed = own.misses.map_or(usize::MAX, |(first, _)| first);
        own.paid.partition_point(is_there).min(missed)
    }

    /// So much of a loan reaches the plan in a period.
    fn collect(&mut self, loan: usize, period: usize, interest: Money, principal: Money) {
        let kind = self.kind_of.get(loan).map(|kind| usize::from(*kind));
        let by_kind = kind.map(|kind| &mut self.custody.by_kind[kind][period]);
        for collected in by_kind.into_iter().chain([&mut self.periods[period]]) {
            collected.interest += interest;
            collected.principal += principal;
        }
    }

    /// A borrower pays with an instalment of a loan: what reaches the plan, and what is lost.
    fn receive(&mut self, loan: usize, with: usize, interest: Money, principal: Money) {
        let day = self.plan.due_day(self.collections, loan, with).paid;
        match self.handover.fate(day, self.plan, self.collections) {
            None => {}
            Some((period, true)) => {
                self.custody.lost[period].interest += interest;
                self.custody.lost[period].principal += principal;
            }
            Some((period, false)) => self.collect(loan, period, interest, principal),
        }
    }

    /// While a loan performs, it accrues as agreed for whoever may buy the pool, whatever waits or is lost.
    fn accrue(&mut self, loan: usize, performs_until: usize) {
        let Some(accrued) = self.collections.accrued() else { return };
        let performing = self.periods[..performs_until].iter_mut().zip(accrued.of(loan));
        performing.for_each(|(period, accrued)| period.accrued += *accrued);
    }

    /// So much of a loan defaults with one of its instalments: what that comes to, and in which period; nothing after the last. In `total`
    /// it counts once it has defaulted.
    fn default(
        &mut self,
        loan: usize,
        with: usize,
        missed: Money,
        total: &mut PoolLoss,
    ) -> (PoolLoss, usize) {
        let DueDay { due, paid } = self.plan.due_day(self.collections, loan, with);
        let Some((period, _)) = self.handover.fate(paid, self.plan, self.collections) else {
            return (PoolLoss { defaulted: missed, lost: missed }, self.periods.len());
        };
        // A guaranteed loan is late, and has not defaulted before its guarantor was called.
        if self.guarantees.of(loan as u32).is_some() {
            return (PoolLoss::default(), period);
        }
        let Some(defaulted) = self.plan.defaulted_after(paid, period) else {
            return (PoolLoss { defaulted: missed, lost: missed }, period);
        };
        self.periods[defaulted].defaulted += missed;
        let left = missed - self.set_off(loan, missed, self.plan.default_day(paid), defaulted);
        let apart = self.collections.recovered_apart(loan);
        let recovered = self.plan.recovered_after(due, defaulted, apart);
        let recovery = recovered.map_or(Money::ZERO, |recovered| {
            let recovery = self.collections.recoveries().amount(loan, left);
            self.periods[recovered].recovery += recovery;
            recovery
        });
        let loss = PoolLoss { defaulted: missed, lost: left - recovery };
        (total.defaulted, total.lost) = (total.defaulted + loss.defaulted, total.lost + loss.lost);
        (loss, period)
    }

    /// The deposit of a loan in default is set off, unless the servicer, who holds it, has failed by then.
    fn set_off(&mut self, loan: usize, missed: Money, on: Date, period: usize) -> Money {
        if on >= self.handover.fails {
            return Money::ZERO;
        }
        let deposit = self.collections.recoveries().deposit(loan, missed);
        self.periods[period].recovery += deposit;
        deposit
    }
}

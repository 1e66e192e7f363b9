//! On which days a loan is to be paid on a path, and its guarantor called: as agreed; or later, where the servicer fails and instalments
//! wait. One that waits is not late, so nobody is called for it before it is to be paid.

use std::ops::Range;

use super::collections::{CollectionPlan, LoanDefault};
use super::custody::{CustodyPlan, DueDay, Handover, shows_with};
use super::guarantee::{CallDay, GuaranteePlan};
use crate::calendar::{Date, days_after};
use crate::money::Money;

/// The days of a path, for the loans of a pool.
#[derive(Clone, Copy)]
pub(crate) struct PathDays<'a> {
    pub(crate) plan: &'a CollectionPlan,
    /// Where the servicer fails or an event changes how it collects.
    pub(crate) moved: Option<(&'a CustodyPlan, Handover)>,
}

/// What is to be paid of a loan on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DueTogether {
    pub(crate) interest: Money,
    pub(crate) principal: Money,
}

/// The periods in which a loan has defaulted, and is recovered, if that is not after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LossPeriods {
    pub(super) defaulted: Option<usize>,
    pub(super) recovered: Option<usize>,
}

impl PathDays<'_> {
    /// The instalments of a loan that wait.
    #[inline]
    fn waiting(self, loan: usize) -> Range<usize> {
        self.moved.map_or(0..0, |(custody, handover)| custody.waiting(handover, self.plan, loan))
    }

    /// With which instalment a default shows.
    #[inline]
    pub(super) fn shows(self, default: LoanDefault) -> usize {
        self.missed_with(default.loan as usize, default.instalment as usize)
    }

    /// With which instalment it shows that nothing is paid from one on.
    #[inline]
    pub(super) fn missed_with(self, loan: usize, from: usize) -> usize {
        shows_with(&self.waiting(loan), from)
    }

    /// After the last day on which something is to be paid of a loan, counted as the instalments would be that follow its own.
    #[inline]
    pub(super) fn end(self, loan: usize) -> usize {
        let (own, waiting) = (self.plan.schedule().instalments(loan).1, self.waiting(loan));
        if waiting.start < own { own.max(waiting.end.min(own) + waiting.len()) } else { own }
    }

    /// What is to be paid with an instalment: itself, unless it waits, and what has waited for it.
    #[inline]
    pub(super) fn due_with(self, loan: usize, with: usize) -> DueTogether {
        let schedule = self.plan.schedule().loan(loan);
        if self.moved.is_none() {
            return DueTogether { interest: schedule.interest(with), principal: schedule.principal(with) };
        }
        self.together(loan, with).fold(DueTogether::default(), |sum, instalment| DueTogether {
            interest: sum.interest + schedule.interest(instalment),
            principal: sum.principal + schedule.principal(instalment),
        })
    }

    /// The instalments that are to be paid with one: itself, unless it waits, and what has waited for it.
    pub(super) fn together(self, loan: usize, with: usize) -> impl Iterator<Item = usize> {
        let (own, waiting) = (self.plan.schedule().instalments(loan).1, self.waiting(loan));
        let itself = Some(with).filter(|it| !waiting.contains(it));
        let waited = with.checked_sub(waiting.len()).filter(|waited| waiting.contains(waited));
        itself.into_iter().chain(waited).filter(move |instalment| *instalment < own)
    }

    /// Principal outstanding before what is to be paid with an instalment.
    #[inline]
    pub(super) fn outstanding(self, loan: usize, with: usize) -> Money {
        match self.moved {
            None => self.plan.schedule().outstanding(loan, with),
            Some(_) => self.own_outstanding(loan, with) + self.principal_that_waits(loan, with),
        }
    }

    /// Principal of the instalments from one on, whether they wait or not.
    fn own_outstanding(self, loan: usize, from: usize) -> Money {
        let schedule = self.plan.schedule();
        if from < schedule.instalments(loan).1 { schedule.outstanding(loan, from) } else { Money::ZERO }
    }

    /// The principal of the instalments before one that wait for it or a later one.
    fn principal_that_waits(self, loan: usize, before: usize) -> Money {
        let schedule = self.plan.schedule().loan(loan);
        self.that_wait(loan, before).map(|instalment| schedule.principal(instalment)).sum()
    }

    /// The instalments before one that wait for it or a later one.
    fn that_wait(self, loan: usize, before: usize) -> impl Iterator<Item = usize> {
        let (own, waiting) = (self.plan.schedule().instalments(loan).1, self.waiting(loan));
        let wait = waiting.len();
        waiting.filter(move |instalment| *instalment < before.min(own) && instalment + wait >= before)
    }

    /// When a guarantor is called for what is to be paid with an instalment.
    #[inline]
    pub(super) fn call(self, guarantee: &GuaranteePlan, loan: usize, with: usize) -> CallDay {
        let Some((custody, _)) = self.moved else {
            return guarantee.calls[self.plan.schedule().grid(loan)][with];
        };
        let DueDay { paid, .. } = custody.due_day(self.plan, loan, with);
        let day = days_after(paid, guarantee.waits_days);
        CallDay { day, date: custody.period_of(day).map(|date| date as u32) }
    }

    /// The period in which what comes back would, were an instalment the first that is missed.
    #[inline]
    pub(super) fn recovered(self, loan: usize, with: usize) -> Option<usize> {
        match self.moved {
            None => self.plan.recovered(loan, self.plan.due(loan).of(with)).map(|period| period as usize),
            Some((custody, handover)) => custody.recovered(handover, self.plan, (loan, with)),
        }
    }

    /// In which periods a loan has defaulted and is recovered, were an instalment the first that is missed.
    #[inline]
    pub(super) fn loss(self, loan: usize, with: usize) -> LossPeriods {
        if self.moved.is_some() {
            let (defaulted, recovered) = (self.defaulted(loan, with), self.recovered(loan, with));
            return LossPeriods { defaulted, recovered };
        }
        let due = self.plan.due(loan).of(with);
        let recovered = self.plan.recovered(loan, due).map(|period| period as usize);
        LossPeriods { defaulted: due.defaulted.map(|period| period as usize), recovered }
    }

    /// The period in which a loan has defaulted, were an instalment the first that is missed; `None` if it is late to the end.
    #[inline]
    pub(super) fn defaulted(self, loan: usize, with: usize) -> Option<usize> {
        match self.moved {
            None => self.plan.due(loan).of(with).defaulted.map(|period| period as usize),
            Some((custody, handover)) => custody.defaulted(handover, self.plan, (loan, with)),
        }
    }

    /// Has the servicer, who holds deposits, not failed by a day?
    #[inline]
    pub(super) fn holds_deposits(self, day: Date) -> bool {
        self.moved.is_none_or(|(_, handover)| day < handover.fails)
    }

    /// Has the servicer not failed by the day on which a loan has defaulted, were an instalment the first that is missed?
    #[inline]
    pub(super) fn holds_deposit_of(self, loan: usize, with: usize) -> bool {
        self.moved.is_none_or(|(custody, handover)| {
            custody.default_day(custody.due_day(self.plan, loan, with).paid) < handover.fails
        })
    }

    /// The period in whose cash what is to be paid with an instalment is, or would be; `None` after the last.
    #[inline]
    pub(super) fn collected(self, loan: usize, with: usize) -> Option<usize> {
        self.fate(loan, with).map(|(period, _)| period)
    }

    /// That, and whether it is lost with the servicer.
    #[inline]
    pub(super) fn fate(self, loan: usize, with: usize) -> Option<(usize, bool)> {
        match self.moved {
            Some((custody, handover)) => custody.fate(handover, self.plan, (loan, with)),
            None => Some((self.plan.due(loan).of(with).collected as usize, false)),
        }
    }

    /// The due date of an instalment, or one after the last.
    pub(super) fn due_date(self, loan: usize, with: usize) -> Date {
        match self.moved {
            Some((custody, _)) => custody.due_day(self.plan, loan, with).due,
            None => self.plan.schedule().due_dates(loan)[with],
        }
    }

    /// The interest of the instalments before one that wait for it or a later one.
    pub(super) fn interest_that_waits(self, loan: usize, before: usize) -> Money {
        let schedule = self.plan.schedule().loan(loan);
        self.that_wait(loan, before).map(|instalment| schedule.interest(instalment)).sum()
    }
}

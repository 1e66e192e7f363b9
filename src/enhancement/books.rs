//! The books of supports that are more than a promise with one cap: what they have paid on a date and in a year, the fee of a
//! commitment, and what a giver that has failed was called for and pays later. Most deals have none.

use super::plan::{FurtherPlan, SupportPlan};
use super::recourse::Recourse;
use crate::money::Money;

/// The books of all supports of a deal; empty where every one is a promise with one cap at most.
#[derive(Clone, Debug, Default)]
pub(crate) struct SupportBooks {
    of: Vec<SupportBook>,
    /// By support and due: what its giver was called for since its failure and is still open.
    counted: Vec<Counted>,
    late: Vec<LateDue>,
    /// The date under way, and the last before it on which the plan paid.
    date: usize,
    last: usize,
}

/// The book of one support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SupportBook {
    /// What counts for its caps on this date and in this year; of a giver that has failed, what it was called for.
    today: Money,
    this_year: Money,
    /// What it was called for since its giver failed.
    in_vain: Money,
    /// What its share of the notes allows on this date.
    of_notes: Money,
    /// The commitment fee that it is owed, and that it was paid.
    pub(crate) fee_due: Money,
    pub(crate) fee_paid: Money,
    /// What its giver has paid late.
    pub(crate) late_paid: Money,
}

/// A due that was called for, as far as it is open when a date closes.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    /// The date; what was open on an earlier one and not called for on the last that was paid has been paid since.
    date: usize,
    amount: Money,
}

/// What a giver that has failed will pay, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LateDue {
    /// The date on which it pays.
    pub(crate) on: usize,
    /// The support that was called in vain.
    pub(crate) support: usize,
    /// The support behind it that paid the call; the plan, if there is none.
    pub(crate) to: Option<usize>,
    pub(crate) amount: Money,
}

impl SupportBooks {
    /// Those of a deal with so many kinds of dues.
    pub(crate) fn of(supports: &[SupportPlan], dues: usize) -> SupportBooks {
        if supports.iter().all(|support| support.further.is_none()) {
            return SupportBooks::default();
        }
        let counted = vec![Counted::default(); supports.len() * dues];
        let of = vec![SupportBook::default(); supports.len()];
        SupportBooks { of, counted, ..SupportBooks::default() }
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Becomes a copy of others of the same deal, in place.
    pub(crate) fn copy_from(&mut self, other: &SupportBooks) {
        self.of.clone_from(&other.of);
        self.counted.clone_from(&other.counted);
        self.late.clone_from(&other.late);
        (self.date, self.last) = (other.date, other.last);
    }

    /// Opens a date on which the plan pays.
    pub(crate) fn open(&mut self, date: usize) {
        (self.last, self.date) = (self.date, date);
    }

    /// Opens the caps of a support on the date, given what the notes of its share owe: what it paid on the last date, or in the
    /// last year, no longer counts.
    pub(crate) fn open_caps(&mut self, support: usize, plan: &FurtherPlan, notes: Money) {
        let is_new_year = plan
            .caps
            .each_year
            .as_ref()
            .is_some_and(|(_, years)| years.get(self.last) != years.get(self.date));
        let Some(book) = self.of.get_mut(support) else { return };
        book.today = Money::ZERO;
        if is_new_year {
            book.this_year = Money::ZERO;
        }
        book.of_notes = plan.caps.of_notes.as_ref().map_or(Money::MAX, |(share, _)| notes.times(*share));
    }

    /// The book of a support; `None` where there are no books.
    #[inline]
    pub(crate) fn get(&self, support: usize) -> Option<&SupportBook> {
        self.of.get(support)
    }

    pub(crate) fn get_mut(&mut self, support: usize) -> Option<&mut SupportBook> {
        self.of.get_mut(support)
    }

    /// Will anything still come late?
    pub(crate) fn awaits(&self) -> bool {
        !self.late.is_empty()
    }

    /// What comes late on a date; it is struck out.
    pub(crate) fn take_late(&mut self, date: usize) -> Vec<LateDue> {
        let (now, later) = self.late.iter().partition(|due| due.on <= date);
        self.late = later;
        now
    }

    /// What will come late, one due at a time.
    pub(crate) fn await_late(&mut self, due: LateDue) {
        let same =
            |other: &&mut LateDue| (other.on, other.support, other.to) == (due.on, due.support, due.to);
        match self.late.iter_mut().find(same) {
            _ if due.amount.is_zero() => {}
            Some(other) => other.amount += due.amount,
            None => self.late.push(due),
        }
    }

    /// What of a due was counted on the last date and was open when it closed.
    pub(crate) fn counted(&self, support: usize, due: usize) -> Money {
        match self.counted.get(self.place(support, due)) {
            Some(counted) if counted.date == self.last => counted.amount,
            _ => Money::ZERO,
        }
    }

    /// What was counted of a due on the last date is counted as of another from now on.
    pub(crate) fn merge(&mut self, due: usize, into: usize) {
        for support in 0..self.of.len() {
            let amount = self.counted(support, due) + self.counted(support, into);
            let [from, to] = [due, into].map(|due| self.place(support, due));
            self.counted[from] = Counted::default();
            self.counted[to] = Counted { date: self.last, amount };
        }
    }

    /// What a step pays of a due goes first to what was counted of it on the last date: a later step of this date does not take that
    /// for called again.
    #[cold]
    pub(crate) fn take_paid(&mut self, due: usize, amount: Money) {
        for support in 0..self.of.len() {
            let left = (self.counted(support, due) - amount).or_zero();
            let (place, last) = (self.place(support, due), self.last);
            if let Some(counted) =
                self.counted.get_mut(place).filter(|it| it.date == last && last < self.date)
            {
                counted.amount = left;
            }
        }
    }

    pub(crate) fn count(&mut self, support: usize, due: usize, amount: Money) {
        let (place, date) = (self.place(support, due), self.date);
        if let Some(counted) = self.counted.get_mut(place) {
            *counted = Counted { date, amount };
        }
    }

    fn place(&self, support: usize, due: usize) -> usize {
        support * (self.counted.len() / self.of.len().max(1)) + due
    }
}

impl SupportBook {
    /// Lets the fee on what is not drawn of the commitment fall due.
    pub(crate) fn accrue(&mut self, promise: &SupportPlan, recourse: &Recourse, accrual: usize) {
        let Some(further) = &promise.further else { return };
        if let Some(factor) = further.commitment.get(accrual) {
            self.fee_due += (promise.cap - recourse.outstanding()).or_zero().times(*factor);
        }
    }

    /// What all caps leave.
    pub(crate) fn room(&self, promise: &SupportPlan, recourse: &Recourse) -> Money {
        let in_sum = promise.left(recourse) - self.in_vain;
        let Some(FurtherPlan { caps, .. }) = promise.further.as_deref() else { return in_sum.or_zero() };
        let on_date = caps.each_date.unwrap_or(Money::MAX).min(self.of_notes) - self.today;
        let in_year = caps.each_year.as_ref().map_or(Money::MAX, |(cap, _)| *cap) - self.this_year;
        in_sum.min(on_date).min(in_year).or_zero()
    }

    /// So much of what they leave is used up; by a giver that has failed, in vain.
    pub(crate) fn use_up(&mut self, amount: Money, in_vain: bool) {
        self.today += amount;
        self.this_year += amount;
        if in_vain {
            self.in_vain += amount;
        }
    }

    pub(crate) fn earns(&self) -> bool {
        !(self.fee_due + self.fee_paid).is_zero()
    }
}

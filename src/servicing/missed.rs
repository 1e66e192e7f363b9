//! What defaults take out of a pool's collections on one path: totals by period, in columns.
//!
//! A default adds one contiguous run to a column: its balances at the ends of the periods to come. Level payments cost a
//! few additions more, however many there are, for only their changes are kept.

use super::collections::Collected;
use super::due_periods::DuePeriods;
use super::schedule::{LevelPayments, LoanSchedule, Payments};
use crate::money::Money;

/// Totals over the defaults of a path, in fen. A resolved deal is bounded so that none of them leaves 64 bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct MissedPayments {
    /// What would still be owed at the end of each period if everybody paid, on loans that have defaulted by then.
    balance: Vec<i64>,
    /// What those of them whose payments vary would still have to pay, interest and principal.
    to_come: Vec<i64>,
    /// How much more than in the period before is missed of all other payments.
    change: Vec<i64>,
}

impl MissedPayments {
    /// Starts anew: nothing is missed in any of so many periods.
    #[inline]
    pub(crate) fn clear(&mut self, periods: usize) {
        // One more, for what changes after the last period.
        for column in [&mut self.balance, &mut self.to_come, &mut self.change] {
            column.clear();
            column.resize(periods + 1, 0);
        }
    }

    /// Adds what a loan would have paid from an instalment on, which is due in `period`.
    #[inline]
    pub(crate) fn add(&mut self, loan: &LoanSchedule<'_>, first: usize, period: usize, due: &DuePeriods) {
        due.add_at_ends(first, loan.balances, &mut self.balance);
        match loan.payments {
            Payments::Level(level) => self.add_level(level, first, period, due),
            Payments::ToCome(to_come) => {
                due.add_at_ends(first, to_come, &mut self.to_come);
                self.miss(period, to_come[first].fen());
            }
        }
    }

    /// Level payments from an instalment on, which falls due in `period`.
    #[inline]
    fn add_level(&mut self, level: LevelPayments, first: usize, period: usize, due: &DuePeriods) {
        let each = level.each.fen();
        let missed_by_end = |period| due.due_by_end(period) as i64 - first as i64;
        self.miss(period, each * missed_by_end(period));
        if period < due.last() {
            self.change[period + 1] += each * (missed_by_end(period + 1) - missed_by_end(period));
            let later = due.changes().iter().filter(|(changed, _)| *changed > period + 1);
            later.for_each(|(changed, by)| self.change[*changed] += each * by);
        }
        self.miss(due.last(), (level.last - level.each).fen());
    }

    /// Adds payments that are missed in one period alone; a negative amount is paid after all.
    #[inline]
    pub(crate) fn miss(&mut self, period: usize, payments: i64) {
        self.change[period] += payments;
        self.change[period + 1] -= payments;
    }

    /// Takes what is missed out of what the pool would collect.
    ///
    /// Principal missed in a period is what the balance of loans in default would have fallen by, had those that defaulted
    /// in it been among them at its start; payments likewise; and interest is the difference.
    #[inline]
    pub(crate) fn take_from(&self, periods: &mut [Collected]) {
        let (mut balance, mut to_come, mut level) = (0, 0, 0);
        let columns = self.balance.iter().zip(&self.to_come).zip(&self.change);
        for (collected, ((balance_after, to_come_after), change)) in periods.iter_mut().zip(columns) {
            level += change;
            let principal = balance + collected.defaulted.fen() - balance_after;
            let payments = level + to_come - to_come_after;
            (balance, to_come) = (*balance_after, *to_come_after);
            collected.interest -= Money::from_fen(payments - principal);
            collected.principal -= Money::from_fen(principal);
        }
    }
}

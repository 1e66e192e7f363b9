//! What defaults take out of a pool's collections on one path: totals by period, in columns.
//!
//! A default adds one contiguous run to a column: its balances at the ends of the periods to come. Level payments cost a
//! few additions more, however many there are, for only their changes are kept.

use std::mem::take;

use super::collections::Collected;
use super::due_periods::DuePeriods;
use super::schedule::{LoanSchedule, Payments};
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
    /// Makes room for so many periods.
    #[inline]
    pub(crate) fn resize(&mut self, periods: usize) {
        // One more, for what changes after the last period.
        for column in [&mut self.balance, &mut self.to_come, &mut self.change] {
            column.resize(periods + 1, 0);
        }
    }

    /// Adds what a loan would have paid from an instalment on, which is due in `period`.
    #[inline]
    pub(crate) fn add(&mut self, loan: &LoanSchedule<'_>, first: usize, period: usize, due: &DuePeriods) {
        due.add_at_ends(first, loan.balances, &mut self.balance);
        match loan.payments {
            Payments::Level(level) => {
                let each = level.each.fen();
                due.changes_from(first, |period, by| self.change[period] += each * by);
                self.miss(due.last(), (level.last - level.each).fen());
            }
            Payments::ToCome(to_come) => {
                due.add_at_ends(first, to_come, &mut self.to_come);
                self.miss(period, to_come.at(first).fen());
            }
        }
    }

    /// Adds payments that are missed in one period alone; a negative amount is paid after all.
    #[inline]
    pub(crate) fn miss(&mut self, period: usize, payments: i64) {
        self.change[period] += payments;
        self.change[period + 1] -= payments;
    }

    /// Takes what is missed from a period on out of what the pool would collect, and starts anew.
    ///
    /// Principal missed in a period is what the balance of loans in default would have fallen by, had those that defaulted
    /// in it been among them at its start; payments likewise; and interest is the difference.
    #[inline]
    pub(crate) fn take_from(&mut self, periods: &mut [Collected], from: usize) {
        let (mut balance, mut to_come, mut level) = (0, 0, 0);
        let MissedPayments { balance: balances, to_come: all_to_come, change: changes } = self;
        let columns = balances[from..].iter_mut().zip(&mut all_to_come[from..]).zip(&mut changes[from..]);
        for (collected, ((balance_after, to_come_after), change)) in periods[from..].iter_mut().zip(columns) {
            let (balance_after, to_come_after) = (take(balance_after), take(to_come_after));
            level += take(change);
            let principal = balance + collected.defaulted.fen() - balance_after;
            let payments = level + to_come - to_come_after;
            (balance, to_come) = (balance_after, to_come_after);
            collected.interest = Money::from_fen(collected.interest.fen() - (payments - principal));
            collected.principal = Money::from_fen(collected.principal.fen() - principal);
        }
        self.change[periods.len()] = 0;
    }
}

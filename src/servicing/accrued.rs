//! Interest that has accrued by a distribution date on loans that perform: what who buys the pool pays for beside their
//! balances. It is kept only where somebody may.

use super::collections::{Collected, LoanDefault};
use crate::money::Money;

/// By loan and date, the interest that has accrued since its last due date that was collected, if it performs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AccruedInterest {
    dates: usize,
    /// Loan by loan.
    by_date: Vec<Money>,
}

impl AccruedInterest {
    /// Of loans, each by date.
    pub(crate) fn new(dates: usize, loans: impl Iterator<Item = Vec<Money>>) -> AccruedInterest {
        AccruedInterest { dates, by_date: loans.flatten().collect() }
    }

    /// By date, that of one loan.
    pub(crate) fn of(&self, loan: usize) -> &[Money] {
        &self.by_date[loan * self.dates..][..self.dates]
    }

    /// Adds that of all loans to what a pool that performs pays.
    pub(super) fn add_all(&self, periods: &mut [Collected]) {
        for loan in self.by_date.chunks(self.dates.max(1)) {
            periods.iter_mut().zip(loan).for_each(|(period, accrued)| period.accrued += *accrued);
        }
    }

    /// Takes that of a loan out from the date on which it defaults.
    pub(super) fn default(&self, default: LoanDefault, period: usize, periods: &mut [Collected]) {
        let own = self.of(default.loan as usize).iter().enumerate().skip(period);
        own.for_each(|(date, accrued)| periods[date].accrued -= *accrued);
    }
}

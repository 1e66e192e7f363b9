//! The books of a date close with `==`.

use super::{CashNotConserved, Engine};
use crate::ledger::{AccountId, Closing};
use crate::money::Money;
use crate::waterfall::record::Recorder;

impl<R: Recorder, const RARE: bool, const OTHERS: bool> Engine<'_, R, RARE, OTHERS> {
    /// Before the steps are taken the plan account is not overdrawn, nor a ledger of it: the first step that is short would
    /// make it good by a payment back, and the check at the end would not find it. (Of the plan's accounts it alone is paid
    /// from before that.)
    #[inline]
    pub(super) fn check_covered(&self) -> Result<(), CashNotConserved> {
        let lowest_ledger = || self.cash_in(AccountId::INCOME).min(self.cash_in(AccountId::PRINCIPAL));
        let plan = self.cash_in(AccountId::PLAN);
        match if self.is_split() { plan.min(lowest_ledger()) } else { plan } {
            overdrawn if overdrawn < Money::ZERO => {
                Err(CashNotConserved { date: self.date + 1, difference: overdrawn })
            }
            _ => Ok(()),
        }
    }

    /// Closes the books: the ledger of all parties sums to nothing; the plan's accounts hold what came in less what went
    /// out, and none is overdrawn; the collection account is empty; the borrowers have paid what was collected, what a failed
    /// servicer holds, and what guarantors of their loans recovered. On every date of every path, with `==`.
    #[inline]
    pub(super) fn check(&self) -> Result<(), CashNotConserved> {
        let state = &*self.state;
        let Closing { sum, owned, lowest } = state.ledger.closing(self.plan.chart);
        let drawn: Money = state.supports.iter().map(|support| support.recourse.drawn).sum();
        let plan = owned - (state.collected + state.paid_in + state.earned + drawn - state.paid);
        let overdrawn = lowest.min(Money::ZERO);
        let collection = self.cash_in(AccountId::COLLECTION);
        let paid_to_others = state.commingled.cash() + state.recovered_by_others;
        let borrowers = self.cash_in(AccountId::BORROWERS) + state.collected + paid_to_others;
        match [sum, plan, overdrawn, collection, borrowers].into_iter().find(|wrong| !wrong.is_zero()) {
            None => Ok(()),
            Some(difference) => Err(CashNotConserved { date: self.date + 1, difference }),
        }
    }
}
